//! `kafka.strimzi.io/v1`: the fields that hagen sets.
//!
//! <https://strimzi.io/docs/operators/latest/configuring>

#![allow(clippy::struct_field_names, reason = "the names are those of the API")]

use std::collections::BTreeMap;

use hagen_kube::{CustomResource, Name, Quantity};
use hagen_yaml::Value;
use k8s_openapi::api::core::v1::{
    Affinity, PodSecurityContext, ResourceRequirements, TopologySpreadConstraint,
};
use serde::Serialize;

/// Settings by name.
pub(crate) type Settings = BTreeMap<String, Value>;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kafka {
    pub(crate) kafka: Servers,
    pub(crate) entity_operator: EntityOperator,
    pub(crate) kafka_exporter: Option<Exporter>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Servers {
    pub(crate) version: &'static str,
    pub(crate) metadata_version: &'static str,
    pub(crate) rack: Option<Rack>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) authorization: Typed,
    pub(crate) config: Settings,
    pub(crate) metrics_config: Option<Typed>,
    pub(crate) template: ServersTemplate,
}

#[derive(Debug, Serialize)]
pub(crate) struct Typed {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rack {
    pub(crate) topology_key: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Listener {
    pub(crate) name: &'static str,
    pub(crate) port: u16,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) tls: bool,
    pub(crate) authentication: Typed,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServersTemplate {
    pub(crate) pod_disruption_budget: Budget,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Budget {
    pub(crate) max_unavailable: i32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntityOperator {
    pub(crate) topic_operator: Operator,
    pub(crate) user_operator: Operator,
    pub(crate) template: PodsTemplate,
}

#[derive(Debug, Serialize)]
pub(crate) struct Operator {
    pub(crate) resources: ResourceRequirements,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exporter {
    pub(crate) topic_regex: &'static str,
    pub(crate) group_regex: &'static str,
    pub(crate) resources: ResourceRequirements,
    pub(crate) template: PodsTemplate,
}

#[derive(Debug, Serialize)]
pub(crate) struct PodsTemplate {
    pub(crate) pod: Pod,
}

#[derive(Debug, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pod {
    pub(crate) priority_class_name: &'static str,
    pub(crate) affinity: Option<Affinity>,
    pub(crate) topology_spread_constraints: Option<Vec<TopologySpreadConstraint>>,
    pub(crate) security_context: Option<PodSecurityContext>,
    pub(crate) termination_grace_period_seconds: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KafkaNodePool {
    pub(crate) replicas: i32,
    pub(crate) roles: Vec<&'static str>,
    pub(crate) storage: Storage,
    pub(crate) resources: ResourceRequirements,
    pub(crate) jvm_options: JvmOptions,
    pub(crate) template: PodsTemplate,
}

#[derive(Debug, Serialize)]
pub(crate) struct Storage {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) volumes: Vec<Volume>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Volume {
    pub(crate) id: i32,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) size: Quantity,
    pub(crate) class: Option<hagen_kube::StorageClassName>,
    pub(crate) kraft_metadata: &'static str,
    pub(crate) delete_claim: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct JvmOptions {
    #[serde(rename = "-Xms")]
    pub(crate) initial: String,
    #[serde(rename = "-Xmx")]
    pub(crate) most: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KafkaTopic {
    pub(crate) topic_name: String,
    pub(crate) partitions: i32,
    pub(crate) replicas: i32,
    pub(crate) config: Settings,
}

#[derive(Debug, Serialize)]
pub(crate) struct KafkaUser {
    pub(crate) authentication: Authentication,
    pub(crate) authorization: Authorization,
}

#[derive(Debug, Serialize)]
pub(crate) struct Authentication {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) password: Password,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Password {
    pub(crate) value_from: PasswordSource,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordSource {
    pub(crate) secret_key_ref: SecretKey,
}

#[derive(Debug, Serialize)]
pub(crate) struct SecretKey {
    pub(crate) name: Name,
    pub(crate) key: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Authorization {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) acls: Vec<Acl>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Acl {
    pub(crate) resource: AclResource,
    pub(crate) operations: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AclResource {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) pattern_type: &'static str,
}

macro_rules! resource {
    ($($type:ident)*) => {
        $(impl CustomResource for $type {
            const API_VERSION: &'static str = "kafka.strimzi.io/v1";
            const KIND: &'static str = stringify!($type);
        })*
    };
}
resource!(Kafka KafkaNodePool KafkaTopic KafkaUser);
