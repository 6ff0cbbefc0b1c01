//! Labels and selectors, small enough to be kept for every object of a cluster.

use std::hash::{BuildHasher, Hash};

use foldhash::{fast, quality};
use hagen_yaml::Value;

/// What is looked up by what stands for texts: nobody from outside chooses the keys.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, fast::FixedState>;
/// The same for what is only there or not.
pub(crate) type HashSet<K> = std::collections::HashSet<K, fast::FixedState>;

/// A text that is only compared.
pub(crate) fn hash(text: &str) -> u64 {
    hash_of(text)
}

fn hash_of(what: impl Hash) -> u64 {
    // Of a fixed seed: the same in every run.
    quality::FixedState::default().hash_one(what)
}

fn pair(key: &str, value: &str) -> u64 {
    hash_of((key, value))
}

/// The labels of an object: each as what stands for its key, and for its key and value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Labels {
    pairs: Box<[u64]>,
    keys: Box<[u64]>,
}

impl Labels {
    /// Of a mapping in an object.
    pub(crate) fn of(labels: Option<&Value>) -> Self {
        Self::of_pairs(texts(labels))
    }

    /// Of keys and values.
    pub(crate) fn of_pairs<'a>(labels: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut pairs, mut keys): (Vec<u64>, Vec<u64>) =
            labels.map(|(key, value)| (pair(key, value), hash(key))).unzip();
        pairs.sort_unstable();
        keys.sort_unstable();
        Self { pairs: pairs.into(), keys: keys.into() }
    }

    /// What stands for each key and value.
    pub(crate) fn pairs(&self) -> &[u64] {
        &self.pairs
    }

    /// Whether it has all of these, and perhaps more.
    pub(crate) fn has_all(&self, others: &Self) -> bool {
        others.pairs.iter().all(|pair| self.has(*pair))
    }

    fn has(&self, pair: u64) -> bool {
        self.pairs.binary_search(&pair).is_ok()
    }

    fn has_key(&self, key: u64) -> bool {
        self.keys.binary_search(&key).is_ok()
    }
}

fn texts(labels: Option<&Value>) -> impl Iterator<Item = (&str, &str)> {
    let entries = labels.and_then(Value::as_map).into_iter().flatten();
    entries.filter_map(|(key, value)| Some((&**key, value.as_str()?)))
}

/// How labels begin that operators put on the pods they make.
const OPERATORS: [&str; 9] = [
    "security.istio.io/",
    "cnpg.io/",
    "strimzi.io/",
    "cluster-name",
    "spilo-role",
    "acme.cert-manager.io/",
    "batch.kubernetes.io/",
    "gateway.networking.k8s.io/",
    "gateway.istio.io/",
];

fn is_of_operator(key: &str) -> bool {
    OPERATORS.iter().any(|operator| key.starts_with(operator))
}

/// A label selector.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Selector {
    all: Box<[u64]>,
    /// Whether it asks for a label that only an operator puts on pods.
    is_of_operator: bool,
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    In(Vec<u64>),
    NotIn(Vec<u64>),
    Exists(u64),
    DoesNotExist(u64),
}

impl Selector {
    /// Of `matchLabels` and `matchExpressions`. `None` where there is no selector, which selects nothing.
    pub(crate) fn of(selector: Option<&Value>) -> Option<Self> {
        let selector = selector.filter(|selector| selector.as_map().is_some())?;
        let expressions = selector.get("matchExpressions").and_then(Value::as_list).unwrap_or_default();
        let terms = expressions.iter().filter_map(term).collect();
        let mut keys = expressions.iter().filter_map(|it| it.get("key")?.as_str());
        let named = Self::of_labels(selector.get("matchLabels"));
        Some(Self { terms, is_of_operator: named.is_of_operator || keys.any(is_of_operator), ..named })
    }

    /// Of labels that have to be there, as a Service names them.
    pub(crate) fn of_labels(labels: Option<&Value>) -> Self {
        let is_of_operator = texts(labels).any(|(key, _)| is_of_operator(key));
        Self { all: Labels::of(labels).pairs, is_of_operator, terms: Vec::new() }
    }

    /// Whether what it selects is made in the cluster, where nobody sees it here.
    pub(crate) fn is_of_operator(&self) -> bool {
        self.is_of_operator
    }

    /// Whether it selects everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.terms.is_empty()
    }

    /// Whether it selects what has these labels.
    pub(crate) fn selects(&self, labels: &Labels) -> bool {
        self.all.iter().all(|pair| labels.has(*pair)) && self.terms.iter().all(|term| term.holds(labels))
    }

    /// One of the labels that it asks for, if it asks for any.
    pub(crate) fn anchor(&self) -> Option<u64> {
        self.all.first().copied()
    }
}

