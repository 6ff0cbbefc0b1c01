//! What is remembered of what a namespace allows its pods.

use hagen_yaml::Value;

use super::workload::Resource;
use crate::finding::Subject;
use crate::pod::{items, milli, text};

/// How much all pods of a namespace may have together.
#[derive(Debug)]
pub(crate) struct Quota {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    /// What is counted, as the manifest calls it, and how much of it there may be.
    pub(crate) hard: Box<[(Box<str>, Hard)]>,
}

/// What a quota says of something.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hard {
    /// So much may be asked for.
    Requests(Resource, u64),
    /// So much may be used.
    Limits(Resource, u64),
    /// So many pods.
    Pods(u64),
    /// So many workloads of a kind.
    Workloads(&'static str, u64),
}

/// What one pod or container of a namespace may have.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    /// Its number in the list of limits.
    pub(crate) at: usize,
    /// Whether it is for all containers of a pod together.
    pub(crate) of_pod: bool,
    /// For CPU, and for memory.
    pub(crate) spans: [(Resource, Span); 2],
}

/// The least and the most of something, and what counts where nothing is said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) least: Option<u64>,
    pub(crate) most: Option<u64>,
    pub(crate) limit: Option<u64>,
    pub(crate) request: Option<u64>,
}

impl Quota {
    /// Of an object. One for some of the pods alone is not judged.
    pub(crate) fn of(subject: &Subject, namespace: u64, value: &Value) -> Option<Self> {
        let spec = value.get("spec")?;
        if spec.get("scopes").is_some() || spec.get("scopeSelector").is_some() {
            return None;
        }
        let hard = spec.get("hard").and_then(Value::as_map).into_iter().flatten();
        let hard = hard.filter_map(|(key, value)| Some(((**key).into(), Hard::of(key, value)?)));
        Some(Self { subject: subject.clone(), namespace, hard: hard.collect() })
    }
}

impl Hard {
    fn of(key: &str, value: &Value) -> Option<Self> {
        let milli = milli(Some(value))?;
        let whole = u64::try_from(milli / 1000).unwrap_or(u64::MAX);
        let of = |resource: Resource| (resource, resource.units(milli));
        let requests = |resource| Self::Requests(of(resource).0, of(resource).1);
        let limits = |resource| Self::Limits(of(resource).0, of(resource).1);
        Some(match key {
            "cpu" | "requests.cpu" => requests(Resource::Cpu),
            "memory" | "requests.memory" => requests(Resource::Memory),
            "limits.cpu" => limits(Resource::Cpu),
            "limits.memory" => limits(Resource::Memory),
            "pods" | "count/pods" => Self::Pods(whole),
            "count/deployments.apps" => Self::Workloads("Deployment", whole),
            "count/statefulsets.apps" => Self::Workloads("StatefulSet", whole),
            "count/cronjobs.batch" => Self::Workloads("CronJob", whole),
            _ => return None,
        })
    }
}

/// What an object says of one pod or container.
pub(crate) fn ranges(subject: &Subject, namespace: u64, value: &Value) -> Vec<Range> {
    let range = |(at, limit): (usize, &Value)| {
        let of_pod = match text(limit, &["type"])? {
            "Container" => false,
            "Pod" => true,
            _ => return None,
        };
        let spans = [Resource::Cpu, Resource::Memory].map(|it| (it, Span::of(limit, it, of_pod)));
        Some(Range { subject: subject.clone(), namespace, at, of_pod, spans })
    };
    items(value.at(&["spec", "limits"])).enumerate().filter_map(range).collect()
}

impl Span {
    /// Kubernetes fills in what is not said of containers: the limit from the most, the request from the limit.
    fn of(limit: &Value, resource: Resource, of_pod: bool) -> Self {
        let amount = |key| milli(limit.at(&[key, resource.name()])).map(|milli| resource.units(milli));
        let (least, most) = (amount("min"), amount("max"));
        if of_pod {
            return Self { least, most, limit: None, request: None };
        }
        let default = amount("default").or(most);
        Self { least, most, limit: default, request: amount("defaultRequest").or(default).or(least) }
    }
}
