//! What another version of a chart means for a file of values.

use hagen_core::{Diagnostic, Path, Place};
use hagen_yaml::{Node, NodeKind, Span};

use crate::check_values;
use crate::codes;
use crate::facts::{Change, ChangeKind, ChartFacts};

/// What is wrong with values in the new version that was not wrong in the old one, each finding at its place in the
/// file: keys that are gone, dead or of another kind. `changes` are those from the old version to the new.
pub fn check_upgrade(
    old: &ChartFacts,
    new: &ChartFacts,
    changes: &[Change],
    values: &Node,
) -> Vec<Diagnostic> {
    let before: Vec<_> = check_values(old, values).into_iter().map(|found| found.place.path).collect();
    let fresh = check_values(new, values).into_iter().filter(|found| !before.contains(&found.place.path));
    let mut found: Vec<_> = fresh.map(|finding| hinted(finding, changes, values)).collect();
    for change in changes {
        let ChangeKind::Kind { from, to } = change.kind else { continue };
        for (path, span) in places(values, &change.keys) {
            if before.contains(&path) || found.iter().any(|other| other.place.path == path) {
                continue;
            }
            let message = format!("value `{path}`: its default was {from} and is {to}");
            found.push(Diagnostic::new(
                &codes::VALUE_OF_ANOTHER_KIND,
                Place { path, span, at_key: true },
                message,
            ));
        }
    }
    found
}

/// Tells where a value that is gone may be now.
fn hinted(finding: Diagnostic, changes: &[Change], values: &Node) -> Diagnostic {
    let moved = changes.iter().find_map(|change| match &change.kind {
        ChangeKind::Removed { now: Some(now) } => {
            let is_it = places(values, &change.keys).iter().any(|(path, _)| *path == finding.place.path);
            is_it.then(|| Path::of(now.iter().copied()))
        }
        _ => None,
    });
    match moved {
        Some(now) => finding.help(format!("perhaps it is `{now}` now")),
        None => finding,
    }
}

/// The places in a file that some keys lead to; `*` leads to any key or element.
fn places(values: &Node, keys: &[&str]) -> Vec<(Path, Span)> {
    let mut here = vec![(Path::ROOT, values.span, values)];
    for key in keys {
        here = here.into_iter().flat_map(|(path, _, node)| below(&path, node, key)).collect();
    }
    here.into_iter().map(|(path, span, _)| (path, span)).collect()
}

fn below<'n>(path: &Path, node: &'n Node, key: &str) -> Vec<(Path, Span, &'n Node)> {
    match &node.kind {
        NodeKind::Map(entries) => {
            let fits = entries.iter().filter(|entry| key == crate::facts::format::ANY || *entry.key == *key);
            fits.map(|entry| (path.key(&entry.key), entry.key_span, &entry.value)).collect()
        }
        NodeKind::List(items) if key == crate::facts::format::ANY => {
            items.iter().enumerate().map(|(at, item)| (path.index(at), item.span, item)).collect()
        }
        _ => Vec::new(),
    }
}
