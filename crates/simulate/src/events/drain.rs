//! Nodes that are cordoned and emptied by evictions, which disruption budgets grant or deny.

use crate::events::lost::cells;
use crate::events::{Starts, Worst};
use crate::ground::{Ground, Health};
use crate::pods::PodSet;
use crate::scene::{Scene, aftermath, cordoned};
use crate::search::reachable;

/// One node of a class is drained.
pub(crate) fn node(set: &PodSet, ground: &Ground, starts: &Starts, class: usize) -> Worst {
    let Some(states) = &starts.states else {
        return bound(set, ground.most_in(&[class], true, set.replicas));
    };
    let mut worst = Worst::none(set);
    for state in states {
        for cell in cells(ground, state, class) {
            let (mut ground, mut state) = (ground.clone(), state.clone());
            ground.split(&mut state, class, cell, Health::Cordoned);
            worst = worst.or(drain(set, &ground, vec![Scene::of(state, set.replicas)]));
        }
    }
    worst
}

/// Two nodes are drained at once. One waits for the other; that is no fault.
pub(crate) fn two(set: &PodSet, ground: &Ground, starts: &Starts, one: usize, other: usize) -> Worst {
    let Some(states) = &starts.states else {
        return bound(set, ground.most_in(&[one, other], true, set.replicas));
    };
    let mut worst = Worst::none(set);
    for state in states {
        for cell in cells(ground, state, one) {
            let (mut split, mut state) = (ground.clone(), state.clone());
            split.split(&mut state, one, cell, Health::Cordoned);
            for cell in cells(&split, &state, other) {
                let (mut ground, mut state) = (split.clone(), state.clone());
                if ground.classes[other].size == 0 {
                    continue;
                }
                ground.split(&mut state, other, cell, Health::Cordoned);
                let both = drain(set, &ground, vec![Scene::of(state, set.replicas)]);
                worst = worst.or(Worst { hangs: false, ..both });
            }
        }
    }
    worst
}

/// A zone is away for hours, and a node of another one is drained. It may have to wait for the zone.
pub(crate) fn after_zone(set: &PodSet, ground: &Ground, starts: &Starts, zone: usize, class: usize) -> Worst {
    let unknown = Worst { is_exact: false, ..Worst::none(set) };
    let Some(states) = &starts.scheduled else { return unknown };
    let mut ground = ground.clone();
    ground.change(|class| class.zone == Some(zone), Health::Lost);
    let Some(ends) = aftermath(set, &ground, states) else { return unknown };
    let ground = ground.ending_lost();
    let mut worst = Worst::none(set);
    for end in ends {
        for cell in cells(&ground, &end.state, class) {
            let (mut ground, mut scene) = (ground.clone(), end.clone());
            ground.split(&mut scene.state, class, cell, Health::Cordoned);
            let both = drain(set, &ground, vec![scene]);
            worst = worst.or(Worst { hangs: false, ..both });
        }
    }
    worst
}

/// Evicts what is on cordoned nodes, as far as budgets grant it, in every order.
fn drain(set: &PodSet, ground: &Ground, starts: Vec<Scene>) -> Worst {
    let mut worst = Worst::none(set);
    let next = |scene: &Scene| {
        let mut following = scene.returns(ground);
        if is_granted(set, scene.ready(ground)) {
            following.extend(scene.evictions(set, ground));
        }
        following
    };
    let whole = reachable(starts, next, |scene, is_end| {
        let ready = scene.ready(ground);
        worst.ready = worst.ready.min(ready);
        if is_end {
            worst.later = worst.later.min(ready);
            worst.hangs |= !cordoned(ground, &scene.state).is_empty();
        }
    });
    worst.is_exact = whole.is_some();
    worst
}

/// Whether the server lets one more pod go. With two budgets for a pod it refuses every eviction.
fn is_granted(set: &PodSet, ready: u32) -> bool {
    match &set.budgets[..] {
        [] => true,
        [budget] => ready > budget.keeps.of(set.replicas),
        _ => false,
    }
}

fn bound(set: &PodSet, most: u32) -> Worst {
    let keeps = set.budgets.iter().map(|budget| budget.keeps.of(set.replicas)).max().unwrap_or(0);
    let hangs = most > 0 && !is_granted(set, set.replicas);
    let ready = set.replicas.saturating_sub(most).max(keeps.min(set.replicas));
    Worst { ready, later: set.replicas, hangs, is_exact: false }
}
