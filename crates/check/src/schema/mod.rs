//! Every object against the API of the cluster's Kubernetes, and custom resources against their definitions, without
//! a cluster: the schemas are compiled in.
//!
//! Beside the schemas, what the API server checks in code is checked for the kinds that hagen writes, and the rules in
//! CEL that custom resource definitions bring ([`Kind::rules`]) are evaluated. [`Schemas::update`] compares an object with the
//! one that is there: fields that do not change, volumes that do not shrink. Quotas and admission are not looked at.
//!
//! ```
//! use hagen_check::schema::{Minor, Schemas};
//! use hagen_yaml::value;
//!
//! let schemas = Schemas::new(Minor::NEWEST);
//! let deployment = schemas.find("apps/v1", "Deployment").expect("Kubernetes has deployments");
//! let findings = deployment.check(&value!({
//!     "apiVersion": "apps/v1",
//!     "kind": "Deployment",
//!     "metadata": { "name": "shop" },
//!     "spec": { "replica": 3 },
//! }));
//! assert_eq!(findings[0].to_string(), "spec.replica: unknown field `replica`, did you mean `replicas`");
//! ```

mod checker;
mod children;
mod conditions;
mod facts;
mod finding;
pub mod format;
mod kind;
mod metadata;
mod minor;
mod named;
mod names;
mod network;
mod node;
mod objects;
mod own;
mod part;
mod path;
mod pattern;
mod pods;
pub(crate) mod quantity;
mod retired;
mod rules;
mod scalar;
mod scaling;
mod semantics;
mod storage;
mod suggest;
mod syntax;
pub mod update;
mod workload;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use hagen_yaml::Value;

use facts::{Facts, KindEntry};
pub use finding::{Finding, Problem, Severity};
pub use hagen_core::Step;
pub use kind::{Kind, Rule};
pub use minor::{Minor, UnknownMinor};
pub use own::Definitions;
pub(crate) use part::Part;
use pattern::Pattern;
pub(crate) use rules::problem as rule_problem;
pub(crate) use suggest::nearest;

/// The kinds of one Kubernetes and of the custom resources that hagen knows.
///
/// Costs next to nothing to make: schemas are read where they are compiled in, and a regular expression is compiled
/// when the first text has to match it. One of these serves all threads.
#[derive(Debug)]
pub struct Schemas {
    facts: Facts,
    minor: Minor,
    /// The place of the minor in the facts.
    position: usize,
    patterns: Box<[OnceLock<Option<Pattern>>]>,
    /// By the node that they are of.
    rules: RwLock<HashMap<usize, Arc<rules::Rules>>>,
    verdicts: rules::Verdicts,
    /// The user's own definitions, which come first.
    own: Option<Box<own::Own>>,
    /// Of own definitions: the schemas that know the metadata of objects.
    base: Option<Box<Schemas>>,
}

impl Schemas {
    /// The schemas of a Kubernetes.
    ///
    /// # Panics
    /// Never for a [`Minor`] that was parsed or is [supported](Minor::SUPPORTED).
    pub fn new(minor: Minor) -> Self {
        let facts = Facts::embedded();
        let is_it = |position: &usize| facts.minor(*position).0 == minor.number();
        let position = (0..facts.minor_count()).find(is_it).expect("a test finds each supported minor");
        Self::of(facts, minor, position)
    }

    fn of(facts: Facts, minor: Minor, position: usize) -> Self {
        let patterns = (0..facts.pattern_count()).map(|_| OnceLock::new()).collect();
        let (rules, verdicts) = (RwLock::default(), rules::Verdicts::default());
        Self { facts, minor, position, patterns, rules, verdicts, own: None, base: None }
    }

    /// The Kubernetes whose schemas these are.
    pub fn minor(&self) -> Minor {
        self.minor
    }

