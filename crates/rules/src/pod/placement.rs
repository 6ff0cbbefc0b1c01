//! Where pods may stand: over zones and nodes, and away from what is lost.

mod nodes;

use hagen_yaml::Value;

use super::{Pod, items, text};
use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::labels::{Labels, Selector};

const ZONE: &str = "topology.kubernetes.io/zone";
const HOST: &str = "kubernetes.io/hostname";
/// Longer than this a pod is not kept on a node that is lost, when it can be made anew elsewhere.
const TOLERATED: i64 = 60;

pub(super) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    let labels = Labels::of(pod.labels);
    let spreads: Vec<&Value> = items(pod.spec.get("topologySpreadConstraints")).collect();
    for (at, spread) in spreads.iter().enumerate() {
        selects(judge, pod, &labels, (at, spread));
        domains(judge, pod, (at, spread));
    }
    for (list, at, term) in affinity_terms(pod) {
        if !selects_own(term.get("labelSelector"), &labels) {
            let way = pod.way(steps!["affinity", "podAntiAffinity", list, at]);
            judge.find(&codes::SPREADS_OTHERS, way, "keeps away from other pods than its own");
        }
    }
    nodes::judge(judge, pod);
    if pod.is_served() && (pod.may_scale() || pod.replicas() > 1) && judge.situation.spares() {
        over_zones(judge, pod, &spreads);
        over_nodes(judge, pod, &spreads);
    }
    if pod.kind == "Deployment" {
        tolerations(judge, pod);
    }
}

/// The terms of the pods' anti-affinity: the list, the number in it, the term.
fn affinity_terms<'a>(pod: &Pod<'a>) -> impl Iterator<Item = (&'static str, usize, &'a Value)> {
    let lists = [REQUIRED, PREFERRED];
    let affinity = pod.spec.at(&["affinity", "podAntiAffinity"]);
    lists.into_iter().flat_map(move |list| {
        let terms = items(affinity.and_then(|affinity| affinity.get(list))).enumerate();
        terms.map(move |(at, term)| (list, at, term.get("podAffinityTerm").unwrap_or(term)))
    })
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// The domains that no two of the pods may share, whatever happens.
pub(crate) fn hard_domains<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a str> {
    let hard = affinity_terms(pod).filter(|(list, ..)| *list == REQUIRED);
    hard.filter_map(|(.., term)| text(term, &["topologyKey"]))
}

fn selects_own(selector: Option<&Value>, labels: &Labels) -> bool {
    Selector::of(selector).is_some_and(|selector| selector.selects(labels))
}

/// A13.
fn selects(judge: &mut Judge<'_>, pod: &Pod<'_>, labels: &Labels, (at, spread): (usize, &Value)) {
    let way = || pod.way(steps!["topologySpreadConstraints", at]);
    if !selects_own(spread.get("labelSelector"), labels) {
        judge.find(&codes::SPREADS_OTHERS, way(), "spreads other pods than its own");
    }
    let mut keys = items(spread.get("matchLabelKeys")).filter_map(Value::as_str);
    if pod.kind == "Deployment" && !keys.any(|key| key == "pod-template-hash") {
        let help = "add `matchLabelKeys: [pod-template-hash]`";
        let message = "counts the pods of older revisions when it spreads";
        judge.find_and_help(&codes::SPREADS_OTHERS, way(), message, help);
    }
}

/// A15, A33.
fn domains(judge: &mut Judge<'_>, pod: &Pod<'_>, (at, spread): (usize, &Value)) {
    let key = text(spread, &["topologyKey"]).unwrap_or_default();
    let is_hard = text(spread, &["whenUnsatisfiable"]) == Some("DoNotSchedule");
    let least = spread.get("minDomains").and_then(Value::as_int);
    let there = match key {
        ZONE => judge.situation.zones(),
        HOST => judge.situation.nodes(),
        _ => 0,
    };
    let way = |step: &str| pod.way(steps!["topologySpreadConstraints", at, step]);
    if there > 0 && least.is_some_and(|least| least > there) {
        let message = format!("waits for ever for {} domains where there are {there}", least.unwrap_or(0));
        judge.find(&codes::MIN_DOMAINS, way("minDomains"), message);
        return;
    }
    if key != ZONE || !is_hard {
        return;
    }
    if text(spread, &["nodeTaintsPolicy"]) != Some("Honor") {
        judge.find(&codes::LOST_ZONE, way("nodeTaintsPolicy"), "counts a lost zone as empty");
    } else if there > 1 && least.is_some_and(|least| least >= there) {
        judge.find(&codes::LOST_ZONE, way("minDomains"), "waits for a lost zone to come back");
    }
}

/// A11.
fn over_zones(judge: &mut Judge<'_>, pod: &Pod<'_>, spreads: &[&Value]) {
    if judge.situation.zones() < 2 {
        return;
    }
    let by_spread = spreads.iter().any(|spread| {
        text(spread, &["topologyKey"]) == Some(ZONE)
            && text(spread, &["whenUnsatisfiable"]) == Some("DoNotSchedule")
    });
    if !by_spread && !hard_domains(pod).any(|key| key == ZONE) {
        let help = "spread over `topology.kubernetes.io/zone` with `whenUnsatisfiable: DoNotSchedule`";
        let way = pod.way(steps!["topologySpreadConstraints"]);
        judge.find_and_help(&codes::ONE_ZONE, way, "may stand in one zone with all its replicas", help);
    }
}

/// A12.
fn over_nodes(judge: &mut Judge<'_>, pod: &Pod<'_>, spreads: &[&Value]) {
    let by_spread = spreads.iter().any(|spread| text(spread, &["topologyKey"]) == Some(HOST));
    let apart = affinity_terms(pod).filter_map(|(.., term)| text(term, &["topologyKey"]));
    if !by_spread && !apart.into_iter().any(|key| key == HOST || key == ZONE) {
        let way = pod.way(steps!["topologySpreadConstraints"]);
        judge.find(&codes::ONE_NODE, way, "may stand on one node with all its replicas");
    }
}

/// A30.
fn tolerations(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    for taint in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let tolerates = |toleration: &&Value| {
            text(toleration, &["key"]).is_none_or(|key| key == taint)
                && text(toleration, &["effect"]).is_none_or(|effect| effect == "NoExecute")
        };
        let seconds = items(pod.spec.get("tolerations"))
            .find(tolerates)
            .map(|toleration| toleration.get("tolerationSeconds").and_then(Value::as_int));
        // Kubernetes adds five minutes where nothing is said.
        if !matches!(seconds, Some(Some(seconds)) if seconds <= TOLERATED) {
            let message = format!("is kept on a lost node (`{taint}`) for minutes");
            judge.find(&codes::LOST_NODE, pod.way(steps!["tolerations"]), message);
            return;
        }
    }
}
