//! Changes in words, for every form of print.

use std::collections::{BTreeMap, BTreeSet};

use hagen_effects::{Action, Change, Effect, Field};

use super::story::{Entry, Line, Story, base};
use crate::report::plural;
use crate::write::Change as FileChange;

/// So many causes of one effect are told; the others are counted.
const CAUSES: usize = 10;
/// So many names stand in a list; the others are counted.
const NAMES: usize = 6;

/// A field that is nothing but its words.
pub(crate) fn plain_text(label: String) -> Field {
    Field { path: String::new(), label, item: String::new(), from: None, to: None }
}

/// `2 clusters: 14 objects change, 3 are new, 1 goes: 1 object loses data, 3 workloads restart`
pub(crate) fn summary(story: &Story<'_>) -> String {
    let counts = story.counts.iter().filter(|(count, _)| *count > 0);
    let mut words: Vec<String> = counts
        .map(|(count, action)| {
            let verb = match (action, count) {
                (Action::Changed, 1) => "changes",
                (Action::Changed, _) => "change",
                (Action::Added, 1) => "is new",
                (Action::Added, _) => "are new",
                (Action::Removed, 1) => "goes",
                (Action::Removed, _) => "go",
            };
            format!("{count} {verb}")
        })
        .collect();
    if let Some(first) = words.first_mut() {
        let (count, verb) = first.split_once(' ').unwrap_or((first, ""));
        let object = if count == "1" { "object" } else { "objects" };
        *first = format!("{count} {object} {verb}");
    } else {
        words.push("no object changes".to_owned());
    }
    let clusters = if story.clusters > 1 { format!("{} clusters: ", story.clusters) } else { String::new() };
    let effects: Vec<String> = story.effects.iter().map(|(effect, count)| effect.counted(*count)).collect();
    let effects = if effects.is_empty() { String::new() } else { format!("; {}", effects.join(", ")) };
    format!("{clusters}{}{effects}", words.join(", "))
}

/// What an entry tells of: `Deployment shop`, `3 ConfigMaps a, b, c`, `component kafka-events`.
pub(crate) fn subject(entry: &Entry<'_>) -> (String, String) {
    if entry.is_whole {
        let component = entry.changes[0].place.component.clone();
        return ("component".to_owned(), component);
    }
    let kind = entry.changes[0].subject.kind.clone();
    let names: BTreeSet<&str> = entry.changes.iter().map(|it| it.subject.name.as_str()).collect();
    let kind = if names.len() > 1 { format!("{} {}", names.len(), plural_of(&kind)) } else { kind };
    (kind, list(&names.into_iter().collect::<Vec<_>>()))
}

