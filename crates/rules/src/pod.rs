//! Rules about the pods of one workload, which its template tells alone.

mod confinement;
mod containers;
mod placement;
mod probes;

pub(crate) use placement::hard_domains;

use hagen_core::Step;
use hagen_kube::{Manifest, Quantity, Text};
use hagen_yaml::Value;

use crate::finding::IntoStep;
use crate::judge::Judge;

/// What the pods of a workload are made from.
pub(crate) struct Pod<'a> {
    /// The kind of the workload.
    pub(crate) kind: &'static str,
    /// The workload's own specification.
    pub(crate) workload: &'a Value,
    /// The labels of the pods.
    pub(crate) labels: Option<&'a Value>,
    /// The specification of the pods.
    pub(crate) spec: &'a Value,
    /// The way from the object to what has the pods' metadata and specification.
    base: &'static [&'static str],
}

/// A container of a pod.
#[derive(Clone, Copy)]
pub(crate) struct Container<'a> {
    /// The list that it is in.
    pub(crate) list: &'static str,
    /// Its number there.
    pub(crate) at: usize,
    /// The container.
    pub(crate) value: &'a Value,
}

const TEMPLATE: &[&str] = &["spec", "template"];
const JOB_TEMPLATE: &[&str] = &["spec", "jobTemplate", "spec", "template"];

impl<'a> Pod<'a> {
    /// The pods of an object, if it has any.
    pub(crate) fn of(manifest: &'a Manifest) -> Option<Self> {
        let (kind, base) = kind(manifest)?;
        let template = manifest.value().at(base)?;
        let spec = template.get("spec")?;
        let workload = manifest.value().get("spec")?;
        Some(Self { kind, workload, labels: template.at(&["metadata", "labels"]), spec, base })
    }

    /// The way to what has the pods' metadata and specification.
    pub(crate) fn base(&self) -> &'static [&'static str] {
        self.base
    }

    /// The way to something in the pods' specification.
    pub(crate) fn way(&self, steps: Vec<Step>) -> Vec<Step> {
        let base = self.base.iter().copied().chain(["spec"]).map(IntoStep::step);
        base.chain(steps).collect()
    }

    /// Its containers, those that start first included.
    pub(crate) fn containers(&self) -> impl Iterator<Item = Container<'a>> {
        ["initContainers", "containers"].into_iter().flat_map(|list| self.list(list))
    }

    /// The containers that run as long as the pod.
    pub(crate) fn main_containers(&self) -> impl Iterator<Item = Container<'a>> {
        self.list("containers")
    }

    fn list(&self, list: &'static str) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let items = items(self.spec.get(list));
        items.enumerate().map(move |(at, value)| Container { list, at, value })
    }

    /// Whether it runs for ever and is called by others.
    pub(crate) fn is_served(&self) -> bool {
        matches!(self.kind, "Deployment" | "Rollout" | "StatefulSet")
    }

    /// How many replicas are said to be; one where nothing is said.
    pub(crate) fn replicas(&self) -> i64 {
        self.workload.get("replicas").and_then(Value::as_int).unwrap_or(1)
    }

    /// Whether an autoscaler may decide how many replicas there are.
    pub(crate) fn may_scale(&self) -> bool {
        self.workload.get("replicas").is_none()
    }
}

impl<'a> Container<'a> {
    /// The way to something in it.
    pub(crate) fn way(&self, pod: &Pod<'_>, steps: Vec<Step>) -> Vec<Step> {
        pod.way([self.list.step(), self.at.step()].into_iter().chain(steps).collect())
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'a str {
        text(self.value, &["name"]).unwrap_or_default()
    }

    /// Its declared ports, by name and number.
    pub(crate) fn ports(&self) -> impl Iterator<Item = (Option<&'a str>, i64)> + use<'a> {
        let port = |port: &'a Value| Some((text(port, &["name"]), port.get("containerPort")?.as_int()?));
        items(self.value.get("ports")).filter_map(port)
    }
}

/// The kind of a workload, and the way to the template of its pods.
pub(crate) fn kind(manifest: &Manifest) -> Option<(&'static str, &'static [&'static str])> {
    Some(match (manifest.group(), manifest.kind()) {
        ("apps", "Deployment") => ("Deployment", TEMPLATE),
        ("apps", "StatefulSet") => ("StatefulSet", TEMPLATE),
        ("apps", "DaemonSet") => ("DaemonSet", TEMPLATE),
        ("apps", "ReplicaSet") => ("ReplicaSet", TEMPLATE),
        ("argoproj.io", "Rollout") => ("Rollout", TEMPLATE),
        ("batch", "Job") => ("Job", TEMPLATE),
        ("batch", "CronJob") => ("CronJob", JOB_TEMPLATE),
        ("", "Pod") => ("Pod", &[]),
        _ => return None,
    })
}

/// The elements of a list, none if it is not there.
pub(crate) fn items(list: Option<&Value>) -> std::slice::Iter<'_, Value> {
    list.and_then(Value::as_list).unwrap_or_default().iter()
}

/// The text at the end of a way of keys.
pub(crate) fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    value.at(path)?.as_str()
}

/// An amount in thousandths, written as text or as a number.
pub(crate) fn milli(value: Option<&Value>) -> Option<u128> {
    match value? {
        Value::String(text) => Quantity::parse(text).ok().map(|quantity| quantity.milli()),
        Value::Int(number) => u128::try_from(*number).ok().map(|number| number * 1000),
        Value::Float(number) => Quantity::parse(&number.to_string()).ok().map(|quantity| quantity.milli()),
        _ => None,
    }
}

/// Judges the pods of an object.
pub(crate) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    confinement::judge(judge, pod);
    containers::judge(judge, pod);
    placement::judge(judge, pod);
    probes::judge(judge, pod);
}
