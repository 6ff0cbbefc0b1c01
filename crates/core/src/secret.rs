//! Secrets: named in the blueprint, made or fetched by External Secrets, never written.
//!
//! The default store is a namespace of the cluster, `<platform>-secrets`:
//!
//! * What can be generated is a Secret `<scope>.<source>.<key>` each, with the one key `password`. External Secrets
//!   makes it once and marks it immutable, so that nothing, not even a lost ExternalSecret, ever changes a password
//!   that a database already has. A Secret that is there beforehand is adopted as it is.
//! * What a person supplies is a Secret `<scope>.<source>` with the keys that the blueprint names.
//!
//! A namespace that reads secrets has a SecretStore and a ServiceAccount, [`STORE`], which may get exactly the Secrets
//! that are read there. Its components copy theirs with [`external_secret`].

mod external;
mod reader;

use hagen_kube::custom::external_secrets::RemoteRef;
use hagen_kube::{FileName, Name, digest};

use crate::context::Store;

pub use external::external_secret;
pub use reader::reader;

/// The name of the SecretStore, and of the ServiceAccount it reads with, in a namespace that reads secrets.
pub const STORE: &str = "secrets";

/// The key of a generated Secret: what the generator calls it.
const GENERATED_KEY: &str = "password";

/// A Secret that a component reads in its namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    /// The name of the Secret in the namespace of the component that reads it.
    pub name: Name,
    /// The name in the store: unique within the environment (or the cluster, for the platform's own).
    pub source: Name,
    /// `type` of the Secret: `Opaque`, `kubernetes.io/basic-auth` …
    pub kind: &'static str,
    /// Its keys.
    pub keys: Vec<SecretKey>,
    /// Labels that the reader wants on it, for instance `cnpg.io/reload`.
    pub labels: Vec<(&'static str, &'static str)>,
    /// The environment whose secret it is in the store, where that is not the reader's own: Grafana reads the password
    /// of a database of production. `None`: the reader's.
    pub environment: Option<Name>,
}

/// A key of a [`Secret`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretKey {
    /// The key in the Secret that the component reads.
    pub key: FileName,
    /// Where its content comes from.
    pub origin: SecretOrigin,
}

/// Where the content of a key comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecretOrigin {
    /// hagen knows it and it is no secret: a user name beside its password.
    Known(String),
    /// Nobody needs to know it: a password made once in the cluster, kept under this key of the store.
    Generated {
        /// How many letters and digits it has.
        length: u8,
    },
    /// Only a person can supply it, under this key of the store: the token of a bot.
    Supplied(FileName),
    /// A text that hagen knows around what other secrets hold: a configuration file with passwords in it.
    Composed(Vec<Part>),
}

/// A piece of a composed text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// This text.
    Text(String),
    /// The generated password of another secret, as a string of JSON, which YAML reads too. Somebody has to read the
    /// other secret: this alone has no password made.
    Password {
        /// The scope of the other secret: an environment, or `platform`.
        scope: String,
        /// Its name in the store.
        source: Name,
        /// Its key.
        key: FileName,
    },
    /// The same without quotes, for what is neither JSON nor YAML: generated passwords are letters and digits.
    BarePassword {
        /// The scope of the other secret.
        scope: String,
        /// Its name in the store.
        source: Name,
        /// Its key.
        key: FileName,
    },
}

impl SecretKey {
    /// Whether only a person can supply it.
    pub fn is_supplied(&self) -> bool {
        matches!(self.origin, SecretOrigin::Supplied(_))
    }
}

impl Secret {
    /// A user and a generated password, as databases and their clients take them.
    pub fn basic_auth(name: Name, source: Name, user: &str) -> Self {
        let known = |key: &str, origin| SecretKey { key: FileName::known(key), origin };
        Self {
            name,
            source,
            kind: "kubernetes.io/basic-auth",
            keys: vec![
                known("username", SecretOrigin::Known(user.to_owned())),
                known("password", SecretOrigin::Generated { length: 40 }),
            ],
            labels: Vec::new(),
            environment: None,
        }
    }

