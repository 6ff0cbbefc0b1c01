//! Which values a chart knows, which of them its templates read, and which parts of them are free: most charts take a
//! mistyped key without a word, and go on with their default.
//!
//! ```
//! use hagen_charts::facts::ChartFacts;
//! use hagen_yaml::value;
//!
//! let chart = ChartFacts::of("kube-prometheus-stack", "88.5.3").expect("it is among the facts");
//! let findings = chart.check(&value!({ "prometheus": { "prometheusSpec": { "replcas": 2 } } }));
//! assert_eq!(findings[0].path.to_string(), "prometheus.prometheusSpec.replcas");
//! assert_eq!(findings[0].problem.help().unwrap(), "did you mean `replicas`?");
//! ```

mod check;
mod diff;
mod finding;
pub mod format;
mod node;
mod open;
mod position;
mod suggest;
mod templates;

use hagen_core::Path;
use hagen_yaml::{Node as Tree, Value};

pub use diff::{Change, ChangeKind, diff};
pub use finding::{Problem, ValueFinding};
use node::{Node, charts};
use position::Position;

/// What one version of a chart knows. Costs next to nothing: the facts are read where they are compiled in.
#[derive(Debug, Clone, Copy)]
pub struct ChartFacts {
    chart: &'static str,
    version: &'static str,
    source: &'static str,
    root: Node,
}

/// A value that a chart knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownValue {
    /// Its keys; `*` is any key or element.
    pub keys: Vec<&'static str>,
    /// The kind of its default: `map`, `list`, `string`, `int`, `float`, `bool` or `null`.
    pub kind: Option<&'static str>,
    /// The default as JSON, when it is short.
    pub default: Option<&'static str>,
    /// Whether setting it has no effect.
    pub is_dead: bool,
    /// Whether any other key is accepted beside it: names are the user's there, or the chart hands everything on.
    pub is_open: bool,
}

impl ChartFacts {
    /// The facts of a chart at a version, when there are any. Some charts write `v` in front of their version when
    /// they are released; it does not matter here.
    pub fn of(chart: &str, version: &str) -> Option<Self> {
        let bare = version.strip_prefix('v').unwrap_or(version);
        Self::all().find(|facts| facts.chart == chart && facts.version == bare)
    }

    /// The facts of all charts, by name and version.
    pub fn all() -> impl Iterator<Item = Self> {
        charts().map(|node::ChartEntry { name, version, source, root }| Self {
            chart: name,
            version,
            source,
            root,
        })
    }

    /// The name of the chart.
    pub fn chart(&self) -> &'static str {
        self.chart
    }

    /// The version of the chart.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The repository and tag that the facts were taken from: `traefik/traefik-helm-chart@v41.3.0`.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// What is wrong with values for this chart, in their order.
    pub fn check(&self, values: &Value) -> Vec<ValueFinding> {
        check::check(self.chart, self.root, values)
    }

    /// The values that templates write out whole, each with its path: they mean what they mean to who takes them.
    pub fn open(&self, values: &Value) -> Vec<(Path, Value)> {
        open::open(self.root, values)
    }

    /// The plain values that templates read themselves, each with its path.
    pub fn plain(&self, values: &Value) -> Vec<(Path, Value)> {
        open::plain(self.root, values)
    }

    /// What is wrong with values that a user wrote: each finding has its place.
    pub fn check_node(&self, values: &Tree) -> Vec<ValueFinding> {
        let mut findings = self.check(&values.to_value());
        for finding in &mut findings {
            finding.locate(values);
        }
        findings
    }

    /// All values that the chart knows, in the order of their keys.
    pub fn known(&self) -> Vec<KnownValue> {
        let mut known = Vec::new();
        collect(&Position::new(self.root), &mut Vec::new(), &mut known);
        known
    }
}

fn collect(at: &Position, keys: &mut Vec<&'static str>, known: &mut Vec<KnownValue>) {
    let Some(node) = at.nodes().first() else { return };
    let is_open = at.is_open() || at.element().is_known();
    for (key, child) in node.keys() {
        let child = child.node();
        keys.push(key);
        known.push(KnownValue {
            keys: keys.clone(),
            kind: Some(child.kind()).filter(|kind| !kind.is_empty()),
            default: child.default(),
            is_dead: child.is_dead(),
            is_open,
        });
        let next = if key == format::ANY { at.element() } else { at.named(key) };
        collect(&next, keys, known);
        keys.pop();
    }
}

/// The path of some keys.
fn path(keys: &[&str]) -> Path {
    Path::of(keys.iter().copied())
}
