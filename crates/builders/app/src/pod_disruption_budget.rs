//! The disruption budget of an application: drains take one replica at a time.

use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::workload::{Shape, Workload};

/// `None` where a budget would only be in the way: for a single replica and on a single node it would block the drain
/// for ever, and pods of DaemonSets and Jobs are not drained by it.
pub(crate) fn pod_disruption_budget(workload: &Workload<'_>) -> Option<PodDisruptionBudget> {
    let replicated = matches!(workload.shape, Shape::Deployment | Shape::Rollout | Shape::StatefulSet);
    let several = workload.scale.least() > 1 && workload.site().cluster.nodes.schedulable() > 1;
    (replicated && several).then(|| PodDisruptionBudget {
        metadata: workload.metadata(),
        spec: Some(PodDisruptionBudgetSpec {
            selector: Some(workload.label_selector()),
            max_unavailable: Some(IntOrString::Int(1)),
            // Otherwise a replica that crashes again and again could not be evicted, and its node not be drained.
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".into()),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    })
}
