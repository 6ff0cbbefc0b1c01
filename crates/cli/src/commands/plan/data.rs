//! The plan as a program reads it.

use std::collections::BTreeMap;

use hagen_effects::{Action, Change, Consequence, Effect, Field};
use serde_json::{Value, json};

use super::gather::Gathered;
use crate::write::Change as FileChange;

/// Every object for itself, nothing left out.
pub(crate) fn data(gathered: &Gathered, out: &str) -> Value {
    let count = |action| gathered.changes.iter().filter(|change| change.action == action).count();
    let mut effects: BTreeMap<Effect, usize> = BTreeMap::new();
    for change in &gathered.changes {
        let mut all: Vec<Effect> = change.consequences.iter().map(|it| it.effect).collect();
        all.dedup();
        for effect in all {
            *effects.entry(effect).or_default() += 1;
        }
    }
    let riskiest = effects.keys().next().map(|effect| effect.id());
    let effects: serde_json::Map<String, Value> =
        effects.iter().map(|(effect, count)| (effect.id().to_owned(), json!(count))).collect();
    json!({
        "out": out,
        "added": count(Action::Added),
        "changed": count(Action::Changed),
        "removed": count(Action::Removed),
        "riskiest": riskiest,
        "effects": effects,
        "objects": gathered.changes.iter().map(|change| object(change, gathered)).collect::<Vec<_>>(),
        "files": gathered.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn object(change: &Change, gathered: &Gathered) -> Value {
    let place = &change.place;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "action": change.action.id(),
        "kind": change.subject.kind,
        "group": change.subject.group,
        "namespace": change.subject.namespace,
        "name": change.subject.name,
        "cluster": some(&place.cluster),
        "scope": some(&place.scope),
        "component": some(&place.component),
        "wave": gathered.waves.get(place),
        "file": change.file,
        "riskiest": change.riskiest().id(),
        "effects": change.consequences.iter().map(effect).collect::<Vec<_>>(),
        "toldBy": change.told_by,
    })
}

fn effect(consequence: &Consequence) -> Value {
    json!({
        "effect": consequence.effect.id(),
        "words": consequence.effect.words(),
        "how": (!consequence.how.is_empty()).then_some(consequence.how),
        "causes": consequence.causes.iter().map(cause).collect::<Vec<_>>(),
    })
}

fn cause(field: &Field) -> Value {
    let item = (!field.item.is_empty()).then_some(&field.item);
    json!({ "path": field.path, "label": field.label, "item": item, "from": field.from, "to": field.to })
}

fn file((path, change): &(String, FileChange)) -> Value {
    let action = match change {
        FileChange::Added => Action::Added,
        FileChange::Changed => Action::Changed,
        FileChange::Removed => Action::Removed,
    };
    json!({ "path": path, "action": action.id() })
}
