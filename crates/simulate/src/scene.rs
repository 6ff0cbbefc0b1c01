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

/// Where the pods of a set are, and which are missing.
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
    pub(crate) fn ready(&self) -> u32 {
        total(&self.state)
    }

    /// Takes the pods of some nodes away.
    pub(crate) fn lose(&mut self, set: &PodSet, ground: &Ground, is_gone: impl Fn(&Class) -> bool) {
        for (class, cells) in ground.classes.iter().zip(&mut self.state) {
            if is_gone(class) {
                let pods: u32 = cells.iter().map(|cell| u32::from(cell[0])).sum();
                self.missing.extend((0..pods).map(|_| home(set, class)));
                cells.clear();
            }
        }
        self.missing.sort_unstable();
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
        let mut following = Vec::new();
        for (class, cell) in cordoned(ground, &self.state) {
            let mut missing = self.missing.clone();
            missing.push(home(set, &ground.classes[class]));
            missing.sort_unstable();
            let state = changed(&self.state, class, cell, [cell[0] - 1, cell[1]]);
            following.push(Self { state, missing });
        }
        following
    }
}

/// The nodes that are to be emptied and are not.
pub(crate) fn cordoned(ground: &Ground, state: &State) -> Vec<(usize, Cell)> {
    let classes = ground.classes.iter().enumerate().filter(|(_, class)| class.health == Health::Cordoned);
    classes.flat_map(|(at, _)| state[at].iter().map(move |cell| (at, *cell))).collect()
}

/// All that the scheduler may make of scenes in which pods are missing.
pub(crate) fn settle(ground: &Ground, starts: Vec<Scene>) -> Option<Vec<Scene>> {
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
