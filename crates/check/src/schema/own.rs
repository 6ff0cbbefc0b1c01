//! The user's own definitions as schemas beside those that are compiled in.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::facts::Facts;
use super::{Minor, Schemas};
use crate::facts::{Index, Node, TooLarge, define, encode};
use crate::schema::format::Shape;

/// Custom resource definitions of the user's own, compiled. Costs little to copy.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    facts: Option<Facts>,
    unserved: Vec<(String, String)>,
}

/// Definitions as they are consulted.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) schemas: Schemas,
    unserved: Vec<(String, String)>,
}

impl Own {
    /// Whether a definition has a version without serving it.
    pub(super) fn is_unserved(&self, api_version: &str, kind: &str) -> bool {
        self.unserved.iter().any(|(version, name)| version == api_version && name == kind)
    }
}

impl Definitions {
    /// Compiles definitions that were checked, each with the name of its file.
    pub fn compile(definitions: &[(String, serde_json::Value)]) -> Result<Self, TooLarge> {
        if definitions.is_empty() {
            return Ok(Self::default());
        }
        let mut index = Index::new(vec![0]);
        index.minors[0].object_meta = index.nodes.intern(Node::new(Shape::Any));
        for (source, definition) in definitions {
            define(definition, source, &mut index);
        }
        index.sort();
        let facts = Facts::read(interned(encode(&index)?)).expect("facts are read as they are written");
        let unserved = definitions.iter().flat_map(|(_, definition)| unserved(definition)).collect();
        Ok(Self { facts: Some(facts), unserved })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.facts.is_none()
    }
}

impl Schemas {
    /// The schemas of a Kubernetes, and of definitions of the user's own: where both have a kind, theirs counts.
    pub fn with(minor: Minor, definitions: &Definitions) -> Self {
        let own = definitions.facts.map(|facts| {
            let schemas = Self { base: Some(Box::new(Self::new(minor))), ..Self::of(facts, minor, 0) };
            Box::new(Own { schemas, unserved: definitions.unserved.clone() })
        });
        Self { own, ..Self::new(minor) }
    }
}

fn unserved(definition: &serde_json::Value) -> Vec<(String, String)> {
    let spec = &definition["spec"];
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let versions = spec["versions"].as_array().into_iter().flatten();
    versions
        .filter(|version| version["served"] != true)
        .map(|version| {
            (format!("{}/{}", text(&spec["group"]), text(&version["name"])), text(&spec["names"]["kind"]))
        })
        .collect()
}

/// Keeps bytes for as long as the program runs, the same ones once: schemas are read where they lie, and there are as
/// many of these as a person writes definitions.
fn interned(bytes: Vec<u8>) -> &'static [u8] {
    static KNOWN: Mutex<BTreeSet<&'static [u8]>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = known.get(bytes.as_slice()) {
        return bytes;
    }
    let bytes: &'static [u8] = Box::leak(bytes.into_boxed_slice());
    known.insert(bytes);
    bytes
}
