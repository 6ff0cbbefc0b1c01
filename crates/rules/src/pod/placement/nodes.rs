//! A36: whether there are nodes such as pods want.

use hagen_core::Step;
use hagen_core::section::nearest;
use hagen_kube::Zone;
use hagen_yaml::Value;

use super::{Pod, REQUIRED, ZONE, items, text};
use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;

/// What nodes are labelled with by Kubernetes itself: the prefix, and what stands behind it.
const LABELS: [(&str, &[&str]); 3] = [
    ("topology.kubernetes.io/", &["zone", "region"]),
    ("kubernetes.io/", &["hostname", "os", "arch"]),
    ("node.kubernetes.io/", &["instance-type", "windows-build"]),
];
const SYSTEMS: [&str; 2] = ["linux", "windows"];
const MACHINES: [&str; 12] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64le", "riscv64",
    "s390x",
];

pub(super) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    let wanted = pod.spec.get("nodeSelector").and_then(Value::as_map).into_iter().flatten();
    for (key, value) in wanted {
        let fault = unknown(key).or_else(|| nowhere(judge, key, &[value.as_str().unwrap_or_default()]));
        find(judge, pod.way(steps!["nodeSelector", &**key]), fault);
    }
    let terms = pod.spec.at(&["affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"]);
    let faults: Vec<Option<(usize, String)>> = items(terms).map(|term| of_term(judge, term)).collect();
    // One of the terms is enough.
    if let Some(Some((expression, fault))) = faults.first().filter(|_| faults.iter().all(Option::is_some)) {
        let way =
            ["affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"].map(|key| Step::Key(key.to_owned()));
        let way = way.into_iter().chain(steps![0, "matchExpressions", *expression]).collect();
        find(judge, pod.way(way), Some(fault.clone()));
    }
    for (at, spread) in items(pod.spec.get("topologySpreadConstraints")).enumerate() {
        let fault = text(spread, &["topologyKey"]).and_then(unknown);
        find(judge, pod.way(steps!["topologySpreadConstraints", at, "topologyKey"]), fault);
    }
}

fn find(judge: &mut Judge<'_>, way: Vec<Step>, fault: Option<String>) {
    if let Some(fault) = fault {
        judge.find(&codes::PLACEMENT, way, fault);
    }
}

/// The first expression of a term that no node fulfils, and why.
fn of_term(judge: &Judge<'_>, term: &Value) -> Option<(usize, String)> {
    items(term.get("matchExpressions")).enumerate().find_map(|(at, expression)| {
        let key = text(expression, &["key"])?;
        let values: Vec<&str> = items(expression.get("values")).filter_map(Value::as_str).collect();
        let fault = match text(expression, &["operator"])? {
            "In" => unknown(key).or_else(|| nowhere(judge, key, &values)),
            "Exists" => unknown(key),
            _ => None,
        };
        Some((at, fault?))
    })
}

/// Why no node has a label, if it is a well-known one that is misspelt.
fn unknown(key: &str) -> Option<String> {
    let (prefix, known) = LABELS.iter().find(|(prefix, _)| key.starts_with(prefix))?;
    let name = &key[prefix.len()..];
    let meant = nearest(name, known.iter().copied()).filter(|_| !known.contains(&name))?;
    Some(format!("wants nodes with `{key}`, which none has: `{prefix}{meant}` may be meant"))
}

/// Why no node has any of these values of a label.
fn nowhere(judge: &Judge<'_>, key: &str, values: &[&str]) -> Option<String> {
    let zones: Vec<&str> = judge.situation.cluster.nodes.zones.iter().map(Zone::as_str).collect();
    let known: &[&str] = match key {
        ZONE => &zones,
        "kubernetes.io/os" => &SYSTEMS,
        "kubernetes.io/arch" => &MACHINES,
        _ => return None,
    };
    let first = values.first()?;
    let is_there = values.iter().any(|value| known.contains(value));
    (!known.is_empty() && !is_there).then(|| {
        let there = if known.len() <= 6 { known.join(", ") } else { "amd64, arm64 and others".to_owned() };
        format!("wants nodes with `{key}: {first}`, of which there are none: they have {there}")
    })
}
