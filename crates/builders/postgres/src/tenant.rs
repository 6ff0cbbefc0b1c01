//! Who uses a server, and with what: each consumer has a database and a role of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use hagen_core::component::{ComponentId, Edge};
use hagen_core::secret::Secret;
use hagen_core::section::Within;
use hagen_kube::{Name, Reference};

use crate::parameters::RESERVED;
use crate::spec::{Database, Postgres};

/// What a consumer has on a server. Two that share (`sameAs`) are one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tenant {
    /// The consumer's word in names of objects: `shop`, `monitoring-grafana`.
    pub(crate) key: String,
    pub(crate) database: String,
    pub(crate) role: String,
    pub(crate) extensions: Vec<String>,
    /// The limit that the blueprint sets.
    pub(crate) limit: Option<i64>,
}

impl Tenant {
    /// What a consumer has.
    pub(crate) fn of(spec: &Postgres, consumer: &ComponentId) -> Self {
        let written = entry(spec, consumer);
        if let Some(other) = written.and_then(|database| database.same_as.as_ref()) {
            return Self::named(spec, &reference_key(other), spec.databases.get(other));
        }
        Self::named(spec, &key(consumer.section, &consumer.name), written)
    }

    fn named(spec: &Postgres, key: &str, written: Option<&Database>) -> Self {
        let plain = key.replace('-', "_");
        let named =
            |name: Option<&crate::spec::Identifier>| name.map_or_else(|| plain.clone(), ToString::to_string);
        let mut extensions: Vec<_> = spec.extensions.iter().map(ToString::to_string).collect();
        extensions.extend(written.iter().flat_map(|database| &database.extensions).map(ToString::to_string));
        extensions.sort_unstable();
        extensions.dedup();
        Self {
            key: key.to_owned(),
            database: named(written.and_then(|database| database.name.as_ref())),
            role: named(written.and_then(|database| database.role.as_ref())),
            extensions,
            limit: written.and_then(|database| database.connection_limit).map(Within::get),
        }
    }

    /// The Secret with its role and password. The label has CloudNativePG take in a changed password at once.
    pub(crate) fn secret(&self, server: &Name) -> Secret {
        let name = server.join(&self.key);
        let labels = vec![("cnpg.io/reload", "true")];
        Secret { labels, ..Secret::basic_auth(name.clone(), name, &self.role) }
    }
}

fn entry<'a>(spec: &'a Postgres, consumer: &ComponentId) -> Option<&'a Database> {
    spec.databases.iter().find(|(reference, _)| consumer.is(reference)).map(|(_, database)| database)
}

fn key(section: &str, name: &Name) -> String {
    if section == "apps" { name.to_string() } else { format!("{section}-{name}") }
}

fn reference_key(reference: &Reference) -> String {
    key(&reference.section, &reference.name)
}

/// The tenants of a server in the order of their keys, each once.
pub(crate) fn tenants(spec: &Postgres, used_by: &[Arc<Edge>]) -> Vec<Tenant> {
    let by_key: BTreeMap<_, _> = used_by
        .iter()
        .map(|edge| Tenant::of(spec, &edge.from))
        .map(|tenant| (tenant.key.clone(), tenant))
        .collect();
    by_key.into_values().collect()
}

/// How many connections each tenant's role may hold: what the blueprint says, and an equal share of the rest.
/// `None` when what the blueprint says leaves nothing for the others.
pub(crate) fn limits(tenants: &[Tenant], max_connections: i64) -> Option<Vec<i64>> {
    let said: i64 = tenants.iter().filter_map(|tenant| tenant.limit).sum();
    let open = i64::try_from(tenants.iter().filter(|tenant| tenant.limit.is_none()).count()).ok()?;
    let rest = max_connections - RESERVED - said;
    if rest < open {
        return None;
    }
    let share = if open == 0 { 0 } else { rest / open };
    Some(tenants.iter().map(|tenant| tenant.limit.unwrap_or(share)).collect())
}
