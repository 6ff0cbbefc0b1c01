//! Workloads restart because of the ConfigMaps that they read. That is told once, at the workload.

use hagen_yaml::Value;

use crate::change::{Action, Change, Field};
use crate::effect::Effect;

/// A workload that changes, as it will be.
pub(crate) struct Reader<'a> {
    /// Where its change stands in the list.
    pub(crate) at: usize,
    /// The workload.
    pub(crate) object: &'a Value,
}

/// Moves the causes of the ConfigMaps that a workload reads to the workload.
pub(crate) fn tell_at_readers(changes: &mut [Change], readers: &[Reader<'_>]) {
    for reader in readers {
        let has_digest = |change: &Change| {
            change.consequences.iter().any(|it| it.causes.iter().any(|cause| cause.label == "configuration"))
        };
        if !has_digest(&changes[reader.at]) && !restarts(&changes[reader.at]) {
            continue;
        }
        let (place, subject) = (changes[reader.at].place.clone(), changes[reader.at].subject.clone());
        let mut causes: Vec<Field> = Vec::new();
        for change in changes.iter_mut() {
            let is_read = change.subject.kind == "ConfigMap"
                && change.action == Action::Changed
                && change.place == place
                && change.subject.namespace == subject.namespace
                && reads(reader.object, &change.subject.name);
            if is_read {
                causes.extend(change.consequences.iter().flat_map(|it| it.causes.iter().cloned()));
                change.told_by = Some(subject.to_string());
            }
        }
        give(&mut changes[reader.at], causes);
    }
}

fn restarts(change: &Change) -> bool {
    change.consequences.iter().any(|it| is_of_pods(it.effect))
}

fn is_of_pods(effect: Effect) -> bool {
    matches!(effect, Effect::RestartsPods | Effect::ReplacesPods | Effect::Interrupts | Effect::NextRun)
}

/// The digest of a configuration says nothing to a person once its contents are told.
fn give(change: &mut Change, causes: Vec<Field>) {
    if causes.is_empty() {
        return;
    }
    if let Some(of_pods) = change.consequences.iter_mut().find(|it| is_of_pods(it.effect)) {
        of_pods.causes.retain(|cause| cause.label != "configuration");
        of_pods.causes.extend(causes);
    }
}

/// Whether a reference to a ConfigMap of this name is somewhere in an object.
fn reads(value: &Value, name: &str) -> bool {
    match value {
        Value::Map(map) => map.iter().any(|(key, value)| {
            let is_reference = matches!(&**key, "configMap" | "configMapRef" | "configMapKeyRef")
                && value.get("name").and_then(Value::as_str) == Some(name);
            is_reference || reads(value, name)
        }),
        Value::List(items) => items.iter().any(|item| reads(item, name)),
        _ => false,
    }
}
