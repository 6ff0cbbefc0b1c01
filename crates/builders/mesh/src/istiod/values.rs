//! The values of the control plane.

use hagen_core::chart::{controller_replicas, resources, topology_spread};
use hagen_core::context::{Site, Telemetry};
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Value, value};

use crate::istiod::pods;
use crate::section::{MeshSection, Mode, Outbound};

/// The name of the provider that takes traces.
pub(crate) const TRACES: &str = "traces";

pub(super) fn values(section: &MeshSection, site: &Site<'_>) -> Value {
    let replicas = controller_replicas(site);
    let mut values = value!({
        "autoscaleEnabled": false,
        "replicaCount": replicas,
        "rollingMaxSurge": 1,
        "rollingMaxUnavailable": 0,
        "resources": (resources("200m", "2", "1Gi")),
        "seccompProfile": { "type": "RuntimeDefault" },
        "topologySpreadConstraints": (topology_spread(site, &pods().labels, replicas)),
        "cni": { "enabled": true },
        "env": (environment(section)),
        "sidecarInjectorWebhook": (injection()),
        "meshConfig": (mesh_config(section, site)),
        "global": (global(replicas)),
        // What istiod sets once it answers: set from the start, there is nothing to fight over with Argo CD.
        "base": { "validationFailurePolicy": "Fail" },
    });
    if replicas > 1 {
        values.merge(value!({ "pdb": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" } }));
    }
    values
}

fn environment(section: &MeshSection) -> Value {
    match section.mode {
        Mode::Sidecar => value!({ "ENABLE_NATIVE_SIDECARS": "true" }),
        Mode::Ambient => value!({ "PILOT_ENABLE_AMBIENT": "true" }),
    }
}

/// Only who asks for a proxy gets one: databases and what else lives in an environment speak to it without.
fn injection() -> Value {
    value!({
        "rewriteAppHTTPProbe": true,
        "neverInjectSelector": [
            { "matchExpressions": [{ "key": "sidecar.istio.io/inject", "operator": "DoesNotExist" }] },
        ],
    })
}

fn global(replicas: i32) -> Value {
    value!({
        "variant": "distroless",
        "logAsJson": true,
        "priorityClassName": CRITICAL,
        "defaultPodDisruptionBudget": { "enabled": (replicas > 1) },
        "proxy": {
            "resources": (resources("50m", "1", "192Mi")),
            "seccompProfile": { "type": "RuntimeDefault" },
        },
    })
}

fn mesh_config(section: &MeshSection, site: &Site<'_>) -> Value {
    let mut config = value!({
        "enablePrometheusMerge": true,
        "accessLogEncoding": "JSON",
        "defaultConfig": { "terminationDrainDuration": "5s" },
    });
    if section.mode == Mode::Ambient {
        config.merge(value!({ "defaultConfig": { "proxyMetadata": { "ISTIO_META_ENABLE_HBONE": "true" } } }));
    } else {
        let mode = if section.outbound == Outbound::Declared { "REGISTRY_ONLY" } else { "ALLOW_ANY" };
        config.merge(value!({ "outboundTrafficPolicy": { "mode": mode } }));
    }
    if let Some(traces) = site.shared.telemetry.as_ref().and_then(provider) {
        config.merge(value!({ "extensionProviders": [traces] }));
    }
    config
}

/// Who takes traces, by OTLP over gRPC.
fn provider(telemetry: &Telemetry) -> Option<Value> {
    let (_, address) = telemetry.grpc.split_once("://")?;
    let (service, port) = address.rsplit_once(':')?;
    let port: u16 = port.parse().ok()?;
    Some(value!({
        "name": TRACES,
        "opentelemetry": { "service": (service.to_owned()), "port": port },
    }))
}
