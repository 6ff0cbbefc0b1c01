//! What is remembered of that of which there may be one alone: makers of a Secret, rules of the mesh for some pods or a
//! host, and what routes take.

use std::fmt::Write;

use hagen_core::Step;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use super::mesh::service;
use super::network::Backend;
use crate::finding::{Subject, steps};
use crate::labels::hash;
use crate::pod::{items, text};

/// Something of which there may be one alone.
#[derive(Debug)]
pub(crate) struct Sole {
    pub(crate) subject: Subject,
    /// What stands for it.
    pub(crate) key: u64,
    pub(crate) of: Of,
    /// The way to what says so.
    pub(crate) way: Vec<Step>,
}

/// What there is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// A Secret, which something makes.
    Secret,
    /// The priority of pods that name none.
    Default,
    /// What a host means within the mesh.
    Host,
    /// The policy of those who call a host.
    Policy,
    /// What the mesh does with some pods.
    Pods,
}

/// What a route takes.
#[derive(Debug)]
pub(crate) struct Taken {
    /// What stands for entry, host, path and what else is asked of a request.
    pub(crate) key: u64,
    /// What stands for the part of the entry; 0 for all of it.
    pub(crate) part: u64,
    /// The number of the first backend that it leads to, among those of the component.
    pub(crate) backend: u32,
}

/// What an object is the one of.
pub(crate) fn soles(subject: &Subject, namespace: &str, manifest: &Manifest) -> Vec<Sole> {
    let value = manifest.value();
    let sole = |of: Of, key: &str, way| Sole { subject: subject.clone(), key: hash(key), of, way };
    let one = |of: Of, key: &str, way| vec![sole(of, key, way)];
    match (manifest.group(), manifest.kind()) {
        ("external-secrets.io", "ExternalSecret") => {
            external_secret(manifest, namespace, &sole).into_iter().collect()
        }
        ("cert-manager.io", "Certificate") => text(value, &["spec", "secretName"])
            .map(|name| sole(Of::Secret, &format!("{namespace}/{name}"), steps!["spec", "secretName"]))
            .into_iter()
            .collect(),
        ("scheduling.k8s.io", "PriorityClass") if value.get("globalDefault") == Some(&Value::Bool(true)) => {
            one(Of::Default, "", steps!["globalDefault"])
        }
        ("networking.istio.io", "VirtualService") => hosts(subject, namespace, value),
        ("networking.istio.io", "DestinationRule") => {
            let is_all = value.at(&["spec", "workloadSelector"]).is_none()
                && value.at(&["spec", "trafficPolicy"]).is_some();
            let host = text(value, &["spec", "host"]).filter(|_| is_all);
            let way = steps!["spec", "trafficPolicy"];
            host.map(|host| sole(Of::Policy, &format!("{namespace} {}", full(host, namespace)), way))
                .into_iter()
                .collect()
        }
        ("security.istio.io", "PeerAuthentication")
        | ("networking.istio.io", "Sidecar")
        | ("telemetry.istio.io", "Telemetry") => {
            let selector =
                ["selector", "workloadSelector"].into_iter().find_map(|key| value.at(&["spec", key]));
            if value.at(&["spec", "targetRefs"]).or_else(|| value.at(&["spec", "targetRef"])).is_some() {
                return Vec::new();
            }
            let key = format!("{} {namespace} {}", manifest.kind(), said(selector));
            let way = if selector.is_some() { steps!["spec", "selector"] } else { steps!["spec"] };
            one(Of::Pods, &key, way)
        }
        _ => Vec::new(),
    }
}

/// The Secret that an ExternalSecret makes. One that only adds to another's may stand beside it.
fn external_secret(
    manifest: &Manifest,
    namespace: &str,
    sole: &dyn Fn(Of, &str, Vec<Step>) -> Sole,
) -> Option<Sole> {
    let target = manifest.value().at(&["spec", "target"]);
    let policy = target.and_then(|target| text(target, &["creationPolicy"]));
    let named = target.and_then(|target| text(target, &["name"]));
    let way = if named.is_some() { steps!["spec", "target", "name"] } else { steps!["metadata", "name"] };
    let key = format!("{namespace}/{}", named.unwrap_or(manifest.name()));
    (!matches!(policy, Some("Merge" | "None"))).then(|| sole(Of::Secret, &key, way))
}

