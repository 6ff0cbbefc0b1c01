//! From Kubernetes objects to nodes and sets of pods.

mod affinity;
mod budget;
mod node;
mod selector;
mod template;
mod workload;

use std::collections::BTreeMap;

use hagen_yaml::Value;

pub(crate) use affinity::rules;
pub use budget::Disruption;
pub(crate) use budget::keeps;
pub(crate) use selector::{labels, selector};
pub use template::Template;
pub(crate) use template::{request, requests_of};
pub(crate) use workload::{Rounding, share};

use crate::node::Node;
use crate::pods::{PodSet, Reach};

/// What Kubernetes objects say about nodes and pods.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The sets of pods; [`Objects::settle`] gives them their budgets.
    pub sets: Vec<PodSet>,
    /// The disruption budgets.
    pub disruptions: Vec<Disruption>,
    /// From where volumes of a StorageClass can be reached, by its name.
    pub classes: BTreeMap<String, Reach>,
    /// The StorageClasses of the claims of sets, by namespace and name of the set.
    claims: BTreeMap<(String, String), Vec<Option<String>>>,
    /// The fewest and the most pods that autoscalers make, by namespace, kind and name.
    scales: BTreeMap<workload::Key, (u32, u32)>,
}

impl Objects {
    /// Takes an object in, if it is of a kind that matters here.
    pub fn add(&mut self, object: &Value) {
        let kind = text(object, &["kind"]).unwrap_or_default();
        match kind {
            "List" => list(object, &["items"]).iter().for_each(|item| self.add(item)),
            "Node" => self.nodes.push(node::node(object)),
            "PodDisruptionBudget" => self.disruptions.extend(budget::disruption(object)),
            "HorizontalPodAutoscaler" => self.scales.extend(workload::scale(object)),
            "StorageClass" => {
                let name = text(object, &["metadata", "name"]).unwrap_or_default();
                self.classes.insert(name.to_owned(), class_reach(object));
            }
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Rollout" => {
                let (set, claims) = workload::workload(kind, object);
                self.claims.insert((set.namespace.clone(), set.name.clone()), claims);
                self.sets.push(set);
            }
            _ => {}
        }
    }

    /// Adds a set that no object of a built-in kind describes, with the StorageClasses of its claims.
    pub fn add_set(&mut self, set: PodSet, claims: Vec<Option<String>>) {
        self.claims.insert((set.namespace.clone(), set.name.clone()), claims);
        self.sets.push(set);
    }

    /// Gives every set the budgets that select it, what autoscalers make of it, and the reach of its volumes; those
    /// of a class that nobody describes have the reach `unknown`.
    pub fn settle(&mut self, unknown: Reach) {
        for set in &mut self.sets {
            let selected = self.disruptions.iter().filter(|disruption| disruption.selects(set));
            let budgets: Vec<_> = selected.map(|disruption| disruption.budget.clone()).collect();
            set.budgets.extend(budgets);
            let key = (set.namespace.clone(), set.kind.clone(), set.name.clone());
            if let Some((least, most)) = self.scales.get(&key) {
                (set.replicas, set.most) = (*least, *most);
            }
            set.most = set.most.max(set.replicas);
            let claims = self.claims.get(&(set.namespace.clone(), set.name.clone()));
            let reach = |class: &Option<String>| {
                class.as_ref().and_then(|class| self.classes.get(class)).copied().unwrap_or(unknown)
            };
            set.volume = claims.into_iter().flatten().map(reach).max().unwrap_or(set.volume).max(set.volume);
        }
    }
}

/// From where volumes of a class can be reached.
fn class_reach(class: &Value) -> Reach {
    let provisioner = text(class, &["provisioner"]).unwrap_or_default();
    match provisioner {
        "driver.longhorn.io" => match text(class, &["parameters", "dataLocality"]) {
            Some("strict-local") => Reach::Node,
            _ => Reach::Anywhere,
        },
        "rancher.io/local-path" | "kubernetes.io/no-provisioner" => Reach::Node,
        "file.csi.azure.com" | "efs.csi.aws.com" | "nfs.csi.k8s.io" => Reach::Anywhere,
        _ => Reach::Zone,
    }
}

/// The text at a path.
pub(crate) fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    value.at(path)?.as_str()
}

/// The number at a path.
pub(crate) fn number(value: &Value, path: &[&str]) -> Option<u32> {
    value.at(path).and_then(whole)
}

fn whole(value: &Value) -> Option<u32> {
    match value {
        Value::Int(number) => Some(u32::try_from((*number).max(0)).unwrap_or(u32::MAX)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The list at a path, empty where there is none.
pub(crate) fn list<'v>(value: &'v Value, path: &[&str]) -> &'v [Value] {
    value.at(path).and_then(Value::as_list).unwrap_or_default()
}
