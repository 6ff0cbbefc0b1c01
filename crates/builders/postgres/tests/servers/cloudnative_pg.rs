//! Servers of CloudNativePG, rule by rule.

use hagen_core::component::Peer;
use hagen_core::secret::SecretOrigin;
use hagen_kube::{Manifest, Name};
use hagen_yaml::Value;

use crate::platform::{Platform, at, has, object, text, variables};

pub(crate) const BACKUP: &str = "backup: { to: { s3: { bucket: shop-backups, endpoint: \"https://s3.example.com:9000\", \
                      region: eu-1, accessKeyId: s3/id, secretAccessKey: s3/key } }, schedule: \"30 2 * * *\", keep: 14d }";

fn cluster(platform: &Platform) -> Value {
    object(&platform.build(), "Cluster", "postgres-main").clone()
}

fn full() -> Platform {
    Platform::new(&format!("{{ storage: 20Gi, pooler: {{}}, {BACKUP} }}")).app("shop").app("auth-api")
}

#[test]
fn the_smallest_section_gives_three_synchronous_instances_apart() {
    let cluster = cluster(&Platform::new("{ storage: 10Gi }"));
    assert_eq!(at(&cluster, "spec/instances").as_int(), Some(3));
    let synchronous = at(&cluster, "spec/postgresql/synchronous");
    assert_eq!((text(synchronous, "method"), at(synchronous, "number").as_int()), ("any", Some(1)));
    assert_eq!(text(synchronous, "dataDurability"), "required");
    assert_eq!(at(synchronous, "failoverQuorum").as_bool(), Some(true));
    let affinity = at(&cluster, "spec/affinity");
    assert_eq!(text(affinity, "podAntiAffinityType"), "required");
    assert_eq!(text(affinity, "topologyKey"), "kubernetes.io/hostname");
    assert_eq!(at(&cluster, "spec/enablePDB").as_bool(), Some(true));
    assert_eq!(at(&cluster, "spec/enableSuperuserAccess").as_bool(), Some(false));
    assert_eq!(text(&cluster, "spec/walStorage/size"), "3Gi");
    assert!(text(&cluster, "spec/imageName").contains(":18.6-"));
    assert_eq!(at(&cluster, "spec/resources/limits"), at(&cluster, "spec/resources/requests"));
}

#[test]
fn instances_are_in_different_zones_where_there_are_enough() {
    let zones = |count: &str, zones: &str| {
        let nodes = format!("{{ workers: 6, zones: {zones} }}");
        cluster(&Platform::new(&format!("{{ storage: 10Gi, instances: {count} }}")).nodes(&nodes))
    };
    let three = zones("3", "[a, b, c]");
    assert_eq!(text(&three, "spec/affinity/topologyKey"), "topology.kubernetes.io/zone");
    assert!(three.at(&["spec", "topologySpreadConstraints"]).is_none(), "the hard rule says it all");
    // Five instances cannot be in three zones apart: nodes apart, and evenly over the zones.
    for cluster in [zones("5", "[a, b, c]"), zones("3", "[a, b]")] {
        assert_eq!(text(&cluster, "spec/affinity/topologyKey"), "kubernetes.io/hostname");
        assert_eq!(text(&cluster, "spec/affinity/podAntiAffinityType"), "required");
        let spread = at(&cluster, "spec/topologySpreadConstraints/0");
        assert_eq!(text(spread, "topologyKey"), "topology.kubernetes.io/zone");
        assert_eq!(text(spread, "whenUnsatisfiable"), "DoNotSchedule");
        let selector = at(spread, "labelSelector/matchLabels");
        assert_eq!(selector.get("cnpg.io/podRole").and_then(Value::as_str), Some("instance"));
    }
}

#[test]
fn anti_affinity_is_soft_when_a_hard_rule_would_leave_instances_pending() {
    let crowded = Platform::new("{ storage: 10Gi, instances: 5 }").nodes("{ workers: 3 }");
    assert_eq!(text(&cluster(&crowded), "spec/affinity/podAntiAffinityType"), "preferred");
}

#[test]
fn two_nodes_give_two_instances_that_keep_writing_alone() {
    let cluster = cluster(&Platform::new("{ storage: 10Gi }").nodes("{ workers: 2 }"));
    assert_eq!(at(&cluster, "spec/instances").as_int(), Some(2));
    assert_eq!(text(&cluster, "spec/postgresql/synchronous/dataDurability"), "preferred");
    assert_eq!(at(&cluster, "spec/postgresql/synchronous/failoverQuorum").as_bool(), Some(false));
}

