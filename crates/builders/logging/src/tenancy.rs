//! Who is a tenant: each environment by its namespace, the platform, and machines outside.

use hagen_kube::Name;

use crate::section::Logging;

/// The tenant of everything on the cluster that is in no environment.
pub(crate) const PLATFORM: &str = "platform";
/// The tenant of machines outside the cluster.
pub(crate) const MACHINES: &str = "machines";
/// The tenant that Loki has where there are none.
pub(crate) const SINGLE: &str = "fake";
/// The tenant of the program that watches Loki by writing and reading.
pub(crate) const CANARY: &str = "canary";

/// All tenants, in the order of their names, each once.
pub(crate) fn tenants(section: &Logging, environments: &[(Name, Name)]) -> Vec<String> {
    let mut all: Vec<String> = environments.iter().map(|(_, namespace)| namespace.to_string()).collect();
    all.push(PLATFORM.to_owned());
    all.extend(section.machines.is_some().then(|| MACHINES.to_owned()));
    all.sort_unstable();
    all.dedup();
    all
}

/// The tenant that a blueprint calls by the name of an environment, `platform` or `machines`.
pub(crate) fn tenant(section: &Logging, environments: &[(Name, Name)], name: &Name) -> Option<String> {
    let namespace = environments.iter().find(|(environment, _)| environment == name);
    let named = namespace.map_or_else(|| name.to_string(), |(_, namespace)| namespace.to_string());
    let is_word = matches!(name.as_str(), PLATFORM | MACHINES);
    (namespace.is_some() || is_word)
        .then_some(named)
        .filter(|named| tenants(section, environments).contains(named))
}
