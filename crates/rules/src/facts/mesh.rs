//! What is remembered of rules of the mesh: the pods they are for, and where they lead to.

use hagen_core::Step;
use hagen_yaml::Value;

use crate::facts::reference::walk;
use crate::finding::{IntoStep, Subject, steps};
use crate::labels::{Selector, hash};
use crate::pod::{items, text};

/// The pods that a rule of the mesh is for.
#[derive(Debug)]
pub(crate) struct Aim {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    /// `None`: all of the namespace.
    pub(crate) selector: Option<(Selector, Vec<Step>)>,
    /// The ports that it speaks of, each with the way to it.
    pub(crate) ports: Vec<(i64, Vec<Step>)>,
}

/// A Service that a rule of the mesh leads to.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    pub(crate) service: Box<str>,
    pub(crate) subset: Option<Box<str>>,
    pub(crate) port: Option<i64>,
    /// The way to what names it.
    pub(crate) way: Vec<Step>,
}

/// Some of the pods of a Service, as a `DestinationRule` names them.
#[derive(Debug)]
pub(crate) struct Subset {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    pub(crate) service: u64,
    pub(crate) name: Box<str>,
    pub(crate) labels: Selector,
    pub(crate) at: usize,
}

/// The pods that an object is for.
pub(crate) fn aim(subject: &Subject, namespace: u64, value: &Value) -> Option<Aim> {
    let spec = value.get("spec")?;
    let selector = if let Some(selector) = spec.get("selector").filter(|it| it.get("matchLabels").is_some()) {
        Some((Selector::of(Some(selector))?, steps!["spec", "selector"]))
    } else {
        let selector = spec.get("workloadSelector");
        let labels = selector.and_then(|it| it.get("labels").or_else(|| it.get("matchLabels")));
        labels.map(|it| (Selector::of_labels(Some(it)), steps!["spec", "workloadSelector"]))
    };
    let ports = spec.get("portLevelMtls").and_then(Value::as_map).into_iter().flatten();
    let port = |key: &str| Some((key.parse().ok()?, vec!["spec".step(), "portLevelMtls".step(), key.step()]));
    let ports: Vec<_> = ports.filter_map(|(key, _)| port(key)).collect();
    (selector.is_some() || !ports.is_empty()).then(|| Aim {
        subject: subject.clone(),
        namespace,
        selector,
        ports,
    })
}

/// The Services that an object leads to.
pub(crate) fn calls(subject: &Subject, namespace: &str, kind: &str, value: &Value) -> Vec<Call> {
    let mut found = Vec::new();
    let mut add = |place: &Value, way: Vec<Step>| {
        let Some((namespace, service)) = text(place, &["host"]).and_then(|host| service(host, namespace))
        else {
            return;
        };
        found.push(Call {
            subject: subject.clone(),
            namespace: hash(namespace),
            service: service.into(),
            subset: text(place, &["subset"]).map(Into::into),
            port: place.at(&["port", "number"]).and_then(Value::as_int),
            way,
        });
    };
    let ways: &[&str] = match kind {
        "VirtualService" => &[
            "spec.http[].route[].destination",
            "spec.http[].mirror",
            "spec.tcp[].route[].destination",
            "spec.tls[].route[].destination",
        ],
        "DestinationRule" => &["spec"],
        _ => &[],
    };
    for way in ways {
        walk(value, way, Vec::new(), &mut add);
    }
    found
}

/// The subsets that a `DestinationRule` makes of a Service.
pub(crate) fn subsets(subject: &Subject, namespace: &str, kind: &str, value: &Value) -> Vec<Subset> {
    let host = text(value, &["spec", "host"]).filter(|_| kind == "DestinationRule");
    let Some((namespace, service)) = host.and_then(|host| service(host, namespace)) else {
        return Vec::new();
    };
    let (namespace, service) = (hash(namespace), hash(service));
    let subset = |(at, subset): (usize, &Value)| {
        let labels = Selector::of_labels(subset.get("labels"));
        let name = text(subset, &["name"])?.into();
        Some(Subset { subject: subject.clone(), namespace, service, name, labels, at })
    };
    items(value.at(&["spec", "subsets"])).enumerate().filter_map(subset).collect()
}

/// The namespace and the name of the Service that a host is; `None` where it may be something else.
pub(super) fn service<'a>(host: &'a str, own: &'a str) -> Option<(&'a str, &'a str)> {
    let parts: Vec<&str> = host.split('.').collect();
    match parts[..] {
        [name] if name != "*" => Some((own, name)),
        [name, namespace, "svc", ..] if name != "*" => Some((namespace, name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_services_in_their_short_and_long_form() {
        assert_eq!(service("web", "shop"), Some(("shop", "web")));
        assert_eq!(service("web.other.svc.cluster.local", "shop"), Some(("other", "web")));
        assert_eq!(service("web.other.svc", "shop"), Some(("other", "web")));
        assert_eq!(service("www.example.com", "shop"), None);
        assert_eq!(service("*.other.svc.cluster.local", "shop"), None);
    }
}
