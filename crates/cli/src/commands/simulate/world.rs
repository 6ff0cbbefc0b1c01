//! From what was built to what is simulated.

use hagen::{Inventory, Standing};
use hagen_core::artifact::Artifact;
use hagen_core::target::{Cluster, Distribution, Profile};
use hagen_simulate::amount::Amount;
use hagen_simulate::pods::Reach;
use hagen_simulate::{Component, Node, World};

/// A cluster with everything on it.
pub(super) fn world<'p>(inventory: &'p Inventory<'p>) -> World<'p> {
    let nodes = nodes(inventory.cluster);
    World {
        volumes: volumes(inventory, &nodes),
        nodes,
        entry: inventory.entry.cloned(),
        moves_stateful_pods: has_longhorn(inventory),
        components: inventory.components.iter().map(component).collect(),
    }
}

/// The nodes that run workloads, in the zones by turns: the workers, and the servers where nothing keeps pods off them.
fn nodes(cluster: &Cluster) -> Vec<Node> {
    let nodes = &cluster.nodes;
    let servers = cluster.distribution == Distribution::K3s || nodes.workers.get() == 0;
    let count = |number: i64| usize::try_from(number).unwrap_or(0);
    let kinds = [
        ("server", if servers { count(nodes.servers.get()) } else { 0 }),
        ("worker", count(nodes.workers.get())),
    ];
    let room = nodes.shape.as_ref().map(|shape| Amount {
        cpu: u64::try_from(shape.cpu.0.milli()).unwrap_or(u64::MAX),
        memory: u64::try_from(shape.memory.units()).unwrap_or(u64::MAX),
    });
    let zone = |at: usize| nodes.zones.get(at.checked_rem(nodes.zones.len())?).map(ToString::to_string);
    let node = |(word, at): (&str, usize)| Node::new(format!("{word}-{}", at + 1), zone(at).as_deref(), room);
    let all = kinds.into_iter().flat_map(|(word, count)| (0..count).map(move |at| (word, at)));
    all.map(node).collect()
}

/// From where volumes of the cluster's default class can be reached.
fn volumes(inventory: &Inventory<'_>, nodes: &[Node]) -> Reach {
    let is_zonal = nodes.iter().any(|node| node.zone().is_some());
    match inventory.cluster.distribution {
        _ if has_longhorn(inventory) => Reach::Anywhere,
        Distribution::K3s => Reach::Node,
        _ if is_zonal => Reach::Zone,
        _ => Reach::Anywhere,
    }
}

fn has_longhorn(inventory: &Inventory<'_>) -> bool {
    let artifacts = inventory.components.iter().flat_map(|component| &component.built.artifacts);
    artifacts
        .into_iter()
        .any(|artifact| matches!(artifact, Artifact::Release(release) if release.chart.name == "longhorn"))
}

fn component<'p>(standing: &'p Standing<'p>) -> Component<'p> {
    let placement = &standing.built.placement;
    let scope = placement.environment.as_ref().map_or("platform", |name| name.as_str());
    Component {
        name: format!("{scope}/{}", placement.id.folder()),
        section: placement.id.section,
        namespace: placement.namespace.as_str(),
        artifacts: &standing.built.artifacts,
        asks: standing.asks.clone(),
        is_exposed: standing.is_exposed,
        may_stop: (standing.profile == Profile::Dev).then_some("its environment has the profile `dev`"),
        slo: standing.slo,
    }
}
