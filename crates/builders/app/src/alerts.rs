//! When somebody has to look at an application.
//!
//! The metrics are those of kube-state-metrics and of the kubelet, and of whoever measures requests.

mod jobs;
mod pods;
mod replicas;
mod requests;

use hagen_observe::{Alert, Group, Selector, slo};

use crate::objectives::{objectives, owner};
use crate::workload::{Shape, Workload};

/// All rules of an application.
pub(crate) fn groups(workload: &Workload<'_>) -> Vec<Group> {
    let mut alerts: Vec<Alert> = pods::alerts(workload);
    if workload.shape == Shape::CronJob {
        alerts.extend(jobs::alerts(workload));
    } else {
        alerts.extend(replicas::alerts(workload));
    }
    alerts.extend(requests::alerts(workload));
    let mut groups = vec![Group::new(workload.name.to_string(), alerts)];
    groups.extend(slo::groups(&owner(workload), &objectives(workload)));
    groups
}

/// `namespace/name`, as summaries have it.
fn full_name(workload: &Workload<'_>) -> String {
    format!("{}/{}", workload.site().namespace, workload.name)
}

/// What the application is called in its namespace, by the label that holds the name of what runs it.
fn named(workload: &Workload<'_>, label: &str) -> Selector {
    Selector::namespace(workload.site().namespace.as_str()).is(label, workload.name.as_str())
}
