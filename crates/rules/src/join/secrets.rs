//! K01: every secret that is read is made, with the key that is read.

use super::Indexes;
use crate::codes;
use crate::facts::SecretMade;
use crate::finding::Finding;
use crate::labels::{HashMap, hash};

/// How the secrets end that Zalando's operator makes of roles.
const OF_ZALANDO: &str = ".credentials.postgresql.acid.zalan.do";

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let mut made: HashMap<(u64, u64), Vec<&SecretMade>> = HashMap::default();
    for secret in indexes.facts().flat_map(|facts| &facts.secrets_made) {
        made.entry((secret.namespace, secret.name)).or_default().push(secret);
    }
    for read in indexes.facts().flat_map(|facts| &facts.secrets_read) {
        let makers = made.get(&(read.namespace, hash(&read.name))).map_or(&[][..], Vec::as_slice);
        let message = match &read.key {
            _ if makers.is_empty() => {
                if indexes.unseen.contains(&read.namespace) || read.name.ends_with(OF_ZALANDO) {
                    continue;
                }
                format!("reads the secret `{}`, which nobody makes in its namespace", read.name)
            }
            Some(key) if makers.iter().all(|maker| has_not(maker, key)) => {
                format!("reads the key `{key}` of the secret `{}`, which has none such", read.name)
            }
            _ => continue,
        };
        found.push(Finding::new(&codes::NO_SECRET, &read.subject, read.way.steps(), message));
    }
}

fn has_not(secret: &SecretMade, key: &str) -> bool {
    secret.keys.as_ref().is_some_and(|keys| !keys.contains(&hash(key)))
}
