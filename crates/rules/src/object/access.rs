//! S05: what accounts may do; K02: whether the resources that a user's role speaks of are there.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::pod::{items, text};

/// Verbs with which an account can give itself every other right.
const MIGHTY: [&str; 4] = ["*", "escalate", "bind", "impersonate"];

/// Judges roles and bindings.
pub(super) fn judge(judge: &mut Judge<'_>, manifest: &Manifest) {
    let value = manifest.value();
    if text(value, &["roleRef", "name"]) == Some("cluster-admin") {
        judge.find(&codes::ACCESS, steps!["roleRef", "name"], "gives every right there is");
    }
    for (at, rule) in items(value.get("rules")).enumerate() {
        let has = |key: &str, words: &[&str]| {
            items(rule.get(key)).filter_map(Value::as_str).any(|word| words.contains(&word))
        };
        if rule.get("resources").is_none() {
            continue;
        }
        if judge.subject.by_user {
            resources(judge, at, rule);
        }
        if has("verbs", &MIGHTY) {
            let message = "gives rights that all others can be had by";
            judge.find(&codes::ACCESS, steps!["rules", at, "verbs"], message);
        }
        if has("resources", &["*"]) || has("apiGroups", &["*"]) {
            let message = "gives rights on everything, also on what is not there yet";
            judge.find(&codes::ACCESS, steps!["rules", at, "resources"], message);
        }
        let reads = has("verbs", &["get", "list", "watch"]) && has("resources", &["secrets"]);
        if reads && manifest.kind() == "ClusterRole" && rule.get("resourceNames").is_none() {
            let message = "gives every secret of the cluster";
            judge.find(&codes::ACCESS, steps!["rules", at, "resources"], message);
        }
    }
}

/// The groups in which Kubernetes has its common resources.
const GROUPS: [(&str, &[&str]); 28] = [
    ("pods", &["", "metrics.k8s.io"]),
    ("services", &[""]),
    ("configmaps", &[""]),
    ("secrets", &[""]),
    ("endpoints", &[""]),
    ("events", &["", "events.k8s.io"]),
    ("namespaces", &["", "metrics.k8s.io"]),
    ("nodes", &["", "metrics.k8s.io"]),
    ("persistentvolumeclaims", &[""]),
    ("persistentvolumes", &[""]),
    ("serviceaccounts", &[""]),
    ("resourcequotas", &[""]),
    ("limitranges", &[""]),
    ("deployments", &["apps"]),
    ("statefulsets", &["apps"]),
    ("daemonsets", &["apps"]),
    ("replicasets", &["apps"]),
    ("jobs", &["batch"]),
    ("cronjobs", &["batch"]),
    ("ingresses", &["networking.k8s.io"]),
    ("networkpolicies", &["networking.k8s.io"]),
    ("horizontalpodautoscalers", &["autoscaling"]),
    ("poddisruptionbudgets", &["policy"]),
    ("roles", &["rbac.authorization.k8s.io"]),
    ("rolebindings", &["rbac.authorization.k8s.io"]),
    ("leases", &["coordination.k8s.io"]),
    ("endpointslices", &["discovery.k8s.io"]),
    ("storageclasses", &["storage.k8s.io"]),
];

/// K02: a rule for a resource in a group that does not have it gives nothing.
fn resources(judge: &mut Judge<'_>, at: usize, rule: &Value) {
    let groups: Vec<&str> = items(rule.get("apiGroups")).filter_map(Value::as_str).collect();
    let is_plain = |group: &&str| group.is_empty() || GROUPS.iter().any(|(_, of)| of.contains(group));
    for (number, resource) in items(rule.get("resources")).enumerate() {
        let name = resource.as_str().and_then(|name| name.split('/').next()).unwrap_or_default();
        let way = || steps!["rules", at, "resources", number];
        if let Some((_, of)) = GROUPS.iter().find(|(known, _)| *known == name) {
            if !groups.iter().any(|group| *group == "*" || of.contains(group) || !is_plain(group)) {
                let message = format!("speaks of `{name}`, which are not in these groups: it gives nothing");
                let help = format!("they are in `apiGroups: [\"{}\"]`", of[0]);
                judge.find_and_help(&codes::REFERENCE, way(), message, help);
            }
        } else if let Some(meant) = meant(name).filter(|_| groups.iter().all(is_plain)) {
            let message = format!("speaks of `{name}`, which is no resource: it gives nothing");
            judge.find_and_help(&codes::REFERENCE, way(), message, format!("did you mean `{meant}`?"));
        }
    }
}

/// The resource that a word means which is none: its kind, in any letters, or in the singular.
fn meant(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let is_it = |known: &&str| {
        let singular = known.strip_suffix("ies").map_or_else(
            || known.strip_suffix("sses").map(|stem| format!("{stem}ss")),
            |stem| Some(format!("{stem}y")),
        );
        let singular = singular.or_else(|| known.strip_suffix('s').map(str::to_owned));
        lower == **known || singular.is_some_and(|singular| lower == singular)
    };
    GROUPS.iter().map(|(known, _)| *known).find(is_it)
}
