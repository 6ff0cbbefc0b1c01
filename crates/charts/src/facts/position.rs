//! Where a walk over values stands among the values that a chart knows.

use super::node::Node;

/// The nodes that a path leads to. There are several when a key is known by its name and as any key.
#[derive(Debug, Clone)]
pub(super) struct Position {
    root: Node,
    nodes: Vec<Node>,
    /// Everything above is taken as it is.
    is_inside: bool,
}

impl Position {
    /// Before the first key.
    pub(super) fn new(root: Node) -> Self {
        Self { root, nodes: vec![root], is_inside: false }
    }

    /// Behind a key; nowhere when the chart does not know it.
    pub(super) fn key(&self, key: &str) -> Self {
        if key == "global" && self.nodes.iter().any(|node| node.is_subchart()) {
            return Self::new(self.root).key(key);
        }
        self.named(key)
    }

    /// Behind a key that is not the `global` of a subchart.
    pub(super) fn named(&self, key: &str) -> Self {
        let lead = |node: &Node| [node.get(key), node.any()];
        self.at(self.nodes.iter().flat_map(lead).flatten().collect())
    }

    /// In an element of a list; nowhere when nothing is known of elements.
    pub(super) fn element(&self) -> Self {
        self.at(self.nodes.iter().filter_map(|node| node.any()).collect())
    }

    fn at(&self, nodes: Vec<Node>) -> Self {
        Self { root: self.root, nodes, is_inside: self.is_open() }
    }

    /// The nodes.
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether the chart knows the path.
    pub(super) fn is_known(&self) -> bool {
        self.nodes.iter().any(|node| !node.is_schema_only())
    }

    /// Whether the path leads to something that has no effect, and to nothing else.
    pub(super) fn is_dead(&self) -> bool {
        !self.nodes.is_empty() && self.nodes.iter().all(|node| node.is_dead())
    }

    /// Whether everything below is taken as it is: it is written out whole, or entry by entry.
    pub(super) fn is_open(&self) -> bool {
        self.is_inside
            || self.nodes.iter().any(|node| match node.freedom() {
                "whole" | "unknown" => true,
                "keys" => node.any().is_none(),
                _ => false,
            })
    }

    /// Whether something holds for all nodes.
    pub(super) fn all(&self, holds: impl Fn(Node) -> bool) -> bool {
        self.nodes.iter().copied().all(holds)
    }
}
