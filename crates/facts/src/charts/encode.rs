//! The charts as bytes, in the layout of `hagen_charts::facts::format`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context as _, Result};
use hagen_charts::facts::format;

use super::Chart;
use super::tree::Node;

/// The bytes of the charts; equal charts give equal bytes.
pub(super) fn encode(charts: &[Chart]) -> Result<Vec<u8>> {
    let sources: Vec<String> = charts.iter().map(|chart| chart.listed.source()).collect();
    let texts = texts(charts, &sources);
    let mut nodes = Nodes { texts: &texts, bytes: Vec::new(), known: HashMap::new() };
    let mut table = Vec::new();
    for (Chart { listed, root }, source) in charts.iter().zip(&sources) {
        for text in [&listed.chart, &listed.version, source] {
            let place =
                u16::try_from(texts[text.as_str()]).context("the layout has room for 65,536 texts")?;
            table.extend(place.to_le_bytes());
        }
        table.extend(u32::try_from(nodes.put(root))?.to_le_bytes());
    }
    let mut out = format::MAGIC.to_vec();
    out.extend(u32::try_from(texts.len())?.to_le_bytes());
    out.extend(u32::try_from(charts.len())?.to_le_bytes());
    put_texts(&mut out, &texts)?;
    out.extend(table);
    out.extend(nodes.bytes);
    Ok(out)
}

/// All texts with their places, which are in their order.
fn texts<'a>(charts: &'a [Chart], sources: &'a [String]) -> BTreeMap<&'a str, usize> {
    let mut all: BTreeSet<&str> = sources.iter().map(String::as_str).collect();
    for Chart { listed, root } in charts {
        all.extend([listed.chart.as_str(), listed.version.as_str()]);
        collect(root, &mut all);
    }
    all.into_iter().enumerate().map(|(place, text)| (text, place)).collect()
}

fn collect<'a>(node: &'a Node, all: &mut BTreeSet<&'a str>) {
    all.extend(node.default.as_deref());
    all.extend(node.choices.iter().map(String::as_str));
    for (key, child) in &node.keys {
        all.insert(key);
        collect(child, all);
    }
}

/// Where each text ends, then the texts.
fn put_texts(out: &mut Vec<u8>, texts: &BTreeMap<&str, usize>) -> Result<()> {
    let mut end = 0;
    out.extend(0_u32.to_le_bytes());
    for text in texts.keys() {
        end += u32::try_from(text.len())?;
        out.extend(end.to_le_bytes());
    }
    for text in texts.keys() {
        out.extend(text.as_bytes());
    }
    Ok(())
}

/// A node by what is its own and where its keys lead.
type Content = (Vec<u8>, Vec<(usize, usize)>);

/// The nodes written so far.
struct Nodes<'a> {
    texts: &'a BTreeMap<&'a str, usize>,
    bytes: Vec<u8>,
    known: HashMap<Content, usize>,
}

impl Nodes<'_> {
    /// Writes a node behind those below it, unless there is an equal one. Where it stands.
    fn put(&mut self, node: &Node) -> usize {
        let keys: Vec<(usize, usize)> =
            node.keys.iter().map(|(key, child)| (self.texts[key.as_str()], self.put(child))).collect();
        let content = (self.head(node), keys);
        if let Some(at) = self.known.get(&content) {
            return *at;
        }
        let at = self.bytes.len();
        self.bytes.extend(&content.0);
        put_varint(&mut self.bytes, content.1.len());
        let mut last = 0;
        for (text, child) in &content.1 {
            put_varint(&mut self.bytes, text - last);
            put_varint(&mut self.bytes, at - child);
            last = *text;
        }
        self.known.insert(content, at);
        at
    }

    fn head(&self, node: &Node) -> Vec<u8> {
        let mut out = Vec::new();
        put_varint(&mut out, usize::from(node.flags));
        if node.types != 0 {
            out.push(node.types);
        }
        if let Some(default) = &node.default {
            put_varint(&mut out, self.texts[default.as_str()]);
        }
        if !node.choices.is_empty() {
            put_varint(&mut out, node.choices.len());
            node.choices.iter().for_each(|choice| put_varint(&mut out, self.texts[choice.as_str()]));
        }
        out
    }
}

fn put_varint(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f | 0x80).expect("it is eight bits"));
        number >>= 7;
    }
    out.push(u8::try_from(number).expect("it is seven bits"));
}
