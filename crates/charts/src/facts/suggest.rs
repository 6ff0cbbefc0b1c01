//! What a user may have meant.

use std::collections::BTreeSet;

use hagen_core::section::nearest;
use hagen_core::{Path, Step};

use super::node::Node;
use super::position::Position;

/// The key beside an unknown one that is spelled nearly the same, or that begins the same: `replicas` and
/// `replicaCount`.
pub(super) fn sibling(position: &Position, key: &str) -> Option<String> {
    let usable = |(_, node): &(&str, Node)| !node.is_dead() && !node.is_schema_only();
    let known = position.nodes().iter().flat_map(|node| node.named()).filter(usable).map(|(known, _)| known);
    let known: BTreeSet<&str> = known.collect();
    nearest(key, known.iter().copied()).or_else(|| namesake(key, &known)).map(str::to_owned)
}

/// The key beside an unknown one that is spelled nearly the same.
pub(super) fn slip(position: &Position, key: &str) -> Option<String> {
    let known = position.nodes().iter().flat_map(|node| node.named()).map(|(known, _)| known);
    nearest(key, known).map(str::to_owned)
}

/// The one key that has most of its beginning in common with another, if that is most of the shorter of both.
fn namesake<'k>(key: &str, known: &BTreeSet<&'k str>) -> Option<&'k str> {
    let common = |known: &str| key.bytes().zip(known.bytes()).take_while(|(a, b)| a == b).count();
    let most = known.iter().map(|known| common(known)).max()?;
    let mut alike = known.iter().filter(|known| common(known) == most);
    let one = alike.next().filter(|_| alike.next().is_none())?;
    (most >= 5 && most * 4 >= one.len().min(key.len()) * 3).then_some(*one)
}

/// Where a key is known that is not known at `parent`: the place with the fewest steps up and down from there, unless
/// there are several.
pub(super) fn elsewhere(root: Node, parent: &Path, key: &str) -> Option<Path> {
    let mut found = Vec::new();
    search(root, key, &mut Vec::new(), &mut found);
    let steps = |keys: &[&str]| {
        let common = parent.steps().iter().zip(keys).take_while(|(step, key)| is(step, key)).count();
        parent.steps().len() + keys.len() - 2 * common
    };
    let least = found.iter().map(|keys| steps(keys)).min()?;
    let mut nearest = found.iter().filter(|keys| steps(keys) == least);
    let keys = nearest.next().filter(|_| nearest.next().is_none())?;
    Some(super::path(keys).key(key))
}

fn is(step: &Step, key: &str) -> bool {
    match step {
        Step::Key(written) => written == key,
        Step::Index(_) => key == super::format::ANY,
    }
}

/// The paths of all mappings that have the key.
fn search(node: Node, key: &str, keys: &mut Vec<&'static str>, found: &mut Vec<Vec<&'static str>>) {
    for (next, child) in node.keys() {
        let child = child.node();
        if next == key && !child.is_dead() && !child.is_schema_only() {
            found.push(keys.clone());
        }
        keys.push(next);
        search(child, key, keys, found);
        keys.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namesake_begins_the_same() {
        let known = BTreeSet::from(["replicaCount", "serviceAccount", "service", "serviceMonitor", "image"]);
        for (written, meant) in [
            ("replicas", Some("replicaCount")),
            ("serviceType", None),
            ("serviceAccountName", Some("serviceAccount")),
            ("imagination", None),
            ("bogus", None),
        ] {
            assert_eq!(namesake(written, &known), meant, "{written}");
        }
    }
}
