//! What is remembered of a workload.

use std::num::NonZeroU64;

use hagen_core::Step;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::finding::{Subject, steps};
use crate::labels::{Labels, Selector, hash};
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
    /// Whether a rollout may take an old pod away before the new one is there.
    pub(crate) gives_way: bool,
    /// Whether no two of its pods may share a node, and a zone.
    pub(crate) apart: Apart,
    /// The ports that its containers declare.
    pub(crate) ports: Box<[(Option<Box<str>>, i64)]>,
    /// What each container asks for and may use, those that start first included.
    pub(crate) amounts: Box<[Amounts]>,
    pub(crate) priority: Option<Box<str>>,
    /// The names of the claims that its volumes are.
    pub(crate) claims: Box<[u64]>,
}

/// What a container asks for and may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amounts {
    /// Whether it ends, or only begins, before those that run as long as the pod.
    pub(crate) is_first: bool,
    /// Thousandths of a core.
    pub(crate) cpu: Bounds,
    /// Bytes.
    pub(crate) memory: Bounds,
}

/// What is asked for of something, and what may be used of it. Nothing is as good as none, and takes no room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    request: Option<NonZeroU64>,
    limit: Option<NonZeroU64>,
}

/// CPU or memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    Cpu,
    Memory,
}

impl Resource {
    /// As manifests call it.
    pub(crate) fn name(self) -> &'static str {
        if self == Self::Cpu { "cpu" } else { "memory" }
    }

    /// Of an amount in thousandths: so many thousandths of a core, or bytes.
    pub(crate) fn units(self, milli: u128) -> u64 {
        u64::try_from(if self == Self::Cpu { milli } else { milli / 1000 }).unwrap_or(u64::MAX)
    }

    /// So much of it, as manifests write it.
    pub(crate) fn amount(self, units: u128) -> String {
        match self {
            Self::Cpu if units.is_multiple_of(1000) => (units / 1000).to_string(),
            Self::Cpu => format!("{units}m"),
            Self::Memory if units > 0 && units.is_multiple_of(1 << 30) => format!("{}Gi", units >> 30),
            Self::Memory if units > 0 && units.is_multiple_of(1 << 20) => format!("{}Mi", units >> 20),
            Self::Memory => units.to_string(),
        }
    }
}

impl Amounts {
    /// Of one of both.
    pub(crate) fn of(&self, resource: Resource) -> Bounds {
        if resource == Resource::Cpu { self.cpu } else { self.memory }
    }
}

impl Bounds {
    /// What is asked for.
    pub(crate) fn request(self) -> Option<u64> {
        self.request.map(NonZeroU64::get)
    }

    /// What may be used.
    pub(crate) fn limit(self) -> Option<u64> {
        self.limit.map(NonZeroU64::get)
    }

    fn of(container: &Value, resource: Resource) -> Self {
        let amount = |what| {
            let milli = milli(container.at(&["resources", what, resource.name()]))?;
            NonZeroU64::new(resource.units(milli))
        };
        let limit = amount("limits");
        // What may be used is asked for where nothing else is.
        Self { request: amount("requests").or(limit), limit }
    }
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

/// Pods beside which others have to be.
#[derive(Debug)]
pub(crate) struct Neighbours {
    pub(crate) subject: Subject,
    /// Where they are looked for.
    pub(crate) namespaces: Box<[u64]>,
    pub(crate) selector: Selector,
    pub(crate) way: Vec<Step>,
}

/// The pods beside which those of a user's have to be.
pub(crate) fn neighbours(subject: &Subject, namespace: u64, pod: &Pod<'_>) -> Vec<Neighbours> {
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    let of = |(at, term): (usize, &Value)| {
        let names: Vec<u64> = items(term.get("namespaces")).filter_map(Value::as_str).map(hash).collect();
        let selector = Selector::of(term.get("labelSelector"))?;
        let way = pod.way(steps!["affinity", "podAffinity", required, at, "labelSelector"]);
        term.get("namespaceSelector").is_none().then(|| Neighbours {
            subject: subject.clone(),
            namespaces: if names.is_empty() { [namespace].into() } else { names.into() },
            selector,
            way,
        })
    };
    let terms = items(pod.spec.at(&["affinity", "podAffinity", required])).enumerate();
    terms.filter_map(of).collect()
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
        let amounts = pod.containers().map(|container| Amounts {
            is_first: container.list == "initContainers"
                && text(container.value, &["restartPolicy"]).is_none(),
            cpu: Bounds::of(container.value, Resource::Cpu),
            memory: Bounds::of(container.value, Resource::Memory),
        });
        let claims = items(pod.spec.get("volumes"))
            .filter_map(|volume| Some(hash(text(volume, &["persistentVolumeClaim", "claimName"])?)));
        Self {
            subject: subject.clone(),
            namespace,
            labels: Labels::of(pod.labels),
            replicas: pod.workload.get("replicas").and_then(Value::as_int),
            surge: surge(pod.workload),
            recreates: text(pod.workload, &["strategy", "type"]) == Some("Recreate"),
            gives_way: gives_way(pod),
            apart: apart(pod),
            ports,
            amounts: amounts.collect(),
            priority: text(pod.spec, &["priorityClassName"]).map(Into::into),
            claims: claims.collect(),
        }
    }

    /// Whether every container that runs as long as the pod asks for something.
    pub(crate) fn asks(&self, resource: Resource) -> bool {
        self.lasting().all(|container| container.of(resource).request().is_some())
    }

    /// What a pod asks for of something.
    pub(crate) fn requests(&self, resource: Resource) -> u128 {
        self.sum(|container| container.of(resource).request())
    }

    /// What a pod may use of something, as far as that is said.
    pub(crate) fn limits(&self, resource: Resource) -> u128 {
        self.sum(|container| container.of(resource).limit())
    }

    fn sum(&self, amount: impl Fn(&Amounts) -> Option<u64>) -> u128 {
        self.lasting().filter_map(amount).map(u128::from).sum()
    }

    fn lasting(&self) -> impl Iterator<Item = &Amounts> {
        self.amounts.iter().filter(|container| !container.is_first)
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

fn gives_way(pod: &Pod<'_>) -> bool {
    match pod.workload.at(&["strategy", "rollingUpdate", "maxUnavailable"]) {
        Some(Value::Int(number)) => *number > 0,
        Some(Value::String(part)) => !part.starts_with('0'),
        // A quarter, and less than one pod of three.
        _ => pod.workload.get("replicas").and_then(Value::as_int).is_none_or(|replicas| replicas > 3),
    }
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

impl Claim {
    /// Of an object.
    pub(crate) fn of(namespace: u64, manifest: &Manifest) -> Self {
        let mut modes = items(manifest.value().at(&["spec", "accessModes"])).filter_map(Value::as_str);
        let is_single = !modes.any(|mode| mode == "ReadWriteMany" || mode == "ReadOnlyMany");
        Self { namespace, name: hash(manifest.name()), is_single }
    }
}
