//! `postgresql.cnpg.io/v1`: a cluster of PostgreSQL servers.
//!
//! <https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/>

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ResourceRequirements, TopologySpreadConstraint};
use serde::Serialize;

use crate::manifest::CustomResource;
use crate::text::{Name, Quantity, StorageClassName};

/// Settings by name, as text.
pub type Settings = BTreeMap<String, String>;

/// A PostgreSQL cluster: a primary and its standbys.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// How many instances there are.
    pub instances: i32,
    /// The image of PostgreSQL.
    pub image_name: String,
    /// Whether the superuser has a password.
    pub enable_superuser_access: bool,
    /// Whether the operator makes disruption budgets.
    #[serde(rename = "enablePDB")]
    pub enable_pdb: bool,
    /// Who decides when the primary is updated: `unsupervised` for the operator.
    pub primary_update_strategy: &'static str,
    /// How the primary is updated: `switchover` or `restart`.
    pub primary_update_method: &'static str,
    /// Seconds that a primary may take to step down.
    pub switchover_delay: i32,
    /// Seconds that a stopping instance waits for its clients.
    pub smart_shutdown_timeout: i32,
    /// The priority class of the instances.
    pub priority_class_name: &'static str,
    /// How far apart instances are kept.
    pub affinity: Option<Affinity>,
    /// How instances are evened out.
    pub topology_spread_constraints: Option<Vec<TopologySpreadConstraint>>,
    /// What an instance gets.
    pub resources: ResourceRequirements,
    /// Bounds of what is kept beside the volumes.
    pub ephemeral_volumes_size_limit: EphemeralVolumes,
    /// The data volume.
    pub storage: Storage,
    /// The volume of the write-ahead log, when it has one of its own.
    pub wal_storage: Option<Storage>,
    /// The slots that keep the log for standbys.
    pub replication_slots: ReplicationSlots,
    /// The configuration of PostgreSQL.
    pub postgresql: Configuration,
    /// How the first instance is made.
    pub bootstrap: Bootstrap,
    /// The roles that the operator keeps.
    pub managed: Option<Managed>,
    /// The operator's plugins.
    pub plugins: Option<Vec<Plugin>>,
    /// What the instances tell of themselves.
    pub monitoring: Option<Monitoring>,
}

/// What instances tell of themselves, beside what they always do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Monitoring {
    /// Where further queries are.
    pub custom_queries_config_map: Vec<ConfigMapKey>,
}

/// A key of a `ConfigMap`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfigMapKey {
    /// The name of the `ConfigMap`.
    pub name: Name,
    /// The key.
    pub key: &'static str,
}

/// How far apart instances are kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Affinity {
    /// Whether at all.
    pub enable_pod_anti_affinity: bool,
    /// `required` or `preferred`.
    pub pod_anti_affinity_type: &'static str,
    /// The domain that no two share.
    pub topology_key: &'static str,
}

/// Bounds of what an instance keeps beside its volumes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EphemeralVolumes {
    /// Shared memory.
    pub shm: Quantity,
    /// Temporary files.
    pub temporary_data: Quantity,
}

/// A volume of each instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Storage {
    /// Its size.
    pub size: Quantity,
    /// Its class. Absent: the default of the cluster.
    pub storage_class: Option<StorageClassName>,
}

/// The slots that keep the log for standbys.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplicationSlots {
    /// Those of the standbys.
    pub high_availability: Enabled,
}

/// A switch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enabled {
    /// Whether it is on.
    pub enabled: bool,
}

/// The configuration of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Configuration {
    /// Parameters of `postgresql.conf`.
    pub parameters: Settings,
    /// Lines of `pg_hba.conf`, after the operator's own.
    pub pg_hba: Vec<String>,
    /// What a commit waits for.
    pub synchronous: Option<Synchronous>,
}

/// What a commit waits for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Synchronous {
    /// `any` or `first`.
    pub method: &'static str,
    /// How many standbys.
    pub number: i32,
    /// `required` or `preferred`.
    pub data_durability: &'static str,
    /// Whether a failover goes only to a standby that provably has every commit.
    pub failover_quorum: bool,
}

/// How the first instance is made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bootstrap {
    /// Empty.
    pub initdb: Initdb,
}

/// What an empty server begins with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Initdb {
    /// The database.
    pub database: &'static str,
    /// Its owner.
    pub owner: &'static str,
    /// The encoding.
    pub encoding: &'static str,
    /// Who knows how text is ordered.
    pub locale_provider: Option<&'static str>,
    /// PostgreSQL's own locale.
    pub builtin_locale: Option<&'static str>,
    /// Whether pages carry checksums.
    pub data_checksums: bool,
}

/// What the operator keeps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Managed {
    /// The roles.
    pub roles: Vec<Role>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Its name.
    pub name: String,
    /// `present` or `absent`.
    pub ensure: &'static str,
    /// What it is for.
    pub comment: String,
    /// Whether it can connect.
    pub login: bool,
    /// How many connections it may hold.
    pub connection_limit: i64,
    /// The Secret with its password.
    pub password_secret: Reference,
}

/// An object of the same namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reference {
    /// Its name.
    pub name: Name,
}

/// A plugin of the operator's.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plugin {
    /// Its name.
    pub name: &'static str,
    /// Whether it archives the write-ahead log.
    #[serde(rename = "isWALArchiver")]
    pub is_wal_archiver: Option<bool>,
    /// Its parameters.
    pub parameters: Option<Settings>,
}

impl CustomResource for Cluster {
    const API_VERSION: &'static str = "postgresql.cnpg.io/v1";
    const KIND: &'static str = "Cluster";
}
