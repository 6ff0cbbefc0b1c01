//! What Helm reads beside what a blueprint may have: anchors and merges, tags, keys that are no text, and the words and
//! numbers of YAML 1.1.

use std::collections::BTreeMap;

use super::{Key, Tree};
use crate::node::{Entry, Node, NodeKind, Span};
use crate::problem::{Problem, ProblemKind, shown};
use crate::read::events::Form;
use crate::read::scalar::{looks_like_bool, looks_like_int};
use crate::read::{Stop, fault};

/// What is known while a text is read as Helm reads it.
#[derive(Default)]
pub(super) struct Helm {
    /// The values that aliases may name so far.
    anchored: BTreeMap<String, Node>,
    /// The text or number that was just read: its anchor comes behind it.
    scalar: Option<Node>,
    /// How the tag of the value that comes next is written.
    pub(super) tag: Option<String>,
    /// The values that aliases repeat.
    pub(super) repeated: Vec<Span>,
}

impl Helm {
    /// Makes a list or mapping known under its anchor.
    pub(super) fn name(&mut self, anchor: Option<String>, node: &Node) {
        if let Some(anchor) = anchor {
            self.anchored.insert(anchor, node.clone());
        }
    }

    /// Keeps what was just read for an anchor behind it.
    pub(super) fn read(&mut self, scalar: Option<Node>) {
        self.scalar = scalar;
        self.tag = None;
    }

    /// The form that a scalar counts as: a tag says whether it is text.
    pub(super) fn form(&self, form: Form) -> Form {
        match self.tag.as_deref() {
            None | Some("!!map" | "!!seq") => form,
            Some("!!int" | "!!float" | "!!bool" | "!!null") => Form::Plain,
            Some(_) => Form::Quoted,
        }
    }
}

impl Tree<'_> {
    /// Reads the text as Helm does.
    pub(in crate::read) fn reading_as_helm(mut self) -> Self {
        self.helm = Some(Helm::default());
        self
    }

    /// An anchor, which comes right behind the text, or behind the beginning of the list or mapping, that it is of.
    pub(super) fn named(&mut self, start: usize, end: usize) {
        let Some(helm) = &mut self.helm else { return };
        let name = self.source.text[start..end].trim_start_matches('&').trim_end().to_owned();
        if let Some(node) = helm.scalar.take() {
            helm.anchored.insert(name, node);
        } else if let Some(frame) = self.frames.last_mut() {
            frame.anchor = Some(name);
        }
    }

    /// Puts what an alias names in its place. What is in there keeps the places where it was written.
    pub(super) fn repeat(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        self.read_to = end;
        let name = self.source.text[start..end].trim_start_matches('*').trim_end();
        let span = self.source.span(start, end);
        let known = self.helm.as_ref().and_then(|helm| helm.anchored.get(name));
        let Some(known) =
            known.filter(|known| !self.wants_key() || matches!(known.kind, NodeKind::String(_)))
        else {
            return self.refuse_alias(name, span);
        };
        let (nodes, depth) = extent(known);
        let mut node = known.clone();
        self.nodes += nodes - 1;
        self.count(start)?;
        if self.frames.len() + depth > self.limits.depth {
            self.problems.add(fault::too_deep(&self.scene(), start))?;
            return Err(Stop);
        }
        if let Some(helm) = &mut self.helm {
            helm.repeated.push(node.span);
        }
        node.span = span;
        match node.kind {
            NodeKind::String(text) if self.wants_key() => self.set_key(Key::Read(text, span)),
            _ => return self.add(node),
        }
        Ok(())
    }

    fn refuse_alias(&mut self, name: &str, span: Span) -> Result<(), Stop> {
        let message = if self.wants_key() {
            format!("the alias `*{}` is no text, and cannot be a key", shown(name))
        } else {
            format!("no value above has the anchor `&{}`", shown(name))
        };
        self.problems.add(Problem::new(ProblemKind::Alias, span, message))?;
        self.damaged.push(span.start);
        if self.wants_key() {
            self.refuse_key();
            return Ok(());
        }
        self.add(Node { span, kind: NodeKind::Null })
    }

    /// The entries of a mapping with merges in it, which stand at these positions: what comes later counts.
    pub(super) fn merged(&mut self, entries: Vec<Entry>, merges: &[usize]) -> Result<Vec<Entry>, Stop> {
        let (mut whole, mut brought) = (Vec::<Entry>::with_capacity(entries.len()), Vec::new());
        for (at, entry) in entries.into_iter().enumerate() {
            if merges.contains(&at) {
                for entry in self.brought(entry.value)? {
                    brought.push(entry.key.clone());
                    whole.retain(|known| known.key != entry.key);
                    whole.push(entry);
                }
                continue;
            }
            if let Some(known) = brought.iter().position(|key| *key == entry.key) {
                brought.swap_remove(known);
                whole.retain(|known| known.key != entry.key);
            }
            whole.push(entry);
        }
        Ok(whole)
    }

    /// What a merge brings: the entries of a mapping, or of several, of which the first counts.
    fn brought(&mut self, value: Node) -> Result<Vec<Entry>, Stop> {
        let items = match value.kind {
            NodeKind::Map(entries) => return Ok(entries),
            NodeKind::List(items) if items.iter().all(|item| item.entries().is_some()) => items,
            _ => {
                let message = "a merge takes a mapping, or a list of mappings";
                self.problems.add(Problem::new(ProblemKind::MergeKey, value.span, message))?;
                return Ok(Vec::new());
            }
        };
        let mut brought = Vec::<Entry>::new();
        for entry in items.into_iter().flat_map(|item| match item.kind {
            NodeKind::Map(entries) => entries,
            _ => Vec::new(),
        }) {
            if brought.iter().all(|known| known.key != entry.key) {
                brought.push(entry);
            }
        }
        Ok(brought)
    }
}

/// What plain text is to Helm that is text to a blueprint.
pub(super) fn plain(text: &str) -> Option<NodeKind> {
    looks_like_bool(text).map(NodeKind::Bool).or_else(|| looks_like_int(text).map(NodeKind::Int))
}

/// The key that Helm makes of plain text.
pub(super) fn key(text: String) -> String {
    match plain(&text) {
        Some(NodeKind::Bool(truth)) => truth.to_string(),
        Some(NodeKind::Int(number)) => number.to_string(),
        _ => text,
    }
}

/// How many values a value holds, and how deep they stand in each other.
fn extent(node: &Node) -> (usize, usize) {
    let sum = |(nodes, deepest): (usize, usize), inner: &Node| {
        let (more, depth) = extent(inner);
        (nodes + more, deepest.max(depth + 1))
    };
    match &node.kind {
        NodeKind::List(items) => items.iter().fold((1, 1), sum),
        NodeKind::Map(entries) => entries.iter().map(|entry| &entry.value).fold((1, 1), sum),
        _ => (1, 0),
    }
}
