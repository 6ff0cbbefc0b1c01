//! How long users of a set of pods wait in each event, and what that comes to in a month.

use crate::arithmetic::{SECONDS_A_MONTH, at_least};
use crate::judge::{Event, Judgement, Outcome};
use crate::node::{Effect, Taint};
use crate::pods::{Identity, PodSet, Promise, Reach, Rollout};

/// How often things happen, and how long they last: what nobody but the owner of a cluster knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// How often a node is lost, a year.
    pub node_losses: f64,
    /// How long it is away, in seconds.
    pub node_outage: f64,
    /// How often a zone is lost, a year.
    pub zone_losses: f64,
    /// How long it is away, in seconds.
    pub zone_outage: f64,
    /// How often each node is drained, a month.
    pub drains: f64,
    /// How many versions of an application come out, a month.
    pub rollouts: f64,
    /// How often everything else gets another version or configuration, a month.
    pub updates: f64,
    /// Until a lost node counts as lost and gets no more requests, in seconds.
    pub detection: f64,
    /// Until a pod that was scheduled is ready, in seconds.
    pub start: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            node_losses: 2.0,
            node_outage: 900.0,
            zone_losses: 0.5,
            zone_outage: 7200.0,
            drains: 1.0,
            rollouts: 10.0,
            updates: 1.0,
            detection: 45.0,
            start: 30.0,
        }
    }
}

/// Seconds of a month, by what they are lost to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Downtime {
    /// Nodes that are lost.
    pub nodes: f64,
    /// Zones that are lost.
    pub zones: f64,
    /// Drains.
    pub drains: f64,
    /// New versions.
    pub rollouts: f64,
    /// More nodes at once than the set survives, by chance.
    pub chance: f64,
}

impl Downtime {
    /// All of it.
    pub fn sum(self) -> f64 {
        self.nodes + self.zones + self.drains + self.rollouts + self.chance
    }

    /// Both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            nodes: self.nodes + other.nodes,
            zones: self.zones + other.zones,
            drains: self.drains + other.drains,
            rollouts: self.rollouts + other.rollouts,
            chance: self.chance + other.chance,
        }
    }
}

/// What a set costs its users in a month. `is_app`: its versions come out as often as the application's.
pub fn downtime(set: &PodSet, judgement: &Judgement, rates: &Rates, is_app: bool) -> Downtime {
    let worst = |is_meant: fn(&Event) -> bool| {
        let meant = judgement.verdicts.iter().filter(|verdict| is_meant(&verdict.event));
        meant
            .map(|verdict| {
                (
                    verdict.outcome,
                    set.promise.holds(set.replicas, set.replicas - verdict.later.min(set.replicas), None),
                )
            })
            .max_by_key(|(outcome, _)| *outcome)
    };
    let lost = |event: Option<(Outcome, bool)>, outage: f64| match event {
        Some((Outcome::Down, returns)) => restored(set, rates, returns, outage),
        Some(_) => set.leader.map_or(rates.detection, |leader| f64::from(leader.lost)),
        None => 0.0,
    };
    let node = lost(worst(|event| matches!(event, Event::NodeLost(_))), rates.node_outage);
    let zone = lost(worst(|event| matches!(event, Event::ZoneLost(_))), rates.zone_outage);
    let is_down = |event: Option<(Outcome, bool)>| event.is_some_and(|(outcome, _)| outcome == Outcome::Down);
    let hand_over = set.leader.map_or(0.0, |leader| f64::from(leader.stepped_down));
    let drain =
        if is_down(worst(|event| matches!(event, Event::Drain(_)))) { rates.start } else { hand_over };
    let rollout = match set.rollout {
        Rollout::Recreate => rates.start,
        _ if is_down(worst(|event| matches!(event, Event::Rollout))) => rates.start,
        _ => hand_over,
    };
    Downtime {
        nodes: node * rates.node_losses / 12.0,
        zones: zone * rates.zone_losses / 12.0,
        drains: drain * rates.drains * if set.leader.is_some() { f64::from(set.replicas) } else { 1.0 },
        rollouts: rollout * if is_app { rates.rollouts } else { rates.updates },
        chance: chance(set, rates),
    }
}

/// How long a set is down that an event takes too much of.
fn restored(set: &PodSet, rates: &Rates, returns: bool, outage: f64) -> f64 {
    let moves = set.identity == Identity::Replaceable && set.volume == Reach::Anywhere && returns;
    let elsewhere = rates.detection + f64::from(patience(set)) + rates.start;
    if moves { elsewhere.min(outage + rates.start) } else { outage + rates.start }
}

/// For how many seconds a pod stays bound to a node that is away: five minutes unless it says otherwise.
fn patience(set: &PodSet) -> u32 {
    let unreachable = Taint {
        key: "node.kubernetes.io/unreachable".to_owned(),
        value: String::new(),
        effect: Effect::NoExecute,
    };
    let tolerated = set.rules.tolerations.iter().filter(|toleration| toleration.tolerates(&unreachable));
    tolerated.filter_map(|toleration| toleration.seconds).min().unwrap_or(300)
}

/// Seconds of a month in which more nodes are away at once than the set survives, if each of its pods is on a node of
/// its own and nodes are lost independently.
fn chance(set: &PodSet, rates: &Rates) -> f64 {
    let Promise::Nothing = set.promise else {
        let away = if set.identity == Identity::Replaceable {
            rates.node_outage.min(rates.detection + f64::from(patience(set)) + rates.start)
        } else {
            rates.node_outage
        };
        let up = 1.0 - (away * rates.node_losses / (SECONDS_A_MONTH * 12.0)).min(1.0);
        if set.replicas < 2 {
            // One lost node is no coincidence, and counted as what it is.
            return 0.0;
        }
        let least = set.promise.least(set.replicas);
        return (1.0 - at_least(least, set.replicas, up)).max(0.0) * SECONDS_A_MONTH;
    };
    0.0
}
