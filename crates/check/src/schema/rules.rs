//! The rules in CEL that custom resource definitions bring (`x-kubernetes-validations`), evaluated as the API server
//! evaluates them: after everything else about a value holds, with defaults filled in.
//!
//! A rule that compares with what is in the cluster (`oldSelf`) says nothing about an object alone: it is left out here,
//! and looked at when there are two versions of an object.

mod fields;
mod library;
mod transitions;
mod values;
mod verdicts;

use cel::parser::Expression;
use cel::{Context, ExecutionError, Value as Cel};
use hagen_yaml::Value;

use self::fields::Fields;
use self::values::Defaults;
use self::verdicts::Verdict;
use super::Schemas;
use super::checker::Checker;
use super::finding::Problem;
use super::format::Tag;
use super::node::{Attribute, Node};
use super::path::Path;

pub(super) use self::verdicts::Verdicts;

/// The rules of a node, compiled.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Vec<(Attribute, Expression)>,
    /// What of a value they look at.
    fields: Fields,
}

/// The rules of a node, compiled. One that needs what is in the cluster, or is beyond the library, is left out.
pub(super) fn compile(schemas: &Schemas, node: Node) -> Rules {
    let rule = |rule: Attribute| Some((rule, compile_rule(schemas.facts.text(rule.places().next()?))?));
    let rules: Vec<_> = of(node).filter_map(rule).collect();
    let fields = Fields::of(rules.iter().map(|(_, expression)| expression));
    Rules { rules, fields }
}

fn compile_rule(rule: &str) -> Option<Expression> {
    let compares = rule.contains("oldSelf");
    if compares || beyond(rule).is_some() { None } else { library::read(rule).ok() }
}

/// Why the text of a rule cannot be read as CEL.
pub(crate) fn problem(rule: &str) -> Option<String> {
    if let Some(limit) = beyond(rule) {
        return Some(limit.to_owned());
    }
    let error = library::environment().parser().parse(rule).err()?.to_string();
    let first = error.lines().next().unwrap_or_default();
    Some(first.rsplit("Syntax error: ").next().unwrap_or(first).to_owned())
}

/// The limit that a rule breaks: reading one takes a stack as deep as the rule is.
fn beyond(rule: &str) -> Option<&'static str> {
    let operators = rule.bytes().filter(|byte| b".+-*/%!&|?<>=,".contains(byte)).count();
    if operators > 1000 {
        return Some("it has more than 1000 operators");
    }
    (depth(rule) > 100).then_some("it has more than 100 brackets in each other")
}

/// How deep brackets lie within each other at most; those in texts count, as nothing real has so many.
fn depth(rule: &str) -> usize {
    let mut depths = rule.bytes().scan(0_usize, |depth, byte| {
        match byte {
            b'(' | b'[' | b'{' => *depth += 1,
            b')' | b']' | b'}' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    });
    depths.by_ref().max().unwrap_or_default()
}

fn of(node: Node) -> impl Iterator<Item = Attribute> {
    node.attributes().filter(|attribute| attribute.tag == Tag::Rule)
}

impl Checker<'_> {
    /// Evaluates the rules of a node, unless they held for such a value before.
    pub(super) fn rules(&mut self, node: Node, value: &Value, path: &Path<'_>) {
        if of(node).next().is_none() {
            return;
        }
        let rules = self.schemas.rules(node);
        if rules.rules.is_empty() {
            return;
        }
        let verdict = Verdict::of(&self.schemas.verdicts, node, value, &rules.fields);
        if self.schemas.verdicts.holds(verdict) {
            return;
        }
        let broken = self.broken(&rules, node, value);
        if broken.is_empty() {
            self.schemas.verdicts.remember(verdict);
        }
        for rule in broken {
            let mut texts = rule.places().map(|place| self.facts.text(place));
            let (rule, message) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            self.report(path, || (Problem::Rule { rule }, described(rule, message)));
        }
    }

    fn broken(&mut self, rules: &Rules, node: Node, value: &Value) -> Vec<Attribute> {
        let this = Defaults { facts: self.facts }.seen(node, value, &rules.fields);
        let context: &Context<'_, '_> = self
            .context
            .get_or_insert_with(|| Context::with_env(std::sync::Arc::clone(library::environment())));
        let mut scope = context.new_inner_scope();
        scope.add_variable_as_val("self", this);
        let broken = rules.rules.iter().filter(|(_, expression)| !holds(expression, &scope));
        broken.map(|(rule, _)| *rule).collect()
    }
}

/// A rule that misses a key is broken, and one that takes a text for the duration or address that it is not: so the API
/// server says. One that the library cannot evaluate is not held against anybody.
fn holds(expression: &Expression, scope: &Context<'_, '_>) -> bool {
    match Cel::resolve(expression, scope) {
        Ok(Cel::Bool(truth)) => truth,
        Err(ExecutionError::NoSuchKey(_)) => false,
        Err(ExecutionError::FunctionError { function, .. }) => !library::converts(&function),
        Ok(_) | Err(_) => true,
    }
}

/// What the definition says in its own words, or the rule itself.
fn described(rule: &str, message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    if message.is_empty() { format!("the rule `{rule}` does not hold") } else { message.to_owned() }
}

#[cfg(test)]
mod tests;
