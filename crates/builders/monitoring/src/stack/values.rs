//! The values of the release.

use hagen_core::context::{Context, Site, VolumePurpose};
use hagen_yaml::{Value, value};

use super::{Stack, alertmanager, control_plane, exporters, operator, prometheus};
use crate::pods;
use crate::section::Resources;

pub(super) fn values(stack: &Stack, cx: &Context<'_>) -> Value {
    let mut values = value!({
        "fullnameOverride": (pods::STACK),
        // The definitions are a part of their own: what is observed comes before what observes it.
        "crds": { "enabled": false },
        "grafana": {
            "enabled": false,
            "forceDeployDashboards": (stack.section.grafana.enabled),
            "defaultDashboardsEditable": false,
        },
        "prometheus": (prometheus::values(stack, cx)),
        "alertmanager": (alertmanager::values(stack, cx)),
        "prometheusOperator": (operator::values(&cx.site)),
    });
    values.merge(exporters::values(&cx.site));
    values.merge(control_plane::values(&stack.section.control_plane, &cx.site));
    values
}

/// A disruption budget of one pod. The chart's own `minAvailable` has to be taken back: the API server refuses both.
pub(super) fn disruption_budget(replicas: i32) -> Value {
    if replicas < 2 {
        return value!({ "enabled": false });
    }
    value!({
        "enabled": true,
        "minAvailable": null,
        "maxUnavailable": 1,
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    })
}

/// `resources` as the section says them.
pub(crate) fn said_resources(said: &Resources) -> Value {
    let cpu = said.cpu.0.to_string();
    let memory = said.memory.to_string();
    value!({
        "requests": { "cpu": (cpu.clone()), "memory": (memory.clone()), "ephemeral-storage": "64Mi" },
        "limits": { "cpu": cpu, "memory": memory, "ephemeral-storage": "512Mi" },
    })
}

/// A claim of one pod's volume.
pub(super) fn volume_claim(
    class: Option<&hagen_kube::StorageClassName>,
    storage: &hagen_kube::Quantity,
) -> Value {
    let mut spec = value!({
        "accessModes": ["ReadWriteOnce"],
        "resources": { "requests": { "storage": (storage.to_string()) } },
    });
    if let Some(class) = class {
        spec.merge(value!({ "storageClassName": (class.to_string()) }));
    }
    value!({ "volumeClaimTemplate": { "spec": spec } })
}

/// What a volume is for: each of several replicas has all that the others have, so that storage which copies it too would
/// write everything six times; the volume of the only one is the only copy.
pub(super) fn volume_purpose(replicas: i32) -> VolumePurpose {
    if replicas > 1 { VolumePurpose::Database } else { VolumePurpose::Ordinary }
}

/// How far pods with a volume of their own keep apart: never two on a node, unless there is only one.
pub(super) fn anti_affinity(site: &Site<'_>) -> &'static str {
    if site.cluster.nodes.schedulable() > 1 { "hard" } else { "soft" }
}
