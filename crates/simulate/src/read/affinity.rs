//! Rules of placement in a pod's spec.

use hagen_yaml::Value;

use crate::pods::{Rules, Spread, Term, Toleration};
use crate::read::node::effect;
use crate::read::selector::requirement;
use crate::read::{labels, list, number, selector, text};
use crate::select::NodeTerm;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// The rules of a pod's spec that bind.
pub(crate) fn rules(spec: &Value, namespace: &str) -> Rules {
    let affinity = spec.get("affinity");
    let terms = |kind: &str| {
        let terms = affinity.map_or(&[][..], |affinity| list(affinity, &[kind, REQUIRED]));
        terms.iter().filter_map(|value| term(value, namespace)).collect()
    };
    let node_terms =
        affinity.map_or(&[][..], |affinity| list(affinity, &["nodeAffinity", REQUIRED, "nodeSelectorTerms"]));
    Rules {
        node_labels: labels(spec.get("nodeSelector")),
        node_terms: node_terms.iter().map(node_term).collect(),
        tolerations: list(spec, &["tolerations"]).iter().map(toleration).collect(),
        apart: terms("podAntiAffinity"),
        together: terms("podAffinity"),
        spread: list(spec, &["topologySpreadConstraints"]).iter().filter_map(spread).collect(),
    }
}

fn node_term(term: &Value) -> NodeTerm {
    let requirements = list(term, &["matchExpressions"]).iter().chain(list(term, &["matchFields"]));
    NodeTerm { requirements: requirements.filter_map(requirement).collect() }
}

fn term(term: &Value, namespace: &str) -> Option<Term> {
    let namespaces = list(term, &["namespaces"]);
    let chosen = term.get("namespaceSelector");
    let is_named = |name: &Value| name.as_str() == Some(namespace);
    // Which labels a namespace has is not known here: every namespace may be meant.
    let own_namespace = chosen.is_some() || namespaces.is_empty() || namespaces.iter().any(is_named);
    Some(Term {
        key: text(term, &["topologyKey"])?.to_owned(),
        selector: selector(term.get("labelSelector")),
        same_release: same_release(term),
        own_namespace,
    })
}

fn spread(spread: &Value) -> Option<Spread> {
    if text(spread, &["whenUnsatisfiable"]) == Some("ScheduleAnyway") {
        return None;
    }
    Some(Spread {
        key: text(spread, &["topologyKey"])?.to_owned(),
        selector: selector(spread.get("labelSelector")),
        skew: number(spread, &["maxSkew"]).unwrap_or(1),
        min_domains: number(spread, &["minDomains"]).unwrap_or(1),
        counts_unselected: text(spread, &["nodeAffinityPolicy"]) == Some("Ignore"),
        counts_tainted: text(spread, &["nodeTaintsPolicy"]) != Some("Honor"),
        same_release: same_release(spread),
    })
}

/// Whether pods of another release do not count, by the label in which releases differ.
fn same_release(rule: &Value) -> bool {
    list(rule, &["matchLabelKeys"]).iter().filter_map(Value::as_str).any(|key| {
        ["pod-template-hash", "rollouts-pod-template-hash", "controller-revision-hash"].contains(&key)
    })
}

fn toleration(value: &Value) -> Toleration {
    let is_any = text(value, &["operator"]) == Some("Exists");
    let value_of = || text(value, &["value"]).unwrap_or_default().to_owned();
    Toleration {
        key: text(value, &["key"]).unwrap_or_default().to_owned(),
        value: (!is_any).then(value_of),
        effect: text(value, &["effect"]).and_then(effect),
        seconds: number(value, &["tolerationSeconds"]),
    }
}