    /// The schema of a kind, when this Kubernetes or a known custom resource definition has it.
    pub fn find(&self, api_version: &str, kind: &str) -> Option<Kind<'_>> {
        if let Some(kind) = self.own.as_ref().and_then(|own| own.schemas.find(api_version, kind)) {
            return Some(kind);
        }
        let entry = self.facts.find(api_version, kind)?;
        Some(Kind { schemas: self, entry, root: entry.root(self.position)? })
    }

    /// All kinds, in the order of their names.
    pub fn kinds(&self) -> impl Iterator<Item = Kind<'_>> {
        let own = self.own.iter().flat_map(|own| own.schemas.served());
        own.chain(self.served())
    }

    /// The API version and kind that were meant by ones that nobody has: the same kind elsewhere, the newest first,
    /// or one that is spelled nearly so.
    pub fn nearest(&self, api_version: &str, kind: &str) -> Option<Kind<'_>> {
        let name = suggest::nearest(kind, self.kinds().map(|known| known.kind()))?;
        let group = retired::group(api_version);
        self.kinds().filter(|known| known.kind() == name).max_by_key(|known| {
            let known = known.api_version();
            (retired::group(known) == group, retired::rank(known))
        })
    }

    /// Where the API of this Kubernetes and each custom resource definition come from, like
    /// `k8s.io/kubernetes@v1.36.3` and `argoproj/argo-cd@v3.5.1:manifests/crds/application-crd.yaml`.
    pub fn sources(&self) -> Vec<&'static str> {
        let definitions = self.entries().filter(|entry| !entry.is_built_in()).map(|entry| entry.source());
        let mut sources: Vec<_> =
            std::iter::once(self.facts.minor(self.position).1).chain(definitions).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Everything wrong with an object of any kind: [`Kind::check`], or why there is no such kind.
    pub fn check(&self, object: &Value) -> Vec<Finding> {
        let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        match (text("apiVersion"), text("kind")) {
            (Some(api_version), Some(kind)) => match self.find(api_version, kind) {
                Some(known) => known.check(object),
                None => vec![self.unknown(api_version, kind)],
            },
            _ => self.nameless(object),
        }
    }

    fn served(&self) -> impl Iterator<Item = Kind<'_>> {
        self.entries()
            .filter_map(|entry| Some(Kind { schemas: self, entry, root: entry.root(self.position)? }))
    }

    fn entries(&self) -> impl Iterator<Item = KindEntry> {
        let facts = self.facts;
        (0..facts.kind_count()).map(move |place| facts.kind(place))
    }

    /// The place of the node of `metadata`.
    fn object_meta(&self) -> u16 {
        self.facts.minor(self.position).2
    }

    /// The rules of a node, compiled when the first value has to follow them.
    fn rules(&self, node: node::Node) -> Arc<rules::Rules> {
        if let Some(rules) = self.rules.read().expect("nobody panics with it").get(&node.id()) {
            return Arc::clone(rules);
        }
        let rules = Arc::new(rules::compile(self, node));
        let mut known = self.rules.write().expect("nobody panics with it");
        Arc::clone(known.entry(node.id()).or_insert(rules))
    }

    /// A regular expression by its place; none when it is beyond what hagen can match.
    fn pattern(&self, place: u16) -> Option<&Pattern> {
        self.patterns[usize::from(place)].get_or_init(|| Pattern::new(self.facts.pattern(place))).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_compile() {
        let schemas = Schemas::new(Minor::NEWEST);
        for place in 0..schemas.patterns.len() {
            let place = u16::try_from(place).unwrap();
            assert!(schemas.pattern(place).is_some(), "{}", schemas.facts.pattern(place));
        }
    }

    #[test]
    fn finds_the_kinds_of_each_minor() {
        for minor in Minor::SUPPORTED {
            let schemas = Schemas::new(minor);
            let deployment = schemas.find("apps/v1", "Deployment").unwrap();
            assert!(deployment.namespaced());
            assert!(!schemas.find("rbac.authorization.k8s.io/v1", "ClusterRole").unwrap().namespaced());
            assert!(schemas.find("apps/v2", "Deployment").is_none());
            assert!(schemas.kinds().count() > 200);
        }
    }

    #[test]
    fn kinds_come_and_go() {
        let has = |minor: Minor| Schemas::new(minor).find("resource.k8s.io/v1", "ResourceClaim").is_some();
        assert_eq!(Minor::SUPPORTED.map(has), [false, false, true, true, true]);
    }

    #[test]
    fn suggests_the_kind_that_was_meant() {
        let schemas = Schemas::new(Minor::NEWEST);
        let nearest = |api_version: &str, kind: &str| {
            schemas
                .nearest(api_version, kind)
                .map(|known| format!("{} {}", known.api_version(), known.kind()))
        };
        assert_eq!(nearest("apps/v1beta1", "Deployment").as_deref(), Some("apps/v1 Deployment"));
        assert_eq!(nearest("apps/v1", "Deploymnet").as_deref(), Some("apps/v1 Deployment"));
        assert_eq!(
            nearest("gateway.networking.k8s.io/v1alpha2", "Gateway").as_deref(),
            Some("gateway.networking.k8s.io/v1 Gateway")
        );
        assert_eq!(nearest("example.com/v1", "Spaceship"), None);
    }

    #[test]
    fn tells_where_it_comes_from() {
        let sources = Schemas::new(Minor::NEWEST).sources();
        assert!(sources.iter().any(|source| source.starts_with("k8s.io/kubernetes@v1.36.")), "{sources:?}");
        assert!(sources.iter().any(|source| source.starts_with("argoproj/argo-cd@v")), "{sources:?}");
    }
}