fn term(expression: &Value) -> Option<Term> {
    let key = expression.get("key")?.as_str()?;
    let values = expression.get("values").and_then(Value::as_list).unwrap_or_default();
    let pairs = || values.iter().filter_map(|value| Some(pair(key, value.as_str()?))).collect();
    match expression.get("operator")?.as_str()? {
        "In" => Some(Term::In(pairs())),
        "NotIn" => Some(Term::NotIn(pairs())),
        "Exists" => Some(Term::Exists(hash(key))),
        "DoesNotExist" => Some(Term::DoesNotExist(hash(key))),
        _ => None,
    }
}

impl Term {
    fn holds(&self, labels: &Labels) -> bool {
        match self {
            Self::In(pairs) => pairs.iter().any(|pair| labels.has(*pair)),
            Self::NotIn(pairs) => !pairs.iter().any(|pair| labels.has(*pair)),
            Self::Exists(key) => labels.has_key(*key),
            Self::DoesNotExist(key) => !labels.has_key(*key),
        }
    }
}

/// Finds labelled things of a namespace by a selector, without asking each.
pub(crate) struct Index<'a, T> {
    things: Vec<(&'a Labels, &'a T)>,
    by_namespace: HashMap<u64, Vec<usize>>,
    by_label: HashMap<(u64, u64), Vec<usize>>,
}

impl<'a, T> Index<'a, T> {
    /// Of things with their namespaces and labels.
    pub(crate) fn new(things: impl Iterator<Item = (u64, &'a Labels, &'a T)>) -> Self {
        let mut index =
            Self { things: Vec::new(), by_namespace: HashMap::default(), by_label: HashMap::default() };
        for (namespace, labels, thing) in things {
            let at = index.things.len();
            index.things.push((labels, thing));
            index.by_namespace.entry(namespace).or_default().push(at);
            for pair in &labels.pairs {
                index.by_label.entry((namespace, *pair)).or_default().push(at);
            }
        }
        index
    }

    /// What a selector selects in a namespace.
    pub(crate) fn select(&self, namespace: u64, selector: &Selector) -> impl Iterator<Item = &'a T> {
        let found: Vec<&'a T> = self
            .candidates(namespace, selector)
            .iter()
            .map(|at| self.things[*at])
            .filter(|(labels, _)| selector.selects(labels))
            .map(|(_, thing)| thing)
            .collect();
        found.into_iter()
    }

    /// The things with the rarest of the labels that the selector asks for.
    fn candidates(&self, namespace: u64, selector: &Selector) -> &[usize] {
        if selector.all.is_empty() {
            return self.by_namespace.get(&namespace).map_or(&[], Vec::as_slice);
        }
        let lists = selector.all.iter().map(|pair| self.by_label.get(&(namespace, *pair)));
        lists
            .map(|list| list.map_or(&[][..], Vec::as_slice))
            .min_by_key(|list| list.len())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use hagen_yaml::value;

    use super::*;

    #[test]
    fn an_index_finds_what_a_selector_selects() {
        let web = Labels::of(Some(&value!({ "name": "web", "tier": "front" })));
        let api = Labels::of(Some(&value!({ "name": "api", "tier": "back" })));
        let things = [(1, &web, &"web"), (1, &api, &"api"), (2, &web, &"elsewhere")];
        let index = Index::new(things.into_iter());
        let found = |selector: Value| -> Vec<&str> {
            index.select(1, &Selector::of(Some(&selector)).unwrap()).copied().collect()
        };
        assert_eq!(found(value!({})), ["web", "api"]);
        assert_eq!(found(value!({ "matchLabels": { "name": "api" } })), ["api"]);
        assert_eq!(found(value!({ "matchLabels": { "name": "api", "tier": "front" } })), [""; 0]);
        let term = |operator: &'static str| {
            found(
                value!({ "matchExpressions": [{ "key": "tier", "operator": operator, "values": ["back"] }] }),
            )
        };
        assert_eq!(term("In"), ["api"]);
        assert_eq!(term("NotIn"), ["web"]);
        assert_eq!(term("Exists"), ["web", "api"]);
        assert_eq!(term("DoesNotExist"), [""; 0]);
    }

    #[test]
    fn no_selector_selects_nothing() {
        assert_eq!(Selector::of(None), None);
        assert!(Selector::of(Some(&value!({}))).unwrap().is_empty());
    }
}
