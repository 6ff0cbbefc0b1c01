//! Whether a schema is structural, as the API server demands of definitions.

use hagen_yaml::{Node, NodeKind};
use regex_lite::Regex;

use super::{Report, is_true, items, text};
use crate::schema::rule_problem;

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
const SCALARS: [&str; 4] = ["boolean", "integer", "number", "string"];
const CONDITIONS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// What the API server refuses wherever it stands.
const NEVER: [(&str, &str); 6] = [
    ("$ref", "`$ref` is not followed, neither in the file nor elsewhere: write the schema out"),
    ("definitions", "`definitions` is not possible: write each schema out where it is used"),
    ("dependencies", "`dependencies` is not possible: a rule in `x-kubernetes-validations` can say it"),
    ("patternProperties", "`patternProperties` is not possible: use `additionalProperties`"),
    ("additionalItems", "`additionalItems` is not possible: all elements have the schema `items`"),
    ("id", "`id` is not possible"),
];
/// What belongs into the structure and says nothing within a condition.
const NOT_IN_CONDITIONS: [&str; 6] =
    ["type", "additionalProperties", "default", "nullable", "title", "description"];

/// The schema of a version.
pub(super) fn root(schema: &Node, report: Report<'_>) {
    if schema.get("type").and_then(text) != Some("object") {
        let place = schema.get("type").unwrap_or(schema);
        report(place, "a definition's schema is `type: object`".to_owned());
        return;
    }
    structure(schema, report);
}

fn structure(schema: &Node, report: Report<'_>) {
    if schema.entries().is_none() {
        return report(schema, format!("expected a schema, found {}", schema.kind_name()));
    }
    words(schema, report);
    if schema.get("$ref").is_none() {
        kind(schema, report);
    }
    for (_, property) in children(schema) {
        structure(property, report);
    }
    conditions(schema, schema, report);
    lists(schema, report);
    rules(schema, report);
}

/// The schemas right below: each with the name of the field, if it is that of a field.
fn children(schema: &Node) -> Vec<(Option<&str>, &Node)> {
    let fields = schema.get("properties").and_then(Node::entries).unwrap_or_default();
    let fields = fields.iter().map(|entry| (Some(entry.key.as_str()), &entry.value));
    let others = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key));
    let others = others.filter(|node| !matches!(node.kind, NodeKind::Bool(_)));
    fields.chain(others.map(|node| (None, node))).collect()
}

fn words(schema: &Node, report: Report<'_>) {
    for (word, why) in NEVER {
        if let Some(entry) = schema.entry(word) {
            report(&entry.value, why.to_owned());
        }
    }
    if let Some(node) = schema.get("uniqueItems").filter(|node| is_true(Some(node))) {
        report(node, "`uniqueItems` is not possible: use `x-kubernetes-list-type: set`".to_owned());
    }
    if let Some(node) = schema.get("additionalProperties") {
        if matches!(node.kind, NodeKind::Bool(false)) {
            report(
                node,
                "`additionalProperties: false` is not possible: unknown fields are dropped anyway".into(),
            );
        } else if schema.get("properties").is_some() {
            report(node, "`additionalProperties` and `properties` exclude each other".to_owned());
        }
    }
    if let Some((node, pattern)) = schema.get("pattern").and_then(|node| Some((node, text(node)?))) {
        // Classes of Unicode are beyond hagen, not beyond the API server.
        let is_wrong = Regex::new(pattern).is_err() && !pattern.contains(r"\p") && !pattern.contains(r"\P");
        if is_wrong {
            report(node, format!("`{pattern}` is not a regular expression"));
        }
    }
}

