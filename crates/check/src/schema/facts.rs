//! The compiled facts, read where they lie: nothing is decoded before it is asked for.

use super::format::{ABSENT, KIND_BUILT_IN, KIND_NAMESPACED, MAGIC, Tag};
use super::node::Node;

static EMBEDDED: &[u8] = include_bytes!("../../facts/schemas.bin");

/// The facts that are compiled into hagen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    texts: Table,
    nodes: Table,
    patterns: &'static [u8],
    kinds: &'static [u8],
    minors: &'static [u8],
    sources: &'static [u8],
}

const KIND_HEAD: usize = 7;
const MINOR_LENGTH: usize = 5;

impl Facts {
    /// The facts of this build. Costs a few additions, whatever their size.
    pub(super) fn embedded() -> Self {
        Self::read(EMBEDDED).expect("a test reads the facts of every build")
    }

    /// Facts in the layout of [`super::format`].
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&MAGIC)?;
        let mut counts = [0; 6];
        for count in &mut counts {
            *count = usize::try_from(u32_at(take(&mut rest, 4)?, 0)).ok()?;
        }
        let [texts, nodes, patterns, kinds, minors, sources] = counts;
        Some(Self {
            texts: Table::read(&mut rest, texts)?,
            nodes: Table::read(&mut rest, nodes)?,
            patterns: take(&mut rest, patterns * 2)?,
            kinds: take(&mut rest, kinds * (KIND_HEAD + 2 * minors))?,
            minors: take(&mut rest, minors * MINOR_LENGTH)?,
            sources: take(&mut rest, sources * 2)?,
        })
    }

    /// A text by its place.
    pub(super) fn text(&self, place: u16) -> &'static str {
        std::str::from_utf8(self.texts.get(place)).expect("texts are written from text")
    }

    /// The bytes of a text: comparing them needs no proof that they are text.
    #[inline]
    pub(super) fn raw(&self, place: u16) -> &'static [u8] {
        self.texts.get(place)
    }

    /// A node by its place.
    #[inline]
    pub(super) fn node(&self, place: u16) -> Node {
        Node::new(self.nodes.get(place))
    }

    /// The default of a field, as JSON.
    pub(super) fn default(&self, node: Node, field: &str) -> Option<&'static str> {
        let property = node.properties().find(self, field)?;
        let default =
            self.node(property.node).attributes().find(|attribute| attribute.tag == Tag::Default)?;
        Some(self.text(default.place()))
    }

    /// How many patterns there are.
    pub(super) fn pattern_count(&self) -> usize {
        self.patterns.len() / 2
    }

    /// A regular expression by its place.
    pub(super) fn pattern(&self, place: u16) -> &'static str {
        self.text(u16_at(self.patterns, usize::from(place) * 2))
    }

    /// How many minors there are, oldest first.
    pub(super) fn minor_count(&self) -> usize {
        self.minors.len() / MINOR_LENGTH
    }

    /// The number of a minor, its source and the node of `metadata` in it.
    pub(super) fn minor(&self, position: usize) -> (u8, &'static str, u16) {
        let bytes = &self.minors[position * MINOR_LENGTH..];
        (bytes[0], self.source(u16_at(bytes, 1)), u16_at(bytes, 3))
    }

    fn source(&self, place: u16) -> &'static str {
        self.text(u16_at(self.sources, usize::from(place) * 2))
    }

    /// How many kinds there are in all minors together.
    pub(super) fn kind_count(&self) -> usize {
        self.kinds.len() / self.kind_length()
    }

    fn kind_length(&self) -> usize {
        KIND_HEAD + 2 * self.minor_count()
    }

    /// A kind by its place; kinds are sorted by name, then API version.
    pub(super) fn kind(&self, place: usize) -> KindEntry {
        KindEntry { facts: *self, bytes: &self.kinds[place * self.kind_length()..][..self.kind_length()] }
    }

    /// The entry of a kind.
    pub(super) fn find(&self, api_version: &str, kind: &str) -> Option<KindEntry> {
        let (mut low, mut high) = (0, self.kind_count());
        while low < high {
            let middle = low.midpoint(high);
            let bytes = &self.kinds[middle * self.kind_length()..];
            let known = (self.raw(u16_at(bytes, 0)), self.raw(u16_at(bytes, 2)));
            match known.cmp(&(kind.as_bytes(), api_version.as_bytes())) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(self.kind(middle)),
            }
        }
        None
    }
}

