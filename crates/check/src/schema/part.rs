//! Parts of schemas: a field of a kind, and the configurations of programs.

use std::sync::OnceLock;

use hagen_yaml::Value;

use super::checker::Checker;
use super::facts::Facts;
use super::finding::Finding;
use super::format::Shape;
use super::path::Path;
use super::{Minor, Schemas};

static CONFIGS: &[u8] = include_bytes!("../../facts/configs.bin");
static COMPONENTS: &[u8] = include_bytes!("../../facts/components.bin");

/// The schema of a value within an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'s> {
    schemas: &'s Schemas,
    built_in: bool,
    node: u16,
}

impl Schemas {
    /// A field of a kind: `spec.containers[].env`, `*` is any key of a mapping; `None` where there is none.
    pub(crate) fn field(&self, api_version: &str, kind: &str, path: &str) -> Option<Part<'_>> {
        let kind = self.find(api_version, kind)?;
        let node = kind.schemas.follow(kind.root, path)?;
        Some(Part { schemas: kind.schemas, built_in: kind.built_in(), node })
    }

    /// A part of the configuration of a program.
    pub(crate) fn configuration(name: &str, path: &str) -> Option<Part<'static>> {
        static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
        Self::part(SCHEMAS.get_or_init(|| Self::compiled(CONFIGS)), name, path)
    }

    /// The configuration of a component of an OpenTelemetry collector, as `exporters.otlphttp`.
    pub(crate) fn component(name: &str) -> Option<Part<'static>> {
        static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
        Self::part(SCHEMAS.get_or_init(|| Self::compiled(COMPONENTS)), name, "")
    }

    fn compiled(facts: &'static [u8]) -> Self {
        let facts = Facts::read(facts).expect("a test reads the facts of every build");
        Self::of(facts, Minor::NEWEST, 0)
    }

    fn part(schemas: &'static Self, name: &str, path: &str) -> Option<Part<'static>> {
        let root = schemas.facts.find("", name)?.root(0)?;
        Some(Part { schemas, built_in: false, node: schemas.follow(root, path)? })
    }

    fn follow(&self, root: u16, path: &str) -> Option<u16> {
        let elements = |step: &str| step.matches("[]").count();
        let mut at = root;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let name = step.trim_end_matches("[]");
            if name == "*" {
                at = self.linked(at).child()?;
            } else if !name.is_empty() {
                at = self.linked(at).properties().find(&self.facts, name)?.node;
            }
            for _ in 0..elements(step) {
                at = self.linked(at).child()?;
            }
        }
        Some(at)
    }

    fn linked(&self, place: u16) -> super::node::Node {
        let node = self.facts.node(place);
        match (node.shape(), node.child()) {
            (Shape::Link, Some(child)) => self.facts.node(child),
            _ => node,
        }
    }
}

impl Part<'static> {
    /// The fields of an object.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let facts = &self.schemas.facts;
        let name = |property: super::node::Property| facts.text(property.name);
        self.schemas.linked(self.node).properties().iter().map(name).collect()
    }

    /// The field of a name, whose capital letters do not matter.
    pub(crate) fn field_in_any_case(&self, name: &str) -> Option<Self> {
        let facts = &self.schemas.facts;
        let mut fields = self.schemas.linked(self.node).properties().iter();
        let field = fields.find(|field| facts.text(field.name).eq_ignore_ascii_case(name))?;
        Some(Self { node: field.node, ..*self })
    }

    /// The elements of a list, or the values of a mapping.
    pub(crate) fn entry(&self) -> Option<Self> {
        Some(Self { node: self.schemas.linked(self.node).child()?, ..*self })
    }

    /// Whether anything may stand here.
    pub(crate) fn is_open(&self) -> bool {
        let node = self.schemas.linked(self.node);
        node.shape() == Shape::Any || (node.shape() == Shape::Object && !node.is_closed())
    }

    /// What a text has to be that stands for the value, where it is none.
    pub(crate) fn refusal(&self, text: &str) -> Option<&'static str> {
        match self.schemas.linked(self.node).shape() {
            Shape::Boolean if !TRUTHS.contains(&text) => Some("`true` or `false`"),
            Shape::Integer if text.parse::<i64>().is_err() => Some("a whole number"),
            _ => None,
        }
    }
}

/// What Go reads as a truth.
const TRUTHS: [&str; 12] = ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"];

impl Part<'_> {
    /// Everything wrong with a value of this part.
    pub(crate) fn check(&self, value: &Value) -> Vec<Finding> {
        let mut checker = Checker::new(self.schemas, self.built_in);
        checker.check(self.node, value, &Path::ROOT);
        checker.into_findings()
    }
}
