//! The values of the release.

use hagen_core::chart::{controller_replicas, resources, topology_spread};
use hagen_core::context::Context;
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Value, value};

use crate::pods::{BLACKBOX, blackbox};

/// How hosts are asked.
pub(super) const MODULE: &str = "https_answers";

pub(super) fn values(cx: &Context<'_>) -> Value {
    let site = &cx.site;
    let replicas = controller_replicas(site);
    let mut values = value!({
        "fullnameOverride": BLACKBOX,
        "replicas": replicas,
        "priorityClassName": CRITICAL,
        "topologySpreadConstraints": (topology_spread(site, &blackbox().labels, replicas)),
        "resources": (resources("20m", "200m", "64Mi")),
        "podSecurityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
        "serviceMonitor": { "selfMonitor": { "enabled": (site.shared.prometheus.is_some()) } },
        "config": { "modules": { MODULE: (module()) } },
    });
    if replicas > 1 {
        values.merge(value!({
            "podDisruptionBudget": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
        }));
    }
    values
}

/// An answer is one that the application itself gave: a page, a way to another, or the question who asks. That there is no
/// such page would be said by an entry that does not know the host.
fn module() -> Value {
    let statuses = [200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 401, 403];
    value!({
        "prober": "http",
        "timeout": "10s",
        "http": {
            "valid_status_codes": (statuses.to_vec()),
            "follow_redirects": false,
            "fail_if_not_ssl": true,
            "preferred_ip_protocol": "ip4",
        },
    })
}
