//! What a blueprint says of buckets, and of the storage that they live in.

mod check;
mod retired;

use hagen_core::bucket::S3;
use hagen_core::section::{Section, Within};
use hagen_kube::{Duration, Quantity, StorageClassName};

/// A bucket of object storage, by the S3 protocol.
///
/// Each component that uses it gets a key of its own, with rights on this bucket alone, and the variables
/// `AWS_ENDPOINT_URL`, `AWS_REGION`, `BUCKET_NAME`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. Buckets of the
/// cluster's own storage are addressed by path (`forcePathStyle` in most clients).
///
/// Taking a bucket out of the blueprint takes the keys back. The objects stay: only a person deletes a bucket.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::bucket)]
pub struct Bucket {
    /// What keeps the objects.
    #[section(default)]
    pub engine: Engine,
    /// How much the bucket may hold. A bucket that is full takes no more objects until some are deleted. Absent: as much
    /// as there is.
    #[section(example = "20Gi")]
    pub quota: Option<Quantity>,
    /// After how long an object goes by itself, counted from when it was written. It holds for what is written from now
    /// on. Absent: objects stay.
    #[section(example = "30d")]
    pub expire_after: Option<Duration>,
    /// Keeps what is overwritten or deleted, so that it can be had back.
    #[section(default = false)]
    pub versioned: bool,
}

/// What keeps the objects of a bucket.
#[derive(Debug, Clone, PartialEq, Default, Section)]
#[section(retired = retired::ENGINE)]
#[allow(clippy::large_enum_variant, reason = "a blueprint has few, and its reader wants them plain")]
pub enum Engine {
    /// The cluster's own object storage: `SeaweedFS`, see `objectStorage`.
    #[default]
    #[section(rename = "seaweedfs")]
    Seaweedfs,
    /// A bucket that is there already, at any S3 service.
    External(S3),
}

/// The object storage of a cluster: `SeaweedFS`. It is there when a bucket lives in it.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::object_storage)]
pub struct ObjectStorage {
    /// How many servers keep objects. With zones, they are spread evenly over them. More space comes with more servers.
    /// Absent: three, or one per zone where there are more, or as many as a smaller cluster has nodes.
    pub servers: Option<Within<1, 99>>,
    /// The size of each server's volume. It stands once the servers are made: raise `servers` to grow.
    #[section(default = Quantity::known("50Gi"))]
    pub storage: Quantity,
    /// The StorageClass of the volumes. The servers copy objects by themselves, so a class without replication is the
    /// faster one. Absent: the one that `storage` has for databases, or else that of the cluster.
    pub storage_class: Option<StorageClassName>,
    /// How many servers have a copy of each object, in different zones where there are zones. Absent: two, which leaves a
    /// third server to write to when one is lost; one where there is only one server.
    pub copies: Option<Within<1, 3>>,
    /// The size of the volumes of the index: names, attributes and places of all objects, about 500 bytes each, in a
    /// PostgreSQL of its own.
    #[section(default = Quantity::known("10Gi"))]
    pub index: Quantity,
}
