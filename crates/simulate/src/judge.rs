//! What becomes of one set of pods, whatever the scheduler made of it before.

use serde_json::{Value, json};

use crate::events::{self, Starts};
use crate::ground::Ground;
use crate::node::Node;
use crate::pods::{Identity, PodSet, Promise};
use crate::search::{fill, greedy, total};

/// Something that happens to a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Everything is scheduled, in any order.
    Scheduled,
    /// A node is away.
    NodeLost(String),
    /// A zone is away.
    ZoneLost(String),
    /// A node is cordoned and its pods are evicted.
    Drain(String),
    /// Two nodes are drained at once.
    DrainTwo(String, String),
    /// A new version replaces the old one.
    Rollout,
    /// A zone is away, and a node of another one is drained meanwhile.
    ZoneLostThenDrain(String, String),
}

/// What becomes of a set in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The promise holds, and all its pods come back.
    Safe,
    /// The promise holds, with fewer pods until the event is over.
    Degraded,
    /// The promise holds, and the event never comes to its end.
    Hangs,
    /// The promise is broken.
    Down,
}

/// What becomes of a set in an event, at worst.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The event.
    pub event: Event,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The fewest ready pods in the course of it.
    pub ready: u32,
    /// The fewest ready pods once everything was scheduled again that could be.
    pub later: u32,
    /// Whether every situation was looked at. Otherwise the numbers are bounds: it is at worst so.
    pub is_exact: bool,
}

/// What becomes of a set of pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The fewest and the most pods that the scheduler places at all, of those wanted.
    pub placed: (u32, u32),
    /// Each event.
    pub verdicts: Vec<Verdict>,
}

/// The zones of nodes, in order.
pub fn zones(nodes: &[Node]) -> Vec<String> {
    let mut zones: Vec<String> = nodes.iter().filter_map(Node::zone).map(str::to_owned).collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}

/// Judges a set of pods on some nodes, as if it were alone there.
pub fn judge(set: &PodSet, nodes: &[Node]) -> Judgement {
    let zones = zones(nodes);
    let ground = Ground::new(set, nodes, &zones);
    if set.identity == Identity::PerNode {
        let places = ground.classes.iter().filter(|class| class.room > 0).map(|class| class.size).sum();
        return Judgement { placed: (places, places), verdicts: Vec::new() };
    }
    let most = total(&greedy(&ground, &ground.empty(), set.replicas));
    let ends = fill(&ground, vec![ground.empty()], set.replicas);
    let placed = match &ends {
        Some(ends) => {
            let placed = || ends.iter().map(total);
            (placed().min().unwrap_or(0), placed().max().unwrap_or(0))
        }
        None => (ground.surely(set.replicas), most),
    };
    let starts = Starts::of(set, &ground, ends, placed.0);
    let verdicts = events::verdicts(set, nodes, &zones, &ground, &starts, placed);
    Judgement { placed, verdicts }
}

impl Promise {
    /// Whether it is kept when `gone` of `replicas` pods are away, all of them of one zone of `zones` if it is a zone
    /// that is away.
    pub fn holds(self, replicas: u32, gone: u32, zones: Option<u32>) -> bool {
        match self {
            Self::Copies { factor, needed, zonal } => {
                let in_one_zone = zones.filter(|_| zonal).map(|zones| factor.div_ceil(zones.max(1)));
                let copies = gone.min(factor).min(in_one_zone.unwrap_or(factor));
                factor.min(replicas).saturating_sub(copies) >= needed
            }
            _ => replicas.saturating_sub(gone) >= self.least(replicas),
        }
    }
}

impl Event {
    /// The kind of event in a word, for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::NodeLost(_) => "nodeLost",
            Self::ZoneLost(_) => "zoneLost",
            Self::Drain(_) => "drain",
            Self::DrainTwo(..) => "drainTwo",
            Self::Rollout => "rollout",
            Self::ZoneLostThenDrain(..) => "zoneLostThenDrain",
        }
    }

    /// The nodes and zones it happens to.
    pub fn places(&self) -> Vec<&str> {
        match self {
            Self::Scheduled | Self::Rollout => Vec::new(),
            Self::NodeLost(place) | Self::ZoneLost(place) | Self::Drain(place) => vec![place],
            Self::DrainTwo(one, other) | Self::ZoneLostThenDrain(one, other) => vec![one, other],
        }
    }
}

impl Outcome {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Degraded => "degraded",
            Self::Hangs => "hangs",
            Self::Down => "down",
        }
    }
}

impl Verdict {
    /// As a program reads it.
    pub fn json(&self) -> Value {
        json!({
            "event": self.event.word(),
            "at": self.event.places(),
            "outcome": self.outcome.word(),
            "safe": self.outcome < Outcome::Hangs,
            "ready": self.ready,
            "later": self.later,
            "exact": self.is_exact,
        })
    }
}
