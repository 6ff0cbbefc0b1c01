//! What is known of each kind, a file for each field.

mod databases;
mod delivery;
mod kafka;
mod network;
mod observe;
mod permissions;
mod pods;
mod releases;
mod secrets;
mod storage;
mod workloads;

pub(crate) use pods::POD;
pub(crate) use releases::VALUES;

use crate::change::Subject;
use crate::table::Table;

/// The table of a kind.
pub(crate) fn table(subject: &Subject) -> &'static Table {
    match (subject.group.as_str(), subject.kind.as_str()) {
        ("apps", "Deployment") => &workloads::DEPLOYMENT,
        ("apps", "StatefulSet") => &workloads::STATEFUL_SET,
        ("apps", "DaemonSet") => &workloads::DAEMON_SET,
        ("argoproj.io", "Rollout") => &workloads::ROLLOUT,
        ("batch", "CronJob") => &workloads::CRON_JOB,
        ("batch", "Job") => &workloads::JOB,
        ("autoscaling", "HorizontalPodAutoscaler") => &workloads::AUTOSCALER,
        ("policy", "PodDisruptionBudget") => &workloads::BUDGET,
        ("", "ConfigMap") => &workloads::CONFIG_MAP,
        ("postgresql.cnpg.io", "Cluster") => &databases::CLUSTER,
        ("postgresql.cnpg.io", "Database") => &databases::DATABASE,
        ("postgresql.cnpg.io", "Pooler") => &databases::POOLER,
        ("postgresql.cnpg.io", "ScheduledBackup") => &databases::BACKUP,
        ("barmancloud.cnpg.io", "ObjectStore") => &databases::OBJECT_STORE,
        ("acid.zalan.do", "postgresql") => &databases::ZALANDO,
        ("kafka.strimzi.io", "Kafka") => &kafka::KAFKA,
        ("kafka.strimzi.io", "KafkaNodePool") => &kafka::NODE_POOL,
        ("kafka.strimzi.io", "KafkaTopic") => &kafka::TOPIC,
        ("kafka.strimzi.io", "KafkaUser") => &kafka::USER,
        ("networking.k8s.io", "NetworkPolicy") => &network::POLICY,
        ("", "Service") => &network::SERVICE,
        ("gateway.networking.k8s.io", "Gateway") => &network::GATEWAY,
        ("networking.istio.io", "Gateway") => &network::MESH_GATEWAY,
        ("networking.k8s.io", "Ingress")
        | ("traefik.io", "IngressRoute")
        | ("gateway.networking.k8s.io", _) => &network::ROUTE,
        ("traefik.io" | "networking.istio.io", _) => &network::ROUTING,
        ("security.istio.io", "AuthorizationPolicy") => &network::AUTHORIZATION,
        ("security.istio.io", "PeerAuthentication") => &network::AUTHENTICATION,
        ("rbac.authorization.k8s.io", "Role" | "ClusterRole") => &permissions::ROLE,
        ("rbac.authorization.k8s.io", _) => &permissions::BINDING,
        ("argoproj.io", "AppProject") => &permissions::PROJECT,
        ("", "ServiceAccount") => &permissions::ACCOUNT,
        ("", "Namespace") => &permissions::NAMESPACE,
        ("argoproj.io", "Application") => &delivery::APPLICATION,
        ("argoproj.io", "ApplicationSet") => &delivery::APPLICATION_SET,
        ("external-secrets.io", "ExternalSecret") => &secrets::EXTERNAL_SECRET,
        ("external-secrets.io" | "generators.external-secrets.io", _) => &secrets::STORE,
        ("cert-manager.io", "Certificate") => &secrets::CERTIFICATE,
        ("", "PersistentVolumeClaim") => &storage::CLAIM,
        ("monitoring.coreos.com", "PrometheusRule") => &observe::RULES,
        ("monitoring.coreos.com", _) => &observe::MONITOR,
        _ => &Table::PLAIN,
    }
}
