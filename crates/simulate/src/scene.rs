//! A set of pods in the middle of an event: where its pods are, and which are missing.

use crate::ground::{Cell, Class, Ground, Health, State};
use crate::pods::{Identity, PodSet, Reach};
use crate::search::{changed, placed, reachable, total};

/// Where a pod that is missing may come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Home {
    /// Wherever the rules let it.
    Anywhere,
    /// In the zone that its volume is in.
    Zone(usize),
    /// Nowhere as long as its node is away.
    Nowhere,
}

/// Where the pods of a set are, and which are missing. Pods of lost nodes are where they were: nobody there can end
/// them, and rules count them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scene {
    pub(crate) state: State,
    /// In order.
    pub(crate) missing: Vec<Home>,
}

impl Scene {
    /// The pods of a state, and those that never found a place.
    pub(crate) fn of(state: State, wanted: u32) -> Self {
        let missing = wanted.saturating_sub(total(&state));
        Self { state, missing: vec![Home::Anywhere; missing as usize] }
    }

    /// How many pods there are.
    pub(crate) fn ready(&self, ground: &Ground) -> u32 {
        ground.ready(&self.state)
    }

    /// Everything that comes of one missing pod being scheduled.
    pub(crate) fn returns(&self, ground: &Ground) -> Vec<Self> {
        let mut following = Vec::new();
        let mut last = None;
        for (at, home) in self.missing.iter().enumerate() {
            if last == Some(*home) || *home == Home::Nowhere {
                continue;
            }
            last = Some(*home);
            for place in ground.places(&self.state) {
                let zone = ground.classes[place.class].zone;
                if matches!(home, Home::Zone(home) if zone != Some(*home)) {
                    continue;
                }
                let mut missing = self.missing.clone();
                missing.remove(at);
                following.push(Self { state: placed(&self.state, place), missing });
            }
        }
        following
    }

    /// Everything that comes of one pod being evicted from a cordoned node.
    pub(crate) fn evictions(&self, set: &PodSet, ground: &Ground) -> Vec<Self> {
        let waits = set.is_ordered && has_lost(ground, &self.state);
        let home = |class| if waits { Home::Nowhere } else { home(set, &ground.classes[class]) };
        let cells = cordoned(ground, &self.state).into_iter();
        cells.map(|(class, cell)| self.without(class, cell, home(class))).collect()
    }

    /// The scene with one pod of a node less, which may come back to its home.
    pub(crate) fn without(&self, class: usize, cell: Cell, home: Home) -> Self {
        let mut missing = self.missing.clone();
        missing.insert(missing.partition_point(|it| *it < home), home);
        Self { state: changed(&self.state, class, cell, [cell[0] - 1, cell[1]]), missing }
    }
}

/// The nodes that are to be emptied and are not.
pub(crate) fn cordoned(ground: &Ground, state: &State) -> Vec<(usize, Cell)> {
    of_health(ground, state, Health::Cordoned)
}

fn has_lost(ground: &Ground, state: &State) -> bool {
    !of_health(ground, state, Health::Lost).is_empty()
}

fn of_health(ground: &Ground, state: &State, health: Health) -> Vec<(usize, Cell)> {
    let classes = ground.classes.iter().enumerate().filter(|(_, class)| class.health == health);
    classes.flat_map(|(at, _)| state[at].iter().map(move |cell| (at, *cell))).collect()
}

/// What comes of the loss of nodes, while they are away: first nobody knows whether they come back, then their pods are
/// told to end, and what can be elsewhere is made anew. `None` when there are too many ways.
pub(crate) fn aftermath(set: &PodSet, ground: &Ground, starts: &[State]) -> Option<Vec<Scene>> {
    let scene = |state: &State| {
        let mut scene = Scene::of(state.clone(), set.replicas);
        if set.is_ordered && has_lost(ground, state) {
            // The one that waits for a place is there already; the next ones wait for those that are lost.
            scene.missing.truncate(1);
        }
        scene
    };
    let mut scenes = settle(ground, starts.iter().map(scene).collect())?;
    for Scene { state, missing } in &mut scenes {
        let lost = of_health(ground, state, Health::Lost).into_iter();
        missing.extend(
            lost.flat_map(|(class, [pods, _])| (0..pods).map(move |_| home(set, &ground.classes[class]))),
        );
        missing.sort_unstable();
    }
    settle(&ground.ending_lost(), scenes)
}

/// All that the scheduler may make of scenes in which pods are missing.
fn settle(ground: &Ground, starts: Vec<Scene>) -> Option<Vec<Scene>> {
    let mut ends = Vec::new();
    reachable(
        starts,
        |scene| scene.returns(ground),
        |scene, is_end| {
            if is_end {
                ends.push(scene.clone());
            }
        },
    )?;
    Some(ends)
}

/// Where a pod of a node of this class may come back.
pub(crate) fn home(set: &PodSet, class: &Class) -> Home {
    let is_stuck = class.health == Health::Lost && set.identity == Identity::Sticky;
    match set.volume {
        _ if is_stuck => Home::Nowhere,
        Reach::Anywhere => Home::Anywhere,
        Reach::Zone => class.zone.map_or(Home::Anywhere, Home::Zone),
        Reach::Node => Home::Nowhere,
    }
}
