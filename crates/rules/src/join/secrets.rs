//! K01: every secret that is read is made, with the key that is read.

use super::Indexes;
use crate::codes;
use crate::facts::{Reference, SecretMade};
use crate::finding::Finding;
use crate::labels::{HashMap, hash};

/// How the secrets end that Zalando's operator makes of roles.
const OF_ZALANDO: &str = ".credentials.postgresql.acid.zalan.do";

/// Who makes which secret, by its namespace and name.
pub(super) struct Makers<'a>(HashMap<(u64, u64), Vec<&'a SecretMade>>);

impl<'a> Makers<'a> {
    /// Of everything on a cluster.
    pub(super) fn new(indexes: &Indexes<'a>) -> Self {
        let mut made: HashMap<(u64, u64), Vec<&SecretMade>> = HashMap::default();
        for secret in indexes.facts().flat_map(|facts| &facts.secrets_made) {
            made.entry((secret.namespace, secret.name)).or_default().push(secret);
        }
        Self(made)
    }

    /// What is wrong with reading a secret, if anything is.
    fn fault(&self, indexes: &Indexes<'_>, namespace: u64, name: &str, key: Option<&str>) -> Option<String> {
        let makers = self.0.get(&(namespace, hash(name))).map_or(&[][..], Vec::as_slice);
        if makers.is_empty() {
            let may_be_unseen = indexes.unseen.contains(&namespace) || name.ends_with(OF_ZALANDO);
            return (!may_be_unseen)
                .then(|| format!("reads the secret `{name}`, which nobody makes in its namespace"));
        }
        let key = key.filter(|key| makers.iter().all(|maker| has_not(maker, key)))?;
        Some(format!("reads the key `{key}` of the secret `{name}`, which has none such"))
    }

    /// What is wrong with a reference to a secret, if anything is.
    pub(super) fn missing(&self, indexes: &Indexes<'_>, reference: &Reference) -> Option<Finding> {
        let Reference { subject, namespace, name, key, way, .. } = reference;
        let key = key.as_ref();
        let message = self.fault(indexes, *namespace, name, key.map(|(key, _)| &**key))?;
        let is_there = self.0.contains_key(&(*namespace, hash(name)));
        let way = key.filter(|_| is_there).map_or(way, |(_, way)| way);
        Some(Finding::new(&codes::NO_SECRET, subject, way.clone(), message))
    }
}

pub(super) fn judge(indexes: &Indexes<'_>, makers: &Makers<'_>, found: &mut Vec<Finding>) {
    for read in indexes.facts().flat_map(|facts| &facts.secrets_read) {
        let fault = makers.fault(indexes, read.namespace, &read.name, read.key.as_deref());
        found.extend(
            fault.map(|fault| Finding::new(&codes::NO_SECRET, &read.subject, read.way.steps(), fault)),
        );
    }
}

fn has_not(secret: &SecretMade, key: &str) -> bool {
    secret.keys.as_ref().is_some_and(|keys| !keys.contains(&hash(key)))
}
