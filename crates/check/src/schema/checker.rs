//! The walk over a value along its schema.

use hagen_yaml::Value;

use super::Schemas;
use super::facts::Facts;
use super::finding::{Finding, Problem};
use super::format::{Shape, Tag};
use super::node::Node;
use super::path::Path;

/// Collects what is wrong; allocates when something is.
pub(super) struct Checker<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) facts: &'s Facts,
    /// The kind is part of Kubernetes, whose server takes empty text and `null` for absent.
    pub(super) built_in: bool,
    /// The branch of a condition is tried: failures count, but nobody reads them.
    quiet: bool,
    failures: usize,
    findings: Vec<Finding>,
    /// What rules are evaluated in, once there is one.
    pub(super) context: Option<cel::Context<'static, 'static>>,
}

impl<'s> Checker<'s> {
    /// A checker that has seen nothing.
    pub(super) fn new(schemas: &'s Schemas, built_in: bool) -> Self {
        Self {
            schemas,
            facts: &schemas.facts,
            built_in,
            quiet: false,
            failures: 0,
            findings: Vec::new(),
            context: None,
        }
    }

    /// What was found.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Notes a problem at a place. The description is only made when somebody reads it.
    pub(super) fn report(&mut self, path: &Path<'_>, describe: impl FnOnce() -> (Problem, String)) {
        self.failures += 1;
        if !self.quiet {
            let (problem, message) = describe();
            self.findings.push(Finding { path: path.steps(), problem, message });
        }
    }

    /// Takes over what another checker found.
    pub(super) fn take(&mut self, findings: Vec<Finding>) {
        self.failures += findings.len();
        if !self.quiet {
            self.findings.extend(findings);
        }
    }

    /// Whether a value has the form of a node; nothing is noted.
    pub(super) fn holds(&mut self, node: u16, value: &Value, path: &Path<'_>) -> bool {
        let (quiet, failures) = (self.quiet, self.failures);
        self.quiet = true;
        self.check(node, value, path);
        let holds = self.failures == failures;
        (self.quiet, self.failures) = (quiet, failures);
        holds
    }

    /// Checks a value against a node.
    pub(super) fn check(&mut self, node: u16, value: &Value, path: &Path<'_>) {
        let node = self.target(node);
        if matches!(value, Value::Null) {
            return self.null(node, path);
        }
        match (node.shape(), value) {
            (Shape::Quantity, Value::Float(_)) if self.built_in => {}
            (Shape::Quantity, Value::String(text)) => self.quantity(text, path),
            (shape, _) if !fits(shape, value) => return self.wrong_type(shape, value, path),
            _ => {}
        }
        let failures = self.failures;
        self.children(node, value, path);
        for attribute in node.attributes() {
            if attribute.tag >= Tag::Default {
                break;
            }
            self.attribute(node, attribute, value, path);
        }
        if self.failures == failures && !self.quiet {
            self.rules(node, value, path);
        }
        if node.is_embedded() {
            self.embedded(value, path);
        }
    }

    /// The node that a link leads to.
    pub(super) fn target(&self, place: u16) -> Node {
        let node = self.facts.node(place);
        if node.shape() != Shape::Link {
            return node;
        }
        self.facts.node(node.child().expect("a link leads to a node"))
    }

    fn null(&mut self, node: Node, path: &Path<'_>) {
        if node.is_nullable() || node.shape() == Shape::Any {
            return;
        }
        // What the server reads for an absent field, it has not got for an element.
        if path.is_element() {
            return self.wrong_type(node.shape(), &Value::Null, path);
        }
        let is_customary = path.ends_with("creationTimestamp") || path.ends_with("status");
        if self.built_in && !is_customary {
            self.report(path, || {
                let empty = if node.shape() == Shape::List { "`[]`" } else { "`{}`" };
                let message =
                    format!("`null` is dropped by the API server: leave the field out, or write {empty}");
                (Problem::DroppedNull, message)
            });
        } else if !self.built_in && !is_customary {
            self.wrong_type(node.shape(), &Value::Null, path);
        }
    }

    fn wrong_type(&mut self, shape: Shape, value: &Value, path: &Path<'_>) {
        let (expected, found) = (expected(shape), value.kind());
        self.report(path, || {
            let message = format!("expected {expected}, found {found}{}", hint(shape, value));
            (Problem::WrongType { expected, found }, message)
        });
    }

    fn quantity(&mut self, text: &str, path: &Path<'_>) {
        if super::quantity::is_amount(text) {
            return;
        }
        self.report(path, || {
            let meant = super::quantity::suggestion(text);
            let hint = meant.map_or(String::new(), |meant| format!(", did you mean `{meant}`"));
            (Problem::Quantity, format!("`{text}` is not an amount like `250m`, `2` or `10Gi`{hint}"))
        });
    }
}

/// Whether a value that is not `null` has a shape.
fn fits(shape: Shape, value: &Value) -> bool {
    match shape {
        Shape::Any | Shape::Link => true,
        Shape::Object | Shape::Map => matches!(value, Value::Map(_)),
        Shape::List => matches!(value, Value::List(_)),
        Shape::String => matches!(value, Value::String(_)),
        Shape::Integer => matches!(value, Value::Int(_)),
        Shape::Number => matches!(value, Value::Int(_) | Value::Float(_)),
        Shape::Boolean => matches!(value, Value::Bool(_)),
        Shape::IntOrString | Shape::Quantity => matches!(value, Value::Int(_) | Value::String(_)),
    }
}

/// How to write a value so that it has a shape.
fn hint(shape: Shape, value: &Value) -> String {
    match (shape, value) {
        (Shape::String, Value::Bool(truth)) => format!(": quote it, `\"{truth}\"`"),
        (Shape::String, Value::Int(number)) => format!(": quote it, `\"{number}\"`"),
        (Shape::String, Value::Float(_)) => ": quote it".to_owned(),
        (Shape::Integer, Value::String(text)) => match octal(text) {
            Some(number) => format!(": readers of YAML do not agree about `{text}`, write `{number}`"),
            None if text.parse::<i64>().is_ok() => format!(": write `{text}` without quotes"),
            None => String::new(),
        },
        (Shape::Boolean, Value::String(text)) if matches!(&**text, "true" | "false") => {
            format!(": write `{text}` without quotes")
        }
        (Shape::List, found) if !matches!(found, Value::Null) => {
            ": write it as an element, behind `- `".to_owned()
        }
        _ => String::new(),
    }
}

/// A number with a leading zero, as in the mode of a file.
fn octal(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('0').filter(|digits| !digits.is_empty())?;
    u32::from_str_radix(digits.strip_prefix('o').unwrap_or(digits), 8).ok()
}

fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Any | Shape::Link => "a value",
        Shape::Object | Shape::Map => "a mapping",
        Shape::List => "a list",
        Shape::String => "a string",
        Shape::Integer => "an integer",
        Shape::Number => "a number",
        Shape::Boolean => "a boolean",
        Shape::IntOrString => "an integer or a string",
        Shape::Quantity => "an amount",
    }
}
