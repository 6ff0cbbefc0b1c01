//! The values of the chart k8s-monitoring.

use hagen_core::chart::{controller_replicas, labels, resources, topology_spread};
use hagen_core::context::{Context, Site};
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Map, Value, value};

use super::{Alloy, EVENTS, LOGS, OPERATOR, RELEASE, pipeline};
use crate::loki;
use crate::section::{Collector, Logging};
use crate::tenancy::PLATFORM;

/// The user of Alloy's image.
const USER: i64 = 473;

pub(super) fn values(alloy: &Alloy, cx: &Context<'_>) -> Value {
    let section = &alloy.section;
    let collector = &section.collector;
    let mut collectors = value!({ LOGS: (logs(collector)) });
    if collector.events {
        collectors.merge(value!({ EVENTS: (events()) }));
    }
    value!({
        "cluster": { "name": (cx.site.cluster_name.to_string()) },
        "destinations": { "loki": (destination(section, cx)) },
        "podLogsViaLoki": (pod_logs(collector)),
        "clusterEvents": { "enabled": (collector.events), "collector": EVENTS },
        "nodeLogs": { "enabled": (collector.journal), "collector": LOGS },
        "selfReporting": { "enabled": false },
        "collectors": collectors,
        "alloy-operator": (operator(&cx.site)),
    })
}

/// What cannot be delivered is tried again until it can: the collector reads on only then, and the files on the node
/// are what waits.
fn destination(section: &Logging, cx: &Context<'_>) -> Value {
    let mut destination = value!({
        "type": "loki",
        "url": (format!("{}{}", loki::gateway_url(), loki::PUSH_PATH)),
        "clusterLabels": ["cluster"],
        "maxBackoffPeriod": "30s",
        "maxBackoffRetries": 0,
        // There is nothing in it that anybody must not see.
        "secret": { "embed": true },
        "logProcessingStages": (pipeline::destination(section, &cx.offers.environments)),
    });
    if section.tenants.is_some() {
        destination.merge(value!({ "tenantId": PLATFORM }));
    }
    destination
}

fn pod_logs(collector: &Collector) -> Value {
    let excluded: Vec<Value> = collector.exclude_namespaces.iter().map(Value::from).collect();
    value!({
        "enabled": true,
        "collector": LOGS,
        // Otherwise the first lines of every new pod would be lost, and all of a short one.
        "onlyGatherNewLogLines": false,
        "excludeNamespaces": excluded,
        "extraDiscoveryRules": (pipeline::APP),
        "extraLogProcessingStages": (pipeline::DROP),
    })
}

/// One on every node, whatever its taints, and never in the way of what runs there.
fn logs(collector: &Collector) -> Value {
    let own = collector.resources.as_ref().map(|resources| {
        let (cpu, memory) = (&resources.cpu.0, &resources.memory);
        value!({ "requests": { "cpu": cpu, "memory": memory }, "limits": { "memory": memory } })
    });
    let mut values = collector_values();
    values.merge(value!({
        "presets": ["filesystem-log-reader", "daemonset", "host-storage"],
        "alloy": {
            "mounts": { "dockercontainers": false },
            // The files belong to root, and root without any capability can read what is its own.
            "securityContext": { "runAsUser": 0, "runAsGroup": 0 },
            "resources": (own.unwrap_or_else(|| resources("100m", "1", "512Mi"))),
        },
        "controller": {
            "tolerations": [{ "operator": "Exists" }],
            "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": { "maxUnavailable": "10%" } },
        },
    }));
    values
}

/// The one that there is: two would write each event twice. After a restart it reads the last hour again, and Loki keeps
/// a line that it has already only once.
fn events() -> Value {
    let mut values = collector_values();
    values.merge(value!({
        "presets": ["singleton"],
        "alloy": {
            "storagePath": "/var/lib/alloy",
            "securityContext": { "runAsUser": USER, "runAsGroup": USER, "runAsNonRoot": true },
            "resources": (resources("20m", "200m", "128Mi")),
            "mounts": { "extra": [{ "name": "storage", "mountPath": "/var/lib/alloy" }] },
        },
        "controller": {
            "volumes": { "extra": [{ "name": "storage", "emptyDir": { "sizeLimit": "64Mi" } }] },
        },
        "global": { "podSecurityContext": { "fsGroup": USER } },
    }));
    values
}

fn collector_values() -> Value {
    let mut annotations = Map::new();
    // The resource and its definition come in one sync, and the operator goes last: it takes down what it made.
    annotations.push("argocd.argoproj.io/sync-options", "SkipDryRunOnMissingResource=true");
    annotations.push("argocd.argoproj.io/sync-wave", "1");
    value!({
        "annotations": annotations,
        "rbac": { "create": false },
        "alloy": {
            "enableReporting": false,
            "securityContext": {
                "allowPrivilegeEscalation": false,
                "readOnlyRootFilesystem": true,
                "capabilities": { "drop": ["ALL"], "add": [] },
                "seccompProfile": { "type": "RuntimeDefault" },
            },
        },
        "configReloader": { "resources": (resources("5m", "50m", "64Mi")) },
        "controller": { "priorityClassName": CRITICAL },
    })
}

fn operator(site: &Site<'_>) -> Value {
    let replicas = controller_replicas(site);
    let mut values = value!({
        "replicaCount": replicas,
        // It watches and changes nothing outside its namespace.
        "ownNamespaceOnly": true,
        "rbac": { "createClusterRoles": false },
        // Jobs that run with each sync and guard a removal by Helm; Argo CD removes in the order of waves.
        "waitForAlloyRemoval": { "enabled": false },
        "priorityClassName": CRITICAL,
        "resources": (resources("20m", "500m", "256Mi")),
        "podSecurityContext": { "seccompProfile": { "type": "RuntimeDefault" } },
        "topologySpreadConstraints": (topology_spread(site, &labels(OPERATOR, RELEASE), replicas)),
        "serviceMonitor": { "enabled": (site.shared.prometheus.is_some()) },
    });
    if replicas > 1 {
        values.merge(value!({ "podDisruptionBudget": { "maxUnavailable": 1 } }));
    }
    values
}
