//! What a blueprint says of storage.

mod check;
mod retired;

use hagen_core::bucket::Bucket;
use hagen_core::section::{Section, Within};
use hagen_kube::{Cron, MountPath, StorageClassName};

/// Where volumes come from.
///
/// Volumes that name no class get one by what they are for: databases and whatever else copies its data by itself a class
/// with one fast copy, shared volumes one that many pods mount, and all others one that survives a node.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(retired = retired::STORAGE)]
pub struct Storage {
    /// Classes that are there already. They come before those of Longhorn.
    #[section(default)]
    pub classes: Classes,
    /// Longhorn: volumes on the nodes' own disks, copied between nodes. Every node needs the packages `open-iscsi` and, for
    /// shared volumes, an NFS client.
    #[section(example = "{}")]
    pub longhorn: Option<Longhorn>,
}

/// StorageClasses that are there already, by what they are for.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Classes {
    /// For volumes of applications and of whatever else keeps a single copy of its data.
    #[section(example = "gp3")]
    pub ordinary: Option<StorageClassName>,
    /// For what copies its data by itself: PostgreSQL, Kafka, Loki, caches.
    #[section(example = "local-nvme")]
    pub database: Option<StorageClassName>,
    /// For volumes that many pods mount at once: it offers `ReadWriteMany`.
    #[section(example = "efs")]
    pub shared: Option<StorageClassName>,
}

/// Longhorn and its three classes: `longhorn`, `longhorn-database` and `longhorn-shared`.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::longhorn, retired = retired::LONGHORN)]
pub struct Longhorn {
    /// How many nodes have a copy of each volume. Absent: three, or as many as there are nodes. Volumes for databases have
    /// one copy, on the node of the pod: databases copy their data themselves.
    pub replicas: Option<Within<1, 5>>,
    /// The folder on the nodes that holds the copies: best a disk of its own.
    #[section(default = MountPath::known("/var/lib/longhorn"))]
    pub data_path: MountPath,
    /// Whether `longhorn` is the class of claims that name none.
    #[section(default = true)]
    pub default_class: bool,
    /// Copies of the volumes outside the cluster. Databases have backups of their own, so their volumes are left out.
    #[section(
        example = "{ to: { s3: { bucket: shop-volumes, accessKeyId: volumes/id, secretAccessKey: volumes/key } } }"
    )]
    pub backup: Option<Backup>,
    /// States of the volumes to go back to, on the same disks.
    #[section(default)]
    pub snapshots: Snapshots,
}

/// Copies of volumes outside the cluster.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Backup {
    /// Where they are kept: a bucket outside the cluster.
    pub to: Bucket,
    /// When they are made.
    #[section(default = Cron::known("0 1 * * *"))]
    pub schedule: Cron,
    /// How many of each volume are kept.
    #[section(default = Within::new(14))]
    pub keep: Within<1, 250>,
}

/// States of volumes to go back to.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Snapshots {
    /// When they are made.
    #[section(default = Cron::known("30 */6 * * *"))]
    pub schedule: Cron,
    /// How many of each volume are kept. Each takes the space of what was written since.
    #[section(default = Within::new(4))]
    pub keep: Within<1, 100>,
}