/// Where it belongs, as far as that is one thing for all of it: the namespace, the component, the wave.
pub(crate) fn place(entry: &Entry<'_>) -> String {
    let namespaces = entry.changes.iter().map(|it| it.subject.namespace.as_deref().unwrap_or_default());
    let namespace = one(namespaces.collect()).filter(|it| !it.is_empty() && !entry.is_whole);
    let component = one(entry.changes.iter().map(|it| it.place.component.as_str()).collect());
    let name = one(entry.changes.iter().map(|it| it.subject.name.as_str()).collect());
    let component = component.filter(|it| !it.is_empty() && Some(*it) != name && !entry.is_whole);
    let parts = [
        namespace.map(|namespace| format!("in {namespace}")),
        component.map(|component| format!("of {component}")),
        entry.wave.map(|wave| format!("wave {wave}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What the causes of a line do: `less capacity, restarts pods (rolling)`.
pub(crate) fn effects(line: &Line) -> String {
    let words = line.effects.iter().map(|(effect, how)| match *how {
        "" => effect.words().to_owned(),
        how => format!("{} ({how})", effect.words()),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The causes of a line: `image 1.4.0 → 1.5.0, env A and B added`; of a component as a whole, its objects.
pub(crate) fn causes(entry: &Entry<'_>, line: &Line) -> String {
    match line.effects[..] {
        [effect] if entry.is_whole && line.causes.is_empty() => kinds(entry, effect),
        _ => fields(&line.causes),
    }
}

/// The objects of a component: `Deployment, Service, 2 NetworkPolicies`. In several places, those of one.
fn kinds(entry: &Entry<'_>, effect: (Effect, &'static str)) -> String {
    let first = &entry.changes[0].place;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let is_told =
        |it: &&&Change| it.place == *first && it.subject.kind != "Application" && base(it) == effect;
    for change in entry.changes.iter().filter(is_told) {
        *kinds.entry(&change.subject.kind).or_default() += 1;
    }
    let kind = |(kind, count): (&str, usize)| match count {
        1 => kind.to_owned(),
        _ => format!("{count} {}", plural_of(kind)),
    };
    match kinds.into_iter().map(kind).collect::<Vec<_>>() {
        none if none.is_empty() => "what its source brings".to_owned(),
        kinds => kinds.join(", "),
    }
}

fn fields(causes: &[Field]) -> String {
    let mut told: Vec<(String, Vec<&str>, &str)> = Vec::new();
    for field in causes {
        let verb = match (&field.from, &field.to) {
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
            _ => "",
        };
        match told.last_mut() {
            Some((label, items, last))
                if !verb.is_empty() && *label == field.label && *last == verb && !field.item.is_empty() =>
            {
                items.push(&field.item);
            }
            _ if verb.is_empty() || field.item.is_empty() => told.push((words(field, verb), Vec::new(), "")),
            _ => told.push((field.label.clone(), vec![&field.item], verb)),
        }
    }
    let more = told.len().saturating_sub(CAUSES);
    let one = |(label, items, verb): (String, Vec<&str>, &str)| {
        if items.is_empty() { label } else { format!("{label} {} {verb}", list(&items)) }
    };
    let mut texts: Vec<String> = told.into_iter().take(CAUSES).map(one).collect();
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    texts.join(", ")
}

fn words(field: &Field, verb: &str) -> String {
    let name = [field.label.as_str(), field.item.as_str()].join(" ");
    let name = name.trim();
    match (&field.from, &field.to) {
        (Some(from), Some(to)) => format!("{name} {from} → {to}"),
        (None, Some(to)) => format!("{name} {to} {verb}"),
        (Some(from), None) => format!("{name} {from} {verb}"),
        (None, None) => name.to_owned(),
    }
}

/// Objects by their kind: `Service web, 3 ConfigMaps (a, b and c)`.
pub(crate) fn objects(entries: &[Entry<'_>]) -> String {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let all: Vec<&&Change> = entries.iter().flat_map(|entry| &entry.changes).collect();
    for change in all {
        kinds.entry(&change.subject.kind).or_default().insert(&change.subject.name);
    }
    let kind = |(kind, names): (&str, BTreeSet<&str>)| {
        let names: Vec<&str> = names.into_iter().collect();
        match names[..] {
            [name] => format!("{kind} {name}"),
            _ => format!("{} {} ({})", names.len(), plural_of(kind), list(&names)),
        }
    };
    kinds.into_iter().map(kind).collect::<Vec<_>>().join(", ")
}

/// Files that nothing in a cluster reads.
pub(crate) fn files(files: &[(String, FileChange)]) -> String {
    let named = |(path, change): &(String, FileChange)| match change {
        FileChange::Added => format!("+{path}"),
        FileChange::Changed => path.clone(),
        FileChange::Removed => format!("-{path}"),
    };
    let named: Vec<String> = files.iter().map(named).collect();
    list(&named.iter().map(String::as_str).collect::<Vec<_>>())
}

/// `a, b and c`; of very many, the first ones.
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= NAMES => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..NAMES - 1].join(", "), names.len() - NAMES + 1),
    }
}

fn plural_of(kind: &str) -> String {
    if kind.ends_with('y') && !kind.ends_with("ay") {
        return format!("{}ies", &kind[..kind.len() - 1]);
    }
    if kind.ends_with('s') || kind.ends_with("ss") {
        return format!("{kind}es");
    }
    plural(2, kind).trim_start_matches("2 ").to_owned()
}

/// The only one of some values.
fn one(values: BTreeSet<&str>) -> Option<&str> {
    if values.len() == 1 { values.into_iter().next() } else { None }
}
