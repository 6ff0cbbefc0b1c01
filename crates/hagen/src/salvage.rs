//! What can still be said of a blueprint that has wrong values: overlays are read and references are followed all the
//! same, so that a user sees every mistake in one run.

use hagen_core::section::{Field, Map, Reader, Shape, TextInfo};
use hagen_core::target::Environment;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Name, Reference, Text};
use hagen_yaml::{Node, NodeKind, Reading};

use crate::blueprint::Blueprint;
use crate::link::no_such_component;

/// Finds what reading the base alone does not show. Findings that the base has too are found again, at the same
/// places.
pub(crate) fn salvage(text: &Reading, root: &Node, diagnostics: &mut Vec<Diagnostic>) {
    references(root, root, Blueprint::shape(), &Path::ROOT, diagnostics);
    for overlay in overlays(root) {
        let mut node = root.clone();
        node.merge(&overlay);
        let mut found = Vec::new();
        Blueprint::read(&node, &mut Reader::of_text(text, &mut found));
        references(&node, &node, Blueprint::shape(), &Path::ROOT, &mut found);
        hagen_core::locate(&mut found, &node);
        diagnostics.extend(found);
    }
}

/// The overlays of the environments that can be read.
fn overlays(root: &Node) -> Vec<Node> {
    let Some(node) = root.get("environments") else { return Vec::new() };
    let environments = Map::<Name, Environment>::read(node, &mut Reader::new(&mut Vec::new()));
    let overlays = environments.unwrap_or_default().into_values().map(|environment| environment.overlay.0);
    overlays.filter(|overlay| overlay.entries().is_some()).collect()
}

/// Follows every reference below a node, as the shape of the language tells where references stand.
fn references(root: &Node, node: &Node, shape: Shape, path: &Path, diagnostics: &mut Vec<Diagnostic>) {
    match shape {
        Shape::Optional(inner) => references(root, node, inner(), path, diagnostics),
        // What is found in both forms is one finding.
        Shape::Either(one, other) => {
            references(root, node, one(), path, diagnostics);
            references(root, node, other(), path, diagnostics);
        }
        Shape::Text(info) if is_reference(info) => reference(root, node, path, diagnostics),
        Shape::List(inner) => {
            let NodeKind::List(items) = &node.kind else { return };
            for (at, item) in items.iter().enumerate() {
                references(root, item, inner(), &path.index(at), diagnostics);
            }
        }
        Shape::Map(_, inner) => {
            for entry in node.entries().unwrap_or_default() {
                references(root, &entry.value, inner(), &path.key(&entry.key), diagnostics);
            }
        }
        Shape::Section(info) => match (node.entries(), info.shorthand) {
            (Some(entries), _) => {
                for entry in entries {
                    if let Some(field) = info.fields.iter().find(|field| field.key == entry.key) {
                        references(root, &entry.value, (field.shape)(), &path.key(&entry.key), diagnostics);
                    }
                }
            }
            (None, Some(shorthand)) => references(root, node, shorthand(), path, diagnostics),
            (None, None) => {}
        },
        _ => {}
    }
}

fn is_reference(info: &TextInfo) -> bool {
    info.what == <Reference as Text>::WHAT
}

fn reference(root: &Node, node: &Node, path: &Path, diagnostics: &mut Vec<Diagnostic>) {
    let NodeKind::String(written) = &node.kind else { return };
    let Ok(reference) = Reference::parse(written) else { return };
    let there = root.get(&reference.section).and_then(|section| section.get(reference.name.as_str()));
    if there.is_none() {
        let names = names(root);
        let place = Place { path: path.clone(), span: node.span, at_key: false };
        diagnostics.push(no_such_component(&reference, place, &names));
    }
}

/// The components that a reference can name, as far as they are written.
fn names(root: &Node) -> Vec<String> {
    let of = |section: &'static str| {
        let entries = root.get(section).and_then(Node::entries).unwrap_or_default();
        entries.iter().map(move |entry| format!("{section}/{}", entry.key))
    };
    ["apps", "postgres", "kafka", "caches", "buckets"].into_iter().flat_map(of).collect()
}
