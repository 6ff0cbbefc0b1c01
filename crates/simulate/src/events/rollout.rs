//! A new version replaces the old one.

use crate::events::{Starts, Worst};
use crate::ground::{Cell, Ground, State};
use crate::pods::{PodSet, Reach, Rollout};
use crate::search::{changed, placed, reachable, total};

/// A rollout from every place where the pods may be.
pub(crate) fn rollout(set: &PodSet, ground: &Ground, starts: &Starts) -> Worst {
    let bound = Worst { is_exact: false, ..by_arithmetic(set) };
    let Some(states) = &starts.scheduled else { return bound };
    run(set, ground, states).map_or(bound, |(worst, _)| worst)
}

/// Where pods may be after any number of rollouts: rules bind when a pod is scheduled, not when another goes.
pub(crate) fn drifted(set: &PodSet, ground: &Ground, scheduled: Vec<State>) -> Vec<State> {
    let Some((_, ends)) = run(set, ground, &scheduled) else { return scheduled };
    let mut all: Vec<State> = scheduled.into_iter().chain(ends).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn run(set: &PodSet, ground: &Ground, states: &[State]) -> Option<(Worst, Vec<State>)> {
    match set.rollout {
        Rollout::Rolling { surge, unavailable } => rolling(set, ground, states, (surge, unavailable)),
        Rollout::InPlace { .. } => in_place(set, ground, states),
        Rollout::Recreate => Some((recreated(set, states), Vec::new())),
    }
}

/// Everything goes, and is scheduled from nothing: it hangs where not all pods found a place the first time.
fn recreated(set: &PodSet, scheduled: &[State]) -> Worst {
    let later = scheduled.iter().map(total).min().unwrap_or(set.replicas);
    Worst { later, hangs: later < set.replicas, ..by_arithmetic(set) }
}

/// What a rollout leaves without a look at where pods are.
fn by_arithmetic(set: &PodSet) -> Worst {
    let ready = match set.rollout {
        Rollout::Rolling { unavailable, .. } | Rollout::InPlace { unavailable } => {
            set.replicas.saturating_sub(unavailable)
        }
        Rollout::Recreate => 0,
    };
    Worst { ready, ..Worst::none(set) }
}

/// New pods beside the old ones. It hangs where no pod can be placed and no old one may go.
fn rolling(
    set: &PodSet,
    ground: &Ground,
    states: &[State],
    (surge, unavailable): (u32, u32),
) -> Option<(Worst, Vec<State>)> {
    let wanted = set.replicas;
    let old =
        |state: &State| state.iter().map(|cells| cells.iter().map(|cell| [0, cell[0]]).collect()).collect();
    let starts: Vec<State> = states.iter().map(old).collect();
    let next = |state: &State| {
        let (new, old) = releases(state);
        let mut following = Vec::new();
        if new < wanted && new + old < wanted + surge {
            following.extend(ground.places(state).into_iter().map(|place| placed(state, place)));
        }
        if new + old > wanted.saturating_sub(unavailable) {
            following.extend(without_one(state, 1));
        }
        following
    };
    let mut worst = Worst::none(set);
    let mut ends = Vec::new();
    reachable(starts, next, |state, is_end| {
        let (new, old) = releases(state);
        worst.ready = worst.ready.min(new + old);
        if is_end {
            worst.later = worst.later.min(new + old);
            worst.hangs |= new < wanted || old > 0;
            if new == wanted && old == 0 {
                ends.push(state.clone());
            }
        }
    })?;
    Some((worst, ends))
}

/// One pod after the other goes and comes back. It hangs where one does not.
fn in_place(set: &PodSet, ground: &Ground, states: &[State]) -> Option<(Worst, Vec<State>)> {
    let mut worst = by_arithmetic(set);
    let mut ends = Vec::new();
    let mut hangs = false;
    let next = |state: &State| {
        let mut following = Vec::new();
        for (class, cell) in occupied(state) {
            let fewer = [cell[0] - 1, cell[1]];
            let without = changed(state, class, cell, fewer);
            let back = ground.places(&without).into_iter().filter(|place| match set.volume {
                Reach::Anywhere => true,
                Reach::Zone => ground.classes[place.class].zone == ground.classes[class].zone,
                Reach::Node => place.class == class && place.cell == fewer,
            });
            let back: Vec<State> = back.map(|place| placed(&without, place)).collect();
            hangs |= back.is_empty();
            following.extend(back);
        }
        following
    };
    let whole = states.iter().filter(|state| total(state) == set.replicas).cloned();
    worst.hangs |= states.iter().any(|state| total(state) < set.replicas);
    reachable(whole, next, |state, _| ends.push(state.clone()))?;
    worst.hangs |= hangs;
    Some((worst, ends))
}

fn occupied(state: &State) -> Vec<(usize, Cell)> {
    let cells = state.iter().enumerate();
    cells.flat_map(|(class, cells)| cells.iter().map(move |cell| (class, *cell))).collect()
}

/// Every state with one pod less of a release.
fn without_one(state: &State, release: usize) -> Vec<State> {
    let cells = occupied(state).into_iter().filter(|(_, cell)| cell[release] > 0);
    let without = |(class, cell): (usize, Cell)| {
        let mut fewer = cell;
        fewer[release] -= 1;
        changed(state, class, cell, fewer)
    };
    cells.map(without).collect()
}

fn releases(state: &State) -> (u32, u32) {
    let sum = |release: usize| state.iter().flatten().map(|cell| u32::from(cell[release])).sum();
    (sum(0), sum(1))
}
