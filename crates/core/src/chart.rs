//! What hagen sets on the pods of every chart, whoever wrote it.

use std::collections::BTreeMap;

use hagen_kube::Name;
use hagen_yaml::{Value, to_value, value};

use crate::artifact::{Chart, HelmRelease};
use crate::context::Site;
use crate::place::Path;
use crate::section::Free;
use crate::workload::spread::{Replicas, constraints};

/// The user's values for a chart, and where they stand in the blueprint.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserValues {
    /// The values, laid over hagen's own.
    pub values: Free,
    /// Their place.
    pub path: Path,
}

impl HelmRelease {
    /// A release of a chart with hagen's values and the user's over them.
    pub fn new(chart: &'static Chart, name: &str, mut values: Value, over: &UserValues) -> Self {
        if !over.values.is_empty() {
            values.merge(over.values.value());
        }
        Self { chart, name: Name::known(name), values, values_path: over.path.clone(), delivers: Vec::new() }
    }
}

/// How many replicas a controller has that elects a leader: a second one takes over at once, a third would only wait.
pub fn controller_replicas(site: &Site<'_>) -> i32 {
    site.replicas().min(2)
}

/// `topologySpreadConstraints` for the pods of a Deployment with these labels.
pub fn topology_spread(site: &Site<'_>, selector: &BTreeMap<String, String>, least: i32) -> Value {
    spread_value(site, Replicas { selector, least, release_label: Some("pod-template-hash") })
}

/// `topologySpreadConstraints` for the pods of a StatefulSet with these labels.
pub fn topology_spread_stateful(site: &Site<'_>, selector: &BTreeMap<String, String>, least: i32) -> Value {
    spread_value(site, Replicas { selector, least, release_label: None })
}

fn spread_value(site: &Site<'_>, replicas: Replicas<'_>) -> Value {
    to_value(&constraints(site, replicas).unwrap_or_default())
}

/// `resources` of a container: as much memory as it may have is set aside for it, and processor time beyond the
/// request is there while nobody else wants it.
pub fn resources(cpu: &'static str, cpu_limit: &'static str, memory: &'static str) -> Value {
    value!({
        "requests": { "cpu": cpu, "memory": memory, "ephemeral-storage": "64Mi" },
        "limits": { "cpu": cpu_limit, "memory": memory, "ephemeral-storage": "512Mi" },
    })
}

/// The labels of a chart's pods, as most charts set them.
pub fn labels(name: &str, instance: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("app.kubernetes.io/name".to_owned(), name.to_owned()),
        ("app.kubernetes.io/instance".to_owned(), instance.to_owned()),
    ])
}
