//! `postgresql.cnpg.io/v1` and `barmancloud.cnpg.io/v1` beside the `Cluster`: the fields that hagen sets.

#![allow(clippy::struct_field_names, reason = "the names are those of the API")]

use hagen_kube::custom::cloudnative_pg::{Plugin, Reference, Settings};
use hagen_kube::{CustomResource, Name};
use k8s_openapi::api::apps::v1::DeploymentStrategy;
use k8s_openapi::api::core::v1::{EnvVar, PodTemplateSpec, ResourceRequirements};
use serde::Serialize;

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
    pub(crate) endpoint_url: Option<String>,
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
resource!(Database, "postgresql.cnpg.io/v1");
resource!(Pooler, "postgresql.cnpg.io/v1");
resource!(ScheduledBackup, "postgresql.cnpg.io/v1");
resource!(ObjectStore, "barmancloud.cnpg.io/v1");
