//! One kind and what is wrong with an object of it.

use hagen_yaml::Value;

use super::Schemas;
use super::checker::Checker;
use super::facts::KindEntry;
use super::finding::Finding;
use super::format::Tag;
use super::path::Path;

/// The schema of a kind in one API version.
#[derive(Debug, Clone, Copy)]
pub struct Kind<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) entry: KindEntry,
    pub(super) root: u16,
}

/// A rule in CEL that a custom resource definition brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The place of the value that is `self` in the rule, like `spec.listeners[*]`.
    pub path: String,
    /// The expression.
    pub rule: &'static str,
    /// What the API server says when it does not hold; may be empty.
    pub message: &'static str,
}

impl Kind<'_> {
    /// The API version, like `apps/v1`.
    pub fn api_version(&self) -> &'static str {
        self.entry.api_version()
    }

    /// The name of the kind, like `Deployment`.
    pub fn kind(&self) -> &'static str {
        self.entry.kind()
    }

    /// Whether its objects live in a namespace.
    pub fn namespaced(&self) -> bool {
        self.entry.is_namespaced()
    }

    /// Whether it is part of Kubernetes, not of a custom resource definition.
    pub fn built_in(&self) -> bool {
        self.entry.is_built_in()
    }

    /// Everything wrong with an object of this kind, in the order in which it stands there. A good object of a
    /// kind without rules in CEL costs no allocation.
    pub fn check(&self, object: &Value) -> Vec<Finding> {
        let mut checker = Checker::new(self.schemas, self.entry.is_built_in());
        checker.check(self.root, object, &Path::ROOT);
        checker.own_metadata(object);
        checker.object(self, object);
        checker.whole_kind(self, object);
        checker.lifecycle(self);
        checker.into_findings()
    }

    /// The rules that the definition brings.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        self.collect_rules(self.root, "", &mut rules);
        rules
    }

    fn collect_rules(&self, node: u16, path: &str, rules: &mut Vec<Rule>) {
        let facts = &self.schemas.facts;
        let node = facts.node(node);
        if node.shape() == super::format::Shape::Link {
            return;
        }
        for attribute in node.attributes().filter(|attribute| attribute.tag == Tag::Rule) {
            let mut texts = attribute.places().map(|place| facts.text(place));
            let (rule, message) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            rules.push(Rule { path: path.to_owned(), rule, message });
        }
        for property in node.properties().iter() {
            let dot = if path.is_empty() { "" } else { "." };
            self.collect_rules(property.node, &format!("{path}{dot}{}", facts.text(property.name)), rules);
        }
        if let Some(child) = node.child() {
            self.collect_rules(child, &format!("{path}[*]"), rules);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Minor;

    #[test]
    fn tells_the_rules_of_a_definition() {
        let schemas = Schemas::new(Minor::NEWEST);
        let rules = schemas.find("gateway.networking.k8s.io/v1", "Gateway").unwrap().rules();
        let of_listeners = |rule: &&Rule| rule.path == "spec.listeners" && rule.rule.contains("hostname");
        let unique = rules.iter().filter(of_listeners).find(|rule| rule.message.contains("unique"));
        assert!(unique.is_some(), "{rules:#?}");
        assert!(schemas.find("apps/v1", "Deployment").unwrap().rules().is_empty());
    }

    #[test]
    fn a_definition_that_contains_itself_ends() {
        let schemas = Schemas::new(Minor::NEWEST);
        let definition = schemas.find("apiextensions.k8s.io/v1", "CustomResourceDefinition").unwrap();
        assert!(definition.rules().is_empty());
    }
}
