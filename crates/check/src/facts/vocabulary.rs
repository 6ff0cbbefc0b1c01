//! The words of `OpenAPI` that definitions and the API of Kubernetes share.

use serde_json::{Map, Value};

use super::node::Attribute;
use crate::schema::format::{Check, Format};

/// The formats that the API server checks; it passes over names that it does not know.
pub fn format(name: &str) -> Option<Format> {
    Some(match name {
        "int32" => Format::Int32,
        "int64" => Format::Int64,
        "date-time" => Format::DateTime,
        "date" => Format::Date,
        "byte" => Format::Byte,
        "ipv4" => Format::Ipv4,
        "ipv6" => Format::Ipv6,
        "cidr" => Format::Cidr,
        "uuid" => Format::Uuid,
        "duration" => Format::Duration,
        "hostname" => Format::Hostname,
        _ => return None,
    })
}

/// How the elements of a list are told apart.
pub fn list_attributes(schema: &Value) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    match schema["x-kubernetes-list-type"].as_str() {
        Some("set") => attributes.push(Attribute::Set),
        Some("map") => attributes.push(Attribute::MapKeys(texts(&schema["x-kubernetes-list-map-keys"]))),
        _ => {}
    }
    if let Some(key) = schema["x-kubernetes-patch-merge-key"].as_str() {
        attributes.push(Attribute::MergeKey(key.to_owned()));
    }
    attributes
}

/// The texts of a JSON list.
pub fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether these fields are those of a selector over labels.
pub fn selector_check(properties: &Map<String, Value>) -> Option<Attribute> {
    let is_selector = properties.len() == 2
        && properties.contains_key("matchLabels")
        && properties.contains_key("matchExpressions");
    is_selector.then_some(Attribute::Check(Check::LabelSelector))
}
