//! Fields, entries and elements.

use hagen_core::Step;
use hagen_yaml::{Map, Value};

use super::checker::Checker;
use super::finding::{Problem, path_text};
use super::node::Node;
use super::path::Path;
use super::suggest;

impl Checker<'_> {
    /// Checks what a value contains.
    pub(super) fn children(&mut self, node: Node, value: &Value, path: &Path<'_>) {
        match value {
            Value::Map(map) if node.has_properties() || node.is_closed() => self.fields(node, map, path),
            Value::Map(map) => {
                let Some(child) = node.child() else { return };
                for (key, value) in map {
                    self.check(child, value, &path.key(key));
                }
            }
            Value::List(items) => {
                let Some(child) = node.child() else { return };
                for (at, item) in items.iter().enumerate() {
                    self.check(child, item, &path.index(at));
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, node: Node, map: &Map, path: &Path<'_>) {
        let properties = node.properties();
        let path = &path.described(node);
        let mut required = 0;
        for (key, value) in map {
            match properties.find(self.facts, key) {
                Some(property) => {
                    required += u8::from(property.required && !matches!(value, Value::Null));
                    self.check(property.node, value, &path.key(key));
                }
                None if node.is_closed() => self.unknown_field(node, key, &path.key(key)),
                None => {}
            }
        }
        if required < properties.required {
            self.missing_fields(node, map, path);
        }
    }

    fn missing_fields(&mut self, node: Node, map: &Map, path: &Path<'_>) {
        for property in node.properties().iter().filter(|property| property.required) {
            let name = self.facts.text(property.name);
            if map.get(name).is_none_or(|value| matches!(value, Value::Null)) {
                self.report(path, || {
                    let message = format!("`{name}` is missing");
                    (Problem::MissingField { name: name.to_owned() }, message)
                });
            }
        }
    }

    fn unknown_field(&mut self, node: Node, name: &str, path: &Path<'_>) {
        let (facts, schemas) = (self.facts, self.schemas);
        self.report(path, || {
            let known = node.properties().iter().map(|property| facts.text(property.name));
            let suggestion = suggest::nearest(name, known).map(str::to_owned);
            let place = if suggestion.is_none() { place_of(schemas, node, name, path) } else { None };
            let hint = match (&suggestion, &place) {
                (Some(meant), _) => format!(", did you mean `{meant}`"),
                (None, Some(place)) => format!(", it belongs to `{place}`"),
                (None, None) => String::new(),
            };
            (
                Problem::UnknownField { name: name.to_owned(), suggestion, place },
                format!("unknown field `{name}`{hint}"),
            )
        });
    }
}

/// The nearest object above that has the field, or the one directly below.
fn place_of(schemas: &super::Schemas, node: Node, name: &str, path: &Path<'_>) -> Option<String> {
    let facts = &schemas.facts;
    let has = |node: Node| node.properties().find(facts, name).is_some();
    let above = path.ancestors().skip(1).find(|(_, node)| has(*node)).map(|(path, _)| path.steps());
    let below = || {
        let property = node.properties().iter().find(|property| has(facts.node(property.node)))?;
        let mut steps = path.steps();
        steps.pop();
        steps.push(Step::Key(facts.text(property.name).to_owned()));
        Some(steps)
    };
    above.or_else(below).map(|steps| path_text(&steps))
}