#[test]
fn durability_is_the_owners_choice() {
    let with =
        |durability: &str| cluster(&Platform::new(&format!("{{ storage: 10Gi, durability: {durability} }}")));
    assert_eq!(text(&with("preferred"), "spec/postgresql/synchronous/dataDurability"), "preferred");
    assert!(with("asynchronous").at(&["spec", "postgresql", "synchronous"]).is_none());
}

#[test]
fn dev_is_one_small_instance_that_blocks_no_drain() {
    let manifests = Platform::new("{ storage: 2Gi }").app("shop").dev().build();
    let cluster = object(&manifests, "Cluster", "postgres-main");
    assert_eq!(at(cluster, "spec/instances").as_int(), Some(1));
    assert_eq!(at(cluster, "spec/enablePDB").as_bool(), Some(false));
    assert_eq!(text(cluster, "spec/primaryUpdateMethod"), "restart");
    assert_eq!(text(cluster, "spec/resources/limits/memory"), "512Mi");
    for absent in ["affinity", "walStorage", "topologySpreadConstraints"] {
        assert!(cluster.at(&["spec", absent]).is_none(), "{absent}");
    }
    assert!(cluster.at(&["spec", "postgresql", "synchronous"]).is_none());
    assert!(!has(&manifests, "PodDisruptionBudget"));
}

#[test]
fn each_consumer_has_a_database_and_a_role_that_reaches_nothing_else() {
    let manifests = full().build();
    let database = object(&manifests, "Database", "postgres-main-auth-api");
    assert_eq!(text(database, "spec/name"), "auth_api");
    assert_eq!(text(database, "spec/owner"), "auth_api");
    assert_eq!(text(database, "spec/databaseReclaimPolicy"), "retain");
    let cluster = object(&manifests, "Cluster", "postgres-main");
    let rules: Vec<_> =
        at(cluster, "spec/postgresql/pg_hba").as_list().unwrap().iter().map(Value::as_str).collect();
    assert_eq!(
        rules,
        [
            Some("hostssl auth_api auth_api all scram-sha-256"),
            Some("hostssl shop shop all scram-sha-256"),
            Some("host all all all reject"),
        ]
    );
    let role = at(cluster, "spec/managed/roles/1");
    assert_eq!((text(role, "name"), text(role, "passwordSecret/name")), ("shop", "postgres-main-shop"));
    // (200 - 20 in reserve) / 2
    assert_eq!(at(role, "connectionLimit").as_int(), Some(90));
    let secret = object(&manifests, "ExternalSecret", "postgres-main-shop");
    assert_eq!(text(secret, "spec/target/template/type"), "kubernetes.io/basic-auth");
    assert_eq!(
        secret.at(&["spec", "target", "template", "metadata", "labels", "cnpg.io/reload"]).unwrap().as_str(),
        Some("true")
    );
}

#[test]
fn databases_can_be_named_limited_and_shared() {
    let section = "{ storage: 10Gi, databases: { apps/shop: { name: store, role: keeper, connectionLimit: 30, extensions: \
                   [vector] }, apps/worker: { sameAs: apps/shop } } }";
    let platform = Platform::new(section).app("shop").app("worker").app("auth").consumer(
        "monitoring",
        "grafana",
        "monitoring",
    );
    let manifests = platform.build();
    let databases: Vec<_> = manifests.iter().filter(|m| m.kind() == "Database").map(Manifest::name).collect();
    assert_eq!(databases, ["postgres-main-auth", "postgres-main-monitoring-grafana", "postgres-main-shop"]);
    let database = object(&manifests, "Database", "postgres-main-shop");
    assert_eq!((text(database, "spec/name"), text(database, "spec/owner")), ("store", "keeper"));
    assert_eq!(text(database, "spec/extensions/0/name"), "vector");
    let roles = at(object(&manifests, "Cluster", "postgres-main"), "spec/managed/roles");
    let limits: Vec<_> =
        (0..3).map(|at_| at(roles, &format!("{at_}/connectionLimit")).as_int().unwrap()).collect();
    assert_eq!(limits, [75, 75, 30]);
    assert_eq!(variables(&platform.connection("worker")), variables(&platform.connection("shop")));
}

