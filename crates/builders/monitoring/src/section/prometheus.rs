//! What scrapes, stores and evaluates.

use hagen_core::section::{Distinct, Section, Within};
use hagen_kube::{Cidr, Duration, Name, Quantity, SecretRef, StorageClassName};

use super::{Resources, check};

/// Prometheus.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::prometheus)]
pub struct Prometheus {
    /// How many, each on a node of its own, each scraping everything. Absent: two, or one on a single node.
    pub replicas: Option<Within<1, 9>>,
    /// How long samples are kept. Whatever comes first ends them: this, or four fifths of `storage`.
    #[section(default = Duration::seconds(15 * 24 * 60 * 60))]
    pub retention: Duration,
    /// The size of each replica's volume.
    #[section(default = Quantity::known("50Gi"))]
    pub storage: Quantity,
    /// The StorageClass of the volumes. Two replicas scrape the same and keep the same: a lost volume costs nothing but that replica's past. Absent: the
    /// one that `storage` has for what replicates itself (for a single replica, that for all the rest), or else that of the
    /// cluster.
    pub storage_class: Option<StorageClassName>,
    /// How often everything is scraped and every rule is evaluated.
    #[section(default = Duration::seconds(30))]
    pub interval: Duration,
    /// What each replica gets. Absent: half a core and 3Gi, which is enough for some 300,000 series.
    pub resources: Option<Resources>,
    /// Namespaces beside hagen's own that have something to scrape: the network policies open the way to them.
    pub namespaces: Distinct<Name>,
    /// Copies the samples to an object store, where they outlive the volumes.
    pub thanos: Option<Thanos>,
}

/// Copies the samples to an object store: a Thanos sidecar in each Prometheus.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::thanos)]
pub struct Thanos {
    /// The configuration of the object store, a secret, in Thanos' own YAML: `type: S3`, `config: …`.
    #[section(example = "thanos/objstore.yml")]
    pub object_store: SecretRef,
    /// The private networks that the object store is in. Absent: it is on the internet, behind HTTPS.
    pub networks: Distinct<Cidr>,
}
