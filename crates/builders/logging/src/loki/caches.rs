//! The caches of chunks and of results. Without them logs are found as well, only later.

use hagen_core::chart::{resources, topology_spread_stateful};
use hagen_core::context::{Context, Site};
use hagen_core::workload::priority::STANDARD;
use hagen_yaml::{Value, value};

use super::{Loki, labels};
use crate::section::Logging;

/// The least and the most that caches get unless something is said, in mebibytes.
const BOUNDS: (u64, u64) = (256, 8192);

/// The caches as the chart calls them: the key, the component, and how many fifths of the memory it gets.
const CACHES: [(&str, &str, u64); 2] =
    [("chunksCache", "memcached-chunks-cache", 4), ("resultsCache", "memcached-results-cache", 1)];

pub(super) fn caches(loki: &Loki, cx: &Context<'_>) -> Value {
    let site = &cx.site;
    let exporter = value!({
        "enabled": (site.shared.prometheus.is_some()),
        "resources": (resources("5m", "100m", "32Mi")),
    });
    let mut values = value!({ "memcachedExporter": exporter });
    for (key, component, fifths) in CACHES {
        values.merge(value!({ key: (cache(&loki.section, site, component, fifths)) }));
    }
    values
}

fn cache(section: &Logging, site: &Site<'_>, component: &str, fifths: u64) -> Value {
    let replicas = site.replicas().min(2);
    let each = (memory(section, site) * fifths / 5 / u64::try_from(replicas).unwrap_or(1)).max(32);
    let each = i64::try_from(each).unwrap_or(i64::MAX);
    let mut selector = labels(component);
    selector.insert("name".into(), component.into());
    let mut values = value!({
        "replicas": replicas,
        "allocatedMemory": each,
        "allocatedCPU": "50m",
        "priorityClassName": STANDARD,
        "topologySpreadConstraints": (topology_spread_stateful(site, &selector, replicas)),
    });
    if replicas > 1 {
        values.merge(value!({ "podDisruptionBudget": { "unhealthyPodEvictionPolicy": "AlwaysAllow" } }));
    }
    values
}

/// What both have together, in mebibytes.
fn memory(section: &Logging, site: &Site<'_>) -> u64 {
    let mebibytes = |bytes: u128| u64::try_from(bytes >> 20).unwrap_or(u64::MAX);
    if let Some(cache) = &section.cache {
        return mebibytes(cache.units()).max(64);
    }
    let nodes = u128::try_from(site.cluster.nodes.schedulable()).unwrap_or(1);
    let shape = site.cluster.nodes.shape.as_ref();
    let fitting = shape.map_or(BOUNDS.0 * 2, |shape| mebibytes(shape.memory.units() * nodes / 50));
    if site.is_dev() { BOUNDS.0 / 2 } else { fitting.clamp(BOUNDS.0, BOUNDS.1) }
}
