//! A YAML value with its place in the source: what a user wrote.

use crate::value::{Map, Value};

/// Which source text a [`Span`] points into: an index into the caller's list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

impl FileId {
    /// Of values that a program made rather than a file.
    pub const NONE: Self = Self(u32::MAX);
}

/// A range of bytes in a source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The source.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Of values that a program made rather than a file.
    pub const NONE: Self = Self { file: FileId::NONE, start: 0, end: 0 };

    /// Whether the span points into no source at all.
    pub fn is_none(self) -> bool {
        self.file == FileId::NONE
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::NONE
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// From the first byte of the value to its last; for a block, to the end of its last line.
    pub span: Span,
    /// What the value is.
    pub kind: NodeKind,
}

/// What a [`Node`] is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum NodeKind {
    /// `null`, `~` or nothing.
    #[default]
    Null,
    /// `true` or `false` (YAML 1.2 core schema only).
    Bool(bool),
    /// A whole number that fits 64 bits.
    Int(i64),
    /// Another number. The source text tells how it was written: `1.10` is not `1.1` to a version.
    Float(f64),
    /// Text, quoted or plain.
    String(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in source order, without duplicate keys.
    Map(Vec<Entry>),
}

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// What it leads to.
    pub value: Node,
}

impl Node {
    /// A mapping without entries.
    pub fn empty_map(span: Span) -> Self {
        Self { span, kind: NodeKind::Map(Vec::new()) }
    }

    /// The entries of a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        if let NodeKind::Map(entries) = &self.kind { Some(entries) } else { None }
    }

    /// The entry of `key`, if this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    /// The value under `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        Some(&self.entry(key)?.value)
    }

    /// The YAML word for this kind of value, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            NodeKind::Null => "null",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Int(_) => "an integer",
            NodeKind::Float(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a mapping",
        }
    }

    /// The value without its places.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(truth) => Value::Bool(*truth),
            NodeKind::Int(number) => Value::Int(*number),
            NodeKind::Float(number) => Value::Float(*number),
            NodeKind::String(text) => Value::String(text.clone().into()),
            NodeKind::List(items) => Value::List(items.iter().map(Self::to_value).collect()),
            NodeKind::Map(entries) => {
                let mut map = Map::with_capacity(entries.len());
                for entry in entries {
                    map.push(entry.key.clone(), entry.value.to_value());
                }
                Value::Map(map)
            }
        }
    }

    /// A node without places, of a value that a program made.
    pub fn from_value(value: Value) -> Self {
        let kind = match value {
            Value::Null => NodeKind::Null,
            Value::Bool(truth) => NodeKind::Bool(truth),
            Value::Int(number) => NodeKind::Int(number),
            Value::Float(number) => NodeKind::Float(number),
            Value::String(text) => NodeKind::String(text.into_owned()),
            Value::List(items) => NodeKind::List(items.into_iter().map(Self::from_value).collect()),
            Value::Map(map) => NodeKind::Map(
                map.into_iter()
                    .map(|(key, value)| Entry {
                        key: key.into_owned(),
                        key_span: Span::NONE,
                        value: Self::from_value(value),
                    })
                    .collect(),
            ),
        };
        Self { span: Span::NONE, kind }
    }

    /// Lays an overlay over this value: mappings merge key by key, everything else is replaced. Every part keeps
    /// the place it came from, so an error in the overlay points into the overlay.
    pub fn merge(&mut self, over: &Node) {
        let (NodeKind::Map(base), NodeKind::Map(over_entries)) = (&mut self.kind, &over.kind) else {
            *self = over.clone();
            return;
        };
        for entry in over_entries {
            match base.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => {
                    known.key_span = entry.key_span;
                    known.value.merge(&entry.value);
                }
                None => base.push(entry.clone()),
            }
        }
    }
}
