//! The fields that the API server keeps as an object was made with them.
//!
//! The role that a binding gives is one of them, and is not among these: Argo CD deletes a binding whose role changes and
//! makes it again.

use hagen_yaml::Value;

use super::{Finding, Step, finding, key};
use crate::schema::quantity;

/// A kind of a group with its fields.
type Fields = ((&'static str, &'static str), &'static [&'static [&'static str]]);

const SELECTOR: &[&str] = &["spec", "selector"];

const FIXED: [Fields; 13] = [
    (("apps", "Deployment"), &[SELECTOR]),
    (("apps", "DaemonSet"), &[SELECTOR]),
    (("apps", "ReplicaSet"), &[SELECTOR]),
    (
        ("apps", "StatefulSet"),
        &[
            SELECTOR,
            &["spec", "serviceName"],
            &["spec", "podManagementPolicy"],
            &["spec", "volumeClaimTemplates"],
        ],
    ),
    (
        ("batch", "Job"),
        &[
            SELECTOR,
            &["spec", "template"],
            &["spec", "completions"],
            &["spec", "completionMode"],
            &["spec", "podFailurePolicy"],
            &["spec", "backoffLimitPerIndex"],
        ],
    ),
    (
        ("storage.k8s.io", "StorageClass"),
        &[&["provisioner"], &["parameters"], &["reclaimPolicy"], &["volumeBindingMode"]],
    ),
    (("scheduling.k8s.io", "PriorityClass"), &[&["value"], &["preemptionPolicy"]]),
    (("networking.k8s.io", "IngressClass"), &[&["spec", "controller"]]),
    (("node.k8s.io", "RuntimeClass"), &[&["handler"]]),
    (("discovery.k8s.io", "EndpointSlice"), &[&["addressType"]]),
    (
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        &[&["spec", "group"], &["spec", "scope"], &["spec", "names", "kind"]],
    ),
    (
        ("", "PersistentVolume"),
        &[&["spec", "csi"], &["spec", "nfs"], &["spec", "local"], &["spec", "hostPath"]],
    ),
    (("", "Secret"), &[&["type"]]),
];

/// What the API server writes for a field that is not there.
const DEFAULTS: [(&str, &str); 5] = [
    ("podManagementPolicy", "OrderedReady"),
    ("reclaimPolicy", "Delete"),
    ("volumeBindingMode", "Immediate"),
    ("preemptionPolicy", "PreemptLowerPriority"),
    ("completionMode", "NonIndexed"),
];

/// Whether anything is known of a kind.
pub(super) fn has_rules(group: &str, kind: &str) -> bool {
    fields(group, kind).is_some()
        || group.is_empty() && matches!(kind, "Service" | "PersistentVolumeClaim" | "ConfigMap")
}

/// The fields of an object that cannot become what they would.
pub(super) fn check(group: &str, kind: &str, old: &Value, new: &Value) -> Vec<Finding> {
    let fields = fields(group, kind).unwrap_or_default();
    let mut found: Vec<Finding> = fields.iter().filter_map(|field| changed(field, old, new)).collect();
    match (group, kind) {
        ("", "Service") => found.extend(address(old, new)),
        ("", "PersistentVolumeClaim") => found.extend(claim(old, new)),
        ("", "Secret" | "ConfigMap") if old.get("immutable").and_then(Value::as_bool) == Some(true) => {
            let fields: [&[&str]; 4] = [&["immutable"], &["data"], &["binaryData"], &["stringData"]];
            found.extend(fields.iter().filter_map(|field| changed(field, old, new)));
        }
        _ => {}
    }
    found
}

fn fields(group: &str, kind: &str) -> Option<&'static [&'static [&'static str]]> {
    FIXED.iter().find(|(known, _)| *known == (group, kind)).map(|(_, fields)| *fields)
}

/// A service without an address of its own stays one, and one with an address too. What is a name of elsewhere, before
/// or after, has no address to keep.
fn address(old: &Value, new: &Value) -> Option<Finding> {
    let text =
        |object: &Value, field: &str| object.at(&["spec", field]).and_then(Value::as_str).map(str::to_owned);
    if [old, new].iter().any(|object| text(object, "type").as_deref() == Some("ExternalName")) {
        return None;
    }
    let (was, is) = (text(old, "clusterIP"), text(new, "clusterIP"));
    let is_kept = was == is || [&was, &is].iter().all(|address| address.as_deref() != Some("None"));
    if is_kept && (was.is_none() || is.is_none() || was == is) {
        return None;
    }
    changed(&["spec", "clusterIP"], old, new)
}

/// Of a claim, only the size may change, and what its driver is asked to do better.
fn claim(old: &Value, new: &Value) -> Vec<Finding> {
    let without = |object: &Value| {
        let mut spec = object.get("spec").cloned().unwrap_or(Value::Null);
        if let Some(map) = spec.as_map_mut() {
            map.remove("volumeAttributesClassName");
            let resources = map.get_mut("resources").and_then(Value::as_map_mut);
            let requests = resources.and_then(|resources| resources.get_mut("requests")?.as_map_mut());
            requests.map(|requests| requests.remove("storage"));
        }
        spec
    };
    let (was, is) = (without(old), without(new));
    if same(&was, &is) { Vec::new() } else { vec![innermost(vec![key("spec")], Some(&was), Some(&is))] }
}

fn changed(field: &[&str], old: &Value, new: &Value) -> Option<Finding> {
    let last = field.last().copied().unwrap_or_default();
    let default = DEFAULTS.iter().find(|(name, _)| *name == last).map(|(_, value)| Value::from(*value));
    let (was, is) = (old.at(field).or(default.as_ref()), new.at(field).or(default.as_ref()));
    let path = || field.iter().map(|step| key(step)).collect();
    (!alike(was, is)).then(|| innermost(path(), was, is))
}

/// The finding about the innermost value that holds all of a change.
fn innermost<'v>(mut path: Vec<Step>, mut old: Option<&'v Value>, mut new: Option<&'v Value>) -> Finding {
    while let (Some(was), Some(is)) = (old, new) {
        let Some((step, inner_was, inner_is)) = only_change(was, is) else { break };
        path.push(step);
        (old, new) = (inner_was, inner_is);
    }
    finding(path, old, new)
}

/// A value before and after.
type Change<'v> = (Step, Option<&'v Value>, Option<&'v Value>);

/// The only entry or element that differs; none when several do.
fn only_change<'v>(old: &'v Value, new: &'v Value) -> Option<Change<'v>> {
    let mut changes: Vec<Change<'v>> = match (old, new) {
        (Value::Map(was), Value::Map(is)) => {
            let gone = was.iter().filter(|(name, _)| !is.contains_key(name));
            let gone = gone.map(|(name, value)| (key(name), Some(value), None));
            is.iter().map(|(name, value)| (key(name), was.get(name), Some(value))).chain(gone).collect()
        }
        (Value::List(was), Value::List(is)) if was.len() == is.len() => {
            let pairs = was.iter().zip(is).enumerate();
            pairs.map(|(at, (was, is))| (Step::Index(at), Some(was), Some(is))).collect()
        }
        _ => return None,
    };
    changes.retain(|(_, was, is)| !alike(*was, *is));
    match changes.len() {
        1 => changes.pop(),
        _ => None,
    }
}

fn alike(old: Option<&Value>, new: Option<&Value>) -> bool {
    let nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Map(map) => map.is_empty(),
        Value::List(list) => list.is_empty(),
        _ => false,
    };
    match (old, new) {
        (Some(old), Some(new)) => same(old, new),
        (Some(value), None) | (None, Some(value)) => nothing(value),
        (None, None) => true,
    }
}

/// Whether the API server takes two values for one: entries in any order, and amounts however they are written.
fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Map(was), Value::Map(is)) => {
            was.iter().all(|(name, value)| alike(Some(value), is.get(name)))
                && is.iter().all(|(name, value)| was.contains_key(name) || alike(None, Some(value)))
        }
        (Value::List(was), Value::List(is)) => {
            was.len() == is.len() && was.iter().zip(is).all(|(was, is)| same(was, is))
        }
        (Value::String(was), Value::String(is)) => {
            was == is || quantity::parse(was).is_some_and(|was| quantity::parse(is) == Some(was))
        }
        _ => old == new,
    }
}
