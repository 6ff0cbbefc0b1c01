//! Who issues certificates: cert-manager and the issuers of the blueprint.

pub mod codes;
mod issuers;
mod operator;
mod section;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId};
use hagen_core::section::Map;
use hagen_core::target::{Cluster, Provided};
use hagen_kube::Name;

pub use section::{Acme, AzureDns, Ca, CloudDns, Dns01, Issuer, Rfc2136, Route53, TsigAlgorithm};

/// The section `certificates`: issuers by the name that `tls` refers to.
pub type Certificates = Map<Name, Issuer>;

/// The namespace of cert-manager, and the name of its release and ServiceAccount.
pub const OPERATOR: &str = "cert-manager";

/// cert-manager itself, where nobody has it yet.
pub fn operator(cluster: &Cluster, values: UserValues) -> Option<Box<dyn Component>> {
    (!cluster.provides(Provided::CertManager))
        .then(|| Box::new(operator::Operator { values }) as Box<dyn Component>)
}

/// The issuers of the blueprint; they need [`operator`] in turn.
pub fn issuers(section: &Certificates) -> Option<Box<dyn Component>> {
    (!section.is_empty())
        .then(|| Box::new(issuers::Issuers { section: section.clone() }) as Box<dyn Component>)
}

/// The issuers that are the platform's own.
pub fn authorities(section: &Certificates) -> Vec<Name> {
    let own = section.iter().filter(|(_, issuer)| matches!(issuer, Issuer::Ca(_) | Issuer::SelfSigned));
    own.map(|(name, _)| name.clone()).collect()
}

/// What answers [`hagen_core::component::Need::CertManagerResources`].
pub fn operator_ids() -> Vec<ComponentId> {
    vec![ComponentId::platform(OPERATOR)]
}

/// Who wants a certificate waits for these.
pub fn ids() -> Vec<ComponentId> {
    vec![ComponentId::platform(OPERATOR), ComponentId::platform("issuers")]
}