/// The hosts of a `VirtualService` for callers within the mesh.
fn hosts(subject: &Subject, namespace: &str, value: &Value) -> Vec<Sole> {
    let mut gateways = items(value.at(&["spec", "gateways"])).filter_map(Value::as_str).peekable();
    let is_within = gateways.peek().is_none() || gateways.any(|gateway| gateway == "mesh");
    let is_for_all = value.at(&["spec", "exportTo"]).is_none();
    let hosts = items(value.at(&["spec", "hosts"])).enumerate().filter(|_| is_within && is_for_all);
    let sole = |(at, host): (usize, &Value)| {
        let key = hash(&full(host.as_str()?, namespace));
        Some(Sole { subject: subject.clone(), key, of: Of::Host, way: steps!["spec", "hosts", at] })
    };
    hosts.filter_map(sole).collect()
}

/// A host as it is called everywhere.
fn full(host: &str, namespace: &str) -> String {
    service(host, namespace)
        .map_or_else(|| host.to_owned(), |(namespace, name)| format!("{name}.{namespace}"))
}

/// What a route takes. `backends` are those of the component; those of the route are the last of them.
pub(crate) fn taken(
    subject: &Subject,
    namespace: u64,
    manifest: &Manifest,
    backends: &[Backend],
) -> Vec<Taken> {
    let value = manifest.value();
    let of_rule = |rule: usize, at: Option<usize>| {
        let is_it = |it: &Backend| {
            it.subject == *subject && it.at.0 as usize == rule && at.is_none_or(|at| it.at.1 as usize == at)
        };
        let from = backends.iter().rposition(|it| it.subject != *subject).map_or(0, |at| at + 1);
        let at = from + backends[from..].iter().position(is_it)?;
        u32::try_from(at).ok()
    };
    let mut found = Vec::new();
    if manifest.kind() == "Ingress" {
        let annotations = value.at(&["metadata", "annotations"]).and_then(Value::as_map);
        // A second route for a part of the requests.
        if annotations.into_iter().flatten().any(|(key, _)| key.contains("canary")) {
            return found;
        }
        let class = text(value, &["spec", "ingressClassName"]).unwrap_or_default();
        for (rule, of) in items(value.at(&["spec", "rules"])).enumerate() {
            let host = text(of, &["host"]).unwrap_or_default();
            for (at, path) in items(of.at(&["http", "paths"])).enumerate() {
                let Some(backend) = of_rule(rule, Some(at)) else { continue };
                let path =
                    (text(path, &["path"]).unwrap_or("/"), text(path, &["pathType"]).unwrap_or_default());
                let key = hash(&format!("Ingress {class} {host} {} {}", path.0, path.1));
                found.push(Taken { key, part: 0, backend });
            }
        }
        return found;
    }
    let hosts: Vec<&str> = items(value.at(&["spec", "hostnames"])).filter_map(Value::as_str).collect();
    let hosts = if hosts.is_empty() { vec![""] } else { hosts };
    for parent in items(value.at(&["spec", "parentRefs"])) {
        let place = text(parent, &["namespace"]).map_or(namespace, hash);
        let entry = text(parent, &["name"]).unwrap_or_default();
        let kind = text(parent, &["kind"]).unwrap_or("Gateway");
        let section = text(parent, &["sectionName"]).map(str::to_owned);
        let number = parent.get("port").and_then(Value::as_int).map(|port| port.to_string());
        let part = section.or(number).map_or(0, |part| hash(&part));
        for (rule, of) in items(value.at(&["spec", "rules"])).enumerate() {
            let Some(backend) = of_rule(rule, None) else { continue };
            for host in &hosts {
                for asked in matches(of) {
                    let key = format!("{} {kind} {place} {entry} {host} {asked}", manifest.kind());
                    found.push(Taken { key: hash(&key), part, backend });
                }
            }
        }
    }
    found
}

/// What a rule asks of requests, in one form for what means the same.
fn matches(rule: &Value) -> Vec<String> {
    let mut listed = items(rule.get("matches")).peekable();
    if listed.peek().is_none() {
        return vec!["PathPrefix / ".to_owned()];
    }
    let one = |asked: &Value| {
        let kind = text(asked, &["path", "type"]).unwrap_or("PathPrefix");
        let path = text(asked, &["path", "value"]).unwrap_or("/");
        let mut said_of = format!("{kind} {path} ");
        for key in ["method", "headers", "queryParams"] {
            let _ = write!(said_of, "{}", said(asked.get(key)));
        }
        said_of
    };
    listed.map(one).collect()
}

/// A value, to be compared.
fn said(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Map(map)) => {
            let mut entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{key:?}:{}", said(Some(value)))).collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(","))
        }
        Some(Value::List(list)) => {
            let items: Vec<String> = list.iter().map(|item| said(Some(item))).collect();
            format!("[{}]", items.join(","))
        }
        Some(other) => format!("{other:?}"),
    }
}
