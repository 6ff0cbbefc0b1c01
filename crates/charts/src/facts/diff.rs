//! What changes from one version of a chart to another.

use std::collections::BTreeSet;
use std::fmt;

use hagen_yaml::Value;

use super::format::ANY;
use super::node::Node;
use super::position::Position;
use super::{ChartFacts, path};

/// A change of one value between two versions of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The keys of the value; `*` is any key or element.
    pub keys: Vec<&'static str>,
    /// What changes.
    pub kind: ChangeKind,
}

/// How a value changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// The chart knows it no more, nor anything below it.
    Removed {
        /// A new value that ends in the same two keys, if there is just one.
        now: Option<Vec<&'static str>>,
    },
    /// The chart knows it now, and what is below it.
    Added,
    /// Setting it has no effect any more.
    Died,
    /// Setting it has an effect now.
    Revived,
    /// Its default is of another kind.
    Kind {
        /// The old one.
        from: &'static str,
        /// The new one.
        to: &'static str,
    },
    /// Its default is another.
    Default {
        /// The old one, as JSON or a hash.
        from: Option<&'static str>,
        /// The new one, as JSON or a hash.
        to: Option<&'static str>,
    },
}

/// What changes from one version of a chart to another, in the order of the keys.
///
/// ```
/// use hagen_charts::facts::{ChartFacts, diff};
///
/// let old = ChartFacts::of("loki", "6.55.0").expect("it is among the facts");
/// let new = ChartFacts::of("loki", "18.11.0").expect("it is among the facts");
/// let changes = diff(&old, &new);
/// assert!(changes.iter().any(|change| change.to_string().starts_with("removed enterprise")));
/// ```
pub fn diff(old: &ChartFacts, new: &ChartFacts) -> Vec<Change> {
    let mut changes = Vec::new();
    compare(old.root, &Position::new(new.root), &mut Vec::new(), &mut changes);
    additions(&Position::new(old.root), new.root, &mut Vec::new(), &mut changes);
    let removed = changes.iter_mut().filter(|change| matches!(change.kind, ChangeKind::Removed { .. }));
    let (before, after) = (all(old), all(new));
    let fresh: Vec<_> = after.difference(&before).collect();
    for change in removed {
        change.kind = ChangeKind::Removed { now: moved(&change.keys, &fresh) };
    }
    changes.sort_by(|a, b| a.keys.cmp(&b.keys));
    changes
}

/// What happened to the values that there were.
fn compare(old: Node, new: &Position, keys: &mut Vec<&'static str>, changes: &mut Vec<Change>) {
    for (key, child) in old.keys() {
        let (child, next) = (child.node(), step(new, key));
        keys.push(key);
        let exact = new.nodes().iter().find_map(|node| node.get(key));
        match exact {
            Some(node) if node == child => {}
            Some(node) if is_known(node) => {
                let change = of_one(child, node).map(|kind| Change { keys: keys.clone(), kind });
                let is_whole = change.as_ref().is_some_and(Change::is_of_all_below);
                changes.extend(change);
                if !is_whole {
                    compare(child, &next, keys, changes);
                }
            }
            _ if next.is_known() || new.is_open() || !is_known(child) => {}
            _ => changes.push(Change { keys: keys.clone(), kind: ChangeKind::Removed { now: None } }),
        }
        keys.pop();
    }
}

/// The values that there were not, without those below them.
fn additions(old: &Position, new: Node, keys: &mut Vec<&'static str>, changes: &mut Vec<Change>) {
    for (key, child) in new.keys() {
        let (child, before) = (child.node(), step(old, key));
        keys.push(key);
        if before.nodes().contains(&child) {
            // Equal nodes stand at one place.
        } else if before.is_known() {
            additions(&before, child, keys, changes);
        } else if is_known(child) && !old.is_open() {
            changes.push(Change { keys: keys.clone(), kind: ChangeKind::Added });
        }
        keys.pop();
    }
}

fn step(position: &Position, key: &str) -> Position {
    if key == ANY { position.element() } else { position.key(key) }
}

