//! Disruption budgets, which the chart does not have: one pod of a kind at a time.

use hagen_core::context::Context;
use hagen_kube::Manifest;
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::shape::Shape;
use super::{metadata, pods};

pub(super) fn budgets(shape: &Shape, cx: &Context<'_>) -> Vec<Manifest> {
    let parts = [
        ("master", shape.masters),
        ("volume", shape.servers),
        ("filer", shape.gateways),
        ("s3", shape.gateways),
    ];
    // The budget of a single pod would block every drain of its node.
    parts.iter().filter(|(_, replicas)| *replicas > 1).map(|(component, _)| budget(component, cx)).collect()
}

fn budget(component: &str, cx: &Context<'_>) -> Manifest {
    Manifest::new(&PodDisruptionBudget {
        metadata: metadata(cx, &format!("seaweedfs-{component}")),
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(1)),
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".into()),
            selector: Some(LabelSelector {
                match_labels: Some(pods(component).labels),
                ..LabelSelector::default()
            }),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    })
}
