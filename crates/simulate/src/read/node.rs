//! Nodes.

use hagen_yaml::Value;

use crate::amount::{Amount, cpu, memory};
use crate::node::{Effect, Node, Taint};
use crate::read::{labels, list, number, text};

pub(super) fn node(object: &Value) -> Node {
    let status = object.get("status");
    let allocatable = status.and_then(|status| status.get("allocatable").or_else(|| status.get("capacity")));
    let quantity = |key: &str| allocatable.and_then(|amount| amount.get(key)).map(quantity);
    let room = match (quantity("cpu"), quantity("memory")) {
        (Some(cores), Some(bytes)) => Some(Amount { cpu: cpu(&cores), memory: memory(&bytes) }),
        _ => None,
    };
    let mut taints: Vec<Taint> = list(object, &["spec", "taints"]).iter().filter_map(taint).collect();
    if object.at(&["spec", "unschedulable"]).and_then(Value::as_bool) == Some(true) {
        taints.push(Taint::unschedulable());
    }
    Node {
        name: text(object, &["metadata", "name"]).unwrap_or_default().to_owned(),
        labels: labels(object.at(&["metadata", "labels"])),
        taints,
        room,
        pods: allocatable.and_then(|amount| number(amount, &["pods"])).unwrap_or(110),
    }
}

/// A quantity, which may be written as a number.
pub(super) fn quantity(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => String::new(),
    }
}

fn taint(taint: &Value) -> Option<Taint> {
    Some(Taint {
        key: text(taint, &["key"])?.to_owned(),
        value: text(taint, &["value"]).unwrap_or_default().to_owned(),
        effect: effect(text(taint, &["effect"])?)?,
    })
}

pub(super) fn effect(word: &str) -> Option<Effect> {
    match word {
        "NoSchedule" => Some(Effect::NoSchedule),
        "PreferNoSchedule" => Some(Effect::PreferNoSchedule),
        "NoExecute" => Some(Effect::NoExecute),
        _ => None,
    }
}
