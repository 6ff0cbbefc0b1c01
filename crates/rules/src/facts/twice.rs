//! What is remembered of that of which there may be one alone: makers of a Secret, rules of the mesh for some pods or a
//! host.

use hagen_core::Step;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use super::mesh::service;
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

/// What an object is the one of.
pub(crate) fn soles(subject: &Subject, namespace: &str, manifest: &Manifest) -> Vec<Sole> {
    let value = manifest.value();
    let one = match (manifest.group(), manifest.kind()) {
        ("networking.istio.io", "VirtualService") => return hosts(subject, namespace, value),
        ("external-secrets.io", "ExternalSecret") => external_secret(manifest, namespace),
        ("cert-manager.io", "Certificate") => text(value, &["spec", "secretName"])
            .map(|name| (Of::Secret, format!("{namespace}/{name}"), steps!["spec", "secretName"])),
        ("scheduling.k8s.io", "PriorityClass") => (value.get("globalDefault") == Some(&Value::Bool(true)))
            .then(|| (Of::Default, String::new(), steps!["globalDefault"])),
        ("networking.istio.io", "DestinationRule") => policy(namespace, value),
        ("security.istio.io", "PeerAuthentication")
        | ("networking.istio.io", "Sidecar")
        | ("telemetry.istio.io", "Telemetry") => for_pods(manifest, namespace),
        _ => None,
    };
    let sole = |(of, key, way): Only| Sole { subject: subject.clone(), key: hash(&key), of, way };
    one.map(sole).into_iter().collect()
}

/// Of what there may be one, what stands for it, and the way to what says so.
type Only = (Of, String, Vec<Step>);

/// The Secret that an ExternalSecret makes. One that only adds to another's may stand beside it.
fn external_secret(manifest: &Manifest, namespace: &str) -> Option<Only> {
    let target = manifest.value().at(&["spec", "target"]);
    let policy = target.and_then(|target| text(target, &["creationPolicy"]));
    let named = target.and_then(|target| text(target, &["name"]));
    let way = if named.is_some() { steps!["spec", "target", "name"] } else { steps!["metadata", "name"] };
    let key = format!("{namespace}/{}", named.unwrap_or(manifest.name()));
    (!matches!(policy, Some("Merge" | "None"))).then_some((Of::Secret, key, way))
}

/// The host whose callers a `DestinationRule` has a policy for, if it is for all of them.
fn policy(namespace: &str, value: &Value) -> Option<Only> {
    let is_all =
        value.at(&["spec", "workloadSelector"]).is_none() && value.at(&["spec", "trafficPolicy"]).is_some();
    let host = text(value, &["spec", "host"]).filter(|_| is_all)?;
    Some((Of::Policy, format!("{namespace} {}", full(host, namespace)), steps!["spec", "trafficPolicy"]))
}

/// The pods that a part of the mesh is for, unless it is for something else.
fn for_pods(manifest: &Manifest, namespace: &str) -> Option<Only> {
    let at = |key| manifest.value().at(&["spec", key]);
    if ["targetRefs", "targetRef"].into_iter().any(|key| at(key).is_some()) {
        return None;
    }
    let selector = ["selector", "workloadSelector"].into_iter().find_map(at);
    let way = if selector.is_some() { steps!["spec", "selector"] } else { steps!["spec"] };
    Some((Of::Pods, format!("{} {namespace} {}", manifest.kind(), said(selector)), way))
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

/// A value, to be compared.
pub(super) fn said(value: Option<&Value>) -> String {
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
