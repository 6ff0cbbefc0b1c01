//! Values of a blueprint as JSON.

use hagen_yaml::{FileId, Limits};
use serde_json::{Map, Value};

/// The value as JSON has it.
pub(crate) fn json(value: &hagen_yaml::Value) -> Value {
    match value {
        hagen_yaml::Value::Null => Value::Null,
        hagen_yaml::Value::Bool(truth) => Value::Bool(*truth),
        hagen_yaml::Value::Int(number) => Value::from(*number),
        hagen_yaml::Value::Float(number) => Value::from(*number),
        hagen_yaml::Value::String(text) => Value::from(text.as_ref()),
        hagen_yaml::Value::List(items) => items.iter().map(json).collect(),
        hagen_yaml::Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| (key.to_string(), json(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// An example, which is written as YAML.
pub(crate) fn example(text: &str) -> Value {
    let reading = hagen_yaml::read(FileId::NONE, text, &Limits::default());
    match reading.node.filter(|_| reading.problems.is_empty()) {
        Some(node) => json(&node.to_value()),
        None => Value::from(text),
    }
}
