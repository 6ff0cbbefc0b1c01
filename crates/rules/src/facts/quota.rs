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

/// What a quota says of something: there may be so much of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hard {
    pub(crate) counts: Counted,
    pub(crate) most: u64,
}

/// What a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// What pods ask for.
    Requests(Resource),
    /// What they may use.
    Limits(Resource),
    Pods,
    /// Workloads of a kind.
    Workloads(&'static str),
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
        let counts = Counted::of(key)?;
        let milli = milli(Some(value))?;
        let most = match counts {
            Counted::Requests(resource) | Counted::Limits(resource) => resource.units(milli),
            Counted::Pods | Counted::Workloads(_) => u64::try_from(milli / 1000).unwrap_or(u64::MAX),
        };
        Some(Self { counts, most })
    }
}

impl Counted {
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "cpu" | "requests.cpu" => Self::Requests(Resource::Cpu),
            "memory" | "requests.memory" => Self::Requests(Resource::Memory),
            "limits.cpu" => Self::Limits(Resource::Cpu),
            "limits.memory" => Self::Limits(Resource::Memory),
            "pods" | "count/pods" => Self::Pods,
            "count/deployments.apps" => Self::Workloads("Deployment"),
            "count/statefulsets.apps" => Self::Workloads("StatefulSet"),
            "count/cronjobs.batch" => Self::Workloads("CronJob"),
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
