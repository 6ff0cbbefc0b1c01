//! Custom resource definitions of the user's own: what is wrong with them, and what they define.

mod structure;

use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Manifest;
use hagen_yaml::{Node, NodeKind};

use crate::codes;
use crate::objects::{Origin, object};
use crate::schema::{Definitions, Minor, Schemas};

/// A definition as the user wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The name of its file.
    pub file: &'a str,
    /// The definition.
    pub node: &'a Node,
}

/// A kind that a definition brings, in one version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefinedKind {
    /// The API version, like `example.com/v1`.
    pub api_version: String,
    /// The name of the kind.
    pub kind: String,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Whether clusters serve the version.
    pub served: bool,
}

/// Checks definitions and compiles those that are right.
pub fn definitions(written: &[Written<'_>]) -> (Definitions, Vec<Diagnostic>) {
    let schemas = Schemas::new(Minor::NEWEST);
    let mut found = Vec::new();
    let mut known: Vec<(DefinedKind, &Node)> = Vec::new();
    let mut good = Vec::new();
    for definition in written {
        let before = found.len();
        check(&schemas, definition.node, &mut found);
        for kind in kinds(definition.node) {
            if let Some((_, first)) = known.iter().find(|(other, _)| same(other, &kind)) {
                found.push(twice(&kind, definition.node, first));
            }
            known.push((kind, definition.node));
        }
        if !found[before..].iter().any(Diagnostic::is_error) {
            good.push((definition.file.to_owned(), json(definition.node)));
        }
    }
    let compiled = Definitions::compile(&good).unwrap_or_else(|too_large| {
        let span = written.first().map(|first| first.node.span).unwrap_or_default();
        found.push(Diagnostic::new(&codes::DEFINITION, Place::span(span), too_large.to_string()));
        Definitions::default()
    });
    (compiled, found)
}

/// The kinds that a definition brings, as far as it says so.
pub fn kinds(definition: &Node) -> Vec<DefinedKind> {
    let text = |node: Option<&Node>| node.and_then(text).unwrap_or_default().to_owned();
    let Some(spec) = definition.get("spec") else { return Vec::new() };
    let (group, kind) =
        (text(spec.get("group")), text(spec.get("names").and_then(|names| names.get("kind"))));
    let namespaced = text(spec.get("scope")) == "Namespaced";
    let version = |version: &Node| DefinedKind {
        api_version: format!("{group}/{}", text(version.get("name"))),
        kind: kind.clone(),
        namespaced,
        served: is_true(version.get("served")),
    };
    items(spec.get("versions")).iter().map(version).collect()
}

fn same(one: &DefinedKind, other: &DefinedKind) -> bool {
    one.api_version == other.api_version && one.kind == other.kind
}

fn twice(kind: &DefinedKind, here: &Node, first: &Node) -> Diagnostic {
    let message = format!("`{}` of {} is defined twice", kind.api_version, kind.kind);
    let name = |node: &Node| node.get("metadata").and_then(|metadata| metadata.get("name")).map(|n| n.span);
    let place = |node: &Node| Place::span(name(node).unwrap_or(node.span));
    Diagnostic::new(&codes::DEFINITION, place(here), message).also(place(first), "the first definition")
}

fn check(schemas: &Schemas, definition: &Node, found: &mut Vec<Diagnostic>) {
    let is_definition = definition.get("kind").and_then(text) == Some("CustomResourceDefinition");
    let Some(manifest) = Manifest::from_value(definition.to_value()).filter(|_| is_definition) else {
        let span = definition.get("kind").map_or(definition.span, |kind| kind.span);
        let message = "this is no CustomResourceDefinition";
        let diagnostic = Diagnostic::new(&codes::DEFINITION, Place::span(span), message);
        found.push(diagnostic.help("other objects go into `manifests:`"));
        return;
    };
    let origin = Origin { component: &Path::ROOT, written: Some(definition), patches: &[], object: None };
    found.extend(object(schemas, &manifest, origin));
    let mut report = |node: &Node, message: String| {
        found.push(Diagnostic::new(&codes::DEFINITION, Place::span(node.span), message));
    };
    if let Some(spec) = definition.get("spec") {
        own_group(schemas, spec, &mut report);
        versions(spec, &mut report);
    }
}

/// Where problems go.
type Report<'a> = &'a mut dyn FnMut(&Node, String);

fn own_group(schemas: &Schemas, spec: &Node, report: Report<'_>) {
    let Some((node, group)) = spec.get("group").and_then(|node| Some((node, text(node)?))) else { return };
    let is_group = |version: &str| version.split_once('/').is_some_and(|(of, _)| of == group);
    if schemas.kinds().any(|kind| kind.built_in() && is_group(kind.api_version())) {
        report(node, format!("the group `{group}` is that of Kubernetes itself"));
    }
}

fn versions(spec: &Node, report: Report<'_>) {
    let Some(list) = spec.get("versions") else { return };
    let versions = items(Some(list));
    let stored = versions.iter().filter(|version| is_true(version.get("storage"))).count();
    if stored != 1 {
        report(list, format!("exactly one version has `storage: true`, here {stored} have"));
    }
    if !versions.is_empty() && !versions.iter().any(|version| is_true(version.get("served"))) {
        report(list, "no version has `served: true`: there is no kind to use".to_owned());
    }
    for version in versions {
        if let Some(schema) = version.get("schema").and_then(|schema| schema.get("openAPIV3Schema")) {
            structure::root(schema, report);
        } else {
            let name = version.get("name").unwrap_or(version);
            report(name, "this version has no `schema.openAPIV3Schema`".to_owned());
        }
    }
}

fn json(node: &Node) -> serde_json::Value {
    serde_json::to_value(node.to_value()).unwrap_or_default()
}

fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::String(text) => Some(text),
        _ => None,
    }
}

fn is_true(node: Option<&Node>) -> bool {
    matches!(node.map(|node| &node.kind), Some(NodeKind::Bool(true)))
}

fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.kind) {
        Some(NodeKind::List(items)) => items,
        _ => &[],
    }
}
