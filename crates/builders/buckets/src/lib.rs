//! The builder of buckets of object storage, and of the cluster's own storage that they live in.

pub mod codes;
mod component;
mod seaweedfs;
pub mod spec;

use hagen_core::chart::UserValues;
use hagen_core::component::Component;
use hagen_core::section::Map;
use hagen_kube::Name;

pub use component::BucketComponent;
pub use spec::{Bucket, ObjectStorage};

/// The components of the section `buckets`.
pub fn components(section: &Map<Name, Bucket>) -> Vec<Box<dyn Component>> {
    section
        .iter()
        .map(|(name, spec)| Box::new(BucketComponent::new(name.clone(), spec.clone())) as Box<dyn Component>)
        .collect()
}

/// The cluster's own object storage. `values` are laid over hagen's own for its chart.
pub fn object_storage(section: &ObjectStorage, values: UserValues) -> Box<dyn Component> {
    Box::new(seaweedfs::Seaweedfs { section: section.clone(), values })
}
