//! The walk over values along what a chart knows.

use hagen_core::section::nearest;
use hagen_core::{Path, Step};
use hagen_yaml::{Map, Value};

use super::finding::{Problem, ValueFinding};
use super::node::Node;
use super::position::Position;
use super::{suggest, templates};

/// Parts that a chart hands on whole, and of which its defaults have all keys: the templates of Istio's injector read them.
const LISTED: [(&str, &str); 3] =
    [("istiod", "global"), ("istiod", "sidecarInjectorWebhook"), ("istiod", "cni")];

/// How many findings are told what may have been meant: it takes a walk over the whole chart, and nobody reads on.
const EXPLAINED: usize = 100;

/// What is wrong with values, in their order.
pub(super) fn check(chart: &str, root: Node, values: &Value) -> Vec<ValueFinding> {
    let listed = LISTED.iter().filter(|(of, _)| *of == chart).map(|(_, key)| *key).collect();
    let mut checker = Checker { root, listed, findings: Vec::new() };
    checker.value(&Position::new(root), values, &Path::ROOT);
    let is_of_key = |finding: &ValueFinding| finding.problem.is_of_key();
    if checker.findings.iter().any(is_of_key) {
        let used = templates::used(values);
        checker.findings.retain(|finding| !is_of_key(finding) || !used.reads(&finding.path));
    }
    checker.findings
}

struct Checker {
    root: Node,
    /// The parts that are handed on and have no other keys than those of the defaults.
    listed: Vec<&'static str>,
    findings: Vec<ValueFinding>,
}

impl Checker {
    fn report(&mut self, path: &Path, problem: Problem) {
        self.findings.push(ValueFinding::new(path.clone(), problem));
    }

    fn unknown(&self, parent: &Position, above: &Path, key: &str) -> Problem {
        let in_schema = !parent.key(key).nodes().is_empty();
        if self.findings.len() >= EXPLAINED {
            return Problem::UnknownKey { suggestion: None, elsewhere: None, in_schema };
        }
        let suggestion = suggest::sibling(parent, key);
        Problem::UnknownKey { suggestion, elsewhere: suggest::elsewhere(self.root, above, key), in_schema }
    }

    /// Checks a value that the chart knows. `null` undoes a default, so it may stand anywhere.
    fn value(&mut self, position: &Position, value: &Value, path: &Path) {
        if matches!(value, Value::Null) {
            return;
        }
        if let Some(problem) = refused(position, value) {
            return self.report(path, problem);
        }
        if position.is_open() {
            if let Some((expected, found)) = misshapen(position, value) {
                self.report(path, Problem::Other { expected, found });
            }
            if matches!(path.steps(), [Step::Key(first), ..] if self.listed.contains(&first.as_str())) {
                self.slips(position, value, path);
            }
            return;
        }
        match value {
            Value::Map(map) if map.is_empty() => {}
            Value::Map(map) => self.map(position, map, path),
            Value::List(items) if items.is_empty() => {}
            Value::List(items) => self.list(position, items, path),
            scalar if is_mapping(position, scalar) => {
                self.report(path, Problem::ScalarWhereMap { found: scalar.kind() });
            }
            Value::String(text) => {
                if let Some(expected) = otherwise(position, text, path) {
                    self.report(path, Problem::Other { expected, found: "a text" });
                }
            }
            _ => {}
        }
    }

    /// The keys of what is handed on that are spelled nearly as one of the chart's own.
    fn slips(&mut self, position: &Position, value: &Value, path: &Path) {
        for (key, value) in value.as_map().into_iter().flatten() {
            let below = position.named(key);
            if !below.nodes().is_empty() {
                self.slips(&below, value, &path.key(key));
            } else if let Some(near) = suggest::slip(position, key) {
                let suggestion = Some(near);
                let problem = Problem::UnknownKey { suggestion, elsewhere: None, in_schema: false };
                self.report(&path.key(key), problem);
            }
        }
    }

    fn map(&mut self, position: &Position, map: &Map, path: &Path) {
        let is_leaf = |node: Node| node.keys().next().is_none() && !matches!(node.kind(), "map" | "");
        if position.all(is_leaf) {
            let expected =
                if position.all(|node| node.kind() == "list") { "a list" } else { "a plain value" };
            return self.report(path, Problem::MapWhereScalar { expected, found: "a mapping" });
        }
        for (key, value) in map {
            let (next, below) = (position.key(key), path.key(key));
            if !next.is_known() {
                let problem = self.unknown(position, path, key);
                self.report(&below, problem);
            } else if next.is_dead() {
                if !matches!(value, Value::Null) {
                    self.report(&below, Problem::Dead);
                }
            } else {
                self.value(&next, value, &below);
            }
        }
    }

