//! What is remembered of gateways, and of the routes that want to be of one.

use hagen_core::Step;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::facts::reference::walk;
use crate::finding::Subject;
use crate::labels::hash;
use crate::pod::{items, text};

/// A Gateway.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) namespace: u64,
    pub(crate) name: Box<str>,
    pub(crate) listeners: Box<[Listener]>,
}

/// One of the things that a Gateway listens for.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) name: Box<str>,
    pub(crate) port: i64,
    /// `None`: every host.
    host: Option<Box<str>>,
    /// Whether only routes of its own namespace may be of it.
    pub(crate) is_for_own: bool,
}

/// A gateway that a route wants to be of.
#[derive(Debug)]
pub(crate) struct Parent {
    pub(crate) subject: Subject,
    /// The namespaces of the route and of the gateway.
    pub(crate) home: u64,
    pub(crate) namespace: u64,
    pub(crate) name: Box<str>,
    pub(crate) section: Option<Box<str>>,
    pub(crate) port: Option<i64>,
    /// The hosts of the route; none for every one.
    pub(crate) hosts: Box<[Box<str>]>,
    pub(crate) way: Vec<Step>,
}

/// Who may lead to Services of a namespace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) to: u64,
    pub(crate) from: u64,
}

impl Way {
    /// Of an object.
    pub(crate) fn of(namespace: u64, manifest: &Manifest) -> Self {
        let listeners = items(manifest.value().at(&["spec", "listeners"])).filter_map(Listener::of);
        Self { namespace, name: manifest.name().into(), listeners: listeners.collect() }
    }
}

impl Listener {
    fn of(value: &Value) -> Option<Self> {
        let from = text(value, &["allowedRoutes", "namespaces", "from"]).unwrap_or("Same");
        Some(Self {
            name: text(value, &["name"])?.into(),
            port: value.get("port")?.as_int()?,
            host: text(value, &["hostname"]).map(Into::into),
            is_for_own: from == "Same",
        })
    }

    /// Whether a route to these hosts gets anything of it.
    pub(crate) fn takes(&self, hosts: &[Box<str>]) -> bool {
        let Some(own) = &self.host else { return true };
        hosts.is_empty() || hosts.iter().any(|host| covers(own, host) || covers(host, own))
    }
}

/// Whether a host, which may begin with `*.`, is for another.
fn covers(host: &str, other: &str) -> bool {
    match host.strip_prefix('*') {
        Some(end) => other.strip_prefix('*').unwrap_or(other).ends_with(end),
        None => host == other,
    }
}

/// The gateways that a route names.
pub(crate) fn parents(subject: &Subject, home: u64, value: &Value) -> Vec<Parent> {
    let mut found = Vec::new();
    let hosts = items(value.at(&["spec", "hostnames"])).filter_map(Value::as_str);
    let hosts: Box<[Box<str>]> = hosts.map(Into::into).collect();
    walk(value, "spec.parentRefs[]", Vec::new(), &mut |parent, way| {
        let is_gateway = text(parent, &["kind"]).is_none_or(|kind| kind == "Gateway");
        let Some(name) = text(parent, &["name"]).filter(|_| is_gateway) else { return };
        found.push(Parent {
            subject: subject.clone(),
            home,
            namespace: text(parent, &["namespace"]).map_or(home, hash),
            name: name.into(),
            section: text(parent, &["sectionName"]).map(Into::into),
            port: parent.get("port").and_then(Value::as_int),
            hosts: hosts.clone(),
            way,
        });
    });
    found
}

/// Who may lead to Services of a namespace, as a `ReferenceGrant` says.
pub(crate) fn grants(to: u64, value: &Value) -> Vec<Grant> {
    let is_service = |it: &Value| text(it, &["kind"]) == Some("Service");
    if !items(value.at(&["spec", "to"])).any(is_service) {
        return Vec::new();
    }
    let from = items(value.at(&["spec", "from"])).filter_map(|it| text(it, &["namespace"]));
    from.map(|from| Grant { to, from: hash(from) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_meet() {
        let listener = |host: Option<&str>| Listener {
            name: "https".into(),
            port: 443,
            host: host.map(Into::into),
            is_for_own: false,
        };
        let hosts = |host: &str| [Box::from(host)];
        assert!(listener(None).takes(&hosts("a.example.com")));
        assert!(listener(Some("*.example.com")).takes(&hosts("a.example.com")));
        assert!(listener(Some("a.example.com")).takes(&hosts("*.example.com")));
        assert!(listener(Some("a.example.com")).takes(&[]));
        assert!(!listener(Some("a.example.com")).takes(&hosts("b.example.com")));
        assert!(!listener(Some("*.example.com")).takes(&hosts("example.com")));
    }
}
