//! The section `tracing`.

use hagen_core::bucket::Bucket;
use hagen_core::section::{Checker, Percent, Section, Within};
use hagen_core::target::Cores;
use hagen_kube::{Duration, Quantity, StorageClassName};

use crate::codes;

/// Traces of applications: a collector takes them by OpenTelemetry's protocol, and Tempo keeps them in a bucket.
///
/// Every application is told where the collector is, by the variables that OpenTelemetry's libraries read; one that has
/// no such library is not disturbed by them. `tracing: false` of an application takes them away.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct Tracing {
    /// Where traces are kept: one of `buckets`, or a bucket that is there already. With the profile `dev` it may be
    /// absent; traces are kept on the one replica's volume then.
    #[section(example = "buckets/traces")]
    pub bucket: Option<Bucket>,
    /// How many replicas of Tempo. Absent: three, or one on a cluster of fewer nodes or with the profile `dev`.
    #[section(example = "3")]
    pub replicas: Option<Within<1, 15>>,
    /// How long traces are kept.
    #[section(default = Duration::days(7))]
    pub retention: Duration,
    /// The size of each replica's volume, which holds what is not in the bucket yet.
    #[section(default = Quantity::known("10Gi"))]
    pub storage: Quantity,
    /// The StorageClass of the volumes. Absent: the class for what replicates itself, or that of the cluster.
    pub storage_class: Option<StorageClassName>,
    /// What each replica of Tempo gets. The memory of the request is also the limit.
    #[section(example = "{ cpu: 1, memory: 4Gi }")]
    pub resources: Option<Resources>,
    /// How many of a hundred traces are kept, chosen by their ids, so that a trace is kept whole or not at all. Absent:
    /// all.
    #[section(example = "10")]
    pub sample: Option<Percent>,
    /// Has Tempo count requests, errors and times from the traces, for Prometheus: the map of services in Grafana is
    /// made of them.
    #[section(default = false)]
    pub metrics: bool,
}

/// What a process gets of its node.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Resources {
    /// Cores.
    #[section(example = "1")]
    pub cpu: Cores,
    /// Memory.
    #[section(example = "4Gi")]
    pub memory: Quantity,
}

/// A block of traces is closed after half an hour, and volumes hold what is not in the bucket yet.
const LEAST_RETENTION: Duration = Duration::seconds(60 * 60);
const LEAST_STORAGE: u128 = 1 << 30;
/// In mebibytes: what Tempo takes before the first trace.
const LEAST_MEMORY: u64 = 128;

fn check(tracing: &Tracing, checker: &mut Checker<'_, '_>) {
    if tracing.retention < LEAST_RETENTION {
        let message = format!("after `{}` traces are gone before anybody looks", tracing.retention);
        checker.report(&codes::SIZE, "retention", message).help = Some("`1h` or more, better `7d`".into());
    }
    if tracing.storage.units() < LEAST_STORAGE {
        let message = format!("`{}` is too small a volume", tracing.storage);
        checker.report(&codes::SIZE, "storage", message).help = Some("1Gi at least".into());
    }
    if let Some(resources) = &tracing.resources {
        checker.at_least(
            &["resources", "memory"],
            &resources.memory,
            LEAST_MEMORY,
            "Tempo is killed while it starts",
        );
    }
    if tracing.replicas.is_some_and(|replicas| replicas.get() == 2) {
        let message = "of two replicas none may be away";
        checker.report(&codes::TWO_REPLICAS, "replicas", message).help =
            Some("write 3, or 1 where tracing may stop with its node".into());
    }
}
