//! K03, X05, N11: of some things there may be one alone.

use super::Indexes;
use crate::codes;
use crate::facts::{Backend, Facts, Of, Sole, Taken};
use crate::finding::Finding;
use crate::labels::{HashMap, HashSet};

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let mut first: HashMap<u64, &Sole> = HashMap::default();
    // Those of users come last: a finding is at theirs.
    let all = || indexes.facts().flat_map(|facts| &facts.soles);
    let soles = all().filter(|it| !it.subject.by_user).chain(all().filter(|it| it.subject.by_user));
    for sole in soles {
        let key = sole.key ^ (sole.of as u64).rotate_left(40);
        match first.get(&key) {
            Some(other) if sole.subject.by_user && other.subject != sole.subject => {
                found.push(twice(sole, other));
            }
            Some(_) => {}
            None => {
                first.insert(key, sole);
            }
        }
    }
    hidden(indexes, found);
}

fn twice(sole: &Sole, other: &Sole) -> Finding {
    let title = other.subject.title();
    let (code, message) = match sole.of {
        Of::Secret => (&codes::TWO_MAKERS, format!("makes the Secret that {title} makes too")),
        Of::Default => (&codes::TWO_MAKERS, format!("is the default, as {title} is")),
        Of::Host => {
            (&codes::MESH_TWICE, format!("is for a host that {title} is for too: the mesh heeds one of both"))
        }
        Of::Policy => {
            (&codes::MESH_TWICE, format!("has a policy for the host of {title}: the mesh heeds one of both"))
        }
        Of::Pods => {
            (&codes::MESH_TWICE, format!("is for the same pods as {title}: the mesh heeds the older one"))
        }
    };
    Finding::new(code, &sole.subject, sole.way.clone(), message).also(&other.subject, "is the other one")
}

/// N11. What nobody but hagen takes, its own sections have told about.
fn hidden(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let taken = || indexes.facts().flat_map(|facts| facts.taken.iter().map(move |taken| (facts, taken)));
    let by_user = |(facts, taken): &(&Facts, &Taken)| backend(facts, taken).subject.by_user;
    let meant: HashSet<u64> = taken().filter(by_user).map(|(_, taken)| taken.key).collect();
    if meant.is_empty() {
        return;
    }
    let mut seen: HashMap<u64, Vec<(u64, &Backend)>> = HashMap::default();
    let all = taken().filter(|it| !by_user(it)).chain(taken().filter(by_user));
    for (facts, taken) in all.filter(|(_, taken)| meant.contains(&taken.key)) {
        let own = backend(facts, taken);
        let others = seen.entry(taken.key).or_default();
        let meets = |part: u64| part == taken.part || part == 0 || taken.part == 0;
        match others.iter().find(|(part, _)| meets(*part)) {
            Some((_, other)) if own.subject.by_user && other.subject != own.subject => {
                let message = format!("takes the requests that {} takes", other.subject.title());
                let finding = Finding::new(&codes::HIDDEN, &own.subject, own.rule_way(), message);
                found.push(finding.also(&other.subject, "is the other one"));
            }
            Some(_) => {}
            None => others.push((taken.part, own)),
        }
    }
}

fn backend<'a>(facts: &'a Facts, taken: &Taken) -> &'a Backend {
    &facts.backends[taken.backend as usize]
}
