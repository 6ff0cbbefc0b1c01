//! The builder of caches: Valkey, which speaks the protocol of Redis, with Sentinel and an entry that always leads to the
//! primary.

mod alerts;
pub mod codes;
mod component;
mod configuration;
mod dashboard;
mod entry;
mod haproxy;
mod images;
mod network;
mod review;
mod servers;
mod services;
pub mod spec;
mod template;

use hagen_core::component::Component;
use hagen_core::section::Map;
use hagen_kube::Name;

pub use component::CacheComponent;
pub use spec::Cache;

/// The components of the section `caches`.
pub fn components(section: &Map<Name, Cache>) -> Vec<Box<dyn Component>> {
    section
        .iter()
        .map(|(name, spec)| Box::new(CacheComponent::new(name.clone(), spec.clone())) as Box<dyn Component>)
        .collect()
}
