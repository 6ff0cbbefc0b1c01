//! Where instances may go, given the nodes and zones that the cluster declares.

use std::collections::BTreeMap;

use hagen_core::context::Site;
use hagen_core::workload::spread::{self, Replicas};
use k8s_openapi::api::core::v1::TopologySpreadConstraint;

const HOST: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

/// How far apart instances are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placement {
    /// The domain that no two instances share.
    pub(crate) topology_key: &'static str,
    /// Whether an instance rather waits than shares one.
    pub(crate) required: bool,
}

/// Zones when there are three or more and enough of them; else nodes when there are enough of these; else as far
/// apart as possible: a hard rule with more instances than domains would leave instances pending.
pub(crate) fn placement(site: &Site<'_>, instances: i32) -> Option<Placement> {
    let nodes = &site.cluster.nodes;
    let instances = i64::from(instances);
    if instances < 2 {
        return None;
    }
    let zones = i64::try_from(nodes.zones.len()).unwrap_or(i64::MAX);
    Some(if zones >= 3 && instances <= zones {
        Placement { topology_key: ZONE, required: true }
    } else {
        Placement { topology_key: HOST, required: instances <= nodes.schedulable() }
    })
}

/// Evens instances out over zones, where anti-affinity alone keeps only nodes apart.
pub(crate) fn zone_spread(
    site: &Site<'_>,
    instances: i32,
    selector: &BTreeMap<String, String>,
) -> Option<Vec<TopologySpreadConstraint>> {
    let apart = placement(site, instances)?;
    if apart.topology_key == ZONE { None } else { zones(site, instances, selector) }
}

/// Evens instances out over zones.
pub(crate) fn zones(
    site: &Site<'_>,
    instances: i32,
    selector: &BTreeMap<String, String>,
) -> Option<Vec<TopologySpreadConstraint>> {
    if !site.cluster.nodes.is_zonal() {
        return None;
    }
    let replicas = Replicas { selector, least: instances, release_label: None };
    let constraints = spread::constraints(site, replicas)?;
    Some(constraints.into_iter().filter(|constraint| constraint.topology_key == ZONE).collect())
}
