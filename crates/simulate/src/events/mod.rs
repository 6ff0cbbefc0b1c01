//! What happens to a set of pods.

mod drain;
mod lost;
mod rollout;
#[cfg(test)]
mod tests;

use crate::ground::{Class, Ground, Health, State};
use crate::judge::{Event, Outcome, Verdict};
use crate::node::Node;
use crate::pods::{Identity, PodSet, Reach, Rollout};

/// Where the pods of a set may be before anything happens.
pub(crate) struct Starts {
    /// As they were scheduled, and as a rollout may have left them. `None`: there are too many ways.
    pub(crate) states: Option<Vec<State>>,
    /// The same before any rollout.
    pub(crate) scheduled: Option<Vec<State>>,
    /// How many pods have a place at least.
    pub(crate) sure: u32,
    /// What a rollout makes of them.
    pub(crate) rollout: Worst,
}

impl Starts {
    pub(crate) fn of(set: &PodSet, ground: &Ground, ends: Option<Vec<State>>, sure: u32) -> Self {
        let rolled = ends.as_ref().and_then(|ends| rollout::rollouts(set, ground, ends));
        let Some((rollout, left)) = rolled else {
            return Self { states: None, scheduled: ends, sure, rollout: rollout::bound(set, ground, sure) };
        };
        let mut states: Vec<State> = ends.iter().flatten().cloned().chain(left).collect();
        states.sort_unstable();
        states.dedup();
        Self { states: Some(states), scheduled: ends, sure, rollout }
    }
}

/// A set in an event, as the worst of all ways makes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Worst {
    pub(crate) ready: u32,
    pub(crate) later: u32,
    pub(crate) hangs: bool,
    pub(crate) is_exact: bool,
}

impl Worst {
    /// What cannot be worse than that nothing happens.
    pub(crate) fn none(set: &PodSet) -> Self {
        Self { ready: set.replicas, later: set.replicas, hangs: false, is_exact: true }
    }

    /// The worse of two.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            ready: self.ready.min(other.ready),
            later: self.later.min(other.later),
            hangs: self.hangs || other.hangs,
            is_exact: self.is_exact && other.is_exact,
        }
    }

    pub(crate) fn verdict(self, set: &PodSet, event: Event, zones: Option<u32>) -> Verdict {
        let gone = set.replicas.saturating_sub(self.ready);
        let outcome = match () {
            () if !set.promise.holds(set.replicas, gone, zones) => Outcome::Down,
            () if self.hangs => Outcome::Hangs,
            () if self.later < set.replicas => Outcome::Degraded,
            () => Outcome::Safe,
        };
        Verdict { event, outcome, ready: self.ready, later: self.later, is_exact: self.is_exact }
    }
}

/// What becomes of the set in every event.
pub(crate) fn verdicts(
    set: &PodSet,
    nodes: &[Node],
    zones: &[String],
    ground: &Ground,
    starts: &Starts,
    placed: (u32, u32),
) -> Vec<Verdict> {
    let count = u32::try_from(zones.len()).ok();
    let scheduled =
        Worst { ready: placed.0, later: placed.0, hangs: false, is_exact: starts.states.is_some() };
    let mut verdicts = vec![scheduled.verdict(set, Event::Scheduled, None)];
    for (at, class) in ground.classes.iter().enumerate() {
        let lost = lost::node(set, ground, starts, at);
        let drained = drain::node(set, ground, starts, at);
        for node in class.members.iter().map(|node| nodes[*node].name.clone()) {
            verdicts.push(lost.verdict(set, Event::NodeLost(node.clone()), None));
            verdicts.push(drained.verdict(set, Event::Drain(node), None));
        }
    }
    for (at, zone) in zones.iter().enumerate() {
        verdicts.push(lost::zone(set, ground, starts, at).verdict(set, Event::ZoneLost(zone.clone()), count));
    }
    verdicts.extend(pairs(ground, nodes).into_iter().map(|((one, other), (first, second))| {
        let event = Event::DrainTwo(first, second);
        drain::two(set, ground, starts, one, other).verdict(set, event, None)
    }));
    verdicts.push(starts.rollout.verdict(set, Event::Rollout, None));
    for (at, zone) in zones.iter().enumerate() {
        for (number, class) in ground.classes.iter().enumerate().filter(|(_, class)| class.zone != Some(at)) {
            let event = Event::ZoneLostThenDrain(zone.clone(), nodes[class.members[0]].name.clone());
            verdicts.push(drain::after_zone(set, ground, starts, at, number).verdict(set, event, count));
        }
    }
    verdicts.sort_by(|one, other| one.event.cmp(&other.event));
    verdicts
}

/// Two nodes each, of every two classes and of one class that has two.
fn pairs(ground: &Ground, nodes: &[Node]) -> Vec<((usize, usize), (String, String))> {
    let mut pairs = Vec::new();
    let name = |class: &Class, at: usize| nodes[class.members[at]].name.clone();
    for (one, first) in ground.classes.iter().enumerate() {
        for (other, second) in ground.classes.iter().enumerate().skip(one) {
            let at = usize::from(one == other);
            if at < second.members.len() {
                pairs.push(((one, other), (name(first, 0), name(second, at))));
            }
        }
    }
    pairs
}

/// How many pods there are at most at once.
pub(crate) fn at_once(set: &PodSet) -> u32 {
    match set.rollout {
        Rollout::Rolling { surge, .. } => set.replicas + surge,
        _ => set.replicas,
    }
}

/// A ground with a node of each of these classes in another health, wherever pods are.
pub(crate) fn with_one(ground: &Ground, classes: &[usize], health: Health) -> Ground {
    let (mut ground, mut state) = (ground.clone(), ground.empty());
    for class in classes {
        ground.split(&mut state, *class, [0, 0], health);
    }
    ground
}

/// Whether a pod that lost its node may be elsewhere.
pub(crate) fn moves(set: &PodSet) -> bool {
    set.identity == Identity::Replaceable && set.volume == Reach::Anywhere
}
