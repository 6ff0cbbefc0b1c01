//! The disruption budget of pods that an operator or a chart runs without one.

use std::collections::BTreeMap;

use hagen_kube::Manifest;
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// One pod at a time may be evicted; a pod that does not work anyway never holds up a drain.
pub(crate) fn disruption_budget(metadata: ObjectMeta, selector: BTreeMap<String, String>) -> Manifest {
    Manifest::new(&PodDisruptionBudget {
        metadata,
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(1)),
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".into()),
            selector: Some(LabelSelector { match_labels: Some(selector), ..LabelSelector::default() }),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    })
}
