//! What a blueprint says of a Kafka cluster.

mod check;
mod retired;
mod words;

use hagen_core::section::{DAY, Distinct, HOUR, MINUTE, Map, Section, TimeWithin, Within};
use hagen_core::target::Cores;
use hagen_kube::{Duration, Quantity, Reference, StorageClassName};

pub use words::TopicName;

/// A Kafka cluster, run by Strimzi without `ZooKeeper`.
///
/// Each component that uses it gets a user of its own (SCRAM over TLS), with rights on topics, on the consumer groups and
/// the transactions whose names begin with its own, and the variables `KAFKA_BOOTSTRAP_SERVERS`,
/// `KAFKA_SECURITY_PROTOCOL`, `KAFKA_SASL_MECHANISM`, `KAFKA_SASL_USERNAME`, `KAFKA_SASL_PASSWORD`,
/// `KAFKA_SASL_JAAS_CONFIG`, `KAFKA_SSL_CA_PEM` and `KAFKA_GROUP_ID`.
///
/// By default three brokers and three controllers in different failure domains, three copies of every record of which two
/// are written before it counts, and alerts.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::kafka, retired = retired::CLUSTER)]
pub struct Kafka {
    /// How many brokers. Absent: three, or one per node of a smaller cluster, or one with the profile `dev`.
    pub brokers: Option<Within<1, 99>>,
    /// How the controllers run, which know what is where.
    pub controllers: Option<Controllers>,
    /// The size of each broker's volume. Volumes can grow later, never shrink.
    #[section(example = "20Gi")]
    pub storage: Option<Quantity>,
    /// The StorageClass of the volumes. Kafka copies records by itself, so a class without replication is the faster one.
    /// Absent: the one that `storage` has for databases, or else that of the cluster.
    pub storage_class: Option<StorageClassName>,
    /// What each broker gets. Half of the memory is for Java's heap, the rest keeps files in memory.
    pub resources: Option<Resources>,
    /// How long records stay unless their topic says otherwise.
    #[section(default = TimeWithin::new(Duration::days(7)))]
    pub retention: TimeWithin<HOUR, { 3650 * DAY }>,
    /// Topics. Others can only be made here: brokers make none by themselves.
    #[section(example = "{ orders: { partitions: 12 } }")]
    pub topics: Map<TopicName, Topic>,
    /// Settings of the brokers, over those that hagen sets.
    #[section(example = "{ message.max.bytes: 2097152 }")]
    pub config: Map<TopicName, Setting>,
}

/// How controllers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub enum Controllers {
    /// As three pods of their own: brokers may come and go without them. The default from three nodes on.
    Dedicated,
    /// Within the brokers, which a small cluster has room for.
    Combined,
}

/// What a broker gets of its node.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Resources {
    /// Cores.
    #[section(example = "2")]
    pub cpu: Cores,
    /// Memory.
    #[section(example = "4Gi")]
    pub memory: Quantity,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Topic {
    /// How many partitions: as many consumers of a group can work at once. Raising it moves keys to other partitions.
    #[section(default = Within::new(3))]
    pub partitions: Within<1, 10000>,
    /// How many brokers have a copy of each record. Absent: three, or as many as there are brokers.
    pub copies: Option<Within<1, 7>>,
    /// How long records stay. Absent: as the cluster says.
    pub retention: Option<TimeWithin<MINUTE, { 3650 * DAY }>>,
    /// Keeps the last record of each key for good, and drops those before.
    #[section(default = false)]
    pub compact: bool,
    /// Who may write. Absent, and without `consume`: everybody who uses the cluster.
    #[section(example = "[apps/shop]")]
    pub produce: Distinct<Reference>,
    /// Who may read. Absent, and without `produce`: everybody who uses the cluster.
    #[section(example = "[apps/report]")]
    pub consume: Distinct<Reference>,
    /// Settings of the topic, over those that hagen sets.
    #[section(example = "{ max.message.bytes: 2097152 }")]
    pub config: Map<TopicName, Setting>,
}

pub use words::Setting;

impl Topic {
    /// Whether everybody who uses the cluster may read and write it.
    pub fn is_open(&self) -> bool {
        self.produce.is_empty() && self.consume.is_empty()
    }
}
