//! Whether requests are answered, and whether anything tells of it.

use hagen_observe::{Alert, Severity, minutes};

use super::{full_name, named};
use crate::requests::requests;
use crate::runbooks;
use crate::workload::Workload;

pub(super) fn alerts(workload: &Workload<'_>) -> Vec<Alert> {
    // What is promised has better alerts of its own.
    let promised = workload.app.slo.as_ref().is_some_and(|slo| slo.availability.is_some());
    let errors = (!promised).then(|| errors(workload)).flatten();
    let unread = workload.app.metrics.is_some().then(|| target_down(workload));
    errors.into_iter().chain(unread).collect()
}

fn errors(workload: &Workload<'_>) -> Option<Alert> {
    let requests = requests(workload)?;
    let (failed, all) = (requests.failed("5m"), requests.all("5m"));
    Some(Alert {
        name: "AppErrors",
        severity: Severity::Warning,
        // A handful of requests tells nothing.
        expr: format!("{failed} / {all} > 0.05 and {all} > 0.1"),
        hold: minutes(10),
        summary: format!(
            "{{{{ $value | humanizePercentage }}}} of the requests to {} fail",
            full_name(workload)
        ),
        description: "The row *Traffic* of its dashboard tells since when, and with which status.".into(),
        runbook: runbooks::ERRORS,
        ..Alert::default()
    })
}

fn target_down(workload: &Workload<'_>) -> Alert {
    let up = named(workload, "job").of("up");
    Alert {
        name: "AppTargetDown",
        expr: format!("count({up} == 0) > 0 or absent({up})"),
        hold: minutes(15),
        summary: format!("the metrics of {} cannot be read", full_name(workload)),
        description:
            "What is not measured raises no alerts. Prometheus says why under *Status → Target health*."
                .into(),
        runbook: runbooks::TARGET_DOWN,
        ..Alert::default()
    }
}
