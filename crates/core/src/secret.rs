//! Secrets: named in the blueprint, made or fetched by External Secrets, never written.

use hagen_kube::{FileName, Name};

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
        }
    }

    /// Whether a person has to supply something.
    pub fn is_supplied(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.origin, SecretOrigin::Supplied(_)))
    }
}
