//! Nodes that are cordoned and emptied by evictions, which disruption budgets grant or deny.

use crate::events::lost::{cells, most_in_zone};
use crate::events::{Starts, Worst, at_once, with_one};
use crate::ground::{Ground, Health};
use crate::pods::{PodSet, Reach};
use crate::scene::{Scene, aftermath, cordoned};
use crate::search::reachable;

/// One node of a class is drained.
pub(crate) fn node(set: &PodSet, ground: &Ground, starts: &Starts, class: usize) -> Worst {
    exactly_one(set, ground, starts, class).unwrap_or_else(|| bound(set, ground, starts.sure, &[class]))
}

fn exactly_one(set: &PodSet, ground: &Ground, starts: &Starts, class: usize) -> Option<Worst> {
    let mut worst = Worst::none(set);
    for state in starts.states.as_ref()? {
        for cell in cells(ground, state, class) {
            let (mut ground, mut state) = (ground.clone(), state.clone());
            ground.split(&mut state, class, cell, Health::Cordoned);
            worst = worst.or(drain(set, &ground, vec![Scene::of(state, set.replicas)])?);
        }
    }
    Some(worst)
}

/// Two nodes are drained at once. One waits for the other; that is no fault.
pub(crate) fn two(set: &PodSet, ground: &Ground, starts: &Starts, one: usize, other: usize) -> Worst {
    let exactly = exactly_two(set, ground, starts, one, other);
    let worst = exactly.unwrap_or_else(|| bound(set, ground, starts.sure, &[one, other]));
    Worst { hangs: false, ..worst }
}

fn exactly_two(set: &PodSet, ground: &Ground, starts: &Starts, one: usize, other: usize) -> Option<Worst> {
    let mut worst = Worst::none(set);
    for state in starts.states.as_ref()? {
        for cell in cells(ground, state, one) {
            let (mut split, mut state) = (ground.clone(), state.clone());
            split.split(&mut state, one, cell, Health::Cordoned);
            for cell in cells(&split, &state, other) {
                let (mut ground, mut state) = (split.clone(), state.clone());
                if ground.classes[other].size == 0 {
                    continue;
                }
                ground.split(&mut state, other, cell, Health::Cordoned);
                worst = worst.or(drain(set, &ground, vec![Scene::of(state, set.replicas)])?);
            }
        }
    }
    Some(worst)
}

/// A zone is away for hours, and a node of another one is drained. It may have to wait for the zone.
pub(crate) fn after_zone(set: &PodSet, ground: &Ground, starts: &Starts, zone: usize, class: usize) -> Worst {
    let mut lost = ground.clone();
    lost.change(|class| class.zone == Some(zone), Health::Lost);
    let worst = exactly_after_zone(set, &lost, starts, class).unwrap_or_else(|| {
        let most = |ground: &Ground| ground.most_in(&[class], true, at_once(set));
        let sure = starts.sure.saturating_sub(most_in_zone(set, ground, zone));
        let ready = after_evictions(set, sure, most(ground).max(most(&lost)));
        Worst { ready, later: ready, hangs: false, is_exact: false }
    });
    Worst { hangs: false, ..worst }
}

fn exactly_after_zone(set: &PodSet, lost: &Ground, starts: &Starts, class: usize) -> Option<Worst> {
    let ends = aftermath(set, lost, starts.scheduled.as_ref()?)?;
    let ground = lost.ending_lost();
    let mut worst = Worst::none(set);
    for end in ends {
        for cell in cells(&ground, &end.state, class) {
            let (mut ground, mut scene) = (ground.clone(), end.clone());
            ground.split(&mut scene.state, class, cell, Health::Cordoned);
            worst = worst.or(drain(set, &ground, vec![scene])?);
        }
    }
    Some(worst)
}

/// Evicts what is on cordoned nodes, as far as budgets grant it, in every order.
fn drain(set: &PodSet, ground: &Ground, starts: Vec<Scene>) -> Option<Worst> {
    let mut worst = Worst::none(set);
    let next = |scene: &Scene| {
        let mut following = scene.returns(ground);
        if is_granted(set, scene.ready(ground)) {
            following.extend(scene.evictions(set, ground));
        }
        following
    };
    reachable(starts, next, |scene, is_end| {
        let ready = scene.ready(ground);
        worst.ready = worst.ready.min(ready);
        if is_end {
            worst.later = worst.later.min(ready);
            worst.hangs |= !cordoned(ground, &scene.state).is_empty();
        }
    })?;
    Some(worst)
}

/// Whether the server lets one more pod go. With two budgets for a pod it refuses every eviction.
fn is_granted(set: &PodSet, ready: u32) -> bool {
    match &set.budgets[..] {
        [] => true,
        [budget] => ready > budget.keeps.of(set.replicas),
        _ => false,
    }
}

/// What a drain of a node of each of these classes does at worst, of at least `sure` pods. It never ends if it is not
/// certain that it does.
fn bound(set: &PodSet, ground: &Ground, sure: u32, classes: &[usize]) -> Worst {
    let most = ground.most_in(classes, true, at_once(set));
    let ready = after_evictions(set, sure, most);
    let back = match set.volume {
        Reach::Anywhere => with_one(ground, classes, Health::Cordoned).surely(set.replicas),
        _ => 0,
    };
    let are_granted_at_once = is_granted(set, sure.saturating_sub(most.saturating_sub(1)));
    let are_granted_in_time = is_granted(set, set.replicas) && back == set.replicas;
    let hangs = most > 0 && !are_granted_at_once && !are_granted_in_time;
    Worst { ready, later: back.max(ready), hangs, is_exact: false }
}

/// What evictions of `most` of at least `sure` pods leave.
fn after_evictions(set: &PodSet, sure: u32, most: u32) -> u32 {
    let least = sure.saturating_sub(most);
    match &set.budgets[..] {
        [] => least,
        [budget] => least.max(budget.keeps.of(set.replicas).min(sure)),
        _ => sure,
    }
}
