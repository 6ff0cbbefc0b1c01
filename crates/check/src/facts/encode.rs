//! The index as bytes, in the layout of `hagen_check::schema::format`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::index::{Index, Kind};
use super::node::{Attribute, Node};
use crate::schema::format::{self, Tag, fingerprint};

/// What there is too much of for the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge(&'static str);

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the schemas hold {}, which is more than hagen can keep", self.0)
    }
}

impl std::error::Error for TooLarge {}

type Result<T> = std::result::Result<T, TooLarge>;

/// The bytes of an index; equal indexes give equal bytes.
pub fn encode(index: &Index) -> Result<Vec<u8>> {
    if index.nodes.is_full() {
        return Err(TooLarge("more than 65,535 different values"));
    }
    let texts = Texts::of(index)?;
    let patterns: BTreeSet<&str> =
        index.nodes.iter().flat_map(|node| &node.attributes).filter_map(pattern).collect();
    let encoder = Encoder { texts, patterns: numbered(patterns)? };
    let nodes = index.nodes.iter().map(|node| encoder.node(node)).collect::<Result<Vec<_>>>()?;
    let sources: BTreeSet<&str> = sources(index).collect();
    let sources = numbered(sources)?;
    let mut out = format::MAGIC.to_vec();
    let counts = [
        encoder.texts.0.len(),
        nodes.len(),
        encoder.patterns.len(),
        index.kinds.len(),
        index.minors.len(),
        sources.len(),
    ];
    for count in counts {
        out.extend(size(count)?.to_le_bytes());
    }
    put_blobs(&mut out, encoder.texts.0.keys().map(|text| text.as_bytes()))?;
    put_blobs(&mut out, nodes.iter().map(Vec::as_slice))?;
    for pattern in encoder.patterns.keys() {
        encoder.put_text(&mut out, pattern);
    }
    for kind in &index.kinds {
        encoder.put_kind(&mut out, kind, sources[kind.source.as_str()]);
    }
    for minor in &index.minors {
        out.push(minor.number);
        out.extend(sources[minor.source.as_str()].to_le_bytes());
        out.extend(minor.object_meta.to_le_bytes());
    }
    for source in sources.keys() {
        encoder.put_text(&mut out, source);
    }
    Ok(out)
}

/// Texts with their places, which are in their order.
struct Texts<'a>(BTreeMap<&'a str, u16>);

impl<'a> Texts<'a> {
    fn of(index: &'a Index) -> Result<Self> {
        let mut all: BTreeSet<&str> = sources(index).collect();
        all.extend(index.kinds.iter().flat_map(|kind| [kind.name.as_str(), kind.api_version.as_str()]));
        for node in &index.nodes {
            all.extend(node.properties.iter().flat_map(BTreeMap::keys).map(String::as_str));
            all.extend(node.attributes.iter().flat_map(texts));
        }
        numbered(all).map(Self)
    }
}

fn numbered(all: BTreeSet<&str>) -> Result<BTreeMap<&str, u16>> {
    let number =
        |(place, text)| Ok((text, u16::try_from(place).map_err(|_| TooLarge("more than 65,536 texts"))?));
    all.into_iter().enumerate().map(number).collect()
}

fn sources(index: &Index) -> impl Iterator<Item = &str> {
    let of_kinds = index.kinds.iter().map(|kind| kind.source.as_str());
    of_kinds.chain(index.minors.iter().map(|minor| minor.source.as_str()))
}

fn pattern(attribute: &Attribute) -> Option<&str> {
    if let Attribute::Pattern(pattern) = attribute { Some(pattern) } else { None }
}

fn texts(attribute: &Attribute) -> Vec<&str> {
    match attribute {
        Attribute::Enum(texts) | Attribute::MapKeys(texts) | Attribute::Choice { fields: texts, .. } => {
            texts.iter().map(String::as_str).collect()
        }
        Attribute::Pattern(text) | Attribute::Default(text) | Attribute::MergeKey(text) => vec![text],
        Attribute::Rule { rule, message } => vec![rule, message],
        _ => Vec::new(),
    }
}

const FIELDS: &str = "an object of more than 255 fields";

fn size(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| TooLarge("more than four gigabytes"))
}

/// Where each blob ends, then the blobs.
fn put_blobs<'a>(out: &mut Vec<u8>, blobs: impl Iterator<Item = &'a [u8]> + Clone) -> Result<()> {
    let mut end = 0;
    out.extend(0_u32.to_le_bytes());
    for blob in blobs.clone() {
        end = size(end as usize + blob.len())?;
        out.extend(end.to_le_bytes());
    }
    blobs.for_each(|blob| out.extend(blob));
    Ok(())
}

struct Encoder<'a> {
    texts: Texts<'a>,
    patterns: BTreeMap<&'a str, u16>,
}