    fn list(&mut self, position: &Position, items: &[Value], path: &Path) {
        let elements = position.element();
        let is_map = |node: Node| node.kind() == "map" && node.freedom() == "keys";
        if elements.is_known() {
            // A mapping that is gone through gives names to what is in it; elements of a list have none.
            if position.all(is_map) && items.iter().any(|item| matches!(item, Value::Map(_))) {
                return self.report(path, Problem::ScalarWhereMap { found: "a list" });
            }
            for (at, item) in items.iter().enumerate() {
                self.value(&elements, item, &path.index(at));
            }
        } else if is_mapping(position, &Value::Bool(true)) {
            self.report(path, Problem::ScalarWhereMap { found: "a list" });
        } else if position.all(|node| !matches!(node.kind(), "list" | "null" | "")) {
            self.report(path, Problem::MapWhereScalar { expected: "a plain value", found: "a list" });
        } else {
            self.plain(items, path);
        }
    }

    /// Elements that are read as they are.
    fn plain(&mut self, items: &[Value], path: &Path) {
        for (at, item) in items.iter().enumerate() {
            let is_block = match item {
                Value::Map(map) => !map.is_empty(),
                Value::List(items) => !items.is_empty(),
                _ => false,
            };
            if is_block {
                let problem = Problem::MapWhereScalar { expected: "a plain value", found: item.kind() };
                self.report(&path.index(at), problem);
            }
        }
    }
}

/// Whether a scalar would break a template for certain: nothing reads the value itself, only keys below it; or it is
/// gone through, and the chart's own default is a mapping.
fn is_mapping(position: &Position, scalar: &Value) -> bool {
    let is_empty = matches!(scalar, Value::Bool(false)) || scalar.as_str() == Some("");
    position.all(|node| match (node.freedom(), node.kind()) {
        ("", "map") => !node.is_read(),
        ("", "" | "null") => !node.is_read() && node.named().next().is_some(),
        ("keys", "map") => !is_empty,
        _ => false,
    })
}

/// What the default of a value that is written out whole is, and what stands there, when it can hardly be meant: one for
/// the other of lists and mappings, or one word for either. Longer texts may be what a template makes a block of.
fn misshapen(position: &Position, value: &Value) -> Option<(&'static str, &'static str)> {
    let all = |kind: &str| !position.nodes().is_empty() && position.all(|node| node.kind() == kind);
    let is_word = |text: &str| {
        !text.is_empty()
            && !text.contains("{{")
            && !text.contains('\n')
            && !text.contains(": ")
            && !text.starts_with("- ")
    };
    match value {
        Value::Map(map) if !map.is_empty() && all("list") => Some(("a list", "a mapping")),
        Value::List(items) if !items.is_empty() && all("map") => Some(("a mapping", "a list")),
        Value::String(text) if is_word(text) && all("list") => Some(("a list", "a text")),
        Value::String(text) if is_word(text) && all("map") => Some(("a mapping", "a text")),
        _ => None,
    }
}

/// What the default is, where a text cannot be meant: a word where it is a number, any text where it is a boolean. What
/// is empty or a template may be. Ports have names, too.
fn otherwise(position: &Position, text: &str, path: &Path) -> Option<&'static str> {
    if text.is_empty() || text.contains("{{") {
        return None;
    }
    let is_port = matches!(path.steps().last(), Some(Step::Key(key)) if key.to_lowercase().ends_with("port"));
    let is_word = !text.contains(|c: char| c.is_ascii_digit()) && !text.contains('$') && !is_port;
    if position.all(|node| node.kind() == "bool") {
        return Some("a boolean");
    }
    (is_word && position.all(|node| matches!(node.kind(), "int" | "float"))).then_some("a number")
}

/// What Helm itself says against a value, by the schema of the chart, or because only a boolean switches a subchart.
fn refused(position: &Position, value: &Value) -> Option<Problem> {
    if position.all(|node| node.types().next().is_some() && !node.types().any(|name| is_of(value, name))) {
        let types = position.nodes().first()?.types().filter(|name| *name != "null").map(described);
        let expected = types.collect::<Vec<_>>().join(" or ");
        return Some(Problem::WrongType { expected, found: value.kind() });
    }
    if position.all(Node::is_condition) && value.as_bool().is_none() {
        return Some(Problem::WrongType { expected: "a boolean".to_owned(), found: value.kind() });
    }
    let written = written(value)?;
    let is_refused =
        |node: Node| node.choices().next().is_some() && node.choices().all(|choice| choice != written);
    position.all(is_refused).then(|| {
        let allowed: Vec<_> = position.nodes().iter().flat_map(|node| node.choices()).collect();
        let suggestion = nearest(&written, allowed.iter().copied().filter(|choice| choice.len() > 2));
        Problem::NotInEnum { allowed, suggestion }
    })
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Int(_) => matches!(name, "integer" | "number"),
        Value::Float(number) => name == "number" || name == "integer" && number.fract() == 0.0,
        Value::String(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}

fn described(name: &str) -> &'static str {
    match name {
        "boolean" => "a boolean",
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "array" => "a list",
        _ => "a mapping",
    }
}

/// A scalar as the facts write the choices of an enumeration.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::String(text) => Some(format!("\"{text}\"")),
        _ => None,
    }
}
