//! Values as CEL sees them: with the defaults of the schema, and names that CEL keeps for itself escaped.

use std::collections::HashMap;
use std::sync::Arc;

use cel::objects::{Key, Map};
use hagen_yaml::Value;

use crate::schema::facts::Facts;
use crate::schema::format::{Shape, Tag};
use crate::schema::node::Node;

/// Words that CEL keeps: Kubernetes writes `__namespace__` for a field `namespace`.
const RESERVED: [&str; 20] = [
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
];

/// Fills in defaults while converting.
#[derive(Clone, Copy)]
pub(in crate::schema) struct Defaults<'s> {
    pub(in crate::schema) facts: &'s Facts,
}

impl Defaults<'_> {
    /// A value of a node.
    pub(in crate::schema) fn value(self, node: Node, value: &Value) -> cel::Value {
        match value {
            Value::Int(number) if node.shape() == Shape::Number => cel::Value::Float(lossy(*number)),
            Value::List(items) => {
                let items = items.iter().map(|item| self.child(node.child(), item));
                cel::Value::List(Arc::new(items.collect()))
            }
            Value::Map(map) => cel::Value::Map(Map { map: Arc::new(self.fields(node, map)) }),
            scalar => free(scalar),
        }
    }

    fn child(self, place: Option<u16>, value: &Value) -> cel::Value {
        match place {
            Some(place) => self.value(self.target(place), value),
            None => free(value),
        }
    }

    fn target(self, place: u16) -> Node {
        let node = self.facts.node(place);
        match (node.shape(), node.child()) {
            (Shape::Link, Some(child)) => self.facts.node(child),
            _ => node,
        }
    }

    fn fields(self, node: Node, map: &hagen_yaml::Map) -> HashMap<Key, cel::Value> {
        let properties = node.properties();
        let mut fields = HashMap::with_capacity(map.len());
        for (name, value) in map.iter().filter(|(_, value)| !matches!(value, Value::Null)) {
            let place = properties.find(self.facts, name).map(|property| property.node).or(node.child());
            fields.insert(key(node, name), self.child(place, value));
        }
        for property in properties.iter() {
            let name = self.facts.text(property.name);
            if map.get(name).is_none_or(|value| matches!(value, Value::Null))
                && let Some(default) = self.default(self.target(property.node))
            {
                fields.insert(key(node, name), default);
            }
        }
        fields
    }

    fn default(self, node: Node) -> Option<cel::Value> {
        let default = node.attributes().find(|attribute| attribute.tag == Tag::Default)?;
        let json: serde_json::Value = serde_json::from_str(self.facts.text(default.place())).ok()?;
        Some(self.value(node, &hagen_yaml::to_value(&json)))
    }
}

/// A value that the schema says nothing of.
fn free(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(truth) => cel::Value::Bool(*truth),
        Value::Int(number) => cel::Value::Int(*number),
        Value::Float(number) => cel::Value::Float(*number),
        Value::String(text) => cel::Value::String(Arc::new(text.clone().into_owned())),
        Value::List(items) => cel::Value::List(Arc::new(items.iter().map(free).collect())),
        Value::Map(map) => {
            let entries =
                map.iter().map(|(key, value)| (Key::String(Arc::new(key.to_string())), free(value)));
            cel::Value::Map(Map { map: Arc::new(entries.collect()) })
        }
    }
}

/// A field's name as rules write it; the keys of free mappings stand as they are.
fn key(node: Node, name: &str) -> Key {
    let escaped = if node.shape() == Shape::Map { name.to_owned() } else { escaped(name) };
    Key::String(Arc::new(escaped))
}

fn escaped(name: &str) -> String {
    if RESERVED.contains(&name) {
        return format!("__{name}__");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.chars().all(plain) && !name.contains("__") {
        return name.to_owned();
    }
    let escaped = name.replace("__", "__underscores__").replace('.', "__dot__");
    escaped.replace('-', "__dash__").replace('/', "__slash__")
}

#[allow(clippy::cast_precision_loss, reason = "CEL's numbers are that exact and no more")]
fn lossy(number: i64) -> f64 {
    number as f64
}
