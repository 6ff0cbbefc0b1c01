//! The `KafkaNodePool`s: brokers, and the controllers that know what is where.

use hagen_core::context::{Context, VolumePurpose};
use hagen_core::workload::priority;
use hagen_core::workload::spread::{Replicas, constraints};
use hagen_kube::{Manifest, Quantity, StorageClassName};
use k8s_openapi::api::core::v1::{
    Affinity, PodAffinityTerm, PodAntiAffinity, ResourceRequirements, TopologySpreadConstraint,
    WeightedPodAffinityTerm,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use std::collections::BTreeMap;

use crate::component::KafkaCluster;
use crate::resource::{JvmOptions, KafkaNodePool, Pod, PodsTemplate, Storage, Volume};
use crate::shape::Shape;

/// The label by which the operator knows what belongs to a cluster.
pub(crate) const CLUSTER_LABEL: &str = "strimzi.io/cluster";

/// How long a broker may take to hand over what it leads.
const GRACE_SECONDS: i64 = 120;

/// What a pool is made of.
struct Nodes {
    word: &'static str,
    replicas: i32,
    roles: Vec<&'static str>,
    storage: Quantity,
    cpu: Quantity,
    memory: Quantity,
}

pub(crate) fn node_pools(cluster: &KafkaCluster, shape: &Shape, cx: &Context<'_>) -> Vec<Manifest> {
    let resources = cluster.resources(&cx.site);
    let combined = shape.controllers == 0;
    let mut pools = vec![Nodes {
        word: "brokers",
        replicas: shape.brokers,
        roles: if combined { vec!["controller", "broker"] } else { vec!["broker"] },
        storage: cluster.storage(),
        cpu: resources.cpu.0,
        memory: resources.memory,
    }];
    if !combined {
        pools.push(Nodes {
            word: "controllers",
            replicas: shape.controllers,
            roles: vec!["controller"],
            storage: Quantity::known("10Gi"),
            cpu: Quantity::millicores(250),
            memory: Quantity::bytes(1 << 30),
        });
    }
    pools.into_iter().map(|nodes| pool(cluster, nodes, cx)).collect()
}

fn pool(cluster: &KafkaCluster, nodes: Nodes, cx: &Context<'_>) -> Manifest {
    let name = cluster.name().join(nodes.word);
    let mut metadata = cluster.metadata(cx, &name);
    metadata
        .labels
        .get_or_insert_default()
        .insert(CLUSTER_LABEL.to_owned(), cluster.object_name().to_string());
    let selector = BTreeMap::from([
        (CLUSTER_LABEL.to_owned(), cluster.object_name().to_string()),
        ("strimzi.io/pool-name".to_owned(), name.to_string()),
    ]);
    let heap = format!("{}m", nodes.memory.units() >> 21);
    let spec = KafkaNodePool {
        replicas: nodes.replicas,
        roles: nodes.roles,
        storage: storage(cluster, nodes.storage, cx),
        resources: requirements(&nodes.cpu, &nodes.memory),
        jvm_options: JvmOptions { initial: heap.clone(), most: heap },
        template: PodsTemplate {
            pod: Pod {
                priority_class_name: priority::CRITICAL,
                affinity: apart(nodes.replicas, &selector, cx),
                topology_spread_constraints: zones(nodes.replicas, &selector, cx),
                termination_grace_period_seconds: Some(GRACE_SECONDS),
                ..Pod::default()
            },
        },
    };
    let mut manifest = Manifest::custom(&metadata, &spec);
    manifest.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    manifest
}

fn storage(cluster: &KafkaCluster, size: Quantity, cx: &Context<'_>) -> Storage {
    let own = cluster.spec.storage_class.as_ref();
    let class: Option<&StorageClassName> = own.or_else(|| cx.site.storage_class(VolumePurpose::Database));
    Storage {
        // A list from the start: a second volume can join it later.
        kind: "jbod",
        volumes: vec![Volume {
            id: 0,
            kind: "persistent-claim",
            size,
            class: class.cloned(),
            kraft_metadata: "shared",
            delete_claim: false,
        }],
    }
}

/// Memory is set aside in full; processor time beyond the request is there while nobody else wants it.
fn requirements(cpu: &Quantity, memory: &Quantity) -> ResourceRequirements {
    let amounts =
        |cpu: &Quantity| Some([("cpu".to_owned(), cpu.into()), ("memory".to_owned(), memory.into())].into());
    let most = Quantity::millicores(u64::try_from(cpu.milli() * 2).unwrap_or(u64::MAX));
    ResourceRequirements { requests: amounts(cpu), limits: amounts(&most), ..ResourceRequirements::default() }
}

/// No two of a pool on a node, as long as there are nodes for all.
fn apart(replicas: i32, selector: &BTreeMap<String, String>, cx: &Context<'_>) -> Option<Affinity> {
    if replicas < 2 {
        return None;
    }
    let term = PodAffinityTerm {
        label_selector: Some(LabelSelector {
            match_labels: Some(selector.clone()),
            ..LabelSelector::default()
        }),
        topology_key: "kubernetes.io/hostname".into(),
        ..PodAffinityTerm::default()
    };
    let required = i64::from(replicas) <= cx.site.cluster.nodes.schedulable();
    let anti = if required {
        PodAntiAffinity {
            required_during_scheduling_ignored_during_execution: Some(vec![term]),
            ..PodAntiAffinity::default()
        }
    } else {
        let weighted = WeightedPodAffinityTerm { weight: 100, pod_affinity_term: term };
        PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![weighted]),
            ..PodAntiAffinity::default()
        }
    };
    Some(Affinity { pod_anti_affinity: Some(anti), ..Affinity::default() })
}

fn zones(
    replicas: i32,
    selector: &BTreeMap<String, String>,
    cx: &Context<'_>,
) -> Option<Vec<TopologySpreadConstraint>> {
    let all = constraints(&cx.site, Replicas { selector, least: replicas, release_label: None })?;
    let zones: Vec<_> =
        all.into_iter().filter(|one| one.topology_key == "topology.kubernetes.io/zone").collect();
    (!zones.is_empty()).then_some(zones)
}
