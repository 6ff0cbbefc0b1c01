//! What is remembered of the requests that routes take, of which each goes to one of them alone.

use std::fmt::Write;

use hagen_kube::Manifest;
use hagen_yaml::Value;

use super::network::Backend;
use super::twice::said;
use crate::finding::Subject;
use crate::labels::hash;
use crate::pod::{items, text};

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

/// What a route takes. `backends` are those of the component; those of the route are the last of them.
pub(crate) fn taken(
    subject: &Subject,
    namespace: u64,
    manifest: &Manifest,
    backends: &[Backend],
) -> Vec<Taken> {
    let from = backends.iter().rposition(|it| it.subject != *subject).map_or(0, |at| at + 1);
    let own = Own { from, backends: &backends[from..] };
    match manifest.kind() {
        "Ingress" => of_ingress(manifest.value(), &own),
        kind => of_route(kind, namespace, manifest.value(), &own),
    }
}

/// The backends of a route.
struct Own<'a> {
    /// The number of the first of them.
    from: usize,
    backends: &'a [Backend],
}

impl Own<'_> {
    /// The number of the first backend that a rule leads to: by one of its paths, if it is named.
    fn of_rule(&self, rule: usize, path: Option<usize>) -> Option<u32> {
        let is_it = |it: &Backend| it.at.0 as usize == rule && path.is_none_or(|at| it.at.1 as usize == at);
        u32::try_from(self.from + self.backends.iter().position(is_it)?).ok()
    }
}

fn of_ingress(value: &Value, own: &Own<'_>) -> Vec<Taken> {
    let mut found = Vec::new();
    let annotations = value.at(&["metadata", "annotations"]).and_then(Value::as_map);
    // A second route for a part of the requests.
    if annotations.into_iter().flatten().any(|(key, _)| key.contains("canary")) {
        return found;
    }
    let class = text(value, &["spec", "ingressClassName"]).unwrap_or_default();
    for (rule, of) in items(value.at(&["spec", "rules"])).enumerate() {
        let host = text(of, &["host"]).unwrap_or_default();
        for (at, path) in items(of.at(&["http", "paths"])).enumerate() {
            let Some(backend) = own.of_rule(rule, Some(at)) else { continue };
            let kind = text(path, &["pathType"]).unwrap_or_default();
            let path = text(path, &["path"]).unwrap_or("/");
            let key = hash(&format!("Ingress {class} {host} {path} {kind}"));
            found.push(Taken { key, part: 0, backend });
        }
    }
    found
}

fn of_route(kind: &str, namespace: u64, value: &Value, own: &Own<'_>) -> Vec<Taken> {
    let hosts: Vec<&str> = items(value.at(&["spec", "hostnames"])).filter_map(Value::as_str).collect();
    let hosts = if hosts.is_empty() { vec![""] } else { hosts };
    let mut found = Vec::new();
    for (rule, of) in items(value.at(&["spec", "rules"])).enumerate() {
        let Some(backend) = own.of_rule(rule, None) else { continue };
        let asked = matches(of);
        for parent in items(value.at(&["spec", "parentRefs"])) {
            let (entry, part) = entry(parent, namespace);
            for host in &hosts {
                let key = |asked| hash(&format!("{kind} {entry} {host} {asked}"));
                found.extend(asked.iter().map(|asked| Taken { key: key(asked), part, backend }));
            }
        }
    }
    found
}

/// What a route hangs on, and what stands for the part of it.
fn entry(parent: &Value, namespace: u64) -> (String, u64) {
    let place = text(parent, &["namespace"]).map_or(namespace, hash);
    let kind = text(parent, &["kind"]).unwrap_or("Gateway");
    let entry = format!("{kind} {place} {}", text(parent, &["name"]).unwrap_or_default());
    let section = text(parent, &["sectionName"]).map(str::to_owned);
    let part = section.or_else(|| parent.get("port").and_then(Value::as_int).map(|port| port.to_string()));
    (entry, part.map_or(0, |part| hash(&part)))
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
