//! The section `logging`.

mod check;
mod collector;
mod limits;
mod rules;
mod tenants;

use hagen_core::bucket::Bucket;
use hagen_core::exposure::TlsSource;
use hagen_core::section::{Map, Section, Within};
use hagen_core::target::Cores;
use hagen_kube::{Duration, Host, Quantity, StorageClassName};

pub use collector::Collector;
pub use limits::Limits;
pub use rules::{AlertName, LogAlert, LogSeverity};
pub use tenants::{TenantLimits, Tenants};

/// Logs of everything on a cluster: Loki keeps them in a bucket, and a collector on every node feeds it.
///
/// By default three replicas of Loki, of which one may be away; each line of a log is kept by all three until it is in
/// the bucket.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::logging, retired = check::RETIRED)]
pub struct Logging {
    /// Where logs are kept: one of `buckets`, or a bucket that is there already. With the profile `dev` it may be absent;
    /// logs are kept on the one replica's volume then.
    #[section(example = "buckets/logs")]
    pub bucket: Option<Bucket>,
    /// How Loki's parts are spread over processes.
    #[section(default)]
    pub mode: Mode,
    /// How many replicas take in logs. Absent: three, or one on a cluster of fewer nodes or with the profile `dev`.
    #[section(example = "3")]
    pub replicas: Option<Within<1, 60>>,
    /// How long logs are kept.
    #[section(default = Duration::days(14))]
    pub retention: Duration,
    /// The size of each replica's volume, which holds what is not in the bucket yet. Without a bucket it holds everything.
    #[section(default = Quantity::known("10Gi"))]
    pub storage: Quantity,
    /// The StorageClass of the volumes. The replicas hold copies of the same, so a class without replication is the
    /// better one. Absent: the class for what replicates itself, or that of the cluster.
    pub storage_class: Option<StorageClassName>,
    /// What each replica that takes in logs gets. The memory of the request is also the limit.
    #[section(example = "{ cpu: 1, memory: 4Gi }")]
    pub resources: Option<Resources>,
    /// The memory of the caches of chunks and results together. Absent: two hundredths of the memory of the nodes, from
    /// 256Mi to 8Gi.
    #[section(example = "2Gi")]
    pub cache: Option<Quantity>,
    /// How much is taken in, and how much a query may ask for.
    #[section(default)]
    pub limits: Limits,
    /// Keeps the logs of environments apart: each is a tenant, named like its namespace. What is in no environment is
    /// the tenant `platform`, machines outside the cluster are `machines`.
    #[section(example = "{}")]
    pub tenants: Option<Tenants>,
    /// Alerts on what logs say, by name. Alertmanager gets them as it gets those of Prometheus.
    #[section(
        example = "{ PaymentsRefused: { expr: 'sum(count_over_time({app=\"shop\"} |= \"refused\" [10m])) > 5' } }"
    )]
    pub rules: Map<AlertName, LogAlert>,
    /// What is collected.
    #[section(default)]
    pub collector: Collector,
    /// The name under which machines outside the cluster push their logs, by TLS and with a password.
    #[section(example = "{ host: logs.example.com }")]
    pub machines: Option<MachineEntry>,
}

/// How Loki's parts are spread over processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
#[section(retired = check::MODES)]
pub enum Mode {
    /// All parts in each replica: up to some hundred gigabytes a day.
    #[default]
    Monolithic,
    /// Three kinds of processes: for writing, reading and the rest. Loki 4 no longer has it.
    #[section(rename = "simpleScalable")]
    SimpleScalable,
    /// One kind of process for each part: terabytes a day.
    Distributed,
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

/// Where machines outside the cluster push their logs.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct MachineEntry {
    /// The name.
    #[section(example = "logs.example.com")]
    pub host: Host,
    /// The issuer of the certificate, or a secret that has one. Absent: the only issuer there is.
    #[section(example = "letsencrypt")]
    pub tls: Option<TlsSource>,
}
