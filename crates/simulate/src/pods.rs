//! Sets of pods: what a controller keeps running, and what is promised of it.

use std::collections::BTreeMap;

use crate::amount::Amount;
use crate::node::Taint;
use crate::select::{NodeTerm, Selector};

/// Pods that one controller keeps running, all alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodSet {
    /// Its name, unique in its namespace.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// What keeps it running: `Deployment`, `Cluster`.
    pub kind: String,
    /// The labels of its pods.
    pub labels: BTreeMap<String, String>,
    /// How many there are at least.
    pub replicas: u32,
    /// How many an autoscaler makes of them at most.
    pub most: u32,
    /// What becomes of a pod whose node is away.
    pub identity: Identity,
    /// Whether no pod is made before all those with lower numbers are ready.
    pub is_ordered: bool,
    /// How a new version replaces the old one.
    pub rollout: Rollout,
    /// Where its pods may be.
    pub rules: Rules,
    /// What one pod asks for.
    pub requests: Amount,
    /// How many percent of its node's cores a pod asks for besides.
    pub node_share: u32,
    /// From where the volumes of a pod can be reached.
    pub volume: Reach,
    /// What must remain.
    pub promise: Promise,
    /// The disruption budgets that select its pods. More than one makes every eviction fail.
    pub budgets: Vec<Budget>,
    /// Whether requests of users wait for it. What only controls others is missed by nobody for a while.
    pub serves: bool,
    /// Where one of the pods leads: the seconds until another one does after it is lost, and after it stepped down.
    pub leader: Option<Handover>,
    /// Why it may stop, where somebody has said that it may.
    pub may_stop: Option<String>,
}

/// How long nobody leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// After the leader is lost.
    pub lost: u32,
    /// After it stepped down, for a drain or a new version.
    pub stepped_down: u32,
}

/// What becomes of a pod whose node is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// Another takes its place on another node.
    Replaceable,
    /// Nobody takes its place until the node is back or removed, as it could be running there still.
    Sticky,
    /// It belongs to its node.
    PerNode,
}

/// How a new version replaces the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollout {
    /// New pods beside the old ones.
    Rolling {
        /// How many more than wanted.
        surge: u32,
        /// How many fewer than wanted.
        unavailable: u32,
    },
    /// A pod goes, and its successor takes its place: at most so many at once.
    InPlace {
        /// How many at once.
        unavailable: u32,
    },
    /// All go, then all come.
    Recreate,
}

/// Where pods may be: only what binds, as what is preferred promises nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Labels that a node must have.
    pub node_labels: BTreeMap<String, String>,
    /// Nodes that are acceptable: one of the terms. Empty: all.
    pub node_terms: Vec<NodeTerm>,
    /// Taints that are no obstacle.
    pub tolerations: Vec<Toleration>,
    /// Domains that hold at most one of the pods selected.
    pub apart: Vec<Term>,
    /// Domains that must hold one of the pods selected already.
    pub together: Vec<Term>,
    /// How evenly domains are filled.
    pub spread: Vec<Spread>,
}

/// A rule between pods of one domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The label of nodes that names the domain.
    pub key: String,
    /// Which pods count.
    pub selector: Selector,
    /// Whether only pods of the same release count.
    pub same_release: bool,
    /// Whether pods of the set's own namespace count at all.
    pub own_namespace: bool,
}

/// How evenly domains are filled, as a condition of being scheduled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// The label of nodes that names the domain.
    pub key: String,
    /// Which pods count.
    pub selector: Selector,
    /// How many more than the emptiest domain.
    pub skew: u32,
    /// With fewer domains than this the emptiest counts as empty.
    pub min_domains: u32,
    /// Whether nodes count that the pod does not select.
    pub counts_unselected: bool,
    /// Whether nodes count whose taints the pod does not tolerate.
    pub counts_tainted: bool,
    /// Whether only pods of the same release count.
    pub same_release: bool,
}

/// A taint that is no obstacle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toleration {
    /// The key; empty: every key.
    pub key: String,
    /// The value; `None`: every value.
    pub value: Option<String>,
    /// The effect; `None`: every effect.
    pub effect: Option<crate::node::Effect>,
    /// For how many seconds; `None`: for ever.
    pub seconds: Option<u32>,
}

/// From where the volumes of a pod can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// From every node, or there is none.
    Anywhere,
    /// From the zone where it was made.
    Zone,
    /// From the node where it was made.
    Node,
}

/// What must remain of a set for its users not to notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// So many ready pods.
    Ready(u32),
    /// More than half of all there should be.
    Quorum,
    /// Of each piece of data that is kept in so many copies, so many.
    Copies {
        /// The copies.
        factor: u32,
        /// How many must be there.
        needed: u32,
        /// Whether the copies are spread over zones.
        zonal: bool,
    },
    /// Nothing: it may stop.
    Nothing,
}

/// What evictions must leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The name of the object.
    pub name: String,
    /// How many.
    pub keeps: Keeps,
}

/// How many pods evictions must leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// So many.
    Available(u32),
    /// So many percent, rounded up.
    AvailablePercent(u32),
    /// All but so many.
    AllBut(u32),
    /// All but so many percent, rounded up.
    AllButPercent(u32),
}

impl Keeps {
    /// How many of `replicas` must be healthy for an eviction to be granted when one more goes.
    pub fn of(self, replicas: u32) -> u32 {
        match self {
            Self::Available(number) => number,
            Self::AvailablePercent(percent) => (replicas * percent).div_ceil(100),
            Self::AllBut(number) => replicas.saturating_sub(number),
            Self::AllButPercent(percent) => replicas.saturating_sub((replicas * percent).div_ceil(100)),
        }
    }
}

impl Promise {
    /// The fewest pods of `replicas` that keep the promise, whatever pods they are.
    pub fn least(self, replicas: u32) -> u32 {
        match self {
            Self::Ready(number) => number,
            Self::Quorum => replicas / 2 + 1,
            Self::Copies { factor, needed, .. } => replicas.saturating_sub(factor.saturating_sub(needed)),
            Self::Nothing => 0,
        }
    }
}

impl Toleration {
    /// Whether it lets a pod be where the taint is.
    pub fn tolerates(&self, taint: &Taint) -> bool {
        (self.key.is_empty() || self.key == taint.key)
            && self.value.as_ref().is_none_or(|value| *value == taint.value)
            && self.effect.is_none_or(|effect| effect == taint.effect)
    }
}

impl Rules {
    /// Whether a taint is no obstacle.
    pub fn tolerate(&self, taint: &Taint) -> bool {
        self.tolerations.iter().any(|toleration| toleration.tolerates(taint))
    }

    /// Whether a node has what is selected.
    pub fn select(&self, labels: &BTreeMap<String, String>) -> bool {
        self.node_labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && (self.node_terms.is_empty() || self.node_terms.iter().any(|term| term.matches(labels)))
    }
}

impl PodSet {
    /// A set with one stateless pod, no rules and the promise that one remains.
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            kind: kind.to_owned(),
            labels: BTreeMap::new(),
            replicas: 1,
            most: 1,
            identity: Identity::Replaceable,
            is_ordered: false,
            rollout: Rollout::Rolling { surge: 1, unavailable: 0 },
            rules: Rules::default(),
            requests: Amount::default(),
            node_share: 0,
            volume: Reach::Anywhere,
            promise: Promise::Ready(1),
            budgets: Vec::new(),
            serves: true,
            leader: None,
            may_stop: None,
        }
    }
}
