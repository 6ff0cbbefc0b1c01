//! What is remembered of a workload.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::finding::Subject;
use crate::labels::{Labels, hash};
use crate::pod::{Pod, hard_domains, items, milli, text};

/// A workload and its pods.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    /// The labels of its pods.
    pub(crate) labels: Labels,
    /// How many replicas are said to be.
    pub(crate) replicas: Option<i64>,
    /// How many pods more there are during a rollout, at most; `None` where nothing is said.
    pub(crate) surge: i64,
    /// Whether all old pods go before the first new one comes.
    pub(crate) recreates: bool,
    /// Whether no two of its pods may share a node, and a zone.
    pub(crate) apart: Apart,
    /// The ports that its containers declare.
    pub(crate) ports: Box<[(Option<Box<str>>, i64)]>,
    /// Whether every container asks for CPU, and for memory.
    pub(crate) asks: (bool, bool),
    /// What a pod asks for: thousandths of a core, bytes.
    pub(crate) requests: (u128, u128),
    pub(crate) priority: Option<Box<str>>,
    /// The names of the claims that its volumes are.
    pub(crate) claims: Box<[u64]>,
}

/// What no two pods of a workload may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    /// They may share anything.
    Nothing,
    /// No node.
    Node,
    /// No zone.
    Zone,
}

/// A volume that a claim of its own asks for.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) namespace: u64,
    pub(crate) name: u64,
    /// Whether only one node can have it.
    pub(crate) is_single: bool,
}

impl Workload {
    /// Of the pods of an object.
    pub(crate) fn of(subject: &Subject, namespace: u64, pod: &Pod<'_>) -> Self {
        let ports = pod.containers().flat_map(|container| container.ports());
        let ports = ports.map(|(name, number)| (name.map(Into::into), number)).collect();
        let asks = |resource| {
            pod.main_containers()
                .all(|container| container.value.at(&["resources", "requests", resource]).is_some())
        };
        let claims = items(pod.spec.get("volumes"))
            .filter_map(|volume| Some(hash(text(volume, &["persistentVolumeClaim", "claimName"])?)));
        Self {
            subject: subject.clone(),
            namespace,
            labels: Labels::of(pod.labels),
            replicas: pod.workload.get("replicas").and_then(Value::as_int),
            surge: surge(pod.workload),
            recreates: text(pod.workload, &["strategy", "type"]) == Some("Recreate"),
            apart: apart(pod),
            ports,
            asks: (asks("cpu"), asks("memory")),
            requests: (requests(pod, "cpu"), requests(pod, "memory") / 1000),
            priority: text(pod.spec, &["priorityClassName"]).map(Into::into),
            claims: claims.collect(),
        }
    }

    /// Whether it runs for ever, in as many replicas as are wanted.
    pub(crate) fn is_served(&self) -> bool {
        matches!(self.subject.kind, "Deployment" | "Rollout" | "StatefulSet")
    }
}

fn surge(workload: &Value) -> i64 {
    let surge = workload.at(&["strategy", "rollingUpdate", "maxSurge"]);
    surge.and_then(Value::as_int).unwrap_or(0)
}

fn apart(pod: &Pod<'_>) -> Apart {
    let mut apart = Apart::Nothing;
    for key in hard_domains(pod) {
        match key {
            "topology.kubernetes.io/zone" => return Apart::Zone,
            "kubernetes.io/hostname" => apart = Apart::Node,
            _ => {}
        }
    }
    apart
}

fn requests(pod: &Pod<'_>, resource: &str) -> u128 {
    let asked = |container: crate::pod::Container<'_>| {
        milli(container.value.at(&["resources", "requests", resource])).unwrap_or(0)
    };
    pod.main_containers().map(asked).sum()
}

impl Claim {
    /// Of an object.
    pub(crate) fn of(namespace: u64, manifest: &Manifest) -> Self {
        let mut modes = items(manifest.value().at(&["spec", "accessModes"])).filter_map(Value::as_str);
        let is_single = !modes.any(|mode| mode == "ReadWriteMany" || mode == "ReadOnlyMany");
        Self { namespace, name: hash(manifest.name()), is_single }
    }
}
