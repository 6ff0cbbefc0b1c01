//! The configuration of Alertmanager: who is told what, and how it reads.
//!
//! No secret stands in it: each is a file of a Secret that Alertmanager's pods mount.

mod channels;
mod routes;

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_kube::{FileName, Name, SecretRef};
use hagen_yaml::{Value, value};

use crate::section::{Alertmanager, Receiver};

/// How messages read.
pub(crate) const TEMPLATES: &str = include_str!("alerting/hagen.tmpl");

/// Whoever is told nothing.
const NOBODY: &str = "null";

/// Who is called while everything works.
const WATCHDOG: &str = "watchdog";

pub(crate) fn config(said: &Alertmanager) -> Value {
    let mut receivers = vec![value!({ "name": NOBODY })];
    if let Some(url) = &said.watchdog {
        receivers.push(channels::watchdog(url));
    }
    receivers.extend(said.receivers.iter().map(|(name, receiver)| channels::receiver(name, receiver)));
    value!({
        "global": { "resolve_timeout": "5m" },
        "templates": ["/etc/alertmanager/config/*.tmpl"],
        "inhibit_rules": (routes::inhibitions()),
        "route": (routes::route(said)),
        "receivers": (Value::List(receivers)),
    })
}

/// The Secrets that the configuration refers to, each with the keys that are read.
pub(crate) fn secrets(said: &Alertmanager) -> Vec<Secret> {
    let mut keys: BTreeMap<&Name, BTreeSet<&FileName>> = BTreeMap::new();
    let of_receivers = said.receivers.values().flat_map(references);
    for reference in of_receivers.chain(&said.watchdog) {
        keys.entry(&reference.name).or_default().insert(&reference.key);
    }
    let supplied =
        |key: &&FileName| SecretKey { key: (*key).clone(), origin: SecretOrigin::Supplied((*key).clone()) };
    keys.into_iter()
        .map(|(source, keys)| Secret {
            name: secret_name(source),
            source: source.clone(),
            kind: "Opaque",
            keys: keys.iter().map(supplied).collect(),
            labels: Vec::new(),
            environment: None,
        })
        .collect()
}

fn references(receiver: &Receiver) -> Vec<&SecretRef> {
    let mut all = Vec::new();
    all.extend(receiver.telegram.iter().map(|it| &it.token));
    all.extend(receiver.slack.iter().map(|it| &it.url));
    all.extend(receiver.email.iter().filter_map(|it| it.password.as_ref()));
    all.extend(receiver.pagerduty.iter().map(|it| &it.key));
    all.extend(receiver.webhook.iter().flat_map(|it| [Some(&it.url), it.token.as_ref()]).flatten());
    all
}

fn secret_name(source: &Name) -> Name {
    Name::known("alertmanager").join(source.as_str())
}

/// Where the operator mounts a secret.
fn file(reference: &SecretRef) -> String {
    format!("/etc/alertmanager/secrets/{}/{}", secret_name(&reference.name), reference.key)
}
