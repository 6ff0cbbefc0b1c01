//! A new version replaces the old one.

use crate::events::Worst;
use crate::ground::{Cell, Ground, Spotted, State};
use crate::pods::{PodSet, Reach, Rollout};
use crate::scene::{Scene, home};
use crate::search::{changed, placed, reachable, total};

/// A rollout, and where it may leave pods.
pub(crate) type Rolled = (Worst, Vec<State>);

/// Any number of rollouts, one after the other, from every place where the scheduler may have put the pods: rules bind
/// when a pod is scheduled, not when another goes. `None` when there are too many ways.
pub(crate) fn rollouts(set: &PodSet, ground: &Ground, scheduled: &[State]) -> Option<Rolled> {
    match set.rollout {
        Rollout::Rolling { surge, unavailable } => rolling(set, ground, scheduled, (surge, unavailable)),
        Rollout::InPlace { unavailable } => in_place(set, ground, scheduled, unavailable),
        Rollout::Recreate => Some((recreated(set, scheduled), Vec::new())),
    }
}

/// Everything goes, and is scheduled from nothing: it hangs where not all pods found a place the first time.
fn recreated(set: &PodSet, scheduled: &[State]) -> Worst {
    let later = scheduled.iter().map(total).min().unwrap_or(set.replicas);
    Worst { later, hangs: later < set.replicas, is_exact: true, ..by_arithmetic(set) }
}

/// A rollout of at least `sure` pods, wherever they are. It never ends if it is not certain that it does.
pub(crate) fn bound(set: &PodSet, ground: &Ground, sure: u32) -> Worst {
    let ends = match set.rollout {
        Rollout::Rolling { surge, .. } => ground.always_fits((set.replicas + surge).saturating_sub(1), true),
        Rollout::InPlace { .. } => set.volume == Reach::Anywhere && sure == set.replicas,
        Rollout::Recreate => sure == set.replicas,
    };
    let ready = by_arithmetic(set).ready;
    let left = match set.rollout {
        Rollout::InPlace { unavailable } => sure.saturating_sub(unavailable),
        _ => ready.min(sure),
    };
    let later = if ends { set.replicas } else { left };
    Worst { ready: if ends { ready } else { left }, later, hangs: !ends, is_exact: false }
}

/// What a rollout leaves without a look at where pods are.
fn by_arithmetic(set: &PodSet) -> Worst {
    let ready = match set.rollout {
        Rollout::Rolling { unavailable, .. } | Rollout::InPlace { unavailable } => {
            set.replicas.saturating_sub(unavailable)
        }
        Rollout::Recreate => 0,
    };
    Worst { ready, is_exact: false, ..Worst::none(set) }
}

/// New pods beside the old ones. It hangs where no pod can be placed and no old one may go.
fn rolling(
    set: &PodSet,
    ground: &Ground,
    states: &[State],
    (surge, unavailable): (u32, u32),
) -> Option<Rolled> {
    let wanted = set.replicas;
    let next = |state: &State| {
        let (new, old) = releases(state);
        if new == wanted && old == 0 {
            return vec![outdated(state)];
        }
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
    reachable(states.iter().map(outdated), next, |state, is_end| {
        let (new, old) = releases(state);
        worst.ready = worst.ready.min(new + old);
        if new == wanted && old == 0 {
            ends.push(state.clone());
        } else if is_end {
            worst.later = worst.later.min(new + old);
            worst.hangs = true;
        }
    })?;
    Some((worst, ends))
}

/// The state once there is a newer release.
fn outdated(state: &State) -> State {
    state.iter().map(|cells| cells.iter().map(|cell| [0, cell[0]]).collect()).collect()
}

/// A StatefulSet in the middle of an update.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Update {
    scene: Scene,
    /// How many of the missing have low numbers: it is not their turn, and nobody waits for them.
    low: usize,
}

impl Update {
    /// How many pods were taken down and are not back.
    fn taken(&self) -> usize {
        self.scene.missing.len() - self.low
    }

    /// Everything that comes of a missing pod being scheduled.
    fn returns(&self, ground: &Ground) -> Vec<Self> {
        let mut following = Vec::new();
        for scene in self.scene.returns(ground) {
            if self.low > 0 {
                following.push(Self { scene: scene.clone(), low: self.low - 1 });
            }
            if self.taken() > 0 {
                following.push(Self { scene, low: self.low });
            }
        }
        following
    }

    /// Everything that comes of a pod being taken down. One whose volume is of its node comes back there at once, or
    /// never.
    fn takes(&self, set: &PodSet, ground: &Ground) -> Vec<Self> {
        let mut following = Vec::new();
        for (class, cell) in occupied(&self.scene.state) {
            let scene = self.scene.without(class, cell, home(set, &ground.classes[class]));
            let own = Spotted { class, cell: [cell[0] - 1, cell[1]] };
            if set.volume != Reach::Node || !ground.places(&scene.state).contains(&own) {
                following.push(Self { scene, low: self.low });
            }
        }
        following
    }
}

/// The pods with the highest numbers go, so many at once, and the next ones when they are back. It hangs where one does
/// not come back.
fn in_place(set: &PodSet, ground: &Ground, states: &[State], at_once: u32) -> Option<Rolled> {
    let at_once = at_once as usize;
    let mut worst = Worst::none(set);
    let mut starts = Vec::new();
    for state in states {
        let scene = Scene::of(state.clone(), set.replicas);
        if set.is_ordered && !scene.missing.is_empty() {
            // Nothing is updated before all are there.
            worst = worst.or(Worst { ready: total(state), later: total(state), hangs: true, is_exact: true });
        } else {
            starts.push(Update { low: scene.missing.len(), scene });
        }
    }
    let next = |update: &Update| {
        let mut following = update.returns(ground);
        if update.taken() < at_once {
            following.extend(update.takes(set, ground));
        }
        following
    };
    let mut ends = Vec::new();
    reachable(starts, next, |update, _| {
        let ready = total(&update.scene.state);
        let more = u32::try_from(at_once.saturating_sub(update.taken())).unwrap_or(u32::MAX);
        worst.ready = worst.ready.min(ready.saturating_sub(more));
        if update.returns(ground).is_empty() {
            worst.later = worst.later.min(ready);
            worst.hangs |= !update.scene.missing.is_empty();
            if update.taken() == 0 {
                ends.push(update.scene.state.clone());
            }
        }
    })?;
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
