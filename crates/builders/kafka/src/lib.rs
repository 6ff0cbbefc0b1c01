//! The builder of Kafka clusters, run by Strimzi.

mod cluster;
pub mod codes;
mod component;
mod network;
mod node_pool;
mod observed;
mod operator;
mod resource;
mod review;
mod shape;
pub mod spec;
mod topic;
mod user;

use hagen_core::chart::UserValues;
use hagen_core::component::Component;
use hagen_core::section::Map;
use hagen_kube::Name;

pub use component::KafkaCluster;
pub use spec::Kafka;

/// The components of the section `kafka`.
pub fn components(section: &Map<Name, Kafka>) -> Vec<Box<dyn Component>> {
    section
        .iter()
        .map(|(name, spec)| Box::new(KafkaCluster::new(name.clone(), spec.clone())) as Box<dyn Component>)
        .collect()
}

/// The operator of Kafka clusters. `values` are laid over hagen's own for its chart.
pub fn operator(values: UserValues) -> Box<dyn Component> {
    Box::new(operator::Strimzi { values })
}