    /// A certificate and its key that a person supplies.
    pub fn certificate(name: Name, source: Name) -> Self {
        let supplied = |key: &str| SecretKey {
            key: FileName::known(key),
            origin: SecretOrigin::Supplied(FileName::known(key)),
        };
        let keys = vec![supplied("tls.crt"), supplied("tls.key")];
        Self { name, source, kind: "kubernetes.io/tls", keys, labels: Vec::new(), environment: None }
    }

    /// Whether anything of it comes from the store.
    pub fn is_stored(&self) -> bool {
        self.keys.iter().any(|key| !matches!(key.origin, SecretOrigin::Known(_)))
    }

    /// Whether a person has to supply something.
    pub fn is_supplied(&self) -> bool {
        self.keys.iter().any(SecretKey::is_supplied)
    }
}

/// The namespace of the cluster that is the default store.
pub fn namespace(platform: &Name) -> Name {
    platform.join("secrets")
}

/// The name of a source in the store, where a person supplies it.
pub fn source_name(store: &Store, scope: &str, source: &Name) -> String {
    match store {
        Store::Generated => format!("{scope}.{source}"),
        Store::External { prefix, separator, .. } => [prefix, scope, source.as_str()].join(separator),
    }
}

/// Where the store keeps a key of a secret that is read in `scope`. `None` when hagen knows the content and no store
/// needs to, or when it is composed of others; see [`places`].
pub fn place(store: &Store, scope: &str, secret: &Secret, key: &SecretKey) -> Option<RemoteRef> {
    let scope = secret.environment.as_ref().map_or(scope, Name::as_str);
    place_of(store, scope, &secret.source, key)
}

/// Where everything is that the copy of a key is made of: one place, or those of the parts of a composed text.
pub fn places(store: &Store, scope: &str, secret: &Secret, key: &SecretKey) -> Vec<RemoteRef> {
    let SecretOrigin::Composed(parts) = &key.origin else {
        return place(store, scope, secret, key).into_iter().collect();
    };
    let passwords = parts.iter().filter_map(|part| match part {
        Part::Text(_) => None,
        Part::Password { scope, source, key } | Part::BarePassword { scope, source, key } => {
            Some((scope, source, key))
        }
    });
    let origin = SecretOrigin::Generated { length: 0 };
    let place = |(scope, source, key): (&String, &Name, &FileName)| {
        place_of(store, scope, source, &SecretKey { key: key.clone(), origin: origin.clone() })
    };
    passwords.filter_map(place).collect()
}

fn place_of(store: &Store, scope: &str, source: &Name, key: &SecretKey) -> Option<RemoteRef> {
    let name = source_name(store, scope, source);
    let (key, property) = match (&key.origin, store) {
        (SecretOrigin::Known(_) | SecretOrigin::Composed(_), _) => return None,
        (SecretOrigin::Generated { .. }, Store::Generated) => {
            (format!("{name}.{}", object_name(&key.key)), GENERATED_KEY.to_owned())
        }
        (SecretOrigin::Generated { .. }, Store::External { .. }) => (name, key.key.to_string()),
        (SecretOrigin::Supplied(property), _) => (name, property.to_string()),
    };
    Some(RemoteRef { key, property })
}

/// A key as a part of an object's name, which knows neither capitals nor `_`: two keys stay two.
fn object_name(key: &FileName) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if key.as_str().len() <= 63 && key.as_str().chars().all(fits) {
        return key.to_string();
    }
    let legible: String = key.as_str().to_ascii_lowercase().chars().filter(|&c| fits(c)).take(50).collect();
    format!("{legible}-{}", digest(key.as_str())).trim_start_matches('-').to_owned()
}

#[cfg(test)]
mod tests;