#[test]
fn consumers_get_the_variables_of_libpq() {
    let platform = Platform::new("{ storage: 10Gi }").app("shop");
    let connection = platform.connection("shop");
    let expected = [
        ("PGHOST", "postgres-main-rw.shop-production.svc.cluster.local"),
        ("PGPORT", "5432"),
        ("PGDATABASE", "shop"),
        ("PGUSER", "shop"),
        ("PGPASSWORD", "postgres-main-shop/password"),
        ("PGSSLMODE", "require"),
    ];
    assert_eq!(variables(&connection), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let secret = connection.secret.unwrap();
    assert_eq!((secret.kind, &secret.name), ("kubernetes.io/basic-auth", &Name::known("postgres-main-shop")));
    assert!(matches!(secret.keys[1].origin, SecretOrigin::Generated { .. }));
    let Peer::Pods(pods) = &connection.endpoints[0].peer else { panic!("pods") };
    assert_eq!(pods.labels["cnpg.io/podRole"], "instance");
}

#[test]
fn a_pooler_stands_in_front_and_stays_within_the_limits() {
    let platform = full();
    let manifests = platform.build();
    let pooler = object(&manifests, "Pooler", "postgres-main-pooler");
    assert_eq!(at(pooler, "spec/instances").as_int(), Some(3));
    assert_eq!(text(pooler, "spec/pgbouncer/poolMode"), "transaction");
    // 90 connections of each role, by three poolers
    assert_eq!(text(pooler, "spec/pgbouncer/parameters/default_pool_size"), "30");
    assert_eq!(text(pooler, "spec/pgbouncer/parameters/client_tls_sslmode"), "require");
    let budget = object(&manifests, "PodDisruptionBudget", "postgres-main-pooler");
    assert_eq!(at(budget, "spec/maxUnavailable").as_int(), Some(1));
    let connection = platform.connection("shop");
    assert_eq!(variables(&connection)[0].1, "postgres-main-pooler.shop-production.svc.cluster.local");
    let Peer::Pods(pods) = &connection.endpoints[0].peer else { panic!("pods") };
    assert_eq!(pods.labels["cnpg.io/poolerName"], "postgres-main-pooler");
}

#[test]
fn parameters_follow_the_memory_and_the_log_volume() {
    let section =
        "{ storage: 100Gi, resources: { cpu: 4, memory: 16Gi }, parameters: { work_mem: 32MB, jit: false } }";
    let parameters = at(&cluster(&Platform::new(section)), "spec/postgresql/parameters").clone();
    for (name, setting) in [
        ("shared_buffers", "4096MB"),
        ("effective_cache_size", "12288MB"),
        ("maintenance_work_mem", "1024MB"),
        ("max_connections", "400"),
        ("work_mem", "32MB"),
        ("jit", "off"),
        ("max_wal_size", "6400MB"),
        ("max_slot_wal_keep_size", "12800MB"),
    ] {
        assert_eq!(text(&parameters, name), setting, "{name}");
    }
}

#[test]
fn backups_go_by_the_plugin() {
    let manifests = full().build();
    let plugin = at(object(&manifests, "Cluster", "postgres-main"), "spec/plugins/0");
    assert_eq!(text(plugin, "name"), "barman-cloud.cloudnative-pg.io");
    assert_eq!(at(plugin, "isWALArchiver").as_bool(), Some(true));
    assert_eq!(text(plugin, "parameters/barmanObjectName"), "postgres-main");
    let store = object(&manifests, "ObjectStore", "postgres-main");
    assert_eq!(text(store, "spec/retentionPolicy"), "14d");
    assert_eq!(text(store, "spec/configuration/destinationPath"), "s3://shop-backups/eu/production");
    assert_eq!(text(store, "spec/configuration/s3Credentials/secretAccessKey/key"), "SECRET_ACCESS_KEY");
    assert_eq!(text(store, "spec/instanceSidecarConfiguration/env/0/value"), "eu-1");
    let backup = object(&manifests, "ScheduledBackup", "postgres-main");
    assert_eq!(text(backup, "spec/schedule"), "0 30 2 * * *");
    assert_eq!(text(backup, "spec/method"), "plugin");
    let secret = object(&manifests, "ExternalSecret", "postgres-main-backup");
    assert_eq!(text(secret, "spec/data/1/remoteRef/property"), "key");
}

#[test]
fn an_access_key_in_two_secrets_is_read_from_two() {
    let section = "{ storage: 1Gi, backup: { to: { s3: { bucket: bbb, accessKeyId: one/id, secretAccessKey: two/key } } } }";
    let manifests = Platform::new(section).build();
    let credentials =
        at(object(&manifests, "ObjectStore", "postgres-main"), "spec/configuration/s3Credentials");
    assert_eq!(text(credentials, "accessKeyId/name"), "postgres-main-backup");
    assert_eq!(text(credentials, "secretAccessKey/name"), "postgres-main-backup-key");
    object(&manifests, "ExternalSecret", "postgres-main-backup-key");
}

#[test]
fn only_what_must_reaches_the_instances() {
    let manifests = full().build();
    let ingress = at(object(&manifests, "NetworkPolicy", "postgres-main-instances"), "spec/ingress");
    let ports = |rule: &Value| -> Vec<i64> {
        at(rule, "ports").as_list().unwrap().iter().map(|port| at(port, "port").as_int().unwrap()).collect()
    };
    let all: Vec<_> = ingress.as_list().unwrap().iter().map(ports).collect();
    // The operator, Prometheus, and the cluster's own pods with the pooler among them: no consumer.
    assert_eq!(all, [vec![5432, 8000], vec![9187], vec![5432, 8000]]);
    let egress = at(object(&manifests, "NetworkPolicy", "postgres-main-instances"), "spec/egress/1");
    assert_eq!(ports(egress), [9000]);
    let consumers =
        at(object(&manifests, "NetworkPolicy", "postgres-main-pooler"), "spec/ingress").as_list().unwrap();
    assert_eq!(consumers.len(), 3);
    // Jobs that make instances reach them and the API server; nothing reaches a Job.
    let all = object(&manifests, "NetworkPolicy", "postgres-main");
    assert_eq!(all.at(&["spec", "ingress"]), None);
    assert_eq!(at(all, "spec/podSelector/matchLabels").as_map().unwrap().len(), 1);
}

#[test]
fn without_a_pooler_consumers_reach_the_instances() {
    let manifests = Platform::new("{ storage: 10Gi }").app("shop").build();
    let policy = object(&manifests, "NetworkPolicy", "postgres-main-instances");
    let peers = format!("{:?}", at(policy, "spec/ingress"));
    assert!(peers.contains("app.kubernetes.io/instance") && peers.contains("\"shop\""), "{peers}");
}

#[test]
fn an_open_network_and_no_prometheus_leave_both_out() {
    let mut platform = full();
    platform.shared.network_policies = false;
    platform.shared.prometheus = None;
    let manifests = platform.build();
    for kind in ["NetworkPolicy", "PodMonitor", "PrometheusRule"] {
        assert!(!has(&manifests, kind), "{kind}");
    }
}

#[test]
fn alerts_tell_what_to_do() {
    let manifests = full().build();
    let rules =
        at(object(&manifests, "PrometheusRule", "postgres-main"), "spec/groups/0/rules").as_list().unwrap();
    let names: Vec<_> = rules.iter().map(|rule| text(rule, "alert")).collect();
    for name in [
        "PostgresWithoutPrimary",
        "PostgresInstanceDown",
        "PostgresNoFailoverCandidate",
        "PostgresReplicationLag",
        "PostgresBackupTooOld",
        "PostgresArchivingFails",
        "PostgresVolumeFilling",
        "PostgresConnectionsNearLimit",
        "PostgresFenced",
        "PostgresLongTransaction",
        "PostgresPoolerClientsWait",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    for rule in rules {
        let (expr, description) = (text(rule, "expr"), text(rule, "annotations/description"));
        assert!(expr.contains("namespace=\"shop-production\""), "{expr}");
        assert!(description.len() > 60, "{description}");
    }
    // A daily backup may be late by a day, not by two.
    let old = rules.iter().find(|rule| text(rule, "alert") == "PostgresBackupTooOld").unwrap();
    assert!(text(old, "expr").ends_with("> 172800"));
    object(&manifests, "PodMonitor", "postgres-main");
    object(&manifests, "PodMonitor", "postgres-main-pooler");
}

#[test]
fn one_instance_has_no_alerts_of_replication() {
    let manifests = Platform::new("{ storage: 10Gi, instances: 1 }").build();
    let rules = format!("{:?}", object(&manifests, "PrometheusRule", "postgres-main"));
    assert!(!rules.contains("PostgresNoFailoverCandidate"));
}

#[test]
fn deleting_data_takes_a_confirmation() {
    let cluster = cluster(&full());
    let annotation = cluster.at(&["metadata", "annotations", "argocd.argoproj.io/sync-options"]).unwrap();
    assert_eq!(annotation.as_str(), Some("Prune=confirm,Delete=confirm"));
}
