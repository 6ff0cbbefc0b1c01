//! Whether everything has room, also without a zone or a node.

use crate::amount::Amount;
use crate::node::Node;
use crate::pods::Identity;
use crate::simulation::Judged;

/// Whether everything has room.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// What all pods ask for, at the fewest that an autoscaler makes.
    pub asked: Amount,
    /// At the most.
    pub asked_at_most: Amount,
    /// What the nodes offer.
    pub offered: Amount,
    /// What they offer without the zone, or the node, that offers most.
    pub offered_without: Amount,
    /// What that zone or node is.
    pub without: String,
    /// How many pods find no room then.
    pub homeless: u32,
    /// How many at the most that autoscalers make.
    pub homeless_at_most: u32,
}

/// Adds everything up. `None` where nobody has said how large nodes are.
pub(crate) fn capacity(sets: &[Judged], nodes: &[Node], zones: &[String]) -> Option<Capacity> {
    let rooms: Option<Vec<Amount>> = nodes.iter().map(|node| node.room).collect();
    let rooms = rooms.filter(|rooms| !rooms.is_empty())?;
    let (without, rest) = largest(nodes, &rooms, zones);
    let sum = |rooms: &[Amount]| rooms.iter().fold(Amount::default(), |sum, room| sum + *room);
    let count = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
    Some(Capacity {
        asked: asked(sets, count, |judged| judged.set.replicas),
        asked_at_most: asked(sets, count, |judged| judged.set.most),
        offered: sum(&rooms),
        offered_without: sum(&rest),
        without,
        homeless: homeless(sets, rest.clone(), |judged| judged.set.replicas),
        homeless_at_most: homeless(sets, rest, |judged| judged.set.most),
    })
}

fn asked(sets: &[Judged], nodes: u32, pods: impl Fn(&Judged) -> u32) -> Amount {
    let of = |judged: &Judged| match judged.set.identity {
        Identity::PerNode => judged.set.requests * nodes,
        _ => judged.set.requests * pods(judged),
    };
    sets.iter().fold(Amount::default(), |sum, judged| sum + of(judged))
}

/// What is left without the zone that offers most, or the node where there are no zones.
fn largest(nodes: &[Node], rooms: &[Amount], zones: &[String]) -> (String, Vec<Amount>) {
    let part =
        |node: &Node| if zones.len() > 1 { node.zone().map(str::to_owned) } else { Some(node.name.clone()) };
    let mut parts: Vec<String> = nodes.iter().filter_map(part).collect();
    parts.dedup();
    let of = |name: &String| {
        let own = nodes.iter().zip(rooms).filter(|(node, _)| part(node).as_ref() == Some(name));
        own.fold(Amount::default(), |sum, (_, room)| sum + *room)
    };
    let Some(most) = parts.iter().max_by_key(|name| of(name)).cloned() else {
        return (String::new(), rooms.to_vec());
    };
    let rest = nodes.iter().zip(rooms).filter(|(node, _)| part(node).as_ref() != Some(&most));
    let word = if zones.len() > 1 { "zone" } else { "node" };
    (format!("{word} {most}"), rest.map(|(_, room)| *room).collect())
}

/// How many pods find no room: the largest first, each on the node with the least room that is enough.
fn homeless(sets: &[Judged], mut rooms: Vec<Amount>, pods: impl Fn(&Judged) -> u32) -> u32 {
    let per_node = sets.iter().filter(|judged| judged.set.identity == Identity::PerNode);
    let on_each = per_node.fold(Amount::default(), |sum, judged| sum + judged.set.requests);
    let mut homeless = 0;
    for room in &mut rooms {
        *room = room.without(on_each).unwrap_or_default();
    }
    let others = sets.iter().filter(|judged| judged.set.identity != Identity::PerNode);
    let mut sizes: Vec<(Amount, u32)> = others.map(|judged| (judged.set.requests, pods(judged))).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    for (size, count) in sizes {
        for _ in 0..count {
            let fitting = rooms.iter_mut().filter(|room| room.without(size).is_some());
            match fitting.min_by_key(|room| **room) {
                Some(room) => *room = room.without(size).unwrap_or_default(),
                None => homeless += 1,
            }
        }
    }
    homeless
}
