//! The compiled facts, read where they lie: nothing is decoded before it is asked for.

use std::sync::LazyLock;

use super::format::{self, ANY, CHART_LENGTH, MAGIC};

static EMBEDDED: &[u8] = include_bytes!("../../facts/charts.bin");
static TABLES: LazyLock<Tables> =
    LazyLock::new(|| Tables::read(EMBEDDED).expect("a test reads the facts of every build"));

/// The parts of the file.
struct Tables {
    ends: &'static [u8],
    texts: &'static [u8],
    charts: &'static [u8],
    nodes: &'static [u8],
}

impl Tables {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&MAGIC)?;
        let texts = number(take(&mut rest, 4)?);
        let charts = number(take(&mut rest, 4)?);
        let ends = take(&mut rest, (texts + 1) * 4)?;
        let texts = take(&mut rest, number(&ends[texts * 4..]))?;
        let charts = take(&mut rest, charts * CHART_LENGTH)?;
        Some(Self { ends, texts, charts, nodes: rest })
    }

    fn text(&self, place: usize) -> &'static str {
        let ends = &self.ends[place * 4..];
        let text = &self.texts[number(&ends[..4])..number(&ends[4..8])];
        std::str::from_utf8(text).expect("texts are written from text")
    }
}

fn take(rest: &mut &'static [u8], length: usize) -> Option<&'static [u8]> {
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head)
}

/// The little-endian number in up to four bytes.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().take(4).rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// An entry of the table of charts.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChartEntry {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) source: &'static str,
    pub(super) root: Node,
}

/// All charts, by name and version.
pub(super) fn charts() -> impl Iterator<Item = ChartEntry> {
    TABLES.charts.chunks_exact(CHART_LENGTH).map(|entry| ChartEntry {
        name: TABLES.text(number(&entry[..2])),
        version: TABLES.text(number(&entry[2..4])),
        source: TABLES.text(number(&entry[4..6])),
        root: Node::at(number(&entry[6..])),
    })
}

/// A value that a chart knows, and those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    /// Where it stands: equal nodes stand at one place.
    at: usize,
    flags: u16,
    types: u8,
    default: Option<usize>,
    /// Where its choices begin, and how many there are.
    choices: (usize, usize),
    /// Where its keys begin, and how many there are.
    keys: (usize, usize),
}

impl Node {
    fn at(at: usize) -> Self {
        let mut cursor = Cursor(at);
        let flags = u16::try_from(cursor.varint()).expect("the flags are two bytes");
        let has = |flag: u16| flags & flag != 0;
        let types = if has(format::HAS_TYPES) { cursor.byte() } else { 0 };
        let default = has(format::HAS_DEFAULT).then(|| cursor.varint());
        let count = if has(format::HAS_ENUM) { cursor.varint() } else { 0 };
        let choices = (cursor.0, count);
        (0..count).for_each(|_| {
            cursor.varint();
        });
        let count = cursor.varint();
        Self { at, flags, types, default, choices, keys: (cursor.0, count) }
    }

    fn has(self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// The kind of the default; empty when `values.yaml` has none.
    pub(super) fn kind(self) -> &'static str {
        format::KINDS[usize::from(self.flags & format::KIND)]
    }

    /// How free it is; empty when it is not.
    pub(super) fn freedom(self) -> &'static str {
        format::FREEDOMS[usize::from((self.flags & format::FREE) >> format::FREE_SHIFT)]
    }

    /// Whether a template reads exactly this value.
    pub(super) fn is_read(self) -> bool {
        self.has(format::READ)
    }

    /// Whether nothing reads it, nor anything below it.
    pub(super) fn is_dead(self) -> bool {
        self.has(format::DEAD)
    }

    /// Whether it switches a subchart on and off.
    pub(super) fn is_condition(self) -> bool {
        self.has(format::CONDITION)
    }

    /// Whether nothing but the schema knows it.
    pub(super) fn is_schema_only(self) -> bool {
        self.has(format::SCHEMA_ONLY)
    }

    /// Whether it holds the values of a subchart.
    pub(super) fn is_subchart(self) -> bool {
        self.has(format::SUBCHART)
    }

    /// The default as JSON or as a hash, when it is written down.
    pub(super) fn default(self) -> Option<&'static str> {
        Some(TABLES.text(self.default?))
    }

    /// The types that the schema takes; empty when it says nothing.
    pub(super) fn types(self) -> impl Iterator<Item = &'static str> {
        let named = format::TYPES.into_iter().enumerate();
        named.filter(move |(bit, _)| self.types & 1 << bit != 0).map(|(_, name)| name)
    }

    /// The values that the schema takes, as JSON without escapes; empty when it says nothing.
    pub(super) fn choices(self) -> impl Iterator<Item = &'static str> {
        let (at, count) = self.choices;
        let mut cursor = Cursor(at);
        (0..count).map(move |_| TABLES.text(cursor.varint()))
    }

    /// The keys below, in their order.
    pub(super) fn keys(self) -> impl Iterator<Item = (&'static str, Child)> {
        let (at, count) = self.keys;
        let (mut cursor, mut text) = (Cursor(at), 0);
        (0..count).map(move |_| {
            text += cursor.varint();
            (TABLES.text(text), Child(self.at - cursor.varint()))
        })
    }

    /// The keys below but `*`.
    pub(super) fn named(self) -> impl Iterator<Item = (&'static str, Node)> {
        self.keys().filter(|(key, _)| *key != ANY).map(|(key, child)| (key, child.node()))
    }

    /// The node of exactly this key.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.keys()
            .take_while(|(known, _)| *known <= key)
            .find(|(known, _)| *known == key)
            .map(|(_, c)| c.node())
    }

    /// The node of any key or element.
    pub(super) fn any(self) -> Option<Self> {
        self.get(ANY)
    }
}

/// Where a node stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Child(usize);

impl Child {
    /// The node there.
    pub(super) fn node(self) -> Node {
        Node::at(self.0)
    }
}

/// A place in the bytes of the nodes.
struct Cursor(usize);

impl Cursor {
    fn byte(&mut self) -> u8 {
        let byte = TABLES.nodes[self.0];
        self.0 += 1;
        byte
    }

    fn varint(&mut self) -> usize {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(node: Node) -> usize {
        let readable = node.default().is_none_or(|text| !text.is_empty())
            && node.choices().all(|text| text.len() > 1)
            && node.types().count() == node.types.count_ones() as usize;
        assert!(readable, "{node:?}");
        let mut keys: Vec<_> = node.keys().map(|(key, _)| key).collect();
        assert!(keys.iter().all(|key| node.get(key).is_some()));
        keys.dedup();
        assert_eq!(keys.len(), node.keys.1);
        1 + node.keys().map(|(_, child)| count(child.node())).sum::<usize>()
    }

    #[test]
    fn every_node_of_every_chart_is_readable() {
        let counts: Vec<usize> = charts().map(|chart| count(chart.root)).collect();
        assert_eq!(counts.len(), 30);
        assert!(counts.iter().sum::<usize>() > 29_000, "{counts:?}");
    }

    #[test]
    fn refuses_other_bytes() {
        assert!(Tables::read(b"hagen-c0").is_none());
        assert!(Tables::read(&EMBEDDED[..EMBEDDED.len() / 8]).is_none());
    }
}
