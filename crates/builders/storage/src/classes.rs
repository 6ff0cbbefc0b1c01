//! Which StorageClass is for what.

use hagen_core::context::StorageClasses;
use hagen_core::target::{Cluster, Provided};
use hagen_kube::StorageClassName;

use crate::section::Storage;

/// The class for volumes that survive a node.
pub(crate) const ORDINARY: &str = "longhorn";
/// The class for what copies its data by itself.
pub(crate) const DATABASE: &str = "longhorn-database";
/// The class for what many pods mount.
pub(crate) const SHARED: &str = "longhorn-shared";

/// The classes of a cluster: those that the section names, then the cluster's own, then Longhorn's.
///
/// A Longhorn that was there before has the one class of its chart for everything.
///
/// A class for shared volumes is never that of the cluster while Longhorn has one: most classes mount at one node only.
pub fn classes(section: &Storage, cluster: &Cluster) -> StorageClasses {
    let said = section.classes.clone();
    let provided = cluster.provides(Provided::Longhorn);
    let longhorn = |name: &str| {
        section.longhorn.as_ref().map(|_| StorageClassName::known(if provided { ORDINARY } else { name }))
    };
    let own = || cluster.storage_class.clone().filter(|name| name.as_str() != ORDINARY);
    StorageClasses {
        ordinary: said.ordinary.or_else(own).or_else(|| longhorn(ORDINARY)),
        database: said.database.or_else(own).or_else(|| longhorn(DATABASE)),
        shared: said.shared.or_else(|| longhorn(SHARED)),
    }
}
