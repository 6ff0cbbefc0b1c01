//! What the facts hold: the kinds, minors and sources over the nodes.

use super::node::{NodeId, Nodes};

/// Everything that was read.
pub struct Index {
    /// The nodes of all kinds.
    pub nodes: Nodes,
    /// The minors, oldest first.
    pub minors: Vec<Minor>,
    /// The kinds of all minors together.
    pub kinds: Vec<Kind>,
}

/// A minor version of Kubernetes.
#[derive(Default)]
pub struct Minor {
    /// The number after `1.`.
    pub number: u8,
    /// Where its API is described, like `k8s.io/kubernetes@v1.36.3`.
    pub source: String,
    /// The node of `metadata`.
    pub object_meta: NodeId,
}

/// A kind in one API version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The name of the kind, like `Deployment`.
    pub name: String,
    /// The API version, like `apps/v1`.
    pub api_version: String,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Whether it is part of Kubernetes.
    pub built_in: bool,
    /// Where a custom resource is described, like `argoproj/argo-cd@v3.5.1:manifests/crds/application-crd.yaml`.
    pub source: String,
    /// The node of the object in each minor that has it.
    pub roots: Vec<Option<NodeId>>,
}

impl Index {
    /// An index of these minors, without kinds.
    pub fn new(minors: Vec<u8>) -> Self {
        let minors = minors.into_iter().map(|number| Minor { number, ..Minor::default() }).collect();
        Self { nodes: Nodes::default(), minors, kinds: Vec::new() }
    }

    /// The entry of a built-in kind, made if it is new.
    pub fn built_in(&mut self, api_version: &str, kind: &str, namespaced: bool) -> &mut Kind {
        let known = |entry: &Kind| entry.built_in && entry.api_version == api_version && entry.name == kind;
        if let Some(at) = self.kinds.iter().position(known) {
            return &mut self.kinds[at];
        }
        self.kinds.push(Kind {
            name: kind.to_owned(),
            api_version: api_version.to_owned(),
            namespaced,
            built_in: true,
            source: String::new(),
            roots: vec![None; self.minors.len()],
        });
        self.kinds.last_mut().expect("a kind was just added")
    }

    /// Puts the kinds in the order of the facts.
    pub fn sort(&mut self) {
        self.kinds.sort();
    }
}