fn is_known(node: Node) -> bool {
    !node.is_schema_only()
}

fn of_one(old: Node, new: Node) -> Option<ChangeKind> {
    let (from, to) = (old.kind(), new.kind());
    match (old.is_dead(), new.is_dead()) {
        (false, true) if old.is_read() || !old.freedom().is_empty() || old.keys().next().is_some() => {
            Some(ChangeKind::Died)
        }
        (true, false) => Some(ChangeKind::Revived),
        _ if from.is_empty() || to.is_empty() => None,
        _ if from != to => Some(ChangeKind::Kind { from, to }),
        _ if old.default() != new.default() => {
            Some(ChangeKind::Default { from: old.default(), to: new.default() })
        }
        _ => None,
    }
}

fn all(facts: &ChartFacts) -> BTreeSet<Vec<&'static str>> {
    facts.known().into_iter().map(|known| known.keys).collect()
}

/// Where a removed value went: the one new path that ends in the same two keys.
fn moved(keys: &[&str], fresh: &[&Vec<&'static str>]) -> Option<Vec<&'static str>> {
    let end = keys.len().checked_sub(2).map(|at| &keys[at..])?;
    let mut found = fresh.iter().filter(|keys| keys.ends_with(end));
    found.next().filter(|_| found.next().is_none()).map(|keys| (*keys).clone())
}

impl Change {
    /// Whether the same holds for everything below.
    fn is_of_all_below(&self) -> bool {
        matches!(self.kind, ChangeKind::Died | ChangeKind::Revived)
    }

    /// Whether the change matters to someone with these values: they set what changed, or they leave to the chart a
    /// default that did.
    pub fn affects(&self, values: &Value) -> bool {
        let set = is_set(values, &self.keys);
        if matches!(self.kind, ChangeKind::Default { .. }) { !set } else { set }
    }
}

impl ChartFacts {
    /// Whether someone with these values leaves out what some keys lead into: `minio.enabled` is `false`, in the values
    /// or by default.
    pub fn is_off(&self, values: &Value, keys: &[&str]) -> bool {
        (1..keys.len()).any(|end| {
            let around = &keys[..end];
            let switch = [around, &["enabled"]].concat();
            match values.at(&switch).and_then(Value::as_bool) {
                Some(on) => !on,
                None => self.default(&switch) == Some("false"),
            }
        })
    }

    fn default(&self, keys: &[&str]) -> Option<&'static str> {
        keys.iter().try_fold(self.root, |node, key| node.get(key))?.default()
    }
}

fn is_set(values: &Value, keys: &[&str]) -> bool {
    let Some((key, rest)) = keys.split_first() else { return true };
    match values {
        Value::Map(map) if *key == ANY => map.iter().any(|(_, value)| is_set(value, rest)),
        Value::Map(map) => map.get(key).is_some_and(|value| is_set(value, rest)),
        Value::List(items) if *key == ANY => items.iter().any(|item| is_set(item, rest)),
        _ => false,
    }
}

/// A default for people: what is too long for the facts is there as a hash, which tells nobody anything.
fn shown(default: Option<&'static str>) -> &'static str {
    match default {
        Some(hash) if hash.starts_with("sha256:") => "a long text",
        Some(default) => default,
        None => "nothing",
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = path(&self.keys);
        match &self.kind {
            ChangeKind::Removed { now: Some(now) } => write!(f, "removed {here}, perhaps now {}", path(now)),
            ChangeKind::Removed { now: None } => write!(f, "removed {here}"),
            ChangeKind::Added => write!(f, "added {here}"),
            ChangeKind::Died => write!(f, "{here} has no effect any more"),
            ChangeKind::Revived => write!(f, "{here} has an effect now"),
            ChangeKind::Kind { from, to } => write!(f, "{here} was {from}, is {to}"),
            ChangeKind::Default { from, to } if shown(*from) == shown(*to) => {
                write!(f, "{here} defaults to another long text")
            }
            ChangeKind::Default { from, to } => {
                write!(f, "{here} defaults to {}, not {}", shown(*to), shown(*from))
            }
        }
    }
}
