//! Conditions over the whole of a value: unique elements, choices between fields, `allOf`, `anyOf`, `oneOf`, `not`.

use std::collections::HashMap;

use hagen_yaml::Value;

use super::checker::Checker;
use super::facts::Facts;
use super::finding::Problem;
use super::format::Tag;
use super::node::{Attribute, Node};
use super::path::Path;
use super::scalar::{in_backticks, scalar_text};

impl Checker<'_> {
    /// Elements that have to differ.
    pub(super) fn set(&mut self, value: &Value, path: &Path<'_>) {
        let Value::List(items) = value else { return };
        for (at, item) in items.iter().enumerate() {
            if let Some(first) = items[..at].iter().position(|earlier| earlier == item) {
                self.duplicate(scalar_text(item), first, &path.index(at));
            }
        }
    }

    /// Elements that have to differ in some of their fields.
    pub(super) fn map_keys(&mut self, node: Node, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let Value::List(items) = value else { return };
        let (facts, child) = (self.facts, node.child().map(|child| self.target(child)));
        let keys = || attribute.places().map(|place| facts.text(place));
        let default = |key: &str| child.and_then(|child| facts.default(child, key));
        if items.len() > FEW {
            return self.many_map_keys(items, |item| described(item, keys(), default), path);
        }
        for (at, item) in items.iter().enumerate() {
            let is_same =
                |earlier: &Value| keys().all(|key| same(earlier.get(key), item.get(key), || default(key)));
            let is_keyed = || keys().any(|key| item.get(key).is_some());
            if let Some(first) = items[..at].iter().position(is_same).filter(|_| is_keyed()) {
                self.duplicate(described(item, keys(), default), first, &path.index(at));
            }
        }
    }

    /// The same for long lists, which are not compared each with each.
    fn many_map_keys(&mut self, items: &[Value], key_of: impl Fn(&Value) -> String, path: &Path<'_>) {
        let mut seen = HashMap::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let key = key_of(item);
            match seen.get(&key) {
                Some(first) if !key.is_empty() => self.duplicate(key, *first, &path.index(at)),
                _ => drop(seen.insert(key, at)),
            }
        }
    }

    fn duplicate(&mut self, key: String, first: usize, path: &Path<'_>) {
        self.report(path, || {
            let message = format!("`{key}` is there twice: the first is element {first}");
            (Problem::DuplicateKey { key, first }, message)
        });
    }

    /// At least and at most so many of some fields.
    pub(super) fn choice(&mut self, node: Node, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let Value::Map(map) = value else { return };
        let (least, most, fields) = attribute.choice();
        let facts = self.facts;
        let is_there =
            |field: &u16| map.get(facts.text(*field)).is_some_and(|value| !matches!(value, Value::Null));
        let found = if node.is_closed() {
            // An object has fewer fields than some choices, and a closed one has no others than its properties.
            let properties = node.properties();
            let there = map.iter().filter(|(_, value)| !matches!(value, Value::Null));
            let there = there.filter_map(|(key, _)| properties.find(facts, key));
            there.filter(|property| fields.clone().any(|field| field == property.name)).count()
        } else {
            fields.clone().filter(is_there).count()
        };
        if (least..=most).contains(&found) {
            return;
        }
        self.report(path, || {
            let names: Vec<&str> = fields.clone().map(|field| facts.text(field)).collect();
            let there: Vec<&str> = fields.filter(is_there).map(|field| facts.text(field)).collect();
            let message = if found < least {
                let amount = if most == 1 { "one" } else { "at least one" };
                format!("{amount} of {} is needed", in_backticks(names.iter().copied()))
            } else {
                let together = in_backticks(there.iter().copied()).replace(" or ", " and ");
                format!("{together} exclude each other")
            };
            (Problem::Choice { fields: names.into_iter().map(str::to_owned).collect() }, message)
        });
    }

    /// Whole schemas that hold or do not.
    pub(super) fn condition(&mut self, node: Node, attribute: Attribute, value: &Value, path: &Path<'_>) {
        if attribute.tag == Tag::AllOf {
            return attribute.places().for_each(|node| self.check(node, value, path));
        }
        let defaulted = with_defaults(self.facts, node, value);
        let value = defaulted.as_ref().unwrap_or(value);
        let holding = attribute.places().filter(|node| self.holds(*node, value, path)).count();
        let message = match (attribute.tag, holding) {
            (Tag::AnyOf | Tag::OneOf, 0) => "none of the forms that are possible here",
            (Tag::OneOf, 2..) => "more than one of forms that exclude each other",
            (Tag::Not, 1) => "a form that is excluded here",
            _ => return,
        };
        self.report(path, || (Problem::Condition, format!("{} has {message}", value.kind())));
    }
}

/// A mapping with the defaults that the API server fills in before it tries conditions; nothing when there are none.
fn with_defaults(facts: &Facts, node: Node, value: &Value) -> Option<Value> {
    let map = value.as_map()?;
    let mut filled = None;
    for property in node.properties().iter() {
        let name = facts.text(property.name);
        if !map.contains_key(name)
            && let Some(default) = facts.default(node, name).and_then(scalar)
        {
            filled.get_or_insert_with(|| map.clone()).insert(name, default);
        }
    }
    filled.map(Value::Map)
}

/// The value of a scalar of JSON.
fn scalar(json: &'static str) -> Option<Value> {
    match json {
        "true" => Some(true.into()),
        "false" => Some(false.into()),
        _ if json.starts_with('"') => Some(plain(json).into()),
        _ => json.parse::<i64>().ok().map(Value::Int),
    }
}

/// Lists of up to so many elements are compared each with each, without allocating.
const FEW: usize = 48;

/// Whether two key fields are the same; the API server fills in the default of one that is not there.
fn same(one: Option<&Value>, other: Option<&Value>, default: impl FnOnce() -> Option<&'static str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        (None, None) => true,
        (Some(value), None) | (None, Some(value)) => default().is_some_and(|json| is_scalar(value, json)),
    }
}

/// Whether a value is a scalar of JSON.
fn is_scalar(value: &Value, json: &str) -> bool {
    match value {
        Value::String(text) => *text == plain(json) && json.starts_with('"'),
        Value::Int(number) => json.parse() == Ok(*number),
        Value::Bool(truth) => json.parse() == Ok(*truth),
        _ => false,
    }
}

/// A scalar of JSON as it stands in YAML.
fn plain(json: &str) -> &str {
    json.trim_matches('"')
}

/// The key fields of an element, like `containerPort: 80, protocol: TCP`.
fn described<'a>(
    item: &Value,
    keys: impl Iterator<Item = &'a str>,
    default: impl Fn(&str) -> Option<&'static str>,
) -> String {
    let there = keys.filter_map(|key| {
        let value =
            item.get(key).map(scalar_text).or_else(|| default(key).map(|json| plain(json).to_owned()))?;
        Some(format!("{key}: {value}"))
    });
    there.collect::<Vec<_>>().join(", ")
}
