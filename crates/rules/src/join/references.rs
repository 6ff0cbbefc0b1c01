//! K02, and K01 as far as others than pods read secrets: what a user names is there.

use hagen_core::section::nearest;

use super::{Indexes, secrets::Makers};
use crate::codes;
use crate::facts::{Config, Reference, There, keys};
use crate::finding::Finding;
use crate::labels::{HashMap, HashSet};

pub(super) fn judge(indexes: &Indexes<'_>, makers: &Makers<'_>, found: &mut Vec<Finding>) {
    let references: Vec<&Reference> = indexes.facts().flat_map(|facts| &facts.references).collect();
    if references.is_empty() {
        return;
    }
    let there = || indexes.facts().flat_map(|facts| &facts.there);
    let known = Known::new(keys(there()), there());
    let configs = indexes.facts().flat_map(|facts| &facts.configs);
    let configs: HashMap<u64, &Config> = configs.map(|config| (config.key, config)).collect();
    for reference in references.into_iter().filter(|reference| can_be_judged(indexes, reference)) {
        if reference.target.kind == "Secret" {
            found.extend(makers.missing(indexes, reference));
        } else if known.keys.contains(&reference.of()) {
            found.extend(no_key(&configs, reference));
        } else if reference.is_of_anybody() {
            found.extend(misspelled(&known, reference));
        } else {
            found.push(nothing(&known, reference));
        }
    }
}

/// A name that is nearly one that is known, and may be nobody's.
fn misspelled(known: &Known<'_>, reference: &Reference) -> Option<Finding> {
    let Reference { subject, target, name, way, .. } = reference;
    let mut names: Vec<&str> = reference.given().collect();
    names.extend(known.names.get(&reference.shelf()).into_iter().flatten());
    let meant = nearest(name, names)?;
    // A name that goes on is another one: `admins`, `view-all`.
    if name.starts_with(meant) || meant.starts_with(&**name) || is_far(name, meant) {
        return None;
    }
    let message = format!("names the {} `{name}`, which is not there", target.kind);
    let finding = Finding::new(&codes::REFERENCE, subject, way.clone(), message);
    Some(finding.help(format!("did you mean `{meant}`?")))
}

/// Whether more than one slip lies between two names: a letter, or some that changed places.
fn is_far(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let rest = |text: &str| text.chars().count() - same;
    let ends = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other).count();
    letters(one) != letters(other) && ends + 1 < rest(one).max(rest(other))
}

/// What there is.
struct Known<'a> {
    keys: HashSet<u64>,
    /// Names, by kind and namespace.
    names: HashMap<u64, Vec<&'a str>>,
}

impl<'a> Known<'a> {
    fn new(keys: HashSet<u64>, there: impl Iterator<Item = &'a There>) -> Self {
        let mut names: HashMap<u64, Vec<&str>> = HashMap::default();
        for (shelf, name) in there.filter_map(|it| Some((it.shelf, it.name.as_deref()?))) {
            names.entry(shelf).or_default().push(name);
        }
        Self { keys, names }
    }
}

/// Whether everything that there is of the kind is seen here.
fn can_be_judged(indexes: &Indexes<'_>, reference: &Reference) -> bool {
    let target = reference.target;
    if reference.is_of_anybody() {
        return !reference.is_given();
    }
    let is_seen = match reference.provider() {
        Some(provider) => !indexes.world.cluster.provides(provider),
        None => {
            indexes.places.contains(&reference.namespace)
                && !(target.is_of_charts && indexes.unseen.contains(&reference.namespace))
        }
    };
    is_seen && !reference.is_given() && !indexes.has_any_chart
}

fn nothing(known: &Known<'_>, reference: &Reference) -> Finding {
    let Reference { subject, target, name, way, .. } = reference;
    let message = format!("names the {} `{name}`, which is not there", target.kind);
    let mut names = known.names.get(&reference.shelf()).cloned().unwrap_or_default();
    names.sort_unstable();
    let finding = Finding::new(&codes::REFERENCE, subject, way.clone(), message);
    if let Some((_, kind)) = reference.counterpart().filter(|(key, _)| known.keys.contains(key)) {
        return finding.help(format!("there is a {kind} of this name: say `kind: {kind}`"));
    }
    match nearest(name, names.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None if (1..5).contains(&names.len()) => finding.help(format!("there are {}", listed(&names))),
        None => finding,
    }
}

/// A key that a ConfigMap has not.
fn no_key(configs: &HashMap<u64, &Config>, reference: &Reference) -> Option<Finding> {
    let (key, way) = reference.key.as_ref()?;
    let config = configs.get(&reference.of()).filter(|config| !config.names.contains(key))?;
    let message = format!("reads the key `{key}` of the ConfigMap `{}`, which has none such", reference.name);
    let finding = Finding::new(&codes::REFERENCE, &reference.subject, way.clone(), message);
    let names: Vec<&str> = config.names.iter().map(|name| &**name).collect();
    Some(match nearest(key, names.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None if (1..5).contains(&names.len()) => finding.help(format!("it has {}", listed(&names))),
        None => finding,
    })
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
