//! The rules of definitions that compare an object with what is in the cluster (`oldSelf`). They hold for a value that
//! was there before and still is: a field, an entry of a mapping, an element of a list that has keys.

use cel::Context;
use hagen_yaml::Value;

use super::fields::Fields;
use super::values::Defaults;
use super::{described, holds, library, of};
use crate::schema::Kind;
use crate::schema::finding::Finding;
use crate::schema::finding::Problem;
use crate::schema::format::{Shape, Tag};
use crate::schema::node::{Attribute, Node};
use crate::schema::path::Path;

const OLD: &str = "oldSelf";

impl Kind<'_> {
    /// Whether the definition has rules that compare.
    pub(in crate::schema) fn has_transitions(&self) -> bool {
        !self.entry.is_built_in() && self.rules().iter().any(|rule| rule.rule.contains(OLD))
    }

    /// The rules that an object breaks by becoming another.
    pub(in crate::schema) fn transitions(&self, old: &Value, new: &Value) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.has_transitions() {
            self.compare(self.root, old, new, &Path::ROOT, &mut found);
        }
        found
    }

    fn compare(&self, place: u16, old: &Value, new: &Value, path: &Path<'_>, found: &mut Vec<Finding>) {
        let node = self.target(place);
        for rule in of(node) {
            found.extend(self.judge(node, rule, (old, new), path));
        }
        match (old, new) {
            (Value::Map(was), Value::Map(is)) => {
                for (name, value) in is {
                    let property = node.properties().find(&self.schemas.facts, name).map(|known| known.node);
                    if let (Some(place), Some(before)) = (property.or(node.child()), was.get(name)) {
                        self.compare(place, before, value, &path.key(name), found);
                    }
                }
            }
            (Value::List(was), Value::List(is)) => {
                let Some(place) = node.child() else { return };
                for (at, value) in is.iter().enumerate() {
                    if let Some(before) = was.iter().find(|other| self.is_one(node, other, value)) {
                        self.compare(place, before, value, &path.index(at), found);
                    }
                }
            }
            _ => {}
        }
    }

    fn target(&self, place: u16) -> Node {
        let node = self.schemas.facts.node(place);
        match (node.shape(), node.child()) {
            (Shape::Link, Some(child)) => self.schemas.facts.node(child),
            _ => node,
        }
    }

    /// Whether two elements of a list have the same keys.
    fn is_one(&self, list: Node, old: &Value, new: &Value) -> bool {
        let keys = list.attributes().find(|attribute| attribute.tag == Tag::MapKeys);
        let key = |place| {
            let name = self.schemas.facts.text(place);
            old.get(name) == new.get(name)
        };
        keys.is_some_and(|keys| keys.places().all(key))
    }

    fn judge(&self, node: Node, rule: Attribute, pair: (&Value, &Value), path: &Path<'_>) -> Option<Finding> {
        let mut texts = rule.places().map(|place| self.schemas.facts.text(place));
        let (text, message) = (texts.next()?, texts.next().unwrap_or_default());
        if !text.contains(OLD) || super::beyond(text).is_some() {
            return None;
        }
        let expression = library::read(text).ok()?;
        let defaults = Defaults { facts: &self.schemas.facts };
        let mut scope: Context<'_, '_> = Context::with_env(std::sync::Arc::clone(library::environment()));
        scope.add_variable_as_val(OLD, defaults.seen(node, pair.0, &Fields::All));
        scope.add_variable_as_val("self", defaults.seen(node, pair.1, &Fields::All));
        if holds(&expression, &scope) {
            return None;
        }
        let message =
            format!("`{}`: {}", super::super::finding::path_text(&path.steps()), described(text, message));
        Some(Finding { path: path.steps(), problem: Problem::Rule { rule: text }, message })
    }
}
