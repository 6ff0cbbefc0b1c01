//! What an API server, or the operator behind a kind, refuses when an object that is there changes: fields that stay as
//! the object was made with them, and volumes that would shrink.

mod fixed;
mod shrink;
mod versions;

use hagen_yaml::Value;

use super::finding::path_text;
use super::{Finding, Problem, Schemas, Step};

/// An object with what Argo CD has to know of it.
const SYNC_OPTIONS: [&str; 3] = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const HOOK: [&str; 3] = ["metadata", "annotations", "argocd.argoproj.io/hook"];

impl Schemas {
    /// Whether an object of this kind has fields that do not change, or volumes.
    pub fn has_fixed_fields(&self, api_version: &str, kind: &str) -> bool {
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        fixed::has_rules(group, kind)
            || shrink::has_volumes(group, kind)
            || self.find(api_version, kind).is_some_and(|kind| kind.has_transitions())
    }

    /// Why `old`, an object in a cluster, cannot become `new`, an object of the same kind and name.
    ///
    /// ```
    /// use hagen_check::schema::{Minor, Schemas};
    /// use hagen_yaml::value;
    ///
    /// let schemas = Schemas::new(Minor::NEWEST);
    /// let class = |value: i64| value!({
    ///     "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": value,
    /// });
    /// let findings = schemas.update(&class(1000), &class(2000));
    /// assert_eq!(findings[0].message, "`value` is `1000` and cannot become `2000`");
    /// ```
    pub fn update(&self, old: &Value, new: &Value) -> Vec<Finding> {
        let text = |key: &str| new.get(key).and_then(Value::as_str).unwrap_or_default();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        if is_made_anew(new) {
            return Vec::new();
        }
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        let mut findings = fixed::check(group, kind, old, new);
        findings.extend(versions::check(group, kind, old, new));
        if shrink::has_volumes(group, kind) {
            findings.extend(shrink::check(old, new));
        }
        if let Some(kind) = self.find(api_version, kind) {
            findings.extend(kind.transitions(old, new));
        }
        findings
    }
}

/// The volumes that would shrink between two versions of a chart's values.
pub fn values(old: &Value, new: &Value) -> Vec<Finding> {
    shrink::check(old, new)
}

/// Whether Argo CD deletes the object and makes it again rather than change it.
fn is_made_anew(object: &Value) -> bool {
    let options = object.at(&SYNC_OPTIONS).and_then(Value::as_str).unwrap_or_default();
    let has = |option: &str| options.split(',').any(|other| other.trim() == option);
    object.at(&HOOK).is_some() || has("Replace=true") && has("Force=true")
}

/// A finding about a value that cannot change so.
fn finding(path: Vec<Step>, old: Option<&Value>, new: Option<&Value>) -> Finding {
    let place = path_text(&path);
    let message = match (old.map(scalar), new.map(scalar)) {
        (None, _) => format!("`{place}` cannot be added"),
        (_, None) => format!("`{place}` cannot be taken out"),
        (Some(Some(old)), Some(Some(new))) => format!("`{place}` is `{old}` and cannot become `{new}`"),
        _ => format!("`{place}` cannot change"),
    };
    Finding { path, problem: Problem::Fixed, message }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Map(_) | Value::List(_) | Value::Null => None,
        Value::String(text) => Some(text.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
    }
}

/// The step of a key.
fn key(key: &str) -> Step {
    Step::Key(key.to_owned())
}

#[cfg(test)]
mod tests;
