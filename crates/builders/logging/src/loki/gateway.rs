//! The gateway, which everybody talks to: it knows which part of Loki answers what.

use hagen_core::chart::{resources, topology_spread};
use hagen_core::context::Context;
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Value, value};

use super::{Loki, entry, labels};

pub(super) fn gateway(loki: &Loki, cx: &Context<'_>) -> Value {
    let site = &cx.site;
    let replicas = site.replicas();
    let mut values = value!({
        "replicas": replicas,
        // Each push would be a line of the log, to be collected and pushed again.
        "verboseLogging": false,
        "priorityClassName": CRITICAL,
        "resources": (resources("50m", "1", "128Mi")),
        "affinity": { "podAntiAffinity": null },
        "topologySpreadConstraints": (topology_spread(site, &labels("gateway"), replicas)),
        "deploymentStrategy": {
            "type": "RollingUpdate",
            "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 },
        },
        "livenessProbe": {
            "httpGet": { "path": "/", "port": "http" },
            "initialDelaySeconds": 10,
            "periodSeconds": 15,
            "failureThreshold": 4,
        },
        // Until nobody sends it new requests any more.
        "lifecycle": { "preStop": { "sleep": { "seconds": 10 } } },
        "metrics": {
            "enabled": (site.shared.prometheus.is_some()),
            "resources": (resources("10m", "100m", "64Mi")),
        },
    });
    if replicas > 1 {
        let budget = value!({ "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" });
        values.merge(value!({ "podDisruptionBudget": budget }));
    }
    if loki.section.machines.is_some() {
        values.merge(entry::gateway(loki));
    }
    values
}
