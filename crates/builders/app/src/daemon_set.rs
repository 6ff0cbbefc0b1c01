//! The DaemonSet of an application that runs once on every node.

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, RollingUpdateDaemonSet};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::deployment::{MIN_READY_SECONDS, REVISION_HISTORY};
use crate::pod::pod_template;
use crate::workload::Workload;

pub(crate) fn daemon_set(workload: &Workload<'_>) -> DaemonSet {
    DaemonSet {
        metadata: workload.runner_metadata(),
        spec: Some(DaemonSetSpec {
            selector: workload.label_selector(),
            update_strategy: Some(update_strategy(workload)),
            min_ready_seconds: Some(MIN_READY_SECONDS),
            revision_history_limit: Some(REVISION_HISTORY),
            template: pod_template(workload),
        }),
        ..DaemonSet::default()
    }
}

/// One node after the other. Where others send it traffic, the new pod is ready on the node before the old one goes;
/// an agent that serves nobody is replaced in place, so that no two work on one node.
fn update_strategy(workload: &Workload<'_>) -> DaemonSetUpdateStrategy {
    let surge = i32::from(workload.serves());
    DaemonSetUpdateStrategy {
        type_: Some("RollingUpdate".into()),
        rolling_update: Some(RollingUpdateDaemonSet {
            max_surge: Some(IntOrString::Int(surge)),
            max_unavailable: Some(IntOrString::Int(1 - surge)),
        }),
    }
}
