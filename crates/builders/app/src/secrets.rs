//! The secrets that an application reads.

use std::collections::BTreeMap;

use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_kube::{FileName, Name, SecretRef};

use crate::spec::{App, FileSource};

/// The key of a Secret that holds the credentials of a registry.
const PULL_KEY: &str = ".dockerconfigjson";

/// The Secret in the application's namespace that holds its copy of a secret. Each application has its own, with the
/// keys that it names and no others.
pub(crate) fn secret_name(app: &Name, secret: &Name) -> Name {
    app.join(secret.as_str())
}

/// The Secret with the credentials of the image's registry.
pub(crate) fn pull_secret_name(app: &Name, secret: &SecretRef) -> Name {
    app.join(&format!("{}-pull", secret.name))
}

/// The keys of secrets that an application names itself.
fn references(app: &App) -> impl Iterator<Item = &SecretRef> {
    let files = app.files.values().filter_map(|file| match file {
        FileSource::Secret(secret) => Some(secret),
        FileSource::From(_) | FileSource::Text(_) => None,
    });
    app.secrets.values().map(|secret| &secret.from).chain(files)
}

/// All secrets that an application names, in the order of their names.
pub(crate) fn secrets(name: &Name, app: &App) -> Vec<Secret> {
    let mut keys: BTreeMap<&Name, Vec<&FileName>> = BTreeMap::new();
    for reference in references(app) {
        let keys = keys.entry(&reference.name).or_default();
        if !keys.contains(&&reference.key) {
            keys.push(&reference.key);
        }
    }
    let opaque = keys.into_iter().map(|(source, mut keys)| {
        keys.sort_unstable();
        Secret {
            name: secret_name(name, source),
            source: source.clone(),
            kind: "Opaque",
            keys: keys.into_iter().map(|key| supplied(key.clone(), key)).collect(),
            labels: Vec::new(),
            environment: None,
        }
    });
    let pull = app.pull_secret.as_ref().map(|reference| Secret {
        name: pull_secret_name(name, reference),
        source: reference.name.clone(),
        kind: "kubernetes.io/dockerconfigjson",
        keys: vec![supplied(FileName::known(PULL_KEY), &reference.key)],
        labels: Vec::new(),
        environment: None,
    });
    opaque.chain(pull).collect()
}

fn supplied(key: FileName, store_key: &FileName) -> SecretKey {
    SecretKey { key, origin: SecretOrigin::Supplied(store_key.clone()) }
}
