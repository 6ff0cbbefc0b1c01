//! Pod templates.

use std::collections::BTreeMap;

use hagen_yaml::Value;

use crate::amount::{Amount, cpu, memory};
use crate::pods::Rules;
use crate::read::affinity::rules;
use crate::read::node::quantity;
use crate::read::{labels, list, text};

/// What a pod template says that matters here.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// The labels of the pods.
    pub labels: BTreeMap<String, String>,
    /// Where they may be.
    pub rules: Rules,
    /// What one asks for.
    pub requests: Amount,
}

impl Template {
    /// Reads a template with `metadata` and `spec`.
    pub fn read(template: &Value, namespace: &str) -> Self {
        let Some(spec) = template.get("spec") else { return Self::default() };
        Self {
            labels: labels(template.at(&["metadata", "labels"])),
            rules: rules(spec, namespace),
            requests: requests(spec),
        }
    }
}

/// What the scheduler keeps free for a pod: its containers together with its sidecars, or more if an init container asks
/// for more.
pub(crate) fn requests(spec: &Value) -> Amount {
    let all = |key: &str| list(spec, &[key]).iter();
    let is_sidecar = |container: &&Value| text(container, &["restartPolicy"]) == Some("Always");
    let mut sum = Amount::default();
    all("containers").for_each(|container| sum += request(container));
    let mut sidecars = Amount::default();
    let mut largest = Amount::default();
    for container in all("initContainers") {
        if is_sidecar(&container) {
            sidecars += request(container);
        } else {
            largest = largest.max(request(container) + sidecars);
        }
    }
    (sum + sidecars).max(largest)
}

/// What something asks for that has `resources`, or is them.
pub(crate) fn requests_of(value: &Value) -> Amount {
    let is_bare = value.get("requests").is_some() || value.get("limits").is_some();
    if is_bare { amount(value) } else { request(value) }
}

/// What one container asks for.
pub(crate) fn request(container: &Value) -> Amount {
    container.get("resources").map(amount).unwrap_or_default()
}

/// What resources ask for: requests, and limits where there are none.
fn amount(resources: &Value) -> Amount {
    let asked = |key: &str| {
        let of = |field: &str| resources.at(&[field, key]).map(quantity);
        of("requests").or_else(|| of("limits")).unwrap_or_default()
    };
    Amount { cpu: cpu(&asked("cpu")), memory: memory(&asked("memory")) }
}
