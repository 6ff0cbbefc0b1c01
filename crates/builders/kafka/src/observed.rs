//! What is watched of a cluster, and when somebody has to come.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_observe::dashboard::Unit;
use hagen_observe::{
    Alert, Dashboard, Group, Panel, Row, Runbook, Selector, Severity, Target, minutes, rules,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use crate::component::KafkaCluster;
use crate::node_pool::CLUSTER_LABEL;
use crate::shape::Shape;

/// The series of one cluster.
struct Series {
    name: String,
    namespace: String,
    nodes: Selector,
    exporter: Selector,
    claims: Selector,
}

pub(crate) fn artifacts(cluster: &KafkaCluster, shape: &Shape, cx: &Context<'_>) -> Vec<Artifact> {
    if cx.site.shared.prometheus.is_none() {
        return Vec::new();
    }
    let series = Series::of(cluster, cx);
    let name = cluster.object_name();
    let metadata = cluster.metadata(cx, &name);
    let mut alerts = availability(&series);
    alerts.extend(nodes(&series, shape));
    alerts.extend(records(&series));
    let mut artifacts = vec![Artifact::from(Manifest::custom(&metadata, &monitor(cluster)))];
    artifacts.extend(rules::artifacts(cx, &metadata, &[Group::new(name.as_str(), alerts)]));
    artifacts.extend(dashboard(&series).config_map(cx, &cx.identity("kafka", name)).map(Artifact::from));
    artifacts
}

impl Series {
    fn of(cluster: &KafkaCluster, cx: &Context<'_>) -> Self {
        let (name, pool) = (cluster.object_name().to_string(), cluster.name());
        let all = || Selector::namespace(cx.site.namespace.as_str());
        let nodes = format!("{name}-{pool}-(brokers|controllers)-[0-9]+");
        Self {
            nodes: all().matches("pod", &nodes),
            exporter: all().matches("pod", &format!("{name}-kafka-exporter-.+")),
            claims: all().matches("persistentvolumeclaim", &format!("data-0-{nodes}")),
            namespace: cx.site.namespace.to_string(),
            name,
        }
    }
}

/// Nodes and the exporter by the port that both have; the topic and the user operator by theirs.
fn monitor(cluster: &KafkaCluster) -> PodMonitor {
    let port = |port: &str| ScrapeEndpoint { port: Some(port.into()), ..ScrapeEndpoint::default() };
    let parts = ["kafka", "kafka-exporter", "entity-operator"].map(str::to_owned).to_vec();
    PodMonitor {
        selector: LabelSelector {
            match_labels: Some([(CLUSTER_LABEL.to_owned(), cluster.object_name().to_string())].into()),
            match_expressions: Some(vec![LabelSelectorRequirement {
                key: "strimzi.io/component-type".into(),
                operator: "In".into(),
                values: Some(parts),
            }]),
        },
        pod_metrics_endpoints: vec![port("tcp-prometheus"), port("healthcheck")],
        ..PodMonitor::default()
    }
}

fn availability(series: &Series) -> Vec<Alert> {
    let Series { name, namespace, nodes, .. } = series;
    vec![
        Alert {
            name: "KafkaPartitionsOffline",
            severity: Severity::Critical,
            expr: format!("max({}) > 0", nodes.of("kafka_controller_kafkacontroller_offlinepartitionscount")),
            hold: minutes(2),
            summary: format!("{{{{ $value }}}} partitions of {namespace}/{name} have no leader"),
            description: format!(
                "`kubectl get pods -n {namespace} -l strimzi.io/cluster={name}` shows which brokers are away."
            ),
            runbook: OFFLINE,
            ..Alert::default()
        },
        Alert {
            name: "KafkaWithoutController",
            severity: Severity::Critical,
            expr: format!(
                "(sum({}) or vector(0)) != 1",
                nodes.of("kafka_controller_kafkacontroller_activecontrollercount")
            ),
            hold: minutes(2),
            summary: format!("{namespace}/{name} has {{{{ $value }}}} active controllers"),
            description: format!(
                "Read the logs of the controllers of {namespace}/{name}: they say whom they miss."
            ),
            runbook: CONTROLLER,
            ..Alert::default()
        },
        Alert {
            name: "KafkaBelowMinimum",
            severity: Severity::Critical,
            expr: format!("sum({}) > 0", nodes.of("kafka_server_replicamanager_underminisrpartitioncount")),
            hold: minutes(2),
            summary: format!("{{{{ $value }}}} partitions of {namespace}/{name} refuse writes"),
            description: "Too few brokers have a copy that is up to date for a write to count.".into(),
            runbook: OFFLINE,
            ..Alert::default()
        },
    ]
}

fn nodes(series: &Series, shape: &Shape) -> Vec<Alert> {
    let Series { name, namespace, nodes, .. } = series;
    let all = shape.brokers + shape.controllers;
    vec![
        Alert {
            name: "KafkaCopiesBehind",
            expr: format!("sum({}) > 0", nodes.of("kafka_server_replicamanager_underreplicatedpartitions")),
            hold: minutes(15),
            summary: format!("{{{{ $value }}}} partitions of {namespace}/{name} have a copy that is behind"),
            description: "A broker is away, or does not keep up with what it has to copy.".into(),
            runbook: BEHIND,
            ..Alert::default()
        },
        Alert {
            name: "KafkaNodeDown",
            expr: format!("(count({} == 1) or vector(0)) < {all}", nodes.of("up")),
            hold: minutes(10),
            summary: format!("{namespace}/{name} runs {{{{ $value }}}} of {all} nodes"),
            description: format!(
                "`kubectl get pods -n {namespace} -l strimzi.io/cluster={name}`, then the events of the pod that is away."
            ),
            runbook: BEHIND,
            ..Alert::default()
        },
    ]
}

fn records(series: &Series) -> Vec<Alert> {
    let Series { name, namespace, exporter, claims, .. } = series;
    let free = claims.of("kubelet_volume_stats_available_bytes");
    let lag = format!("sum by (consumergroup, topic) ({})", exporter.of("kafka_consumergroup_lag"));
    let before =
        format!("sum by (consumergroup, topic) ({} offset 30m)", exporter.of("kafka_consumergroup_lag"));
    vec![
        Alert {
            name: "KafkaConsumerLagGrows",
            expr: format!("{lag} > 1000 and {lag} > 2 * {before}"),
            hold: minutes(15),
            summary: format!(
                "{{{{ $labels.consumergroup }}}} is {{{{ $value }}}} records behind in {{{{ $labels.topic }}}} of {namespace}/{name}"
            ),
            description: "It reads slower than others write, and the distance doubles every half hour."
                .into(),
            runbook: LAG,
            ..Alert::default()
        },
        Alert {
            name: "KafkaVolumeNearlyFull",
            severity: Severity::Critical,
            expr: format!("{free} / {} < 0.15", claims.of("kubelet_volume_stats_capacity_bytes")),
            hold: minutes(10),
            summary: format!(
                "{namespace}/{{{{ $labels.persistentvolumeclaim }}}} has {{{{ $value | humanizePercentage }}}} left"
            ),
            description: "A broker with a full volume stops, and does not start again.".into(),
            runbook: FULL,
            ..Alert::default()
        },
    ]
}

const OFFLINE: Runbook = Runbook {
    meaning: "Partitions cannot be written, and without a leader not read either. Producers wait and then fail.",
    look: "`kubectl get pods -l strimzi.io/cluster=<cluster>`; `kafka-topics.sh --describe --unavailable-partitions` within a \
           broker names the topics.",
    mend: "Bring the brokers back that are away: a pending pod lacks a node or its volume. No broker is made leader that \
           misses records; do not enable unclean elections unless losing them is decided.",
};
const CONTROLLER: Runbook = Runbook {
    meaning: "Nobody, or more than one, decides who leads which partition. Reading and writing go on until a broker is lost.",
    look: "The logs of the controllers. A majority of them has to run and reach each other on port 9090.",
    mend: "Bring a majority back. Never delete the volumes of two controllers.",
};
const BEHIND: Runbook = Runbook {
    meaning: "Some records are on fewer brokers than they should be. Losing another one stops writing.",
    look: "Which broker is away or slow: its pod's events, its volume's latency, its processor time.",
    mend: "Bring it back, or give brokers more. A broker that was away catches up by itself.",
};
const LAG: Runbook = Runbook {
    meaning: "A consumer group falls behind. Beyond the retention it loses records.",
    look: "Whether the group's consumers run, and how long each record takes them.",
    mend: "More replicas of the consumer, up to the number of partitions; then more partitions, if order by key allows it.",
};
const FULL: Runbook = Runbook {
    meaning: "The volume of a broker fills up. When it is full, the broker stops.",
    look: "Which topics are largest: the dashboard, or `kafka-log-dirs.sh --describe` within a broker.",
    mend: "Raise `storage` in the blueprint: volumes grow while in use where the StorageClass allows it. Or shorten a \
           `retention`: space comes back within minutes. Never delete files of the log.",
};

fn dashboard(series: &Series) -> Dashboard {
    Dashboard {
        title: format!("Kafka {}", series.name),
        tags: vec!["kafka"],
        rows: vec![Row::new("Health", health(series)), Row::new("Traffic", traffic(series))],
        ..Dashboard::default()
    }
}

fn health(series: &Series) -> [Panel; 4] {
    let nodes = &series.nodes;
    let stat =
        |title: &str, metric: &str| Panel::stat(title, Unit::Short, format!("sum({})", nodes.of(metric)));
    [
        stat("Partitions without leader", "kafka_controller_kafkacontroller_offlinepartitionscount"),
        stat("Partitions that refuse writes", "kafka_server_replicamanager_underminisrpartitioncount"),
        stat("Partitions with a copy behind", "kafka_server_replicamanager_underreplicatedpartitions"),
        stat("Active controllers", "kafka_controller_kafkacontroller_activecontrollercount"),
    ]
}

fn traffic(series: &Series) -> [Panel; 4] {
    let rate = |metric: &str| {
        let over = series.nodes.over(metric, "$__rate_interval");
        [Target::new(format!("sum by (topic) (rate({over}))"), "{{topic}}")]
    };
    let lag = format!("sum by (consumergroup, topic) ({})", series.exporter.of("kafka_consumergroup_lag"));
    let free = format!(
        "{} / {}",
        series.claims.of("kubelet_volume_stats_available_bytes"),
        series.claims.of("kubelet_volume_stats_capacity_bytes")
    );
    [
        Panel::time_series(
            "Written",
            Unit::BytesPerSecond,
            rate("kafka_server_brokertopicmetrics_bytesinpersec_total"),
        ),
        Panel::time_series(
            "Read",
            Unit::BytesPerSecond,
            rate("kafka_server_brokertopicmetrics_bytesoutpersec_total"),
        ),
        Panel::time_series(
            "Records that consumers are behind",
            Unit::Short,
            [Target::new(lag, "{{consumergroup}} {{topic}}")],
        ),
        Panel::time_series("Free space", Unit::Share, [Target::new(free, "{{persistentvolumeclaim}}")]),
    ]
}
