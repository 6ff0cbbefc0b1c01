//! The copy of a secret in the namespace of its reader.

use std::collections::BTreeMap;

use hagen_kube::custom::external_secrets::{
    Data, ExternalSecretSpec, StoreRef, Target, Template, TemplateMetadata,
};
use hagen_kube::{Identity, Manifest};
use k8s_openapi::api::core::v1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{Part, STORE, Secret, SecretKey, SecretOrigin, places};
use crate::context::{Site, Store};

/// What puts a secret into the namespace of a component that reads it: an ExternalSecret that copies it from the store,
/// or the Secret itself where there is nothing in it that anybody must not see.
pub fn external_secret(site: &Site<'_>, identity: &Identity, secret: &Secret) -> Vec<Manifest> {
    let metadata = metadata(site, identity, secret);
    let data = data(site, secret);
    if data.is_empty() {
        return vec![plain(secret, metadata)];
    }
    let spec = ExternalSecretSpec {
        refresh_interval: refresh_interval(&site.shared.store),
        refresh_policy: None,
        secret_store_ref: Some(store_ref(&site.shared.store)),
        target: Target {
            name: secret.name.to_string(),
            creation_policy: "Owner",
            deletion_policy: "Retain",
            immutable: None,
            template: template(secret, &metadata),
        },
        data: Some(data),
        data_from: None,
    };
    vec![Manifest::custom(&metadata, &spec)]
}

fn metadata(site: &Site<'_>, identity: &Identity, secret: &Secret) -> ObjectMeta {
    let mut labels = identity.labels();
    labels.extend(secret.labels.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())));
    ObjectMeta {
        name: Some(secret.name.to_string()),
        namespace: Some(site.namespace.to_string()),
        labels: Some(labels),
        ..ObjectMeta::default()
    }
}

fn data(site: &Site<'_>, secret: &Secret) -> Vec<Data> {
    let mut data = Vec::new();
    for (at, key) in secret.keys.iter().enumerate() {
        let places = places(&site.shared.store, site.scope(), secret, key);
        let is_composed = is_composed(key);
        data.extend(places.into_iter().enumerate().map(|(part, remote_ref)| {
            let secret_key = if is_composed { part_name(at, part) } else { key.key.to_string() };
            Data { secret_key, remote_ref }
        }));
    }
    data
}

fn is_composed(key: &SecretKey) -> bool {
    matches!(key.origin, SecretOrigin::Composed(_))
}

/// The name by which the template knows what a part of a composed key holds.
fn part_name(key: usize, part: usize) -> String {
    format!("part-{key}-{part}")
}

/// Reading the cluster itself costs nothing, so a token that a person replaces is soon where it is used; clouds' stores
/// charge for it.
fn refresh_interval(store: &Store) -> &'static str {
    match store {
        Store::Generated => "15m",
        Store::External { .. } => "1h",
    }
}

fn store_ref(store: &Store) -> StoreRef {
    match store {
        Store::Generated => StoreRef { kind: "SecretStore", name: STORE.into() },
        Store::External { name, .. } => StoreRef { kind: "ClusterSecretStore", name: name.to_string() },
    }
}

/// What the store holds becomes keys of the Secret by itself. Parts of a composed text must not, so there the template
/// says what every key holds.
fn template(secret: &Secret, metadata: &ObjectMeta) -> Template {
    let composed = secret.keys.iter().any(is_composed);
    let data: BTreeMap<String, String> = if composed {
        secret.keys.iter().enumerate().map(|(at, key)| (key.key.to_string(), content(at, key))).collect()
    } else {
        known(secret).map(|(key, text)| (key, literal(text))).collect()
    };
    Template {
        engine_version: "v2",
        merge_policy: if composed { "Replace" } else { "Merge" },
        kind: secret.kind,
        metadata: TemplateMetadata { labels: metadata.labels.clone().unwrap_or_default() },
        data: Some(data).filter(|data| !data.is_empty()),
    }
}

/// The Go template that gives the content of the key at a position.
fn content(at: usize, key: &SecretKey) -> String {
    match &key.origin {
        SecretOrigin::Known(text) => literal(text),
        SecretOrigin::Composed(parts) => composed(at, parts),
        _ => format!("{{{{ index . \"{}\" }}}}", key.key),
    }
}

fn composed(at: usize, parts: &[Part]) -> String {
    let mut passwords = 0..;
    let mut name = || part_name(at, passwords.next().unwrap_or_default());
    let mut text_of = |part: &Part| match part {
        Part::Text(text) => literal(text),
        Part::Password { .. } => format!("{{{{ index . \"{}\" | toJson }}}}", name()),
        Part::BarePassword { .. } => format!("{{{{ index . \"{}\" }}}}", name()),
    };
    parts.iter().map(&mut text_of).collect()
}

fn known(secret: &Secret) -> impl Iterator<Item = (String, &str)> {
    secret.keys.iter().filter_map(|key| match &key.origin {
        SecretOrigin::Known(text) => Some((key.key.to_string(), text.as_str())),
        _ => None,
    })
}

/// The Go template that gives this text.
fn literal(text: &str) -> String {
    text.replace("{{", "{{ `{{` }}")
}

fn plain(secret: &Secret, metadata: ObjectMeta) -> Manifest {
    Manifest::new(&v1::Secret {
        metadata,
        type_: Some(secret.kind.to_owned()),
        string_data: Some(known(secret).map(|(key, text)| (key, text.to_owned())).collect()),
        ..v1::Secret::default()
    })
}
