//! Where secrets come from: External Secrets Operator and the store behind it.
//!
//! In the default store passwords are made once, in the cluster, and only by it. A store outside is read, never written:
//! there its owners put everything, passwords too, and hagen's role in it needs no more than to read.

pub mod codes;
mod openbao;
mod operator;
mod passwords;
mod readers;
mod section;
mod store;

use hagen_charts::{EXTERNAL_SECRETS, OPENBAO};
use hagen_core::artifact::Chart;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId};
use hagen_core::target::{Cluster, Provided};
use hagen_kube::Name;

pub use section::{
    AwsStore, AzureStore, GcpStore, OpenBaoStore, Secrets, StoreKind, VaultStore, VaultVersion,
};
pub use store::store;

/// The namespace of External Secrets Operator, and the name of its release and ServiceAccount.
pub const OPERATOR: &str = "external-secrets";

/// The parts of the platform that secrets need.
pub fn components(
    section: &Secrets,
    platform: &Name,
    cluster: &Cluster,
    values: impl Fn(&Chart) -> UserValues,
) -> Vec<Box<dyn Component>> {
    let mut components: Vec<Box<dyn Component>> = Vec::new();
    if !cluster.provides(Provided::ExternalSecrets) {
        let values = values(&EXTERNAL_SECRETS);
        components.push(Box::new(operator::Operator { section: section.clone(), values }));
    }
    if let StoreKind::OpenBao(store) = &section.store {
        components.push(Box::new(openbao::OpenBao { section: store.clone(), values: values(&OPENBAO) }));
    }
    components.push(Box::new(store::StorePart { section: section.clone(), platform: platform.clone() }));
    components
}

/// Who reads secrets waits for these.
pub fn ids() -> Vec<ComponentId> {
    [OPERATOR, openbao::RELEASE, "secrets"].map(ComponentId::platform).to_vec()
}
