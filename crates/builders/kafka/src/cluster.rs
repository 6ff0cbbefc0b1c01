//! The `Kafka`: what all its nodes have in common, and the operators and the exporter beside them.

use hagen_core::context::Context;
use hagen_core::workload::priority;
use hagen_kube::Manifest;
use hagen_yaml::Value;
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::component::{KafkaCluster, TLS};
use crate::resource::{
    Budget, EntityOperator, Exporter, Kafka, Listener, Operator, Pod, PodsTemplate, Rack, Servers,
    ServersTemplate, Settings, Typed,
};
use crate::shape::Shape;

/// The version of Kafka that the operator runs best, and that of what it keeps about itself.
const VERSION: &str = "4.3.1";
const METADATA_VERSION: &str = "4.3-IV0";

pub(crate) fn kafka(cluster: &KafkaCluster, shape: &Shape, cx: &Context<'_>) -> Manifest {
    let is_watched = cx.site.shared.prometheus.is_some();
    let spec = Kafka {
        kafka: Servers {
            version: VERSION,
            metadata_version: METADATA_VERSION,
            // Copies of a record go to different zones.
            rack: cx
                .site
                .cluster
                .nodes
                .is_zonal()
                .then_some(Rack { topology_key: "topology.kubernetes.io/zone" }),
            listeners: vec![Listener {
                name: "tls",
                port: TLS,
                kind: "internal",
                tls: true,
                authentication: Typed { kind: "scram-sha-512" },
            }],
            authorization: Typed { kind: "simple" },
            config: config(cluster, shape),
            metrics_config: is_watched.then_some(Typed { kind: "strimziMetricsReporter" }),
            template: ServersTemplate { pod_disruption_budget: Budget { max_unavailable: 1 } },
        },
        entity_operator: EntityOperator {
            topic_operator: Operator { resources: resources("100m", "256Mi") },
            user_operator: Operator { resources: resources("100m", "256Mi") },
            template: beside(),
        },
        kafka_exporter: is_watched.then(|| Exporter {
            topic_regex: ".*",
            group_regex: ".*",
            resources: resources("50m", "128Mi"),
            template: beside(),
        }),
    };
    let mut manifest = Manifest::custom(&cluster.metadata(cx, &cluster.object_name()), &spec);
    manifest.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    manifest
}

/// Losing a broker loses no record and stops no writing; a broker that was away never leads with less than the others.
fn config(cluster: &KafkaCluster, shape: &Shape) -> Settings {
    let retention = i64::try_from(cluster.spec.retention.as_seconds() / 60).unwrap_or(i64::MAX);
    let own = [
        ("auto.create.topics.enable", Value::from(false)),
        ("default.replication.factor", number(shape.copies)),
        ("min.insync.replicas", number(shape.in_sync)),
        ("offsets.topic.replication.factor", number(shape.copies)),
        ("transaction.state.log.replication.factor", number(shape.copies)),
        ("transaction.state.log.min.isr", number(shape.in_sync)),
        ("share.coordinator.state.topic.replication.factor", number(shape.copies)),
        ("share.coordinator.state.topic.min.isr", number(shape.in_sync)),
        ("unclean.leader.election.enable", Value::from(false)),
        ("log.retention.minutes", Value::from(retention)),
    ];
    let mut settings: Settings = own.map(|(name, value)| (name.to_owned(), value)).into();
    settings.extend(cluster.spec.config.iter().map(|(name, setting)| (name.to_string(), setting.0.clone())));
    settings
}

fn number(number: i32) -> Value {
    Value::from(i64::from(number))
}

fn beside() -> PodsTemplate {
    PodsTemplate { pod: Pod { priority_class_name: priority::CRITICAL, ..Pod::default() } }
}

fn resources(cpu: &str, memory: &str) -> ResourceRequirements {
    let of = |cpu: &str| {
        let amounts = [("cpu", cpu), ("memory", memory)];
        Some(amounts.map(|(what, amount)| (what.to_owned(), Quantity(amount.to_owned()))).into())
    };
    ResourceRequirements { requests: of(cpu), limits: of("1"), ..ResourceRequirements::default() }
}
