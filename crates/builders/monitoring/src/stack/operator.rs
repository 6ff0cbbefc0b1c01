//! The values of the operator.

use hagen_core::chart::{controller_replicas, resources};
use hagen_core::context::Site;
use hagen_core::workload::priority::CRITICAL;
use hagen_core::workload::spread::{Replicas, held_apart};
use hagen_yaml::{Value, to_value, value};

use super::Stack;
use super::values::disruption_budget;
use crate::pods;

pub(super) fn values(site: &Site<'_>) -> Value {
    let mut values = value!({
        "priorityClassName": CRITICAL,
        "logFormat": "json",
        "resources": (resources("100m", "1", "256Mi")),
        "prometheusConfigReloader": { "resources": (reloader_resources()) },
        // `Endpoints` are deprecated, and Argo CD leaves them alone.
        "kubeletEndpointsEnabled": false,
        "kubeletEndpointSliceEnabled": true,
    });
    values.merge(if Stack::has_webhooks(site) { webhooks(site) } else { no_webhooks() });
    values
}

/// Rules are checked by pods of their own, with a certificate of cert-manager: the chart's other way are jobs in Helm
/// hooks. Rules that nobody checks are better than a delivery that stands still, and hagen has checked its own.
fn webhooks(site: &Site<'_>) -> Value {
    let replicas = controller_replicas(site);
    let selector = pods::webhook().labels;
    let release_label = Some("pod-template-hash");
    let affinity = held_apart(site, Replicas { selector: &selector, least: replicas, release_label });
    value!({
        "admissionWebhooks": {
            "failurePolicy": "Ignore",
            "certManager": { "enabled": true },
            "patch": { "enabled": false },
            "deployment": {
                "enabled": true,
                "replicas": replicas,
                "podDisruptionBudget": (disruption_budget(replicas)),
                "priorityClassName": CRITICAL,
                "logFormat": "json",
                "automountServiceAccountToken": false,
                "affinity": (to_value(&affinity.unwrap_or_default())),
                "resources": (resources("20m", "250m", "64Mi")),
            },
        },
    })
}

fn no_webhooks() -> Value {
    value!({ "admissionWebhooks": { "enabled": false }, "tls": { "enabled": false } })
}

/// Of the container beside each Prometheus and Alertmanager. The operator takes no more than these.
fn reloader_resources() -> Value {
    value!({
        "requests": { "cpu": "10m", "memory": "64Mi" },
        "limits": { "cpu": "200m", "memory": "64Mi" },
    })
}
