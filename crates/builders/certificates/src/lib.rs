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

/// The parts of the platform that certificates need.
pub fn components(section: &Certificates, cluster: &Cluster, values: UserValues) -> Vec<Box<dyn Component>> {
    let mut components: Vec<Box<dyn Component>> = Vec::new();
    if !cluster.provides(Provided::CertManager) {
        components.push(Box::new(operator::Operator { values }));
    }
    if !section.is_empty() {
        components.push(Box::new(issuers::Issuers { section: section.clone() }));
    }
    components
}

/// Who wants a certificate waits for these.
pub fn ids() -> Vec<ComponentId> {
    vec![ComponentId::platform(OPERATOR), ComponentId::platform("issuers")]
}
