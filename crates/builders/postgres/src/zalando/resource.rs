//! `acid.zalan.do/v1`: the fields that hagen sets.

#![allow(clippy::struct_field_names, reason = "the names are those of the API")]

use std::collections::BTreeMap;

use hagen_kube::{CustomResource, Name, Quantity, StorageClassName};
use k8s_openapi::api::core::v1::{ContainerPort, EnvVar, TopologySpreadConstraint};
use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Postgresql {
    pub(super) team_id: Name,
    pub(super) number_of_instances: i32,
    pub(super) volume: Volume,
    pub(super) resources: Resources,
    pub(super) pod_priority_class_name: &'static str,
    pub(super) topology_spread_constraints: Option<Vec<TopologySpreadConstraint>>,
    pub(super) users: BTreeMap<String, Vec<String>>,
    pub(super) databases: BTreeMap<String, String>,
    pub(super) postgresql: Configuration,
    pub(super) patroni: Patroni,
    pub(super) enable_connection_pooler: bool,
    pub(super) connection_pooler: Option<ConnectionPooler>,
    pub(super) env: Option<Vec<EnvVar>>,
    pub(super) sidecars: Option<Vec<Sidecar>>,
}

/// A container beside that of PostgreSQL. Before these, the operator sets `POSTGRES_USER` and `POSTGRES_PASSWORD`, those
/// of the superuser.
#[derive(Debug, Serialize)]
pub(super) struct Sidecar {
    pub(super) name: &'static str,
    pub(super) image: &'static str,
    pub(super) command: Vec<&'static str>,
    pub(super) env: Vec<EnvVar>,
    pub(super) ports: Vec<ContainerPort>,
    pub(super) resources: Resources,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Volume {
    pub(super) size: Quantity,
    pub(super) storage_class: Option<StorageClassName>,
}

#[derive(Debug, Serialize)]
pub(super) struct Resources {
    pub(super) requests: Amounts,
    pub(super) limits: Amounts,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Amounts {
    pub(super) cpu: Quantity,
    pub(super) memory: Quantity,
}

#[derive(Debug, Serialize)]
pub(super) struct Configuration {
    pub(super) version: String,
    pub(super) parameters: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Patroni {
    pub(super) ttl: u32,
    pub(super) loop_wait: u32,
    pub(super) retry_timeout: u32,
    pub(super) maximum_lag_on_failover: u32,
    pub(super) synchronous_mode: bool,
    pub(super) synchronous_mode_strict: bool,
    pub(super) synchronous_node_count: u32,
    pub(super) failsafe_mode: bool,
    pub(super) initdb: BTreeMap<&'static str, &'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConnectionPooler {
    pub(super) number_of_instances: i32,
    pub(super) mode: &'static str,
    #[serde(rename = "maxDBConnections")]
    pub(super) max_db_connections: i64,
    pub(super) resources: Resources,
}

impl CustomResource for Postgresql {
    const API_VERSION: &'static str = "acid.zalan.do/v1";
    const KIND: &'static str = "postgresql";
}
