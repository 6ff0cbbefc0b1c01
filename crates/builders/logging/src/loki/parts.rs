//! The processes that Loki is made of, in each of its modes.

use hagen_core::chart::{topology_spread, topology_spread_stateful};
use hagen_core::context::{Context, Site, VolumePurpose};
use hagen_core::target::Cores;
use hagen_kube::{Quantity, StorageClassName};
use hagen_yaml::{Map, Value, value};

use super::{Loki, copies, labels, replicas, writer};
use crate::section::{Logging, Mode, Resources};

/// A process, and how often there is one.
struct Part {
    /// The key in the values.
    key: &'static str,
    /// The `app.kubernetes.io/component` of its pods.
    component: &'static str,
    replicas: i32,
    resources: Resources,
    kind: Kind,
}

/// What a process is, and so where the chart looks for its volume.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A Deployment.
    Stateless,
    /// A StatefulSet with one volume each.
    Volume,
    /// The same, with the volume described in a list.
    Claims,
}

/// The values of the processes of the mode. Those of other modes are none.
pub(super) fn parts(loki: &Loki, cx: &Context<'_>) -> Value {
    let mut values = Map::new();
    for key in ["write", "read", "backend"] {
        values.push(key, value!({ "replicas": 0 }));
    }
    for part in all(&loki.section, &cx.site) {
        values.insert(part.key, values_of(&part, loki, cx));
    }
    Value::Map(values)
}

fn all(section: &Logging, site: &Site<'_>) -> Vec<Part> {
    let (write, other) = (replicas(section, site), site.replicas());
    let part = |key, component, replicas, (cpu, memory), kind| Part {
        key,
        component,
        replicas,
        resources: sized(cpu, memory),
        kind,
    };
    let stateful = |key, component, replicas, size| part(key, component, replicas, size, Kind::Volume);
    let stateless = |key, component, replicas, size| part(key, component, replicas, size, Kind::Stateless);
    let writer = |key, kind| Part {
        key,
        component: writer(section.mode),
        replicas: write,
        resources: writer_resources(section, site),
        kind,
    };
    match section.mode {
        Mode::Monolithic => vec![writer("singleBinary", Kind::Volume)],
        Mode::SimpleScalable => vec![
            writer("write", Kind::Volume),
            stateless("read", "read", other, (500, 1024)),
            stateful("backend", "backend", other, (250, 1024)),
        ],
        Mode::Distributed => vec![
            writer("ingester", Kind::Claims),
            stateless("distributor", "distributor", other, (250, 512)),
            stateless("querier", "querier", other, (500, 2048)),
            stateless("queryFrontend", "query-frontend", other.min(2), (100, 512)),
            stateless("queryScheduler", "query-scheduler", other.min(2), (50, 128)),
            stateful("indexGateway", "index-gateway", other.min(2), (100, 1024)),
            // It works alone: two would take each other's work.
            part("compactor", "compactor", 1, (250, 1024), Kind::Claims),
            stateless("ruler", "ruler", if section.rules.is_empty() { 0 } else { other.min(2) }, (100, 512)),
        ],
    }
}

fn values_of(part: &Part, loki: &Loki, cx: &Context<'_>) -> Value {
    let site = &cx.site;
    let selector = labels(part.component);
    let is_stateful = part.kind != Kind::Stateless;
    let spread = if is_stateful { topology_spread_stateful } else { topology_spread };
    let mut values = value!({
        "replicas": (part.replicas),
        "resources": (requirements(&part.resources)),
        "topologySpreadConstraints": (spread(site, &selector, part.replicas)),
    });
    // The chart lets no two share a node. A Deployment has one more for a while when it changes, and where there are
    // more replicas than nodes some have to share.
    if !is_stateful || i64::from(part.replicas) > site.cluster.nodes.schedulable() {
        values.merge(value!({ "affinity": { "podAntiAffinity": null } }));
    }
    if part.replicas > 1 {
        let budget = value!({ "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" });
        values.merge(value!({ "podDisruptionBudget": budget }));
    }
    if is_stateful {
        values.merge(value!({ "terminationGracePeriodSeconds": 300 }));
    }
    if part.key == "ingester" {
        // Three StatefulSets, one a zone, need an operator of their own; the spread over zones gives the same.
        values.merge(value!({ "zoneAwareReplication": { "enabled": false } }));
    }
    values.merge(persistence(part, loki, site));
    values
}

/// The volume, which outlives the StatefulSet: what is on it is in no bucket yet.
fn persistence(part: &Part, loki: &Loki, site: &Site<'_>) -> Value {
    let class = || storage_class(&loki.section, site).map_or(Value::Null, Value::from);
    let amount = || loki.section.storage.to_string();
    let enabled = if matches!(part.key, "write" | "backend") { "volumeClaimsEnabled" } else { "enabled" };
    let mut values = match part.kind {
        Kind::Stateless => return Value::Map(Map::new()),
        Kind::Volume => value!({ "size": (amount()), "storageClass": (class()) }),
        Kind::Claims => {
            let modes = value!(["ReadWriteOnce"]);
            value!({ "claims": [{ "name": "data", "accessModes": modes, "size": (amount()), "storageClass": (class()) }] })
        }
    };
    values.merge(value!({ enabled: true, "enableStatefulSetAutoDeletePVC": false }));
    value!({ "persistence": values })
}

fn storage_class(section: &Logging, site: &Site<'_>) -> Option<StorageClassName> {
    let purpose = if copies(section, site) > 1 { VolumePurpose::Database } else { VolumePurpose::Ordinary };
    section.storage_class.clone().or_else(|| site.storage_class(purpose).cloned())
}

fn requirements(resources: &Resources) -> Value {
    let Resources { cpu: Cores(cpu), memory } = resources;
    let most = u64::try_from(cpu.milli() * 4).unwrap_or(u64::MAX);
    value!({
        "requests": { "cpu": cpu, "memory": memory, "ephemeral-storage": "64Mi" },
        "limits": { "cpu": (Quantity::millicores(most)), "memory": memory, "ephemeral-storage": "1Gi" },
    })
}

fn writer_resources(section: &Logging, site: &Site<'_>) -> Resources {
    section
        .resources
        .clone()
        .unwrap_or_else(|| if site.is_dev() { sized(100, 512) } else { sized(500, 2048) })
}

/// The memory of a process that takes in logs, in bytes.
pub(crate) fn memory(section: &Logging, site: &Site<'_>) -> u128 {
    writer_resources(section, site).memory.units()
}

fn sized(millicores: u64, mebibytes: u64) -> Resources {
    Resources { cpu: Cores(Quantity::millicores(millicores)), memory: Quantity::bytes(mebibytes << 20) }
}
