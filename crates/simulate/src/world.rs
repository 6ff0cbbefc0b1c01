//! A cluster with everything on it: what is simulated.

use hagen_core::artifact::Artifact;
use hagen_core::component::Pods;
use hagen_yaml::Value;

use crate::expand::{custom, release};
use crate::node::Node;
use crate::pods::{PodSet, Promise, Reach};
use crate::read::Objects;

/// A cluster with everything on it.
#[derive(Debug)]
pub struct World<'a> {
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// From where volumes can be reached whose StorageClass nobody describes.
    pub volumes: Reach,
    /// The pods that let traffic from outside in.
    pub entry: Option<Pods>,
    /// Whether the storage moves pods off nodes that are away, with their volumes.
    pub moves_stateful_pods: bool,
    /// What runs on it.
    pub components: Vec<Component<'a>>,
}

/// A component as it was built.
#[derive(Debug)]
pub struct Component<'a> {
    /// Its name: `production/apps/shop`.
    pub name: String,
    /// The section of the blueprint that it is of.
    pub section: &'a str,
    /// The namespace of its objects.
    pub namespace: &'a str,
    /// What it is made of.
    pub artifacts: &'a [Artifact],
    /// The pods that it asks.
    pub asks: Vec<&'a Pods>,
    /// Whether it is reached from outside.
    pub is_exposed: bool,
    /// Why all of it may stop, if it may: a profile that says so.
    pub may_stop: Option<&'a str>,
    /// The availability that is promised to its users, in percent.
    pub slo: Option<f64>,
}

/// Something of a component, with the component's number.
pub(crate) type Of<T> = (usize, T);

/// The sets of pods of a cluster, and what nothing is known of.
pub(crate) fn sets(world: &World<'_>) -> (Vec<Of<PodSet>>, Vec<Of<String>>) {
    let mut objects = Objects::default();
    let mut owners = Vec::new();
    let mut unknown = Vec::new();
    for (number, component) in world.components.iter().enumerate() {
        let before = objects.sets.len();
        unknown.extend(add(&mut objects, component).into_iter().map(|what| (number, what)));
        owners.resize(objects.sets.len(), number);
        for set in &mut objects.sets[before..] {
            recorded(set, component);
        }
    }
    objects.settle(world.volumes);
    let largest = world.nodes.iter().filter_map(|node| node.room).max().unwrap_or_default();
    for set in &mut objects.sets {
        set.requests.cpu += largest.cpu * u64::from(set.node_share) / 100;
    }
    let sets = owners.into_iter().zip(objects.sets).collect();
    (sets, unknown)
}

/// Takes a component in; comes back with what it does not know.
fn add(objects: &mut Objects, component: &Component<'_>) -> Vec<String> {
    let mut unknown = Vec::new();
    let manifests = || component.artifacts.iter().filter_map(Artifact::manifest);
    let values: Vec<&Value> = manifests().map(hagen_kube::Manifest::value).collect();
    for manifest in manifests() {
        objects.add(manifest.value());
        let expansion = custom(manifest.kind(), manifest.value(), &values);
        objects.disruptions.extend(expansion.disruptions);
        expansion.sets.into_iter().for_each(|(set, claims)| objects.add_set(set, claims));
    }
    for artifact in component.artifacts {
        let Artifact::Release(it) = artifact else { continue };
        match release(it.chart.name, it.name.as_str(), component.namespace, &it.values) {
            Some(expansion) => {
                objects.disruptions.extend(expansion.disruptions);
                expansion.sets.into_iter().for_each(|(set, claims)| objects.add_set(set, claims));
            }
            None => unknown.push(format!("the pods of the chart `{}`", it.chart.name)),
        }
    }
    unknown
}

/// What is known of a component beside its objects.
fn recorded(set: &mut PodSet, component: &Component<'_>) {
    if let Some(why) = component.may_stop.filter(|_| set.replicas < 2) {
        set.may_stop = Some(why.to_owned());
    }
    let is_data = !matches!(component.section, "apps" | "platform" | "manifests");
    if is_data && set.replicas < 2 && set.may_stop.is_none() {
        set.may_stop = Some("one replica, as the blueprint has it".to_owned());
    }
    // Sentinels in the pods themselves vote on who leads.
    if component.section == "caches" && set.kind == "StatefulSet" && set.replicas > 1 {
        set.promise = Promise::Quorum;
        set.leader = Some(crate::pods::Handover { lost: 10, stepped_down: 2 });
    }
}
