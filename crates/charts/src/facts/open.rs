//! The values that a chart hands on as they are.

use hagen_core::Path;
use hagen_yaml::{Map, Value};

use super::node::Node;
use super::position::Position;

/// The outermost of the values that templates write out whole, each with its path. Keys that the templates read
/// themselves are left out: they mean something to the chart, and nothing to who takes the rest.
pub(super) fn open(root: Node, values: &Value) -> Vec<(Path, Value)> {
    let mut found = Vec::new();
    walk(&Position::new(root), values, &Path::ROOT, &mut found);
    found
}

fn walk(position: &Position, value: &Value, path: &Path, found: &mut Vec<(Path, Value)>) {
    if matches!(value, Value::Null) || position.is_dead() || !position.is_known() {
        return;
    }
    if position.is_open() {
        return found.push((path.clone(), rest(position, value)));
    }
    match value {
        Value::Map(map) => {
            for (key, value) in map {
                walk(&position.key(key), value, &path.key(key), found);
            }
        }
        Value::List(items) => {
            let elements = position.element();
            for (at, item) in items.iter().enumerate() {
                walk(&elements, item, &path.index(at), found);
            }
        }
        _ => {}
    }
}

/// The plain values that templates read themselves, each with its path: most of them become a field of an object.
pub(super) fn plain(root: Node, values: &Value) -> Vec<(Path, Value)> {
    let mut found = Vec::new();
    read(&Position::new(root), values, &Path::ROOT, &mut found);
    found
}

fn read(position: &Position, value: &Value, path: &Path, found: &mut Vec<(Path, Value)>) {
    if position.is_dead() || !position.is_known() || position.is_open() {
        return;
    }
    match value {
        Value::Null => {}
        Value::Map(map) => {
            for (key, value) in map {
                read(&position.key(key), value, &path.key(key), found);
            }
        }
        Value::List(items) => {
            let elements = position.element();
            for (at, item) in items.iter().enumerate() {
                match item {
                    Value::Map(_) | Value::List(_) => read(&elements, item, &path.index(at), found),
                    scalar => found.push((path.index(at), scalar.clone())),
                }
            }
        }
        scalar => found.push((path.clone(), scalar.clone())),
    }
}

fn rest(position: &Position, value: &Value) -> Value {
    let Value::Map(map) = value else { return value.clone() };
    let is_read = |key: &str| {
        position
            .nodes()
            .iter()
            .any(|node| node.get(key).is_some_and(|child| child.is_read() && child.freedom() == ""))
    };
    let left = map.iter().filter(|(key, _)| !is_read(key));
    Value::Map(left.map(|(key, value)| (key.clone(), value.clone())).collect::<Map>())
}