impl Encoder<'_> {
    fn put_text(&self, out: &mut Vec<u8>, text: &str) {
        out.extend(self.texts.0[text].to_le_bytes());
    }

    fn put_kind(&self, out: &mut Vec<u8>, kind: &Kind, source: u16) {
        self.put_text(out, &kind.name);
        self.put_text(out, &kind.api_version);
        let namespaced = if kind.namespaced { format::KIND_NAMESPACED } else { 0 };
        let built_in = if kind.built_in { format::KIND_BUILT_IN } else { 0 };
        out.push(namespaced | built_in);
        out.extend(source.to_le_bytes());
        for root in &kind.roots {
            out.extend(root.unwrap_or(format::ABSENT).to_le_bytes());
        }
    }

    fn node(&self, node: &Node) -> Result<Vec<u8>> {
        let mut out = vec![node.shape.code(), flags(node)];
        if let Some(properties) = &node.properties {
            out.push(u8::try_from(properties.len()).map_err(|_| TooLarge(FIELDS))?);
            let required = properties.values().filter(|property| property.required).count();
            out.push(u8::try_from(required).map_err(|_| TooLarge(FIELDS))?);
            out.extend(properties.keys().map(|name| fingerprint(name)));
            out.extend(properties.values().map(|property| u8::from(property.required)));
            for (name, property) in properties {
                self.put_text(&mut out, name);
                out.extend(property.node.to_le_bytes());
            }
        }
        if let Some(child) = node.child {
            out.extend(child.to_le_bytes());
        }
        for attribute in &node.attributes {
            let (tag, payload) = self.attribute(attribute);
            out.push(tag.code());
            let length =
                u16::try_from(payload.len()).map_err(|_| TooLarge("a list of more than 32,767 values"))?;
            out.extend(length.to_le_bytes());
            out.extend(payload);
        }
        Ok(out)
    }

    fn attribute(&self, attribute: &Attribute) -> (Tag, Vec<u8>) {
        let number = |number: u32| number.to_le_bytes().to_vec();
        match attribute {
            Attribute::Enum(values) => (Tag::Enum, self.list(values)),
            Attribute::Pattern(pattern) => {
                (Tag::Pattern, self.patterns[pattern.as_str()].to_le_bytes().to_vec())
            }
            Attribute::Minimum(bound) => (Tag::Minimum, bound.to_le_bytes().to_vec()),
            Attribute::Maximum(bound) => (Tag::Maximum, bound.to_le_bytes().to_vec()),
            Attribute::ExclusiveMinimum(bound) => (Tag::ExclusiveMinimum, bound.to_le_bytes().to_vec()),
            Attribute::ExclusiveMaximum(bound) => (Tag::ExclusiveMaximum, bound.to_le_bytes().to_vec()),
            Attribute::MultipleOf(step) => (Tag::MultipleOf, step.to_le_bytes().to_vec()),
            Attribute::MinLength(least) => (Tag::MinLength, number(*least)),
            Attribute::MaxLength(most) => (Tag::MaxLength, number(*most)),
            Attribute::MinItems(least) => (Tag::MinItems, number(*least)),
            Attribute::MaxItems(most) => (Tag::MaxItems, number(*most)),
            Attribute::MinProperties(least) => (Tag::MinProperties, number(*least)),
            Attribute::MaxProperties(most) => (Tag::MaxProperties, number(*most)),
            Attribute::Format(format) => (Tag::Format, vec![format.code()]),
            Attribute::Set => (Tag::Set, Vec::new()),
            Attribute::MapKeys(keys) => (Tag::MapKeys, self.list(keys)),
            Attribute::AllOf(all) => (Tag::AllOf, places(all)),
            Attribute::AnyOf(any) => (Tag::AnyOf, places(any)),
            Attribute::OneOf(one) => (Tag::OneOf, places(one)),
            Attribute::Not(not) => (Tag::Not, places(&[*not])),
            Attribute::Choice { least, most, fields } => {
                (Tag::Choice, [vec![*least, *most], self.list(fields)].concat())
            }
            Attribute::Check(check) => (Tag::Check, vec![check.code()]),
            Attribute::Default(json) => (Tag::Default, self.list([json])),
            Attribute::MergeKey(key) => (Tag::MergeKey, self.list([key])),
            Attribute::Rule { rule, message } => (Tag::Rule, self.list([rule, message])),
        }
    }

    fn list<'s>(&self, texts: impl IntoIterator<Item = &'s String>) -> Vec<u8> {
        let mut out = Vec::new();
        texts.into_iter().for_each(|text| self.put_text(&mut out, text));
        out
    }
}

fn flags(node: &Node) -> u8 {
    let when = |holds: bool, flag: u8| if holds { flag } else { 0 };
    when(node.properties.is_some(), format::NODE_PROPERTIES)
        | when(node.child.is_some(), format::NODE_CHILD)
        | when(node.closed, format::NODE_CLOSED)
        | when(node.nullable, format::NODE_NULLABLE)
        | when(node.embedded, format::NODE_EMBEDDED)
}

fn places(nodes: &[u16]) -> Vec<u8> {
    nodes.iter().flat_map(|node| node.to_le_bytes()).collect()
}
