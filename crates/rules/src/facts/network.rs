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
