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
        } else {
            found.push(nothing(&known, reference));
        }
    }
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
