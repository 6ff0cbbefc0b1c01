//! What is remembered of secrets: who makes them, and who reads them.

use hagen_core::Step;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::finding::{IntoStep, Subject};
use crate::labels::hash;
use crate::pod::{Pod, items, text};

/// A secret that something makes.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) namespace: u64,
    pub(crate) name: u64,
    /// Its keys, where they are known.
    pub(crate) keys: Option<Box<[u64]>>,
}

/// A secret that a pod reads.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    pub(crate) name: Box<str>,
    pub(crate) key: Option<Box<str>>,
    /// The way to where it says so, as the pod has it.
    pub(crate) way: Way,
}

/// Where in a pod a secret is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    base: &'static [&'static str],
    /// The list of containers and the number in it, where a container reads it.
    container: Option<(&'static str, u32)>,
    list: &'static str,
    at: u32,
}

impl Way {
    /// The steps.
    pub(crate) fn steps(self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.base.iter().copied().chain(["spec"]).map(IntoStep::step).collect();
        if let Some((list, at)) = self.container {
            steps.extend([list.step(), (at as usize).step()]);
        }
        steps.extend([self.list.step(), (self.at as usize).step()]);
        steps
    }
}

/// The secrets that an object makes sure of.
pub(crate) fn made(manifest: &Manifest, namespace: u64) -> Vec<Made> {
    let (value, name) = (manifest.value(), manifest.name());
    let of = |name: &str, keys| Made { namespace, name: hash(name), keys };
    let all =
        |suffixes: &[&str]| suffixes.iter().map(|suffix| of(&format!("{name}{suffix}"), None)).collect();
    match (manifest.group(), manifest.kind()) {
        ("external-secrets.io", "ExternalSecret") => {
            vec![of(text(value, &["spec", "target", "name"]).unwrap_or(name), external_keys(value))]
        }
        ("cert-manager.io", "Certificate") => text(value, &["spec", "secretName"])
            .map(|name| of(name, certificate_keys(value)))
            .into_iter()
            .collect(),
        ("", "Secret") => vec![of(name, Some(secret_keys(value)))],
        ("bitnami.com", "SealedSecret") | ("kafka.strimzi.io", "KafkaUser") => vec![of(name, None)],
        ("postgresql.cnpg.io", "Cluster") => all(&["-app", "-superuser", "-ca", "-server", "-replication"]),
        ("acid.zalan.do", "postgresql") => {
            let users = value.at(&["spec", "users"]).and_then(Value::as_map).into_iter().flatten();
            users.map(|(user, _)| of(&format!("{name}-{user}"), None)).collect()
        }
        ("kafka.strimzi.io", "Kafka") => all(&["-cluster-ca-cert", "-clients-ca-cert"]),
        _ => Vec::new(),
    }
}

fn external_keys(value: &Value) -> Option<Box<[u64]>> {
    if value.at(&["spec", "dataFrom"]).is_some()
        || value.at(&["spec", "target", "template", "templateFrom"]).is_some()
    {
        return None;
    }
    let data = items(value.at(&["spec", "data"])).filter_map(|entry| text(entry, &["secretKey"]));
    let template = value.at(&["spec", "target", "template", "data"]).and_then(Value::as_map);
    let template = template.into_iter().flatten().map(|(key, _)| &**key);
    Some(data.chain(template).map(hash).collect())
}

fn certificate_keys(value: &Value) -> Option<Box<[u64]>> {
    let more = ["additionalOutputFormats", "keystores", "secretTemplate"];
    if more.iter().any(|key| value.at(&["spec", key]).is_some()) {
        return None;
    }
    Some(["tls.crt", "tls.key", "ca.crt"].map(hash).into())
}

fn secret_keys(value: &Value) -> Box<[u64]> {
    let keys = |key| value.get(key).and_then(Value::as_map).into_iter().flatten().map(|(key, _)| hash(key));
    keys("data").chain(keys("stringData")).collect()
}

/// The secrets that pods read and cannot do without.
pub(crate) fn read(subject: &Subject, namespace: u64, pod: &Pod<'_>) -> Vec<Read> {
    let mut found = Vec::new();
    let mut add = |name: Option<&str>, key: Option<&str>, source: &Value, way| {
        let is_optional = source.get("optional").and_then(Value::as_bool) == Some(true);
        if let Some(name) = name.filter(|_| !is_optional) {
            let (subject, name, key) = (subject.clone(), name.into(), key.map(Into::into));
            found.push(Read { subject, namespace, name, key, way });
        }
    };
    let way = |container, list, at: usize| Way {
        base: pod.base(),
        container,
        list,
        at: u32::try_from(at).unwrap_or(0),
    };
    for container in pod.containers() {
        let place = Some((container.list, u32::try_from(container.at).unwrap_or(0)));
        for (at, variable) in items(container.value.get("env")).enumerate() {
            let Some(source) = variable.at(&["valueFrom", "secretKeyRef"]) else { continue };
            add(text(source, &["name"]), text(source, &["key"]), source, way(place, "env", at));
        }
        for (at, all) in items(container.value.get("envFrom")).enumerate() {
            let Some(source) = all.get("secretRef") else { continue };
            add(text(source, &["name"]), None, source, way(place, "envFrom", at));
        }
    }
    for (at, volume) in items(pod.spec.get("volumes")).enumerate() {
        if let Some(source) = volume.get("secret") {
            let mut keys = items(source.get("items")).filter_map(|item| text(item, &["key"])).peekable();
            if keys.peek().is_none() {
                add(text(source, &["secretName"]), None, source, way(None, "volumes", at));
            }
            keys.for_each(|key| {
                add(text(source, &["secretName"]), Some(key), source, way(None, "volumes", at));
            });
        }
        for source in items(volume.at(&["projected", "sources"])).filter_map(|source| source.get("secret")) {
            add(text(source, &["name"]), None, source, way(None, "volumes", at));
        }
    }
    for (at, source) in items(pod.spec.get("imagePullSecrets")).enumerate() {
        add(text(source, &["name"]), None, source, way(None, "imagePullSecrets", at));
    }
    found
}
