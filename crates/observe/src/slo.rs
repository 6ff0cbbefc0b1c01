//! What users may rely on, and how fast the allowance for failures is used up.
//!
//! An objective such as 99.9 % leaves a budget: one request in a thousand may fail within thirty days. The *burn rate* is
//! how many times faster than evenly the budget is used. An alert looks at two windows of time at once: the long one so
//! that it does not fire for a moment's trouble, the short one so that it ends soon after the trouble does. The
//! combinations are those of Google's SRE Workbook, chapter 5.

mod alerts;
mod panels;
mod records;
mod spec;

pub use alerts::{BURNS_FAST, BURNS_SLOWLY, NOT_MEASURED};
pub use panels::row;
pub use spec::{LEAST, Latency, MOST, Measured, Slo};

use std::collections::BTreeMap;

use crate::rules::{Group, Rule};
use crate::selector::Selector;

/// An objective: of all requests so many are good.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Its name, unique for the component: `availability`, `latency-p99`.
    pub name: String,
    /// The share of requests that have to be good, in percent.
    pub percent: f64,
    /// PromQL: how many requests each second were bad, over the last five minutes. Always there, 0 if none was.
    pub bad: String,
    /// PromQL: how many requests there were each second, over the last five minutes.
    pub all: String,
}

/// Whose objectives they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The namespace.
    pub namespace: String,
    /// The name, unique in it.
    pub name: String,
}

impl Owner {
    fn labels(&self, objective: &Objective) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("namespace", self.namespace.clone()),
            ("service", self.name.clone()),
            ("slo", objective.name.clone()),
        ])
    }

    fn selector(&self) -> Selector {
        Selector::namespace(&self.namespace).is("service", &self.name)
    }
}

impl Objective {
    /// The share of requests that may be bad, exact to a hundred thousandth: `0.0005`.
    fn budget(&self) -> f64 {
        ((100.0 - self.percent) * 1000.0).round() / 100_000.0
    }
}

/// The recorded series and the alerts of a component's objectives.
pub fn groups(owner: &Owner, objectives: &[Objective]) -> Vec<Group> {
    if objectives.is_empty() {
        return Vec::new();
    }
    let alerts = objectives.iter().flat_map(|objective| alerts::alerts(owner, objective));
    vec![
        Group::new(
            format!("{}-slo", owner.name),
            objectives.iter().flat_map(|it| records::requests(owner, it)),
        ),
        Group::new(
            format!("{}-slo-budget", owner.name),
            objectives.iter().flat_map(|it| records::shares(owner, it)),
        ),
        Group::new(format!("{}-slo-alerts", owner.name), alerts.map(Rule::from)),
    ]
}

/// A number without more digits than it has: at most seven behind the point.
fn decimal(number: f64) -> String {
    let text = format!("{number:.7}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
