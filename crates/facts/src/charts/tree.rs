//! Paths as a tree.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use hagen_charts::facts::format;
use serde_json::Value;

use super::document::{Document, Entry};

/// A value and those below it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) flags: u16,
    pub(super) types: u8,
    pub(super) default: Option<String>,
    pub(super) choices: Vec<String>,
    pub(super) keys: BTreeMap<String, Node>,
}

impl Node {
    /// The values of a chart.
    pub(super) fn of(document: &Document) -> Result<Self> {
        let mut root = Self::default();
        for entry in &document.paths {
            root.below(&entry.path)?.fill(entry).with_context(|| entry.path.clone())?;
        }
        for path in document.subcharts.iter().flatten() {
            root.below(path)?.flags |= format::SUBCHART;
        }
        for path in additions(&document.chart, &document.version) {
            root.below(path)?.flags |= format::READ;
        }
        Ok(root)
    }

    /// How many values there are below.
    pub(super) fn count(&self) -> usize {
        self.keys.values().map(|node| 1 + node.count()).sum()
    }

    /// The node at the end of a path, made if it is new.
    fn below(&mut self, path: &str) -> Result<&mut Self> {
        Ok(keys(path)?.into_iter().fold(self, |node, key| node.keys.entry(key).or_default()))
    }

    fn fill(&mut self, entry: &Entry) -> Result<()> {
        let when = |holds: bool, flag: u16| if holds { flag } else { 0 };
        let kind = place(&format::KINDS, entry.kind.as_deref().unwrap_or_default())?;
        let free = place(&format::FREEDOMS, entry.free.as_deref().unwrap_or_default())?;
        self.default = default(entry);
        self.choices = entry.choices.iter().filter(|choice| !choice.is_null()).map(choice).collect();
        for name in &entry.types {
            self.types |= 1 << place(&format::TYPES, name)?;
        }
        self.flags = kind
            | free << format::FREE_SHIFT
            | when(entry.read, format::READ)
            | when(entry.dead, format::DEAD)
            | when(entry.condition, format::CONDITION)
            | when(entry.schema_only, format::SCHEMA_ONLY)
            | when(self.types != 0, format::HAS_TYPES)
            | when(self.default.is_some(), format::HAS_DEFAULT)
            | when(!self.choices.is_empty(), format::HAS_ENUM);
        Ok(())
    }
}

/// The values of a chart that its templates read by a path put together at run time, which no analysis sees.
fn additions(chart: &str, version: &str) -> impl Iterator<Item = &'static str> {
    let lines = include_str!("additions.txt").lines().filter(|line| !line.starts_with('#'));
    let head = format!("{chart} {version} ");
    lines.filter_map(move |line| line.strip_prefix(&*head))
}

/// The keys of a path: joined by dots, a key that has one of its own is quoted.
fn keys(mut path: &str) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    while !path.is_empty() {
        let (key, rest) = if path.starts_with('"') { quoted(path)? } else { plain(path) };
        keys.push(key);
        path = rest;
    }
    Ok(keys)
}

fn plain(path: &str) -> (String, &str) {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    (key.to_owned(), rest)
}

fn quoted(path: &str) -> Result<(String, &str)> {
    let mut stream = serde_json::Deserializer::from_str(path).into_iter::<String>();
    let key = stream.next().and_then(Result::ok).with_context(|| format!("`{path}` is no path"))?;
    if key == format::ANY {
        bail!("a key that is an asterisk cannot be told from any key");
    }
    let rest = &path[stream.byte_offset()..];
    Ok((key, rest.strip_prefix('.').unwrap_or(rest)))
}

fn place(words: &[&str], word: &str) -> Result<u16> {
    let at = words.iter().position(|known| *known == word).with_context(|| format!("unknown `{word}`"))?;
    Ok(u16::try_from(at)?)
}

fn default(entry: &Entry) -> Option<String> {
    entry.default_hash.clone().or_else(|| entry.default.as_ref().map(Value::to_string))
}

fn choice(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("\"{text}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_its_keys() {
        for (path, expected) in [
            ("ingress.hosts.*", &["ingress", "hosts", "*"][..]),
            (r#""grafana.ini".server"#, &["grafana.ini", "server"]),
            (r#"server."".raft"#, &["server", "", "raft"]),
            (r#"a."b\"c""#, &["a", "b\"c"]),
        ] {
            assert_eq!(keys(path).unwrap(), expected, "{path}");
        }
        assert!(keys(r#"a."*""#).is_err());
        assert!(keys(r#"a."b"#).is_err());
    }
}
