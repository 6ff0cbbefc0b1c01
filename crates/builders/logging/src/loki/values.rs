//! The values of the chart.

use hagen_core::bucket::Access;
use hagen_core::component::{Variable, VariableValue};
use hagen_core::context::Context;
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Value, value};

use super::{Loki, caches, config, gateway, parts, rules};
use crate::section::Mode;
use crate::tenancy;

pub(super) fn values(loki: &Loki, cx: &Context<'_>, access: Option<&Access>) -> Value {
    let mode = match loki.section.mode {
        Mode::Monolithic => "Monolithic",
        Mode::SimpleScalable => "SimpleScalable",
        Mode::Distributed => "Distributed",
    };
    let mut values = value!({
        "fullnameOverride": "loki",
        "deploymentMode": mode,
        "loki": (config::config(loki, cx, access)),
        "defaults": {
            "priorityClassName": CRITICAL,
            // Nothing of Loki talks to the API server: its rules come as files.
            "automountServiceAccountToken": false,
            "enableServiceLinks": false,
            // Requests go to replicas that have read their log again; only gossip begins before that.
            "service": { "publishNotReadyAddresses": false },
            "extraEnv": (environment(access)),
            "extraVolumes": (rules::volumes(loki, cx)),
            "extraVolumeMounts": (rules::mounts(loki, cx)),
        },
        "serviceAccount": { "automountServiceAccountToken": false },
        "rbac": { "namespaced": true },
        "sidecar": { "rules": { "enabled": false } },
        "memberlist": { "service": { "publishNotReadyAddresses": true } },
        "gateway": (gateway::gateway(loki, cx)),
        "test": { "enabled": false },
        "lokiCanary": (canary(cx)),
        "monitoring": { "serviceMonitor": { "enabled": (cx.site.shared.prometheus.is_some()) } },
    });
    values.merge(caches::caches(loki, cx));
    values.merge(parts::parts(loki, cx));
    values
}

/// The access key, which Loki finds by the names of its variables.
fn environment(access: Option<&Access>) -> Value {
    let Some(access) = access else { return Value::List(Vec::new()) };
    let mut variables: Vec<Value> = access.variables.iter().map(variable).collect();
    if access.is_path_style() {
        // The library would add checksums that few services but Amazon's take.
        for name in ["AWS_REQUEST_CHECKSUM_CALCULATION", "AWS_RESPONSE_CHECKSUM_VALIDATION"] {
            variables.push(value!({ "name": name, "value": "when_required" }));
        }
    }
    Value::List(variables)
}

fn variable(variable: &Variable) -> Value {
    let name = variable.name.to_string();
    match &variable.value {
        VariableValue::Text(text) => value!({ "name": name, "value": (text.clone()) }),
        VariableValue::Secret { name: secret, key } => value!({
            "name": name,
            "valueFrom": { "secretKeyRef": { "name": secret, "key": key } },
        }),
    }
}

/// It writes lines and looks whether they come back: what Prometheus is told of it is the proof that logging works.
fn canary(cx: &Context<'_>) -> Value {
    value!({
        "enabled": (cx.site.shared.prometheus.is_some()),
        "kind": "Deployment",
        "replicas": 1,
        "tenant": { "name": (tenancy::CANARY) },
        "resources": (hagen_core::chart::resources("10m", "100m", "64Mi")),
        "priorityClassName": CRITICAL,
    })
}
