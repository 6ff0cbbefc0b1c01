//! Argo Rollouts: what brings a new version to a part of the users first, and takes it back when it does not do well.

mod alerts;
mod operator;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId};
use hagen_core::target::{Cluster, Provided};

pub use operator::RELEASE;

/// The controller, where nobody has it yet.
pub fn operator(cluster: &Cluster, values: UserValues) -> Option<Box<dyn Component>> {
    (!cluster.provides(Provided::ArgoRollouts))
        .then(|| Box::new(operator::Operator { values }) as Box<dyn Component>)
}

/// What answers [`hagen_core::component::Need::ArgoRollouts`].
pub fn ids() -> Vec<ComponentId> {
    vec![ComponentId::platform(RELEASE)]
}
