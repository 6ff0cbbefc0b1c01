//! The values of Alertmanager.

use hagen_core::chart::{resources, topology_spread_stateful};
use hagen_core::context::Context;
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Value, to_value, value};

use super::Stack;
use super::values::{anti_affinity, disruption_budget, volume_claim, volume_purpose};
use crate::{alerting, pods};

pub(super) fn values(stack: &Stack, cx: &Context<'_>) -> Value {
    let (said, site) = (&stack.section.alertmanager, &cx.site);
    let replicas = stack.alertmanager_replicas(site);
    let class = said.storage_class.as_ref().or_else(|| site.storage_class(volume_purpose(replicas)));
    let secrets: Vec<String> = alerting::secrets(said).iter().map(|secret| secret.name.to_string()).collect();
    value!({
        "podDisruptionBudget": (disruption_budget(replicas)),
        "serviceAccount": { "automountServiceAccountToken": false },
        "config": (alerting::config(said)),
        "templateFiles": { "hagen.tmpl": (alerting::TEMPLATES) },
        "alertmanagerSpec": {
            "replicas": replicas,
            "podAntiAffinity": (anti_affinity(site)),
            "topologySpreadConstraints": (topology_spread_stateful(site, &pods::alertmanager().labels, replicas)),
            "priorityClassName": CRITICAL,
            "automountServiceAccountToken": false,
            "enableServiceLinks": false,
            "secrets": (to_value(&secrets)),
            "storage": (volume_claim(class, &said.storage)),
            "resources": (resources("50m", "500m", "128Mi")),
        },
    })
}
