//! What a blueprint says of a cache.

mod check;
mod retired;

use hagen_core::section::{Section, Within};
use hagen_core::target::Cores;
use hagen_kube::{Quantity, StorageClassName};

/// A cache that speaks the protocol of Redis: Valkey.
///
/// By default three servers on different nodes, one of which is the primary, and two proxies that lead every connection
/// to it. When the primary is lost, the others make one of themselves the primary within about seven seconds; when it is
/// to go, it hands over first and no acknowledged write is lost. Writes need a second server that follows, so that a
/// primary that is cut off takes none.
///
/// Those who use it get `REDIS_HOST`, `REDIS_PORT`, `REDIS_PASSWORD` and `REDIS_URL`, and see one server. Commands for
/// administrators (`CONFIG`, `REPLICAOF`, `DEBUG` …) are not theirs.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::cache, retired = retired::CACHE)]
pub struct Cache {
    /// How many servers: one, three or five. Absent: three, or one on a single node and with the profile `dev`.
    pub instances: Option<Within<1, 5>>,
    /// How much data it holds. Each server gets one and a half times as much memory, for connections and copies.
    #[section(default = Quantity::known("256Mi"))]
    pub memory: Quantity,
    /// The CPU that each server is sure to get. It uses one core for commands, however many there are.
    #[section(default = Cores(Quantity::known("100m")))]
    pub cpu: Cores,
    /// What gives way when it is full.
    #[section(default)]
    pub eviction: Eviction,
    /// Keeps the data on a volume of each server too, so that it is there even when all of them were away. Absent: the
    /// servers keep it in memory, each a copy.
    #[section(example = "{ size: 2Gi }")]
    pub persistence: Option<Persistence>,
}

/// What gives way when a cache is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Eviction {
    /// The keys that were not used for the longest time.
    #[default]
    AllkeysLru,
    /// The keys that are used least often.
    AllkeysLfu,
    /// Of the keys that expire, those that were not used for the longest time. When none expires, writes fail.
    VolatileLru,
    /// Of the keys that expire, those that are used least often. When none expires, writes fail.
    VolatileLfu,
    /// Of the keys that expire, those that do so next. When none expires, writes fail.
    VolatileTtl,
    /// Nothing: writes fail. For queues and for what nobody can compute again.
    #[section(rename = "noeviction")]
    Nothing,
}

impl Eviction {
    /// The word of `maxmemory-policy`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::AllkeysLru => "allkeys-lru",
            Self::AllkeysLfu => "allkeys-lfu",
            Self::VolatileLru => "volatile-lru",
            Self::VolatileLfu => "volatile-lfu",
            Self::VolatileTtl => "volatile-ttl",
            Self::Nothing => "noeviction",
        }
    }
}

/// The volumes of the servers.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Persistence {
    /// The size of each. Absent: four times `memory`, since the log of writes is written anew beside the old one.
    pub size: Option<Quantity>,
    /// The StorageClass. The servers copy the data by themselves, so a class without replication is the faster one.
    /// Absent: the one that `storage` has for databases, or else that of the cluster.
    pub storage_class: Option<StorageClassName>,
}
