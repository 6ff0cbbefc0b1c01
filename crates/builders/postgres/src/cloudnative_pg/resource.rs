//! `postgresql.cnpg.io/v1` and `barmancloud.cnpg.io/v1`: the fields that hagen sets.

#![allow(clippy::struct_field_names, reason = "the names are those of the API")]

use std::collections::BTreeMap;

use hagen_kube::{CustomResource, Name, Quantity, Url};
use k8s_openapi::api::apps::v1::DeploymentStrategy;
use k8s_openapi::api::core::v1::{EnvVar, PodTemplateSpec, ResourceRequirements, TopologySpreadConstraint};
use serde::Serialize;

/// Settings by name, as text.
pub(crate) type Settings = BTreeMap<String, String>;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cluster {
    pub(crate) instances: i32,
    pub(crate) image_name: String,
    pub(crate) enable_superuser_access: bool,
    #[serde(rename = "enablePDB")]
    pub(crate) enable_pdb: bool,
    pub(crate) primary_update_strategy: &'static str,
    pub(crate) primary_update_method: &'static str,
    pub(crate) switchover_delay: i32,
    pub(crate) smart_shutdown_timeout: i32,
    pub(crate) priority_class_name: &'static str,
    pub(crate) affinity: Option<Affinity>,
    pub(crate) topology_spread_constraints: Option<Vec<TopologySpreadConstraint>>,
    pub(crate) resources: ResourceRequirements,
    pub(crate) ephemeral_volumes_size_limit: EphemeralVolumes,
    pub(crate) storage: Storage,
    pub(crate) wal_storage: Option<Storage>,
    pub(crate) replication_slots: ReplicationSlots,
    pub(crate) postgresql: Configuration,
    pub(crate) bootstrap: Bootstrap,
    pub(crate) managed: Option<Managed>,
    pub(crate) plugins: Option<Vec<Plugin>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Affinity {
    pub(crate) enable_pod_anti_affinity: bool,
    pub(crate) pod_anti_affinity_type: &'static str,
    pub(crate) topology_key: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EphemeralVolumes {
    pub(crate) shm: Quantity,
    pub(crate) temporary_data: Quantity,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Storage {
    pub(crate) size: Quantity,
    pub(crate) storage_class: Option<Name>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReplicationSlots {
    pub(crate) high_availability: Enabled,
}

#[derive(Debug, Serialize)]
pub(crate) struct Enabled {
    pub(crate) enabled: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Configuration {
    pub(crate) parameters: Settings,
    pub(crate) pg_hba: Vec<String>,
    pub(crate) synchronous: Option<Synchronous>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Synchronous {
    pub(crate) method: &'static str,
    pub(crate) number: i32,
    pub(crate) data_durability: &'static str,
    pub(crate) failover_quorum: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Bootstrap {
    pub(crate) initdb: Initdb,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Initdb {
    pub(crate) database: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) encoding: &'static str,
    pub(crate) locale_provider: Option<&'static str>,
    pub(crate) builtin_locale: Option<&'static str>,
    pub(crate) data_checksums: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Managed {
    pub(crate) roles: Vec<Role>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) ensure: &'static str,
    pub(crate) comment: String,
    pub(crate) login: bool,
    pub(crate) connection_limit: i64,
    pub(crate) password_secret: Reference,
}

#[derive(Debug, Serialize)]
pub(crate) struct Reference {
    pub(crate) name: Name,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plugin {
    pub(crate) name: &'static str,
    #[serde(rename = "isWALArchiver")]
    pub(crate) is_wal_archiver: Option<bool>,
    pub(crate) parameters: Option<Settings>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) cluster: Reference,
    pub(crate) ensure: &'static str,
    pub(crate) database_reclaim_policy: &'static str,
    pub(crate) extensions: Option<Vec<Extension>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Extension {
    pub(crate) name: String,
    pub(crate) ensure: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pooler {
    pub(crate) cluster: Reference,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) instances: i32,
    pub(crate) deployment_strategy: DeploymentStrategy,
    pub(crate) pgbouncer: PgBouncer,
    pub(crate) template: PodTemplateSpec,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PgBouncer {
    pub(crate) pool_mode: &'static str,
    pub(crate) parameters: Settings,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduledBackup {
    pub(crate) schedule: String,
    pub(crate) cluster: Reference,
    pub(crate) method: &'static str,
    pub(crate) plugin_configuration: Plugin,
    pub(crate) target: &'static str,
    pub(crate) immediate: bool,
    pub(crate) backup_owner_reference: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ObjectStore {
    pub(crate) retention_policy: String,
    pub(crate) configuration: StoreConfiguration,
    pub(crate) instance_sidecar_configuration: Sidecar,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoreConfiguration {
    pub(crate) destination_path: String,
    #[serde(rename = "endpointURL")]
    pub(crate) endpoint_url: Option<Url>,
    pub(crate) s3_credentials: S3Credentials,
    pub(crate) wal: WalArchive,
    pub(crate) data: BaseBackup,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct S3Credentials {
    pub(crate) access_key_id: SecretKey,
    pub(crate) secret_access_key: SecretKey,
}

#[derive(Debug, Serialize)]
pub(crate) struct SecretKey {
    pub(crate) name: Name,
    pub(crate) key: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WalArchive {
    pub(crate) compression: &'static str,
    pub(crate) max_parallel: i32,
}

#[derive(Debug, Serialize)]
pub(crate) struct BaseBackup {
    pub(crate) compression: &'static str,
    pub(crate) jobs: i32,
}

#[derive(Debug, Serialize)]
pub(crate) struct Sidecar {
    pub(crate) env: Option<Vec<EnvVar>>,
    pub(crate) resources: ResourceRequirements,
}

macro_rules! resource {
    ($type:ident, $version:literal) => {
        impl CustomResource for $type {
            const API_VERSION: &'static str = $version;
            const KIND: &'static str = stringify!($type);
        }
    };
}
resource!(Cluster, "postgresql.cnpg.io/v1");
resource!(Database, "postgresql.cnpg.io/v1");
resource!(Pooler, "postgresql.cnpg.io/v1");
resource!(ScheduledBackup, "postgresql.cnpg.io/v1");
resource!(ObjectStore, "barmancloud.cnpg.io/v1");
