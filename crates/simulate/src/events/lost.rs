//! Nodes and zones that are away.

use std::slice;

use crate::events::{Starts, Worst, at_once, moves, with_one};
use crate::ground::{Cell, Ground, Health, State};
use crate::pods::PodSet;
use crate::scene::aftermath;

/// One node of a class is away.
pub(crate) fn node(set: &PodSet, ground: &Ground, starts: &Starts, class: usize) -> Worst {
    let Some(states) = &starts.states else {
        let most = ground.most_in(&[class], true, at_once(set));
        return bound(set, &with_one(ground, &[class], Health::Lost), starts.sure, most);
    };
    let mut worst = Worst::none(set);
    for state in states {
        for cell in cells(ground, state, class) {
            let (mut ground, mut state) = (ground.clone(), state.clone());
            ground.split(&mut state, class, cell, Health::Lost);
            worst = worst.or(lose(set, &ground, &state));
        }
    }
    worst
}

/// A zone is away.
pub(crate) fn zone(set: &PodSet, ground: &Ground, starts: &Starts, zone: usize) -> Worst {
    let most = most_in_zone(set, ground, zone);
    let mut ground = ground.clone();
    ground.change(|class| class.zone == Some(zone), Health::Lost);
    let Some(states) = &starts.states else { return bound(set, &ground, starts.sure, most) };
    states.iter().fold(Worst::none(set), |worst, state| worst.or(lose(set, &ground, state)))
}

/// The pods of lost nodes go, and come back where they can.
fn lose(set: &PodSet, ground: &Ground, state: &State) -> Worst {
    let ready = ground.ready(state);
    match aftermath(set, ground, slice::from_ref(state)) {
        Some(ends) => {
            let later = ends.iter().map(|end| end.ready(ground)).min().unwrap_or(ready);
            Worst { ready, later, hangs: false, is_exact: true }
        }
        None => Worst { ready, later: ready, hangs: false, is_exact: false },
    }
}

/// No more pods than this are in a zone.
pub(crate) fn most_in_zone(set: &PodSet, ground: &Ground, zone: usize) -> u32 {
    let is_in = |class: &usize| ground.classes[*class].zone == Some(zone);
    let classes: Vec<usize> = (0..ground.classes.len()).filter(is_in).collect();
    ground.most_in(&classes, false, at_once(set))
}

/// What remains of at least `sure` pods when at most `most` of them go, with the nodes as they are then.
fn bound(set: &PodSet, after: &Ground, sure: u32, most: u32) -> Worst {
    let ready = sure.saturating_sub(most);
    let later = if moves(set) { after.ending_lost().surely(set.replicas).max(ready) } else { ready };
    Worst { ready, later, hangs: false, is_exact: false }
}

/// What the nodes of a class may have: each number once, and none if one of them has none.
pub(crate) fn cells(ground: &Ground, state: &State, class: usize) -> Vec<Cell> {
    let mut cells = state[class].clone();
    cells.dedup();
    if ground.classes[class].size as usize > state[class].len() {
        cells.push([0, 0]);
    }
    cells
}
