//! Good objects of all kinds that hagen writes pass, and faults in them are found at their place.

#[path = "schema/bad.rs"]
mod bad;
#[path = "schema/good.rs"]
mod good;

use hagen_check::schema::{Finding, Minor, Schemas};
use hagen_yaml::Value;
use serde_yaml::Deserializer;

/// The documents of a text, read by a reader that is not hagen's.
fn documents(text: &str) -> Vec<Value> {
    let read = |document| {
        let value: serde_json::Value =
            serde::Deserialize::deserialize(document).expect("the test data is YAML");
        from_json(value)
    };
    Deserializer::from_str(text).map(read).collect()
}

fn from_json(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => truth.into(),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().expect("a number")), Value::Int)
        }
        serde_json::Value::String(text) => text.into(),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            Value::Map(map.into_iter().map(|(key, value)| (key, from_json(value))).collect())
        }
    }
}

fn check(object: &Value, minor: Minor) -> Vec<Finding> {
    Schemas::new(minor).check(object)
}
