//! What is remembered of what decides how many pods there are.

use hagen_yaml::Value;

use crate::finding::Subject;
use crate::labels::{Selector, hash};
use crate::pod::{items, text};

/// A horizontal autoscaler.
#[derive(Debug)]
pub(crate) struct Scaler {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    /// The kind of what it scales.
    pub(crate) kind: Box<str>,
    /// The name of what it scales.
    pub(crate) target: Box<str>,
    pub(crate) least: i64,
    pub(crate) most: i64,
    /// Whether it follows the utilisation of CPU, and of memory.
    pub(crate) follows: (bool, bool),
}

/// A disruption budget.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    pub(crate) selector: Selector,
    pub(crate) unavailable: Option<Amount>,
    pub(crate) available: Option<Amount>,
}

/// A number of pods, or a part of all in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// So many.
    Number(i64),
    /// Such a part.
    Percent(i64),
}

impl Scaler {
    /// Of an object.
    pub(crate) fn of(subject: &Subject, namespace: u64, value: &Value) -> Option<Self> {
        let spec = value.get("spec")?;
        let number = |key| spec.get(key).and_then(Value::as_int);
        let follows = |resource| {
            items(spec.get("metrics")).any(|metric| {
                ["resource", "containerResource"].into_iter().any(|kind| {
                    text(metric, &[kind, "name"]) == Some(resource)
                        && metric.at(&[kind, "target", "averageUtilization"]).is_some()
                })
            })
        };
        Some(Self {
            subject: subject.clone(),
            namespace,
            kind: text(spec, &["scaleTargetRef", "kind"])?.into(),
            target: text(spec, &["scaleTargetRef", "name"])?.into(),
            least: number("minReplicas").unwrap_or(1),
            most: number("maxReplicas").unwrap_or(1),
            follows: (follows("cpu"), follows("memory")),
        })
    }

    /// What it scales, to be compared.
    pub(crate) fn target(&self) -> (u64, u64, u64) {
        (self.namespace, hash(&self.kind), hash(&self.target))
    }
}

impl Budget {
    /// Of an object.
    pub(crate) fn of(subject: &Subject, namespace: u64, value: &Value) -> Self {
        let amount = |key| value.at(&["spec", key]).and_then(Amount::of);
        Self {
            subject: subject.clone(),
            namespace,
            // An empty selector selects everything; none nothing.
            selector: Selector::of(value.at(&["spec", "selector"])).unwrap_or_default(),
            unavailable: amount("maxUnavailable"),
            available: amount("minAvailable"),
        }
    }

    /// How many of so many pods may go at once.
    pub(crate) fn may_go(&self, replicas: i64) -> i64 {
        // Kubernetes rounds both up: what may be away, and what must be there.
        match (self.unavailable, self.available) {
            (Some(amount), _) => amount.of_all(replicas),
            (None, Some(amount)) => replicas - amount.of_all(replicas),
            (None, None) => 0,
        }
    }
}

impl Amount {
    /// Of a number, or a text such as `25%`.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(Self::Number(*number)),
            Value::String(text) => text.strip_suffix('%')?.parse().ok().map(Self::Percent),
            _ => None,
        }
    }

    /// How many of all, rounded up.
    pub(crate) fn of_all(self, all: i64) -> i64 {
        match self {
            Self::Number(number) => number,
            Self::Percent(part) => (all * part + 99) / 100,
        }
    }
}
