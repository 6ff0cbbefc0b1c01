//! Where in a blueprint something stands: by path, and by place in the text once that is known.

use std::fmt;

use hagen_yaml::{Node, NodeKind, Span};

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into the value of a mapping key.
    Key(String),
    /// Into an element of a list.
    Index(usize),
}

/// A path through a blueprint: `apps.shop.uses[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path(Vec<Step>);

impl Path {
    /// The path to the whole blueprint.
    pub const ROOT: Self = Self(Vec::new());

    /// A path of mapping keys.
    pub fn of<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self(keys.into_iter().map(|key| Step::Key(key.to_owned())).collect())
    }

    /// The path one key further.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// The path one list element further.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Index(index));
        path
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    pub(crate) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if key.contains(['.', '[', ' ', '/']) => write!(f, "[\"{key}\"]")?,
                Step::Key(key) => write!(f, "{}{key}", if at == 0 { "" } else { "." })?,
            }
        }
        Ok(())
    }
}

/// A place that a diagnostic speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The path in the blueprint: all there is when a program made the blueprint.
    pub path: Path,
    /// The bytes in the source text; [`Span::NONE`] until [`Place::locate`] has found them.
    pub span: Span,
    /// Whether the key is meant rather than the value.
    pub at_key: bool,
}

impl Place {
    /// The value at `path`.
    pub fn value(path: Path) -> Self {
        Self { path, ..Self::default() }
    }

    /// The key that `path` ends in.
    pub fn key(path: Path) -> Self {
        Self { path, at_key: true, ..Self::default() }
    }

    /// Some bytes of a source.
    pub fn span(span: Span) -> Self {
        Self { span, ..Self::default() }
    }

    /// Looks the path up in the text that the blueprint was read from. Where the path goes further than the text
    /// (a default was meant, not something written), the nearest written place before it is taken.
    pub fn locate(&mut self, root: &Node) {
        if !self.span.is_none() {
            return;
        }
        let (mut node, mut key_span, mut found) = (root, Span::NONE, 0);
        for step in self.path.steps() {
            let next = match (step, &node.kind) {
                (Step::Key(key), NodeKind::Map(_)) => {
                    node.entry(key).map(|entry| (&entry.value, entry.key_span))
                }
                (Step::Index(index), NodeKind::List(items)) => {
                    items.get(*index).map(|item| (item, item.span))
                }
                _ => None,
            };
            let Some((value, key)) = next else { break };
            (node, key_span, found) = (value, key, found + 1);
        }
        let whole = found == self.path.steps().len();
        let block = matches!(node.kind, NodeKind::Map(_) | NodeKind::List(_));
        self.span =
            if (self.at_key || !whole || block) && !key_span.is_none() { key_span } else { node.span };
    }
}
