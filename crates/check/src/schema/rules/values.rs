//! Values as CEL sees them: with the defaults of the schema, and names that CEL keeps for itself escaped.

use std::borrow::Cow;
use std::collections::HashMap;

use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString};
use hagen_yaml::{Map, Value};

use super::fields::Fields;
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
pub(super) struct Defaults<'s> {
    pub(super) facts: &'s Facts,
}

/// A value of CEL that may borrow its texts.
type Val<'v> = Box<dyn cel::common::value::Val + 'v>;

/// How a text of a value that lives for `'x` becomes one that lives for `'v`.
type Text<'x, 'v> = fn(&'x str) -> CelString<'v>;

/// The text itself.
pub(super) fn borrowed(text: &str) -> CelString<'_> {
    CelString::from(text)
}

/// A copy, for what does not live long enough.
fn owned(text: &str) -> CelString<'static> {
    CelString::from(text.to_owned())
}

impl Defaults<'_> {
    /// A value of a node, as far as rules see it.
    pub(super) fn seen<'v>(self, node: Node, value: &'v Value, fields: &Fields) -> Val<'v> {
        match value {
            Value::Map(map) => Box::new(CelMap::from(self.fields(node, map, fields, borrowed))),
            value => self.value(node, value, borrowed),
        }
    }

    fn value<'x, 'v>(self, node: Node, value: &'x Value, text: Text<'x, 'v>) -> Val<'v> {
        match value {
            Value::Int(number) if node.shape() == Shape::Number => Box::new(CelDouble::from(lossy(*number))),
            Value::List(items) => {
                let items: Vec<Val<'v>> =
                    items.iter().map(|item| self.child(node.child(), item, text)).collect();
                Box::new(CelList::from(items))
            }
            Value::Map(map) => Box::new(CelMap::from(self.fields(node, map, &Fields::All, text))),
            scalar => free(scalar, text),
        }
    }

    fn child<'x, 'v>(self, place: Option<u16>, value: &'x Value, text: Text<'x, 'v>) -> Val<'v> {
        match place {
            Some(place) => self.value(self.target(place), value, text),
            None => free(value, text),
        }
    }

    fn target(self, place: u16) -> Node {
        let node = self.facts.node(place);
        match (node.shape(), node.child()) {
            (Shape::Link, Some(child)) => self.facts.node(child),
            _ => node,
        }
    }

    fn fields<'x, 'v>(
        self,
        node: Node,
        map: &'x Map,
        seen: &Fields,
        text: Text<'x, 'v>,
    ) -> HashMap<CelMapKey<'v>, Val<'v>> {
        let properties = node.properties();
        let mut fields = HashMap::with_capacity(map.len());
        for (name, value) in map.iter().filter(|(_, value)| !matches!(value, Value::Null)) {
            if seen.has(&written(node, name)) {
                let place = properties.find(self.facts, name).map(|property| property.node).or(node.child());
                fields.insert(key(node, name, text), self.child(place, value, text));
            }
        }
        for property in properties.iter() {
            let name = self.facts.text(property.name);
            if map.get(name).is_none_or(|value| matches!(value, Value::Null))
                && seen.has(&written(node, name))
                && let Some(default) = self.default(self.target(property.node))
            {
                fields.insert(key(node, name, borrowed), default);
            }
        }
        fields
    }

    fn default(self, node: Node) -> Option<Val<'static>> {
        let default = node.attributes().find(|attribute| attribute.tag == Tag::Default)?;
        let json: serde_json::Value = serde_json::from_str(self.facts.text(default.place())).ok()?;
        Some(self.value(node, &hagen_yaml::to_value(&json), owned))
    }
}

/// A value that the schema says nothing of.
fn free<'x, 'v>(value: &'x Value, text: Text<'x, 'v>) -> Val<'v> {
    match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(truth) => Box::new(CelBool::from(*truth)),
        Value::Int(number) => Box::new(CelInt::from(*number)),
        Value::Float(number) => Box::new(CelDouble::from(*number)),
        Value::String(content) => Box::new(text(content)),
        Value::List(items) => {
            let items: Vec<Val<'v>> = items.iter().map(|item| free(item, text)).collect();
            Box::new(CelList::from(items))
        }
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| (CelMapKey::String(text(key)), free(value, text)));
            Box::new(CelMap::from(entries.collect::<HashMap<_, _>>()))
        }
    }
}

fn key<'x, 'v>(node: Node, name: &'x str, text: Text<'x, 'v>) -> CelMapKey<'v> {
    CelMapKey::String(match written(node, name) {
        Cow::Owned(escaped) => CelString::from(escaped),
        Cow::Borrowed(_) => text(name),
    })
}

/// A field's name as rules write it; the keys of free mappings stand as they are.
pub(super) fn written(node: Node, name: &str) -> Cow<'_, str> {
    if node.shape() == Shape::Map { name.into() } else { escaped(name) }
}

fn escaped(name: &str) -> Cow<'_, str> {
    if RESERVED.contains(&name) {
        return format!("__{name}__").into();
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.chars().all(plain) && !name.contains("__") {
        return name.into();
    }
    let escaped = name.replace("__", "__underscores__").replace('.', "__dot__");
    escaped.replace('-', "__dash__").replace('/', "__slash__").into()
}

#[allow(clippy::cast_precision_loss, reason = "CEL's numbers are that exact and no more")]
fn lossy(number: i64) -> f64 {
    number as f64
}
