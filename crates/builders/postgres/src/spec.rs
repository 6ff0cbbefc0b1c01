//! What a blueprint says of a database server.

mod backup;
mod check;
mod external;
mod retired;
mod words;

pub use backup::Backup;
pub use external::{External, ExternalTls};
use hagen_core::section::{Map, Section, Within};
use hagen_core::target::Cores;
use hagen_kube::{Image, Quantity, Reference, StorageClassName};
pub use words::{ExtensionName, Identifier, ParameterName, Setting};

/// A PostgreSQL server, and a database with a role of its own for each component that uses it.
///
/// By default three instances in different failure domains, synchronous replication, automatic failover, TLS,
/// parameters that fit the memory, alerts, and closed network ends.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::postgres, retired = retired::SERVER)]
pub struct Postgres {
    /// What runs it.
    #[section(default)]
    pub engine: Engine,
    /// The major version. hagen pins the minor version and the image; the operator upgrades a major version offline
    /// when this number is raised, so take a backup before.
    #[section(default = Within::new(18))]
    pub version: Within<14, 18>,
    /// An image of your own in place of the pinned one, for instance with extensions built in. Its major version has
    /// to be `version`.
    pub image: Option<Image>,
    /// How many instances: one primary, the others standbys. Absent: three, or one per node of a smaller cluster, or
    /// one with the profile `dev`.
    pub instances: Option<Within<1, 15>>,
    /// The size of each instance's data volume. Volumes can grow later, never shrink.
    #[section(example = "10Gi")]
    pub storage: Option<Quantity>,
    /// The size of each instance's write-ahead log volume. It is a volume of its own, so that a full log cannot take
    /// the data down. Absent: a quarter of `storage`, at least 2Gi; with the profile `dev` the log stays with the data.
    pub wal_storage: Option<Quantity>,
    /// The StorageClass of the volumes. PostgreSQL replicates by itself, so a class without replication is the faster
    /// and the safer one. Absent: the one that `storage` has for databases, or else that of the cluster.
    pub storage_class: Option<StorageClassName>,
    /// What each instance gets. Requests are also the limits, and the memory parameters are derived from it.
    pub resources: Option<Resources>,
    /// What a commit waits for. Absent: `required` with three or more instances, `preferred` with two.
    pub durability: Option<Durability>,
    /// How many connections the server takes. Absent: 100 below 2Gi of memory, 200 below 8Gi, 400 above.
    pub max_connections: Option<Within<25, 10000>>,
    /// Parameters of `postgresql.conf`, over those that hagen derives.
    #[section(example = "{ work_mem: 16MB }")]
    pub parameters: Map<ParameterName, Setting>,
    /// Extensions that every database gets. `pg_stat_statements` is always there.
    #[section(example = "[pg_trgm, vector]")]
    pub extensions: Vec<ExtensionName>,
    /// What differs for a consumer: without an entry, `apps/shop` gets the database `shop` with the role `shop`.
    #[section(example = "{ apps/shop: { connectionLimit: 40 } }")]
    pub databases: Map<Reference, Database>,
    /// PgBouncer in front of the primary. It is off unless asked for: pooling by transaction silently changes what
    /// session locks, `LISTEN`, `SET` and temporary tables mean, and pooling by session saves no connection.
    pub pooler: Option<Pooler>,
    /// Continuous archiving of the log and base backups, to restore any moment of the past.
    pub backup: Option<Backup>,
}

/// What runs a database server.
#[derive(Debug, Clone, PartialEq, Default, Section)]
#[section(retired = retired::ENGINE)]
pub enum Engine {
    /// The CloudNativePG operator.
    #[default]
    #[section(rename = "cloudnative-pg")]
    CloudnativePg,
    /// Zalando's postgres-operator: Patroni inside Kubernetes.
    Zalando,
    /// A server that is there already, for instance Patroni on machines behind HAProxy.
    External(External),
}

/// What an instance gets of its node.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Resources {
    /// Cores.
    #[section(example = "2")]
    pub cpu: Cores,
    /// Memory.
    #[section(example = "4Gi")]
    pub memory: Quantity,
}

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub enum Durability {
    /// A standby has the commit on disk. Nothing that was acknowledged is ever lost; without any standby, writes wait.
    Required,
    /// The same while there is a standby; without any, writes go on and a failover may lose them.
    Preferred,
    /// Only the primary's own disk: fastest, and a failover may lose the last commits at any time.
    Asynchronous,
}

/// A consumer's database.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Database {
    /// Its name. Absent: the consumer's, with `_` for `-`.
    pub name: Option<Identifier>,
    /// The role that owns it and connects. Absent: named like the consumer.
    pub role: Option<Identifier>,
    /// How many connections the role may hold. Absent: an equal share of what the others leave.
    pub connection_limit: Option<Within<1, 10000>>,
    /// Extensions beyond those of the server.
    pub extensions: Vec<ExtensionName>,
    /// Shares database and role with another consumer: a worker with the application it works for.
    #[section(example = "apps/shop")]
    pub same_as: Option<Reference>,
}

/// PgBouncer in front of the primary.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Pooler {
    /// How many. Absent: as many as survive the loss of a node.
    pub instances: Option<Within<1, 20>>,
    /// When a server connection goes back to the pool.
    #[section(default)]
    pub mode: PoolMode,
    /// How many clients each of them takes.
    #[section(default = Within::new(1000))]
    pub max_client_connections: Within<10, 20000>,
}

/// When a server connection goes back to the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum PoolMode {
    /// After each transaction: many clients share few connections. Not for clients that use session locks, `LISTEN`,
    /// `SET` or temporary tables across transactions.
    #[default]
    Transaction,
    /// When the client leaves: safe for every client, saves only the cost of connecting.
    Session,
}
