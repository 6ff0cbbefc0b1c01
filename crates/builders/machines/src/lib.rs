//! Machines outside the cluster: scraped, alerted on and drawn like everything in it, and the files that make them so.

mod alerts;
pub mod codes;
mod component;
mod dashboard;
mod files;
mod network;
mod review;
mod scrape;
mod section;

use hagen_core::component::Component;
use hagen_core::section::Map;
use hagen_kube::Name;

pub use section::{Exporter, ExporterTls, ExporterUser, Exporters, Group, PortNumber};

/// The groups of machines, each a part of the platform.
pub fn components(section: &Map<Name, Group>) -> Vec<Box<dyn Component>> {
    let part = |(name, group): (&Name, &Group)| {
        let others = section.iter().map(|(name, group)| (name.clone(), group.clone())).collect();
        Box::new(component::Machines { name: name.clone(), group: group.clone(), others })
            as Box<dyn Component>
    };
    section.iter().map(part).collect()
}
