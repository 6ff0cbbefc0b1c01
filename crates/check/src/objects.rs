//! Every object against the API of its cluster.

use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Manifest;
use hagen_yaml::{Node, NodeKind, Span, Value};

use crate::codes;
use crate::schema::{Finding, Problem, Schemas, Severity, Step};

/// Where an object comes from: the places its findings are shown at.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The component in the blueprint.
    pub component: &'a Path,
    /// The object as a user wrote it, if one did.
    pub written: Option<&'a Node>,
    /// Parts of the object that a user wrote over hagen's: each with its path in the blueprint.
    pub patches: &'a [(&'a Path, &'a Node)],
    /// The object with all of that in it, which tells whose the elements of its lists are.
    pub object: Option<&'a Value>,
}

impl Origin<'_> {
    /// The place of something in the object that the user can go to.
    pub fn place(self, path: &[Step]) -> Place {
        place(path, self)
    }
}

/// What the cluster would say to an object.
pub fn object(schemas: &Schemas, manifest: &Manifest, origin: Origin<'_>) -> Vec<Diagnostic> {
    schemas.check(manifest.value()).iter().map(|finding| diagnostic(finding, manifest, origin)).collect()
}

fn diagnostic(finding: &Finding, manifest: &Manifest, origin: Origin<'_>) -> Diagnostic {
    let code = match finding.problem {
        Problem::UnknownKind { .. } => &codes::UNKNOWN_KIND,
        _ if finding.problem.severity() == Severity::Warning => &codes::DISCOURAGED,
        _ => &codes::REFUSED,
    };
    let mut message = format!("{} `{}`: {}", manifest.kind(), manifest.name(), finding.message);
    let place = place(&finding.path, origin);
    if origin.written.is_none() && !finding.path.is_empty() {
        message = format!("{message} (at `{}`)", Path::ROOT.join(&finding.path));
    }
    let is_own = matches!(&finding.problem, Problem::UnknownKind { suggestion: None })
        && manifest.group().contains('.')
        && !manifest.group().ends_with(".k8s.io");
    let help = is_own
        .then(|| "when it is a kind of your own, `hagen crd add <file>` brings its definition in".to_owned());
    Diagnostic::new(code, place, message).help_if(help)
}

/// The place the user can go to: in their own file, in their patch, else the component that hagen made it for.
fn place(path: &[Step], origin: Origin<'_>) -> Place {
    if let Some(written) = origin.written {
        return Place::span(walk(written, path).0);
    }
    let patched = origin.patches.iter().filter_map(|(patch, node)| {
        let (span, depth) = walk_over(node, origin.object, path);
        (depth > 0).then_some((depth, *patch, span))
    });
    match patched.max_by_key(|(depth, ..)| *depth) {
        Some((_, path, span)) => Place { path: path.clone(), span, at_key: false },
        None => Place::key(origin.component.clone()),
    }
}

/// Follows a path as far as the node goes: the place there, and how many steps that were.
pub fn walk(node: &Node, path: &[Step]) -> (Span, usize) {
    walk_over(node, None, path)
}

/// The same for a part of an object: where lists are merged by name, an element of the part has another number than in
/// the object.
fn walk_over(node: &Node, object: Option<&Value>, path: &[Step]) -> (Span, usize) {
    let (mut here, mut span, mut depth) = (node, node.span, 0);
    let mut whole = object;
    for step in path {
        whole = whole.and_then(|whole| match step {
            Step::Key(key) => whole.get(key),
            Step::Index(at) => whole.as_list()?.get(*at),
        });
        let next = match (step, &here.kind) {
            (Step::Key(key), NodeKind::Map(_)) => here.entry(key).map(|entry| (&entry.value, entry.key_span)),
            (Step::Index(at), NodeKind::List(items)) => {
                let name = whole.and_then(|whole| whole.get("name")?.as_str());
                let item = match name {
                    Some(name) => items.iter().find(|item| is_called(item, name)),
                    None => items.get(*at),
                };
                item.map(|item| (item, item.span))
            }
            _ => None,
        };
        let Some((value, key)) = next else { break };
        (here, span, depth) = (value, key, depth + 1);
    }
    let scalar = !matches!(here.kind, NodeKind::Map(_) | NodeKind::List(_));
    (if scalar && depth > 0 { here.span } else { span }, depth)
}

fn is_called(node: &Node, name: &str) -> bool {
    node.get("name").is_some_and(|node| matches!(&node.kind, NodeKind::String(text) if text == name))
}
