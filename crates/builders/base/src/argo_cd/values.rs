//! The values of Argo CD's chart.

use hagen_core::chart::{controller_replicas, labels, resources, topology_spread};
use hagen_core::context::Site;
use hagen_yaml::{Value, value};

use super::RELEASE;

/// hagen's values for the chart `argo-cd`, before the user's. The bootstrap installs with the same ones.
///
/// No part has a priority class: they are made by the Argo CD that would already need them.
pub fn values(site: &Site<'_>, application_sets: bool) -> Value {
    let mut values = value!({
        "global": {
            "networkPolicy": { "create": (site.shared.network_policies) },
            "logging": { "format": "json" },
        },
        "configs": (configs(application_sets)),
        // Shards, not spares: a second controller would only take over other clusters. One is back within a minute.
        "controller": {
            "replicas": 1,
            "resources": (resources("250m", "2", "1Gi")),
            "metrics": (metrics(site)),
        },
        "server": (part(site, "argocd-server", resources("100m", "1", "256Mi"))),
        "repoServer": (repo_server(site)),
        "applicationSet": (application_set(site)),
        "redisSecretInit": { "resources": (resources("20m", "500m", "128Mi")) },
        // Signing in is the user's own to set up, with `configs.cm."oidc.config"`.
        "dex": { "enabled": false },
        "notifications": { "enabled": false },
    });
    values.merge(redis(site));
    values
}

fn configs(application_sets: bool) -> Value {
    let mut params = value!({
        // TLS up to the server itself, whatever stands in front of it.
        "server.insecure": false,
        // Compares with what the API server would make of the object, so that defaults are no difference.
        "controller.diff.server.side": true,
    });
    if application_sets {
        params.merge(value!({ "applicationsetcontroller.enable.progressive.syncs": true }));
    }
    value!({
        "cm": {
            "exec.enabled": false,
            "users.anonymous.enabled": "false",
            "statusbadge.enabled": false,
            "application.resourceTrackingMethod": "annotation",
            "resource.customizations.health.argoproj.io_Application":
                (include_str!("application_health.lua")),
        },
        "params": params,
        // Nobody may do anything until a role says so.
        "rbac": { "policy.default": "" },
    })
}

/// It keeps a clone of every repository.
fn repo_server(site: &Site<'_>) -> Value {
    let mut values = part(site, "argocd-repo-server", resources("250m", "2", "1Gi"));
    values.merge(value!({
        "resources": {
            "requests": { "ephemeral-storage": "1Gi" },
            "limits": { "ephemeral-storage": "4Gi" },
        },
    }));
    values
}

fn application_set(site: &Site<'_>) -> Value {
    let mut values = part(site, "argocd-applicationset-controller", resources("50m", "1", "256Mi"));
    values.merge(value!({ "livenessProbe": { "enabled": true }, "readinessProbe": { "enabled": true } }));
    values
}

fn part(site: &Site<'_>, name: &str, resources: Value) -> Value {
    let replicas = controller_replicas(site);
    value!({
        "replicas": replicas,
        "pdb": (disruption_budget(replicas)),
        "resources": resources,
        "topologySpreadConstraints": (topology_spread(site, &labels(name, RELEASE), replicas)),
        "metrics": (metrics(site)),
    })
}

fn disruption_budget(replicas: i32) -> Value {
    if replicas > 1 { value!({ "enabled": true, "maxUnavailable": 1 }) } else { value!({ "enabled": false }) }
}

fn metrics(site: &Site<'_>) -> Value {
    let scraped = site.shared.prometheus.is_some();
    value!({ "enabled": scraped, "serviceMonitor": { "enabled": scraped } })
}

/// Three members need a node each.
pub(super) fn redis_is_highly_available(site: &Site<'_>) -> bool {
    !site.is_dev() && site.cluster.nodes.schedulable() >= 3
}

/// Redis is a cache: with three nodes it has three members and a proxy that knows the first of them; with fewer, losing
/// it costs a slow minute.
fn redis(site: &Site<'_>) -> Value {
    if !redis_is_highly_available(site) {
        return value!({
            "redis": {
                "resources": (resources("50m", "500m", "128Mi")),
                "livenessProbe": { "enabled": true },
                "readinessProbe": { "enabled": true },
            },
        });
    }
    let mut values = value!({
        "redis-ha": {
            "enabled": true,
            "podDisruptionBudget": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
            "redis": { "resources": (resources("100m", "500m", "256Mi")) },
            "sentinel": { "resources": (resources("50m", "250m", "64Mi")) },
            "splitBrainDetection": { "resources": (resources("20m", "100m", "32Mi")) },
            "init": { "resources": (resources("20m", "100m", "32Mi")) },
            "haproxy": {
                "replicas": 3,
                // They need a node each, and a fourth one would be wanted for a fourth pod: one goes before one comes.
                "deploymentStrategy": {
                    "type": "RollingUpdate",
                    "rollingUpdate": { "maxSurge": 0, "maxUnavailable": 1 },
                },
                "podDisruptionBudget": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
                "resources": (resources("50m", "500m", "128Mi")),
                "init": { "resources": (resources("20m", "100m", "32Mi")) },
            },
        },
    });
    if site.cluster.nodes.is_zonal() {
        let zones = value!({
            "enabled": true,
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
        });
        values.merge(value!({ "redis-ha": { "topologySpreadConstraints": zones } }));
    }
    if site.cluster.nodes.zones.len() >= 3 {
        values.merge(value!({ "redis-ha": { "haproxy": { "affinity": PROXIES_BY_ZONE } } }));
    }
    values
}

/// The chart knows no spread of the proxies: its own rule lets all of them be in one zone.
const PROXIES_BY_ZONE: &str = "\
podAntiAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
  - labelSelector:
      matchLabels:
        app.kubernetes.io/name: argocd-redis-ha-haproxy
    topologyKey: topology.kubernetes.io/zone
";
