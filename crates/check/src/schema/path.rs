//! The way to the value that is being checked; it costs nothing until something is wrong.

use hagen_core::Step;

use super::node::Node;

/// A place in an object: the last step, and the place before it.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Option<StepRef<'a>>,
    /// The node of the object at this place.
    node: Option<Node>,
}

#[derive(Clone, Copy)]
enum StepRef<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The object itself.
    pub(super) const ROOT: Path<'static> = Path { parent: None, step: None, node: None };

    /// The value of a key.
    #[inline]
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Some(StepRef::Key(key)), node: None }
    }

    /// An element of a list.
    #[inline]
    pub(super) fn index(&'a self, at: usize) -> Self {
        Self { parent: Some(self), step: Some(StepRef::Index(at)), node: None }
    }

    /// The same place, with the node that describes it.
    #[inline]
    pub(super) fn described(self, node: Node) -> Self {
        Self { node: Some(node), ..self }
    }

    /// Whether the last step leads to this key.
    pub(super) fn ends_with(&self, key: &str) -> bool {
        matches!(self.step, Some(StepRef::Key(last)) if last == key)
    }

    /// The last key, when it is the last step, and the key above it.
    pub(super) fn field(&self) -> Option<(&'a str, &'a str)> {
        let Some(StepRef::Key(field)) = self.step else { return None };
        let mut above = std::iter::successors(self.parent, |path| path.parent);
        let parent = above.find_map(Path::last_key).unwrap_or_default();
        Some((parent, field))
    }

    /// The node of the object that this is a field of.
    pub(super) fn owner(&self) -> Option<Node> {
        self.parent?.node
    }

    /// Whether the first step leads to this key.
    pub(super) fn begins_with(&self, key: &str) -> bool {
        let first = std::iter::successors(Some(self), |path| path.parent).filter_map(Path::last_key).last();
        first == Some(key)
    }

    fn last_key(&self) -> Option<&'a str> {
        match self.step {
            Some(StepRef::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether the last step leads to an element of a list.
    pub(super) fn is_element(&self) -> bool {
        matches!(self.step, Some(StepRef::Index(_)))
    }

    /// The places before this one that are described, nearest first.
    pub(super) fn ancestors(&self) -> impl Iterator<Item = (&'a Path<'a>, Node)> {
        std::iter::successors(self.parent, |path| path.parent).filter_map(|path| Some((path, path.node?)))
    }

    /// All steps from the object.
    pub(super) fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = std::iter::successors(Some(self), |path| path.parent)
            .filter_map(|path| path.step)
            .map(|step| match step {
                StepRef::Key(key) => Step::Key(key.to_owned()),
                StepRef::Index(at) => Step::Index(at),
            })
            .collect();
        steps.reverse();
        steps
    }
}
