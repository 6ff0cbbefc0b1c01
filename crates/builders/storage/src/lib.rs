//! The builder of storage: which StorageClass is for what, and Longhorn, which makes volumes of the nodes' own disks.

mod alerts;
mod classes;
pub mod codes;
mod dashboard;
mod longhorn;
mod recurring_job;
mod review;
mod section;
mod storage_class;

use hagen_core::chart::UserValues;
use hagen_core::component::Component;
use hagen_core::target::{Cluster, Provided};

pub use classes::classes;
pub use section::{Backup, Classes, Longhorn, Snapshots, Storage};

/// The parts of the platform that the section asks for.
pub fn components(section: &Storage, cluster: &Cluster, values: UserValues) -> Vec<Box<dyn Component>> {
    let installed = section.longhorn.clone().filter(|_| !cluster.provides(Provided::Longhorn));
    let component = |section| Box::new(longhorn::LonghornComponent { section, values }) as Box<dyn Component>;
    installed.map(component).into_iter().collect()
}
