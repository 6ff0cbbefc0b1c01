//! What is remembered of what leads to pods.

use hagen_yaml::Value;

use crate::finding::Subject;
use crate::labels::{Labels, Selector};
use crate::pod::{items, text};

/// A Service.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    pub(crate) labels: Labels,
    /// `None`: somebody else says what is behind it.
    pub(crate) selector: Option<Selector>,
    pub(crate) ports: Box<[ServicePort]>,
}

/// A port of a Service.
#[derive(Debug)]
pub(crate) struct ServicePort {
    pub(crate) name: Option<Box<str>>,
    pub(crate) number: i64,
    /// The port of the pods.
    pub(crate) target: PortName,
}

/// A port, by number or name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PortName {
    /// Its number.
    Number(i64),
    /// Its name.
    Name(Box<str>),
}

impl Service {
    /// Of an object.
    pub(crate) fn of(subject: &Subject, namespace: u64, value: &Value) -> Self {
        let selector = value.at(&["spec", "selector"]).filter(|labels| labels.as_map().is_some());
        let ports = items(value.at(&["spec", "ports"])).filter_map(ServicePort::of);
        Self {
            subject: subject.clone(),
            namespace,
            labels: Labels::of(value.at(&["metadata", "labels"])),
            selector: selector.map(|labels| Selector::of_labels(Some(labels))),
            ports: ports.collect(),
        }
    }
}

impl ServicePort {
    fn of(port: &Value) -> Option<Self> {
        let number = port.get("port")?.as_int()?;
        let target = port.get("targetPort").and_then(PortName::of).unwrap_or(PortName::Number(number));
        Some(Self { name: text(port, &["name"]).map(Into::into), number, target })
    }
}

impl std::fmt::Display for PortName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

impl PortName {
    /// Of a number or a name.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(Self::Number(*number)),
            Value::String(name) => Some(Self::Name((**name).into())),
            _ => None,
        }
    }

    /// Whether a declared port is this one.
    pub(crate) fn is(&self, name: Option<&str>, number: i64) -> bool {
        match self {
            Self::Number(own) => *own == number,
            Self::Name(own) => name == Some(own),
        }
    }
}

/// What watches Services or pods.
#[derive(Debug)]
pub(crate) struct Monitor {
    pub(crate) subject: Subject,
    /// The namespaces where it looks; `None`: all.
    pub(crate) places: Option<Box<[u64]>>,
    pub(crate) selector: Selector,
    pub(crate) of_pods: bool,
    /// The ports it asks, with their numbers in the list of endpoints.
    pub(crate) ports: Box<[(u32, PortName)]>,
}

/// A backend that a route leads to.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) subject: Subject,
    /// The namespace of the Service.
    pub(crate) namespace: u64,
    /// The Service.
    pub(crate) name: Box<str>,
    /// Its port.
    pub(crate) port: Option<PortName>,
}

impl Monitor {
    /// Of a `ServiceMonitor` or `PodMonitor`.
    pub(crate) fn of(subject: &Subject, namespace: u64, value: &Value) -> Option<Self> {
        let spec = value.get("spec")?;
        let of_pods = subject.kind == "PodMonitor";
        let list = if of_pods { "podMetricsEndpoints" } else { "endpoints" };
        let port = |(at, endpoint): (usize, &Value)| {
            Some((u32::try_from(at).unwrap_or(0), PortName::of(endpoint.get("port")?)?))
        };
        let names = spec.at(&["namespaceSelector", "matchNames"]);
        let everywhere = spec.at(&["namespaceSelector", "any"]).and_then(Value::as_bool) == Some(true);
        let listed = || items(names).filter_map(Value::as_str).map(crate::labels::hash).collect();
        Some(Self {
            subject: subject.clone(),
            places: if everywhere {
                None
            } else if names.is_some() {
                Some(listed())
            } else {
                Some(Box::new([namespace]))
            },
            selector: Selector::of(spec.get("selector"))?,
            of_pods,
            ports: items(spec.get(list)).enumerate().filter_map(port).collect(),
        })
    }
}

/// The backends of an `HTTPRoute`, or of an `Ingress`.
pub(crate) fn backends(subject: &Subject, namespace: u64, value: &Value) -> Vec<Backend> {
    let backend = |place: u64, name: Option<&str>, port: Option<&Value>| {
        let port = port.and_then(PortName::of);
        Some(Backend { subject: subject.clone(), namespace: place, name: name?.into(), port })
    };
    let rules = items(value.at(&["spec", "rules"]));
    if subject.kind == "Ingress" {
        let paths = rules.flat_map(|rule| items(rule.at(&["http", "paths"])));
        let service = paths.filter_map(|path| path.at(&["backend", "service"]));
        let of = |service: &Value| {
            let port = service.at(&["port", "number"]).or_else(|| service.at(&["port", "name"]));
            backend(namespace, text(service, &["name"]), port)
        };
        return service.filter_map(of).collect();
    }
    let references = rules.flat_map(|rule| items(rule.get("backendRefs")));
    let is_service = |reference: &&Value| text(reference, &["kind"]).is_none_or(|kind| kind == "Service");
    let of = |reference: &Value| {
        let place = text(reference, &["namespace"]).map_or(namespace, crate::labels::hash);
        backend(place, text(reference, &["name"]), reference.get("port"))
    };
    references.filter(is_service).filter_map(of).collect()
}
