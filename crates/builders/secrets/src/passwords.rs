//! Passwords that nobody needs to know: made once, kept for good.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::context::{Context, Placed, Store};
use hagen_core::secret::{Secret, SecretOrigin, place};
use hagen_kube::custom::external_secrets::{
    DataFrom, ExternalSecretSpec, GeneratorRef, PasswordSpec, PushData, PushMatch, PushRef, PushSecretSpec,
    PushSelector, RemoteRef, SourceRef, StoreRef, Target, Template, TemplateMetadata,
};
use hagen_kube::{CustomResource, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::readers::wanted;

/// A generator for each length that is wanted, and an ExternalSecret for each password.
pub(crate) fn objects(cx: &Context<'_>) -> Vec<Manifest> {
    let wanted = wanted(cx);
    let passwords = passwords(cx, &wanted);
    let mut lengths: Vec<u8> = passwords.values().copied().collect();
    lengths.sort_unstable();
    lengths.dedup();
    let generators = lengths.into_iter().map(|length| generator(cx, length));
    generators.chain(passwords.iter().map(|(name, &length)| password(cx, name, length))).collect()
}

/// The same for a store that is written into: what is there already is never written over, and stays when the object
/// goes.
pub(crate) fn pushed(cx: &Context<'_>) -> Vec<Manifest> {
    let Store::External { name: store, .. } = &cx.site.shared.store else { return Vec::new() };
    let mut made = BTreeMap::new();
    let mut lengths = BTreeSet::new();
    for placed in wanted(cx) {
        let scope = placed.environment.as_ref().map_or("platform", Name::as_str);
        for key in &placed.what.keys {
            let SecretOrigin::Generated { length } = key.origin else { continue };
            let own_name = place(&Store::Generated, scope, &placed.what, key);
            let remote = place(&cx.site.shared.store, scope, &placed.what, key);
            let Some((own_name, remote)) = own_name.zip(remote) else { continue };
            lengths.insert(length);
            made.entry(own_name.key).or_insert((remote, length));
        }
    }
    let generators = lengths.into_iter().map(|length| generator(cx, length));
    let pushed = made.into_iter().map(|(name, (remote, length))| push(cx, store, name, remote, length));
    generators.chain(pushed).collect()
}

fn push(cx: &Context<'_>, store: &Name, name: String, remote: RemoteRef, length: u8) -> Manifest {
    let remote_ref = PushRef { remote_key: remote.key, property: remote.property };
    let spec = PushSecretSpec {
        refresh_interval: "1h",
        update_policy: "IfNotExists",
        deletion_policy: "None",
        secret_store_refs: vec![StoreRef { kind: "ClusterSecretStore", name: store.to_string() }],
        selector: PushSelector { generator_ref: generator_ref(length) },
        data: vec![PushData { matching: PushMatch { secret_key: "password", remote_ref } }],
    };
    Manifest::custom(&metadata(cx, name), &spec)
}

fn generator_ref(length: u8) -> GeneratorRef {
    GeneratorRef {
        api_version: PasswordSpec::API_VERSION,
        kind: PasswordSpec::KIND,
        name: generator_name(length),
    }
}

/// Every password once, by its name in the store, with the greatest length that somebody wants.
fn passwords(cx: &Context<'_>, wanted: &[Placed<Secret>]) -> BTreeMap<String, u8> {
    let mut passwords = BTreeMap::new();
    for placed in wanted {
        let scope = placed.environment.as_ref().map_or("platform", Name::as_str);
        for key in &placed.what.keys {
            let SecretOrigin::Generated { length } = key.origin else { continue };
            let Some(place) = place(&cx.site.shared.store, scope, &placed.what, key) else { continue };
            let known = passwords.entry(place.key).or_insert(length);
            *known = length.max(*known);
        }
    }
    passwords
}

/// Letters and digits only: every program takes them, in a configuration file and in an address.
fn generator(cx: &Context<'_>, length: u8) -> Manifest {
    let spec = PasswordSpec { length, digits: length / 4, symbols: 0, allow_repeat: true, no_upper: false };
    Manifest::custom(&metadata(cx, generator_name(length)), &spec)
}

fn generator_name(length: u8) -> String {
    format!("letters-and-digits-{length}")
}

/// `CreatedOnce` and `immutable` together: neither time, nor a change of this object, nor its loss and return makes
/// another password. `Orphan`: a password outlives the object that made it.
fn password(cx: &Context<'_>, name: &str, length: u8) -> Manifest {
    let metadata = metadata(cx, name.to_owned());
    let generator_ref = generator_ref(length);
    let spec = ExternalSecretSpec {
        refresh_interval: "0s",
        refresh_policy: Some("CreatedOnce"),
        secret_store_ref: None,
        target: Target {
            name: name.to_owned(),
            creation_policy: "Orphan",
            deletion_policy: "Retain",
            immutable: Some(true),
            template: Template {
                engine_version: "v2",
                merge_policy: "Merge",
                kind: "Opaque",
                metadata: TemplateMetadata { labels: metadata.labels.clone().unwrap_or_default() },
                data: None,
            },
        },
        data: None,
        data_from: Some(vec![DataFrom { source_ref: SourceRef { generator_ref } }]),
    };
    Manifest::custom(&metadata, &spec)
}

fn metadata(cx: &Context<'_>, name: String) -> ObjectMeta {
    ObjectMeta {
        name: Some(name),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity("secrets", Name::known("secrets")).labels()),
        ..ObjectMeta::default()
    }
}
