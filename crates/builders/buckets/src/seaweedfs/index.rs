//! The index of all objects: their names, attributes and places, in a PostgreSQL of the storage's own.
//!
//! Filers share it, so each can do everything. It is no database of the section `postgres`: that may keep its backups in
//! a bucket, and neither could begin without the other.

use std::collections::BTreeMap;

use hagen_charts::POSTGRESQL;
use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::{Context, Site, VolumePurpose};
use hagen_core::network::network_policy;
use hagen_core::workload::priority;
use hagen_core::workload::spread::{Replicas, constraints};
use hagen_kube::custom::cloudnative_pg::{
    Affinity, Bootstrap, Cluster, Configuration, Enabled, EphemeralVolumes, Initdb, ReplicationSlots,
    Settings, Storage, Synchronous,
};
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_kube::{Manifest, Name, Quantity};
use hagen_yaml::{Value, value};
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::{NAME, identity, metadata, pods};
use crate::spec::ObjectStorage;

/// The name of the cluster; the operator makes the Service `<name>-rw` and the Secret `<name>-app`.
pub(super) const INDEX: &str = "seaweedfs-index";

/// The database and its owner.
const DATABASE: &str = "seaweedfs";

const POSTGRESQL_PORT: u16 = 5432;
const STATUS: u16 = 8000;
const METRICS: u16 = 9187;

/// How many connections a filer keeps.
const CONNECTIONS: &str = "40";

pub(super) fn objects(section: &ObjectStorage, cx: &Context<'_>) -> Vec<Manifest> {
    let mut cluster = Manifest::custom(&metadata(cx, INDEX), &cluster(section, &cx.site));
    cluster.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    let mut objects = vec![cluster];
    objects.extend(policy(cx));
    objects.extend(cx.site.shared.prometheus.is_some().then(|| monitor(cx)));
    objects
}

/// How filers find the index. Tables are made by themselves, one for each bucket.
pub(super) fn environment() -> Value {
    value!({
        "WEED_LEVELDB2_ENABLED": "false",
        "WEED_POSTGRES2_ENABLED": "true",
        "WEED_POSTGRES2_HOSTNAME": (format!("{INDEX}-rw.{NAME}.svc.cluster.local")),
        "WEED_POSTGRES2_PORT": (POSTGRESQL_PORT.to_string()),
        "WEED_POSTGRES2_DATABASE": DATABASE,
        "WEED_POSTGRES2_USERNAME": DATABASE,
        "WEED_POSTGRES2_SSLMODE": "require",
        "WEED_POSTGRES2_CONNECTION_MAX_IDLE": "10",
        "WEED_POSTGRES2_CONNECTION_MAX_OPEN": CONNECTIONS,
        "WEED_POSTGRES2_CONNECTION_MAX_LIFETIME_SECONDS": "300",
    })
}

/// The password, which the operator makes.
pub(super) fn secret_environment() -> Value {
    value!({
        "WEED_POSTGRES2_PASSWORD": { "secretKeyRef": { "name": (format!("{INDEX}-app")), "key": "password" } },
    })
}

/// The way of filers to the index.
pub(super) fn endpoint() -> Endpoint {
    Endpoint { peer: Peer::Pods(instances()), ports: vec![Port::tcp(POSTGRESQL_PORT)] }
}

fn instances() -> Pods {
    let labels = [("cnpg.io/cluster", INDEX), ("cnpg.io/podRole", "instance")];
    Pods {
        namespace: Name::known(NAME),
        labels: labels.map(|(key, value)| (key.into(), value.into())).into(),
    }
}

fn cluster(section: &ObjectStorage, site: &Site<'_>) -> Cluster {
    let instances = site.replicas();
    let storage = |size: Quantity| {
        let class = section.storage_class.as_ref().or_else(|| site.storage_class(VolumePurpose::Database));
        Storage { size, storage_class: class.cloned() }
    };
    Cluster {
        instances,
        image_name: POSTGRESQL.to_owned(),
        enable_superuser_access: false,
        // The budget of a single instance would block every drain of its node.
        enable_pdb: instances > 1,
        primary_update_strategy: "unsupervised",
        primary_update_method: if instances > 1 { "switchover" } else { "restart" },
        switchover_delay: 60,
        smart_shutdown_timeout: 15,
        priority_class_name: priority::CRITICAL,
        affinity: (instances > 1).then_some(Affinity {
            enable_pod_anti_affinity: true,
            pod_anti_affinity_type: "required",
            topology_key: "kubernetes.io/hostname",
        }),
        topology_spread_constraints: zone_spread(site, instances),
        resources: requirements(),
        ephemeral_volumes_size_limit: EphemeralVolumes {
            shm: Quantity::bytes(512 << 20),
            temporary_data: Quantity::bytes(1 << 30),
        },
        storage: storage(section.index.clone()),
        wal_storage: Some(storage(Quantity::bytes(4 << 30))),
        replication_slots: ReplicationSlots { high_availability: Enabled { enabled: true } },
        postgresql: configuration(instances),
        bootstrap: Bootstrap { initdb: initdb() },
        managed: None,
        plugins: None,
        monitoring: None,
    }
}