/// Every part of the structure says what it is.
fn kind(schema: &Node, report: Report<'_>) {
    let is_either = is_true(schema.get("x-kubernetes-int-or-string"));
    let is_open = is_true(schema.get("x-kubernetes-preserve-unknown-fields"));
    match schema.get("type") {
        Some(node) if is_either => {
            report(node, "`x-kubernetes-int-or-string` stands without a `type`".to_owned());
        }
        Some(node) => match text(node) {
            Some(name) if TYPES.contains(&name) => {}
            _ => report(node, format!("a type is one of {}", TYPES.join(", "))),
        },
        None if is_either || is_open => {}
        None => report(schema, "this schema has no `type`, so it is not structural".to_owned()),
    }
    if schema.get("type").and_then(text) == Some("array") && schema.get("items").is_none() {
        report(schema, "a list says by `items` what its elements are".to_owned());
    }
}

/// What stands in conditions says something about what the structure has, and nothing else.
fn conditions(schema: &Node, structure: &Node, report: Report<'_>) {
    let lists = CONDITIONS.into_iter().flat_map(|key| items(schema.get(key)));
    for condition in lists.chain(schema.get("not")) {
        self::condition(condition, Some(structure), report);
    }
}

fn condition(schema: &Node, structure: Option<&Node>, report: Report<'_>) {
    words(schema, report);
    let is_either = structure.is_some_and(|node| is_true(node.get("x-kubernetes-int-or-string")));
    for entry in schema.entries().unwrap_or_default() {
        let is_refused = NOT_IN_CONDITIONS.contains(&entry.key.as_str());
        if (is_refused && !(entry.key == "type" && is_either)) || entry.key.starts_with("x-kubernetes-") {
            report(&entry.value, format!("`{}` stands beside conditions, not within one", entry.key));
        }
    }
    for (name, child) in children(schema) {
        let inner = structure.and_then(|node| match name {
            Some(name) => node.get("properties").and_then(|all| all.get(name)),
            None => node.get("items"),
        });
        if inner.is_none() {
            let what = name.map_or("`items`".to_owned(), |name| format!("`{name}`"));
            report(child, format!("{what} is in a condition, but not in the structure"));
        }
        condition(child, inner, report);
    }
    if let Some(structure) = structure {
        conditions(schema, structure, report);
    }
}

/// How the elements of a list are told apart.
fn lists(schema: &Node, report: Report<'_>) {
    let keys = schema.get("x-kubernetes-list-map-keys");
    let Some(kind) = schema.get("x-kubernetes-list-type") else {
        if let Some(keys) = keys {
            report(keys, "keys of elements want `x-kubernetes-list-type: map`".to_owned());
        }
        return;
    };
    match text(kind) {
        Some("map") if items(keys).is_empty() => {
            report(kind, "a list of type `map` names its `x-kubernetes-list-map-keys`".to_owned());
        }
        Some("map") => items(keys).iter().for_each(|key| map_key(schema, key, report)),
        Some("atomic" | "set") => {}
        _ => report(kind, "the type of a list is `atomic`, `set` or `map`".to_owned()),
    }
}

fn map_key(list: &Node, key: &Node, report: Report<'_>) {
    let Some(name) = text(key) else { return };
    let items = list.get("items");
    let field = items.and_then(|items| items.get("properties")?.get(name));
    let Some(field) = field else {
        return report(key, format!("the elements have no field `{name}`"));
    };
    if !field.get("type").and_then(text).is_some_and(|name| SCALARS.contains(&name)) {
        report(key, format!("`{name}` is no text, number or boolean"));
    }
    let is_required = self::items(items.and_then(|items| items.get("required")));
    if field.get("default").is_none() && !is_required.iter().any(|required| text(required) == Some(name)) {
        report(key, format!("`{name}` is a key, so it is required or has a default"));
    }
}

fn rules(schema: &Node, report: Report<'_>) {
    for rule in items(schema.get("x-kubernetes-validations")) {
        let Some((node, rule)) = rule.get("rule").and_then(|node| Some((node, text(node)?))) else {
            report(rule, "`rule` is missing".to_owned());
            continue;
        };
        if let Some(problem) = rule_problem(rule) {
            report(node, format!("this is not a rule in CEL: {problem}"));
        }
    }
}