/// A kind in one API version.
#[derive(Debug, Clone, Copy)]
pub(super) struct KindEntry {
    facts: Facts,
    bytes: &'static [u8],
}

impl KindEntry {
    /// The name of the kind.
    pub(super) fn kind(&self) -> &'static str {
        self.facts.text(u16_at(self.bytes, 0))
    }

    /// The API version.
    pub(super) fn api_version(&self) -> &'static str {
        self.facts.text(u16_at(self.bytes, 2))
    }

    /// Whether its objects live in a namespace.
    pub(super) fn is_namespaced(&self) -> bool {
        self.bytes[4] & KIND_NAMESPACED != 0
    }

    /// Whether it is part of Kubernetes.
    pub(super) fn is_built_in(&self) -> bool {
        self.bytes[4] & KIND_BUILT_IN != 0
    }

    /// Where a custom resource is defined.
    pub(super) fn source(&self) -> &'static str {
        self.facts.source(u16_at(self.bytes, 5))
    }

    /// The place of the node of the object, in a minor that has the kind.
    pub(super) fn root(&self, position: usize) -> Option<u16> {
        let root = u16_at(self.bytes, KIND_HEAD + position * 2);
        (root != ABSENT).then_some(root)
    }
}

/// Pieces of bytes one after the other.
#[derive(Debug, Clone, Copy)]
struct Table {
    ends: &'static [u8],
    pieces: &'static [u8],
}

impl Table {
    fn read(rest: &mut &'static [u8], count: usize) -> Option<Self> {
        let ends = take(rest, (count + 1) * 4)?;
        let pieces = take(rest, usize::try_from(u32_at(ends, count * 4)).ok()?)?;
        Some(Self { ends, pieces })
    }

    #[inline]
    fn get(&self, place: u16) -> &'static [u8] {
        let ends = &self.ends[usize::from(place) * 4..][..8];
        &self.pieces[u32_at(ends, 0) as usize..u32_at(ends, 4) as usize]
    }
}

fn take(rest: &mut &'static [u8], length: usize) -> Option<&'static [u8]> {
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head)
}

/// The number of two bytes.
#[inline]
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// The number of four bytes.
#[inline]
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Minor;
    use crate::schema::node::Attribute;

    #[test]
    fn every_node_is_readable() {
        let facts = Facts::embedded();
        let count = u16::try_from(facts.nodes.ends.len() / 4 - 1).unwrap();
        let texts = facts.texts.ends.len() / 4 - 1;
        for place in 0..count {
            let node = facts.node(place);
            assert!(node.child().is_none_or(|child| child < count), "{place} {:?}", node.shape());
            for property in node.properties().iter() {
                assert!(property.node < count && usize::from(property.name) < texts, "{place}");
                assert!(node.properties().find(&facts, facts.text(property.name)).is_some(), "{place}");
            }
            node.attributes().for_each(|attribute| read(&facts, attribute));
        }
    }

    fn read(facts: &Facts, attribute: Attribute) {
        match attribute.tag {
            Tag::Check => assert!(attribute.check().code() > 0),
            Tag::Format => assert!(attribute.format().code() > 0),
            Tag::Pattern => assert!(!facts.pattern(attribute.place()).is_empty()),
            Tag::Enum | Tag::MapKeys | Tag::Default | Tag::MergeKey | Tag::Rule => {
                assert!(attribute.places().all(|text| facts.text(text).len() < 10_000));
            }
            _ => {}
        }
    }

    #[test]
    fn minors_are_the_supported_ones() {
        let facts = Facts::embedded();
        let minors: Vec<u8> = (0..facts.minor_count()).map(|position| facts.minor(position).0).collect();
        assert_eq!(minors, Minor::SUPPORTED.map(Minor::number));
    }

    #[test]
    fn refuses_other_bytes() {
        assert!(Facts::read(b"hagen-f9").is_none());
        assert!(Facts::read(&EMBEDDED[..EMBEDDED.len() / 2]).is_none());
    }
}
