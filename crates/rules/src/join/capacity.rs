//! A24: whether everything fits when the largest zone is away; A36: whether those are there that pods have to be beside.

use super::Indexes;
use crate::codes;
use crate::facts::{Neighbours, Resource, Workload};
use crate::finding::{Finding, steps};

/// What a pod asks for of something.
type Amount = fn(&Workload) -> u128;

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    found.extend(indexes.facts().flat_map(|facts| &facts.neighbours).filter_map(|it| alone(indexes, it)));
    room(indexes, found);
}

/// A36.
fn alone(indexes: &Indexes<'_>, wanted: &Neighbours) -> Option<Finding> {
    let is_seen = |namespace: &u64| {
        indexes.places.contains(namespace) && !indexes.may_be_unseen(*namespace, &wanted.selector)
    };
    let is_nobody = |namespace: &u64| indexes.pods.select(*namespace, &wanted.selector).next().is_none();
    let message = "has to stand beside pods that are not there: nothing has these labels";
    wanted
        .namespaces
        .iter()
        .all(|namespace| is_seen(namespace) && is_nobody(namespace))
        .then(|| Finding::new(&codes::PLACEMENT, &wanted.subject, wanted.way.clone(), message))
}

/// A24.
fn room(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let nodes = &indexes.world.cluster.nodes;
    let Some(shape) = &nodes.shape else { return };
    let zones = if nodes.is_zonal() {
        i64::try_from(nodes.zones.len()).unwrap_or(i64::MAX)
    } else {
        nodes.schedulable()
    };
    let left = nodes.schedulable() - (nodes.schedulable() + zones - 1) / zones.max(1);
    if nodes.schedulable() < 2 {
        return;
    }
    let there = (shape.cpu.0.milli(), shape.memory.units());
    let lasting =
        || indexes.facts().flat_map(|facts| &facts.workloads).filter(|workload| workload.is_served());
    let asked = |amount: Amount| -> u128 {
        lasting().map(|it| amount(it) * u128::try_from(indexes.least(it)).unwrap_or(0)).sum()
    };
    let amounts: [(&str, u128, u128, Amount); 2] = [
        ("CPU", there.0, 1000, |workload| workload.requests(Resource::Cpu)),
        ("memory", there.1, 1 << 30, |workload| workload.requests(Resource::Memory)),
    ];
    for (what, of_node, unit, amount) in amounts {
        let (all, room) = (asked(amount), of_node * u128::try_from(left).unwrap_or(0));
        let Some(largest) = lasting().max_by_key(|it| amount(it)).filter(|_| all > room) else { continue };
        let message = format!(
            "asks for the most {what} of all, which together want {} of {} that are left without {}",
            all.div_ceil(unit),
            room / unit,
            if nodes.is_zonal() { "the largest zone" } else { "a node" },
        );
        let way = steps!["spec", "template", "spec", "containers"];
        found.push(Finding::new(&codes::CAPACITY, &largest.subject, way, message));
    }
}