/// Without the index, objects are bytes without names: a commit is on two instances before it counts.
fn configuration(instances: i32) -> Configuration {
    let parameters = [
        ("max_connections", "200"),
        ("shared_buffers", "256MB"),
        ("effective_cache_size", "768MB"),
        ("max_slot_wal_keep_size", "2GB"),
        ("max_wal_size", "1GB"),
    ];
    Configuration {
        parameters: parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect::<Settings>(),
        pg_hba: vec![
            format!("hostssl {DATABASE} {DATABASE} all scram-sha-256"),
            "host all all all reject".to_owned(),
        ],
        synchronous: (instances > 1).then_some(Synchronous {
            method: "any",
            number: 1,
            data_durability: if instances > 2 { "required" } else { "preferred" },
            failover_quorum: instances > 2,
        }),
    }
}

fn initdb() -> Initdb {
    Initdb {
        database: DATABASE,
        owner: DATABASE,
        encoding: "UTF8",
        locale_provider: Some("builtin"),
        builtin_locale: Some("C.UTF-8"),
        data_checksums: true,
    }
}

fn zone_spread(
    site: &Site<'_>,
    instances: i32,
) -> Option<Vec<k8s_openapi::api::core::v1::TopologySpreadConstraint>> {
    let pods = self::instances();
    let all = constraints(site, Replicas { selector: &pods.labels, least: instances, release_label: None })?;
    let zones: Vec<_> = all
        .into_iter()
        .filter(|constraint| constraint.topology_key == "topology.kubernetes.io/zone")
        .collect();
    (!zones.is_empty()).then_some(zones)
}

fn requirements() -> ResourceRequirements {
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
    let amounts: BTreeMap<_, _> = [("cpu", "500m"), ("memory", "1Gi")]
        .map(|(what, amount)| (what.to_owned(), Quantity(amount.to_owned())))
        .into();
    ResourceRequirements {
        requests: Some(amounts.clone()),
        limits: Some(amounts),
        ..ResourceRequirements::default()
    }
}

/// Filers and the operator come in; instances speak with each other and with the API server.
fn policy(cx: &Context<'_>) -> Vec<Manifest> {
    let ports = |ports: &[u16]| ports.iter().map(|&port| Port::tcp(port)).collect::<Vec<_>>();
    let all = Pods {
        namespace: Name::known(NAME),
        labels: BTreeMap::from([("cnpg.io/cluster".to_owned(), INDEX.to_owned())]),
    };
    let operator = Pods {
        namespace: Name::known("cnpg-system"),
        labels: hagen_core::chart::labels("cloudnative-pg", "cloudnative-pg"),
    };
    let mut ingress = vec![
        Endpoint { peer: Peer::Pods(all.clone()), ports: ports(&[POSTGRESQL_PORT, STATUS]) },
        Endpoint { peer: Peer::Pods(operator), ports: ports(&[POSTGRESQL_PORT, STATUS]) },
        Endpoint { peer: Peer::Pods(pods("filer")), ports: ports(&[POSTGRESQL_PORT]) },
    ];
    let prometheus = cx.site.shared.prometheus.clone();
    ingress.extend(prometheus.map(|pods| Endpoint { peer: Peer::Pods(pods), ports: ports(&[METRICS]) }));
    let egress = [
        Endpoint { peer: Peer::Pods(instances()), ports: ports(&[POSTGRESQL_PORT, STATUS]) },
        Endpoint { peer: Peer::ApiServer, ports: ports(&[443, 6443]) },
    ];
    // The Jobs that make instances take nothing in, and have the way out of the instances.
    let of = |name: &str, labels, ingress: &[Endpoint]| {
        network_policy(&cx.site, &identity(cx, name), labels, ingress, &egress)
    };
    let jobs = of(INDEX, &all.labels, &[]);
    jobs.into_iter().chain(of("seaweedfs-index-instances", &instances().labels, &ingress)).collect()
}

fn monitor(cx: &Context<'_>) -> Manifest {
    let monitor = PodMonitor {
        selector: LabelSelector { match_labels: Some(instances().labels), ..LabelSelector::default() },
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port: Some("metrics".into()),
            ..ScrapeEndpoint::default()
        }],
        ..PodMonitor::default()
    };
    Manifest::custom(&metadata(cx, INDEX), &monitor)
}
