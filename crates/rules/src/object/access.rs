//! S05: what accounts may do.

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
