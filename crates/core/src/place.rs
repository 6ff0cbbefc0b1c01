//! Where in a blueprint something stands: by path, and by place in the text once that is known.

use std::collections::HashMap;
use std::fmt;

use hagen_yaml::{Entry, Node, NodeKind, Span};

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

    /// The path further by these steps.
    #[must_use]
    pub fn join(&self, steps: &[Step]) -> Self {
        Self([&self.0, steps].concat())
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
    /// The bytes in the source text; [`Span::NONE`] until [`crate::locate`] has found them.
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

    /// The same place with its bytes in the text that the blueprint was read from.
    #[must_use]
    pub fn located(mut self, root: &Node) -> Self {
        self.locate(&mut Tree::new(root));
        self
    }

    /// Looks the path up in the text that the blueprint was read from. Where the path goes further than the text
    /// (a default was meant, not something written), the nearest written place before it is taken.
    pub(crate) fn locate(&mut self, tree: &mut Tree<'_>) {
        if !self.span.is_none() {
            return;
        }
        let (mut node, mut key_span, mut found) = (tree.root, Span::NONE, 0);
        for step in self.path.steps() {
            let next = match (step, &node.kind) {
                (Step::Key(key), NodeKind::Map(entries)) => {
                    tree.entry(entries, key).map(|entry| (&entry.value, entry.key_span))
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

/// A mapping with more entries than this is not searched one by one for each place.
const SMALL: usize = 32;

/// A text in which many places are looked up.
pub(crate) struct Tree<'n> {
    root: &'n Node,
    /// The entries of large mappings, by where these are in memory.
    large: HashMap<*const Entry, HashMap<&'n str, &'n Entry>>,
}

impl<'n> Tree<'n> {
    pub(crate) fn new(root: &'n Node) -> Self {
        Self { root, large: HashMap::new() }
    }

    fn entry(&mut self, entries: &'n [Entry], key: &str) -> Option<&'n Entry> {
        if entries.len() <= SMALL {
            return entries.iter().find(|entry| entry.key == key);
        }
        let by_key = || entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
        self.large.entry(entries.as_ptr()).or_insert_with(by_key).get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use hagen_yaml::{FileId, Limits, read};

    use super::*;

    /// `apps: { app-0: { port: 1000 }, … }`, as many as asked for.
    fn text(apps: usize) -> String {
        (0..apps)
            .fold("apps:\n".to_owned(), |text, app| format!("{text}  app-{app}:\n    port: {}\n", 1000 + app))
    }

    #[test]
    fn places_are_found_in_mappings_of_any_size() {
        for apps in [3, SMALL, SMALL + 1, 1000] {
            let text = text(apps);
            let root = read(FileId(0), text.as_bytes(), &Limits::default()).node.unwrap();
            let mut tree = Tree::new(&root);
            let mut shown = |mut place: Place| {
                place.locate(&mut tree);
                text[place.span.start as usize..place.span.end as usize].to_owned()
            };
            for app in [0, 2, apps - 1] {
                let name = format!("app-{app}");
                assert_eq!(shown(Place::key(Path::of(["apps", &name]))), name);
                assert_eq!(shown(Place::value(Path::of(["apps", &name, "port"]))), (1000 + app).to_string());
                assert_eq!(shown(Place::value(Path::of(["apps", &name, "image"]))), name, "the nearest");
            }
            assert_eq!(shown(Place::value(Path::of(["apps", "app-x"]))), "apps");
        }
    }
}
