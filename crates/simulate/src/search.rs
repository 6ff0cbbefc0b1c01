//! All that may happen, one step after the other, each way once.

use std::collections::BTreeSet;

use crate::ground::{Cell, Ground, Spotted, State};

/// More situations than this are not looked at: the answer is then a bound, and says so.
const MOST: usize = 6000;

/// Every situation that can be reached. `None` when there are too many.
pub(crate) fn reachable<S: Ord + Clone>(
    start: impl IntoIterator<Item = S>,
    mut next: impl FnMut(&S) -> Vec<S>,
    mut visit: impl FnMut(&S, bool),
) -> Option<()> {
    let mut seen: BTreeSet<S> = BTreeSet::new();
    let mut open: Vec<S> = Vec::new();
    for one in start {
        if seen.insert(one.clone()) {
            open.push(one);
        }
    }
    while let Some(one) = open.pop() {
        let following = next(&one);
        visit(&one, following.is_empty());
        for one in following {
            if seen.len() > MOST {
                return None;
            }
            if !seen.contains(&one) {
                seen.insert(one.clone());
                open.push(one);
            }
        }
    }
    Some(())
}

/// The state with one more pod of the new release at a place.
pub(crate) fn placed(state: &State, at: Spotted) -> State {
    changed(state, at.class, at.cell, [at.cell[0] + 1, at.cell[1]])
}

/// The state with another number of pods on a node of a class.
pub(crate) fn changed(state: &State, class: usize, from: Cell, to: Cell) -> State {
    let mut state = state.clone();
    let cells = &mut state[class];
    if from != [0, 0] {
        let at = cells.iter().position(|cell| *cell == from).expect("the cell is of this state");
        cells.remove(at);
    }
    if to != [0, 0] {
        let at = cells.partition_point(|cell| *cell > to);
        cells.insert(at, to);
    }
    state
}

/// All the pods of a state.
pub(crate) fn total(state: &State) -> u32 {
    state.iter().flatten().map(|cell| u32::from(cell[0]) + u32::from(cell[1])).sum()
}

/// Where `missing` pods may come to be, from where the others are: the ends of every order of scheduling.
pub(crate) fn fill(ground: &Ground, starts: Vec<State>, wanted: u32) -> Option<Vec<State>> {
    let mut ends = Vec::new();
    let next = |state: &State| {
        if total(state) >= wanted {
            return Vec::new();
        }
        ground.places(state).into_iter().map(|place| placed(state, place)).collect()
    };
    reachable(starts, next, |state, is_end| {
        if is_end {
            ends.push(state.clone());
        }
    })?;
    Some(ends)
}

/// How many pods can be placed when each goes to the first place there is: with rules of this form no order of
/// scheduling gets further by much, and none of them less far than is possible by chance.
pub(crate) fn greedy(ground: &Ground, start: &State, wanted: u32) -> State {
    let mut state = start.clone();
    while total(&state) < wanted {
        let Some(place) = ground.places(&state).into_iter().max_by_key(|place| place.cell) else { break };
        state = placed(&state, place);
    }
    state
}
