//! The series that are computed ahead.

use super::{Objective, Owner};
use crate::rules::Record;

/// Bad requests each second.
pub(super) const BAD: &str = "service:slo_bad_requests:rate5m";

/// Requests each second.
pub(super) const ALL: &str = "service:slo_requests:rate5m";

/// The windows over which the share of bad requests is computed. The last is that of the budget.
const WINDOWS: [&str; 8] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d", BUDGET_WINDOW];

/// The window of the budget.
pub(super) const BUDGET_WINDOW: &str = "30d";

/// The name of the share of bad requests over a window.
pub(super) fn share(window: &str) -> String {
    format!("service:slo_bad_requests:ratio{window}")
}

/// What is asked of the original series: once, whatever the windows.
pub(super) fn requests(owner: &Owner, objective: &Objective) -> [Record; 2] {
    [(BAD, &objective.bad), (ALL, &objective.all)].map(|(name, expr)| Record {
        name: name.to_owned(),
        expr: expr.clone(),
        labels: owner.labels(objective),
    })
}

/// The share of bad requests over each window. Quiet hours count as little as they have requests.
pub(super) fn shares(owner: &Owner, objective: &Objective) -> Vec<Record> {
    let of = owner.selector().is("slo", &objective.name);
    let record = |window: &str| {
        let (bad, all) = (of.over(BAD, window), of.over(ALL, window));
        let expr = match window {
            "5m" => format!("{} / {}", of.of(BAD), of.of(ALL)),
            _ => format!("sum_over_time({bad}) / sum_over_time({all})"),
        };
        Record { name: share(window), expr, labels: owner.labels(objective) }
    };
    WINDOWS.iter().map(|window| record(window)).collect()
}
