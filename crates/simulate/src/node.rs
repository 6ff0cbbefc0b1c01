//! Nodes: where pods can be.

use std::collections::BTreeMap;

use crate::amount::Amount;

/// The label that names a node.
pub const HOST: &str = "kubernetes.io/hostname";
/// The label that names the zone of a node.
pub const ZONE: &str = "topology.kubernetes.io/zone";

/// A node of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// What keeps pods off it.
    pub taints: Vec<Taint>,
    /// What it offers to pods; `None` where nobody has said.
    pub room: Option<Amount>,
    /// How many pods it takes.
    pub pods: u32,
}

/// What keeps pods off a node that do not tolerate it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taint {
    /// Its key.
    pub key: String,
    /// Its value, often empty.
    pub value: String,
    /// What it does.
    pub effect: Effect,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// They are not scheduled there.
    NoSchedule,
    /// They would rather be elsewhere.
    PreferNoSchedule,
    /// They leave.
    NoExecute,
}

impl Node {
    /// A node in a zone, labelled as kubelets and clouds do.
    pub fn new(name: impl Into<String>, zone: Option<&str>, room: Option<Amount>) -> Self {
        let name = name.into();
        let mut labels = BTreeMap::from([(HOST.to_owned(), name.clone())]);
        labels.extend(zone.map(|zone| (ZONE.to_owned(), zone.to_owned())));
        labels.insert("kubernetes.io/os".to_owned(), "linux".to_owned());
        Self { name, labels, taints: Vec::new(), room, pods: 110 }
    }

    /// The zone it is in.
    pub fn zone(&self) -> Option<&str> {
        self.labels.get(ZONE).map(String::as_str)
    }
}

impl Taint {
    /// What a cordon puts on a node, and the loss of a node in effect.
    pub fn unschedulable() -> Self {
        Self {
            key: "node.kubernetes.io/unschedulable".to_owned(),
            value: String::new(),
            effect: Effect::NoSchedule,
        }
    }

    /// Whether it keeps a pod away that does not tolerate it.
    pub fn is_hard(&self) -> bool {
        self.effect != Effect::PreferNoSchedule
    }
}
