//! Changes that a user makes to hagen's objects.

mod contradictions;

use std::sync::atomic::{AtomicBool, Ordering};

use hagen_core::section::{Checker, Free, Map, Section, nearest};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Node, NodeKind, Value};

use crate::codes;

pub(crate) use contradictions::contradictions;

/// A change to one object that hagen makes. Mappings merge key by key, lists of named elements merge by `name`, other
/// values replace; `null` takes a field out. The result is checked like any other object.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct Patch {
    /// The object's kind.
    #[section(example = "Deployment")]
    pub kind: String,
    /// The object's name.
    #[section(example = "shop")]
    pub name: String,
    /// What to lay over it.
    #[section(example = "{ spec: { minReadySeconds: 10 } }")]
    pub merge: Free,
}

/// A patch changes an object where it is.
fn check(patch: &Patch, checker: &mut Checker<'_, '_>) {
    let merge = &patch.merge.0;
    if !matches!(merge.kind, NodeKind::Map(_)) {
        let (code, message) = if checker.has("merge") {
            let found = merge.kind_name();
            (
                &hagen_core::codes::WRONG_TYPE,
                format!("expected a mapping to lay over the object, found {found}"),
            )
        } else {
            (&hagen_core::codes::MISSING_KEY, "the key `merge` is missing".to_owned())
        };
        checker.report(code, "merge", message).help =
            Some("say what is to be different: `merge: { spec: { … } }`".into());
        return;
    }
    if merge.entries().is_some_and(<[_]>::is_empty) {
        let help = "say what is to be different: `merge: { spec: { … } }`";
        checker.not_empty("merge", true, help);
    }
    let merged = checker.path().key("merge");
    let metadata = merge.get("metadata");
    let of_metadata =
        |key| (metadata.and_then(|metadata| metadata.get(key)), merged.key("metadata").key(key));
    let identity = [
        ("kind", (merge.get("kind"), merged.key("kind")), Some(&patch.kind)),
        ("name", of_metadata("name"), Some(&patch.name)),
        ("namespace", of_metadata("namespace"), None),
    ];
    for (key, (node, path), own) in identity {
        let is_same =
            |node: &Node| matches!((&node.kind, own), (NodeKind::String(text), Some(own)) if text == own);
        let Some(node) = node.filter(|node| !is_same(node)) else { continue };
        let place = Place { path, span: node.span, at_key: false };
        let message =
            format!("with another `{key}` it would be another object, and the rest would not know it");
        checker.report_at(&codes::ANOTHER_OBJECT, place, message).help =
            Some("an object of your own goes into `manifests:`; a name into the blueprint".into());
    }
}

/// The patches of one scope, and which of them have hit something.
pub(crate) struct Patches<'a> {
    patches: Vec<(Path, &'a Patch, AtomicBool)>,
}

impl<'a> Patches<'a> {
    pub(crate) fn new(section: &'a Map<Name, Patch>) -> Self {
        let patch = |(name, patch): (&Name, &'a Patch)| (path(name), patch, AtomicBool::new(false));
        Self { patches: section.iter().map(patch).collect() }
    }

    /// The patches that mean an object.
    pub(crate) fn of<'s>(section: &'s Map<Name, Patch>, kind: &str, name: &str) -> Vec<(Path, &'s Node)> {
        let meant = section.iter().filter(|(_, patch)| patch.kind == kind && patch.name == name);
        meant.map(|(name, patch)| (path(name), &patch.merge.0)).collect()
    }

    /// Lays every patch that means this object over it; returns them for the places of later findings.
    pub(crate) fn apply(&self, manifest: &mut Manifest) -> Vec<(&Path, &Node)> {
        let mut applied = Vec::new();
        for (path, patch, hit) in &self.patches {
            if patch.kind == manifest.kind() && patch.name == manifest.name() {
                hit.store(true, Ordering::Relaxed);
                lay_over(manifest.value_mut(), &patch.merge.0);
                applied.push((path, &patch.merge.0));
            }
        }
        applied
    }

    /// Whether a patch means this object.
    pub(crate) fn mean(&self, manifest: &Manifest) -> bool {
        let means = |patch: &Patch| patch.kind == manifest.kind() && patch.name == manifest.name();
        self.patches.iter().any(|(_, patch, _)| means(patch))
    }

    /// Whether patch number `at` has hit something.
    pub(crate) fn hits(&self) -> impl Iterator<Item = bool> {
        self.patches.iter().map(|(.., hit)| hit.load(Ordering::Relaxed))
    }
}

fn path(name: &Name) -> Path {
    Path::of(["patches", name.as_str(), "merge"])
}

/// A patch that hit nothing anywhere.
pub(crate) fn hit_nothing<'k>(
    name: &Name,
    patch: &Patch,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let written = format!("{} {}", patch.kind, patch.name);
    let message = format!("hagen makes no {} `{}`", patch.kind, patch.name);
    let place = Place::key(Path::of(["patches", name.as_str()]));
    let help = match nearest(&written, known) {
        Some(near) => format!("did you mean {near}?"),
        None => "what charts make is changed by their values: `values: { cert-manager: { … } }`".to_owned(),
    };
    Diagnostic::new(&codes::PATCH_HITS_NOTHING, place, message).help(help)
}

fn lay_over(value: &mut Value, patch: &Node) {
    match (&patch.kind, value) {
        (NodeKind::Map(entries), Value::Map(map)) => {
            for entry in entries {
                if entry.value.kind == NodeKind::Null {
                    map.remove(&entry.key);
                } else if let Some(slot) = map.get_mut(&entry.key) {
                    lay_over(slot, &entry.value);
                } else {
                    map.push(entry.key.clone(), entry.value.to_value());
                }
            }
        }
        (NodeKind::List(items), Value::List(list)) if items.iter().all(is_named) && !items.is_empty() => {
            for item in items {
                let name = item.get("name").map(Node::to_value);
                match list.iter_mut().find(|element| element.get("name") == name.as_ref()) {
                    Some(element) => lay_over(element, item),
                    None => list.push(item.to_value()),
                }
            }
        }
        (_, value) => *value = patch.to_value(),
    }
}

fn is_named(node: &Node) -> bool {
    matches!(node.get("name"), Some(Node { kind: NodeKind::String(_), .. }))
}
