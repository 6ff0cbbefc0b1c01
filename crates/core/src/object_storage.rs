//! The object storage that a cluster may have of its own, and what others want of it.

use hagen_kube::{Name, Quantity};

/// A bucket that somebody wants.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedBucket {
    /// Its name on the server: unique on the cluster.
    pub name: Name,
    /// How much it may hold.
    pub quota: Option<Quantity>,
    /// After how many days an object goes by itself.
    pub expire_after_days: Option<u64>,
    /// Whether what is overwritten or deleted is kept.
    pub versioned: bool,
}
