//! What is remembered of what leads to pods.

use hagen_core::Step;
use hagen_yaml::Value;

use crate::finding::{IntoStep, Subject, steps};
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
    /// Whether callers find all pods behind it, and choose themselves.
    pub(crate) is_headless: bool,
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
            is_headless: text(value, &["spec", "clusterIP"]) == Some("None"),
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
    /// The namespace of the route.
    pub(crate) home: u64,
    /// The number of the rule, and that of the backend or path in it.
    pub(crate) at: (u32, u32),
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

/// The backends of a route of the Gateway API, or of an `Ingress`.
pub(crate) fn backends(subject: &Subject, namespace: u64, value: &Value) -> Vec<Backend> {
    let mut found = Vec::new();
    let list: &[&str] = if subject.kind == "Ingress" { &["http", "paths"] } else { &["backendRefs"] };
    for (rule, value) in items(value.at(&["spec", "rules"])).enumerate() {
        for (number, reference) in items(value.at(list)).enumerate() {
            let Some(backend) = backend(reference) else { continue };
            found.push(Backend {
                subject: subject.clone(),
                namespace: backend.namespace.map_or(namespace, crate::labels::hash),
                name: backend.name.into(),
                port: backend.port.and_then(PortName::of),
                home: namespace,
                at: (short(rule), short(number)),
            });
        }
    }
    found
}

struct Named<'v> {
    namespace: Option<&'v str>,
    name: &'v str,
    port: Option<&'v Value>,
}

/// The Service that a `backendRef` or a path of an Ingress names.
fn backend(reference: &Value) -> Option<Named<'_>> {
    if let Some(service) = reference.at(&["backend", "service"]) {
        let port = service.at(&["port", "number"]).or_else(|| service.at(&["port", "name"]));
        return Some(Named { namespace: None, name: text(service, &["name"])?, port });
    }
    let is_service = text(reference, &["kind"]).is_none_or(|kind| kind == "Service");
    let name = text(reference, &["name"]).filter(|_| is_service)?;
    Some(Named { namespace: text(reference, &["namespace"]), name, port: reference.get("port") })
}

fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(0)
}

impl Backend {
    /// The way to it.
    pub(crate) fn way(&self) -> Vec<Step> {
        let (rule, number) = (self.at.0 as usize, self.at.1 as usize);
        if self.subject.kind == "Ingress" {
            steps!["spec", "rules", rule, "http", "paths", number, "backend", "service", "name"]
        } else {
            steps!["spec", "rules", rule, "backendRefs", number, "name"]
        }
    }

    /// The way to the path, or the rule, that leads to it.
    pub(crate) fn rule_way(&self) -> Vec<Step> {
        let (rule, number) = (self.at.0 as usize, self.at.1 as usize);
        if self.subject.kind == "Ingress" {
            steps!["spec", "rules", rule, "http", "paths", number]
        } else {
            steps!["spec", "rules", rule]
        }
    }

    /// The way to its port.
    pub(crate) fn port_way(&self) -> Vec<Step> {
        let mut way = self.way();
        way.pop();
        way.push("port".step());
        way
    }
}
