//! The nodes of schemas, read where they lie.

use super::facts::{Facts, u16_at, u32_at};
use super::format::{
    Check, Format, NODE_CHILD, NODE_CLOSED, NODE_EMBEDDED, NODE_NULLABLE, NODE_PROPERTIES, Shape, Tag,
    fingerprint,
};

/// A node of a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node(&'static [u8]);

impl Node {
    /// A node that lies in these bytes.
    #[inline]
    pub(super) fn new(bytes: &'static [u8]) -> Self {
        Self(bytes)
    }

    /// Tells this node from the others.
    pub(super) fn id(self) -> usize {
        self.0.as_ptr().addr()
    }

    /// What the value has to be.
    #[inline]
    pub(super) fn shape(self) -> Shape {
        Shape::from_code(self.0[0]).expect("a test reads every node")
    }

    /// Fields that are not among the properties are refused.
    #[inline]
    pub(super) fn is_closed(self) -> bool {
        self.0[1] & NODE_CLOSED != 0
    }

    /// `null` is a value.
    #[inline]
    pub(super) fn is_nullable(self) -> bool {
        self.0[1] & NODE_NULLABLE != 0
    }

    /// The value is a whole object.
    #[inline]
    pub(super) fn is_embedded(self) -> bool {
        self.0[1] & NODE_EMBEDDED != 0
    }

    /// Whether the node says anything about fields.
    #[inline]
    pub(super) fn has_properties(self) -> bool {
        self.0[1] & NODE_PROPERTIES != 0
    }

    /// The fields of an object.
    #[inline]
    pub(super) fn properties(self) -> Properties {
        if !self.has_properties() {
            return Properties { required: 0, fingerprints: &[], flags: &[], entries: &[] };
        }
        let count = usize::from(self.0[2]);
        let (fingerprints, rest) = self.0[4..].split_at(count);
        let (flags, rest) = rest.split_at(count);
        Properties { required: self.0[3], fingerprints, flags, entries: &rest[..count * 4] }
    }

    /// The node of list elements or of the values of a map.
    #[inline]
    pub(super) fn child(self) -> Option<u16> {
        (self.0[1] & NODE_CHILD != 0).then(|| u16_at(self.0, self.properties_end()))
    }

    #[inline]
    fn properties_end(self) -> usize {
        if self.has_properties() { 4 + usize::from(self.0[2]) * 6 } else { 2 }
    }

    /// What else is known.
    #[inline]
    pub(super) fn attributes(self) -> Attributes {
        let child = if self.0[1] & NODE_CHILD != 0 { 2 } else { 0 };
        Attributes(&self.0[self.properties_end() + child..])
    }
}

/// The fields of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Properties {
    /// How many fields have to be there.
    pub(super) required: u8,
    fingerprints: &'static [u8],
    flags: &'static [u8],
    entries: &'static [u8],
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property {
    /// Where the name stands among the texts.
    pub(super) name: u16,
    /// Where the node stands.
    pub(super) node: u16,
    /// Whether the field has to be there.
    pub(super) required: bool,
}

impl Properties {
    /// The field of this name.
    #[inline]
    pub(super) fn find(&self, facts: &Facts, name: &str) -> Option<Property> {
        let mark = fingerprint(name);
        let mut from = 0;
        loop {
            let at = from + position(&self.fingerprints[from..], mark)?;
            let property = self.get(at);
            if facts.raw(property.name) == name.as_bytes() {
                return Some(property);
            }
            from = at + 1;
        }
    }

    /// All fields, in the order of their names.
    pub(super) fn iter(self) -> impl Iterator<Item = Property> {
        (0..self.flags.len()).map(move |at| self.get(at))
    }

    #[inline]
    fn get(&self, at: usize) -> Property {
        let entry = &self.entries[at * 4..];
        Property { name: u16_at(entry, 0), node: u16_at(entry, 2), required: self.flags[at] != 0 }
    }
}

/// Where a byte is, eight at a time: objects have some dozens of fields, and nearly every field is looked up.
#[inline]
fn position(bytes: &[u8], byte: u8) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let (eights, rest) = bytes.as_chunks();
    for (at, eight) in eights.iter().enumerate() {
        let differences = u64::from_le_bytes(*eight) ^ (ONES * u64::from(byte));
        // The lowest bit that is left is at the first byte without a difference.
        let equal = differences.wrapping_sub(ONES) & !differences & HIGH;
        if equal != 0 {
            return Some(at * 8 + equal.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|known| *known == byte).map(|at| eights.len() * 8 + at)
}

/// What else is known of a node.
#[derive(Debug)]
pub(super) struct Attributes(&'static [u8]);

impl Iterator for Attributes {
    type Item = Attribute;

    #[inline]
    fn next(&mut self) -> Option<Attribute> {
        let (&tag, _) = self.0.split_first()?;
        let length = usize::from(u16_at(self.0, 1));
        let payload = &self.0[3..3 + length];
        self.0 = &self.0[3 + length..];
        Some(Attribute { tag: Tag::from_code(tag).expect("a test reads every node"), payload })
    }
}

/// One thing that is known of a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    /// What it is about.
    pub(super) tag: Tag,
    payload: &'static [u8],
}

impl Attribute {
    /// Places of texts or nodes.
    #[inline]
    pub(super) fn places(self) -> impl ExactSizeIterator<Item = u16> + Clone {
        self.payload.chunks_exact(2).map(|place| u16_at(place, 0))
    }

    /// The place of one text, node or pattern.
    pub(super) fn place(self) -> u16 {
        u16_at(self.payload, 0)
    }

    /// A bound of a number.
    pub(super) fn number(self) -> f64 {
        f64::from_le_bytes(self.payload.try_into().expect("a bound has eight bytes"))
    }

    /// A bound of a length or count.
    pub(super) fn count(self) -> usize {
        u32_at(self.payload, 0) as usize
    }

    /// The least and the most, and the places of the names of fields.
    pub(super) fn choice(self) -> (usize, usize, impl ExactSizeIterator<Item = u16> + Clone) {
        let fields = self.payload[2..].chunks_exact(2).map(|place| u16_at(place, 0));
        (usize::from(self.payload[0]), usize::from(self.payload[1]), fields)
    }

    /// A check that is code.
    pub(super) fn check(self) -> Check {
        Check::from_code(self.payload[0]).expect("a test reads every node")
    }

    /// What a text or number stands for.
    pub(super) fn format(self) -> Format {
        Format::from_code(self.payload[0]).expect("a test reads every node")
    }
}
