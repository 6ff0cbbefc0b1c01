//! Disruption budgets.

use hagen_yaml::Value;

use crate::pods::{Budget, Keeps, PodSet};
use crate::read::{selector, text, whole};
use crate::select::Selector;

/// A disruption budget and the pods that it selects.
#[derive(Debug, Clone)]
pub struct Disruption {
    /// Its namespace.
    pub namespace: String,
    /// The pods.
    pub selector: Selector,
    /// What evictions must leave of them.
    pub budget: Budget,
}

impl Disruption {
    /// Whether it is about the pods of a set.
    pub fn selects(&self, set: &PodSet) -> bool {
        self.namespace == set.namespace && self.selector.matches(&set.labels)
    }
}

pub(super) fn disruption(object: &Value) -> Option<Disruption> {
    let spec = object.get("spec")?;
    Some(Disruption {
        namespace: text(object, &["metadata", "namespace"]).unwrap_or("default").to_owned(),
        selector: selector(spec.get("selector")),
        budget: Budget {
            name: text(object, &["metadata", "name"]).unwrap_or_default().to_owned(),
            keeps: keeps(spec.get("minAvailable"), spec.get("maxUnavailable")),
        },
    })
}

/// What a budget with these fields keeps. Without any it keeps all.
pub(crate) fn keeps(available: Option<&Value>, unavailable: Option<&Value>) -> Keeps {
    let percent = |value: &Value| value.as_str()?.strip_suffix('%')?.parse::<u32>().ok();
    let is_set = |value: &&Value| !matches!(value, Value::Null);
    match (available.filter(is_set), unavailable.filter(is_set)) {
        (Some(available), _) => match percent(available) {
            Some(percent) => Keeps::AvailablePercent(percent),
            None => Keeps::Available(whole(available).unwrap_or(0)),
        },
        (None, Some(unavailable)) => match percent(unavailable) {
            Some(percent) => Keeps::AllButPercent(percent),
            None => Keeps::AllBut(whole(unavailable).unwrap_or(0)),
        },
        (None, None) => Keeps::AllBut(0),
    }
}
