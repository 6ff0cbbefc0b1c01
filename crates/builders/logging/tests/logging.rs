//! Logging: Loki, its bucket, and the collectors.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use std::sync::Arc;

use hagen_core::chart::UserValues;
use hagen_core::component::{
    Component, ComponentId, Connection, Edge, Endpoint, Peer, Pods, Port, Variable, VariableValue,
};
use hagen_core::context::{Backend, Entry, EntryApi, EntryEngine};
use hagen_core::target::Profile;
use hagen_kube::{EnvName, FileName, Manifest};
use hagen_logging::{Logging, backend, components, log_entry};
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section, try_section};

const OUTSIDE: &str = "bucket: { s3: { bucket: eu-logs, endpoint: \"https://s3.example.com\", region: eu-north-1, \
                       accessKeyId: logs/id, secretAccessKey: logs/key } }\n";

fn part(text: &str, id: &str) -> Box<dyn Component> {
    let (logging, found) = try_section::<Logging>(text);
    assert!(!found.iter().any(hagen_core::Diagnostic::is_error), "{found:?}");
    let parts = components(&logging.expect("a section"), |_| UserValues::default());
    parts.into_iter().find(|part| part.id().name.as_str() == id).expect("the part")
}

fn values(world: &World, text: &str, id: &str) -> Value {
    release(&world.build(&*part(text, id))).values.clone()
}

fn codes(world: &World, text: &str) -> Vec<(&'static str, String)> {
    let found = world.review(&*part(text, "loki"));
    found.iter().map(|one| (one.code.id, one.place.path.to_string())).collect()
}

/// What a bucket of the blueprint gives to who names it.
fn bucket_edge() -> Arc<Edge> {
    let text = |name: &str, text: &str| Variable {
        name: EnvName::known(name),
        value: VariableValue::Text(text.to_owned()),
    };
    let secret = |key: &str| Variable {
        name: EnvName::known(key),
        value: VariableValue::Secret { name: name("bucket-logs-loki"), key: FileName::known(key) },
    };
    let loki = part("bucket: buckets/logs\n", "loki");
    let pods =
        Pods { namespace: name("shop-production"), labels: [("app".into(), "seaweedfs".into())].into() };
    Arc::new(Edge {
        from: loki.id(),
        from_pods: Vec::new(),
        from_namespace: name("logging"),
        to: ComponentId::new("buckets", name("logs")),
        link: loki.links().remove(0),
        connection: Connection {
            variables: vec![
                text("AWS_ENDPOINT_URL", "http://seaweedfs-s3.shop-production.svc.cluster.local:8333"),
                text("AWS_REGION", "local-1"),
                text("BUCKET_NAME", "shop-production-logs"),
                secret("AWS_ACCESS_KEY_ID"),
                secret("AWS_SECRET_ACCESS_KEY"),
            ],
            endpoints: vec![Endpoint { peer: Peer::Pods(pods), ports: vec![Port::tcp(8333)] }],
            secret: None,
        },
    })
}

fn policy<'a>(made: &[&'a Manifest], name: &str) -> &'a Value {
    at(object(made, "NetworkPolicy", name), "spec")
}

/// The ports of a policy's rules, in the order of the rules.
fn ports(rules: &Value) -> Vec<i64> {
    let port = |rule: &Value| at(rule, "ports/0/port").as_int().expect("a number");
    rules.as_list().expect("rules").iter().map(port).collect()
}

#[test]
fn a_bucket_of_the_blueprint_is_enough() {
    let mut world = World::monitored();
    world.uses.push(bucket_edge());
    let text = "bucket: buckets/logs\n";
    assert_eq!(codes(&world, text), []);
    let values = values(&world, text, "loki");
    assert_eq!(at(&values, "singleBinary/replicas"), &value!(3));
    assert_eq!(at(&values, "loki/commonConfig/replication_factor"), &value!(3));
    assert_eq!(at(&values, "loki/schemaConfig/configs/0/schema"), &value!("v13"));
    let s3 = at(&values, "loki/storage/s3");
    assert_eq!(at(s3, "endpoint"), &value!("http://seaweedfs-s3.shop-production.svc.cluster.local:8333"));
    assert_eq!((at(s3, "insecure"), at(s3, "s3ForcePathStyle")), (&value!(true), &value!(true)));
    assert_eq!(at(s3, "region"), &value!("local-1"));
    assert_eq!(at(&values, "loki/storage/bucketNames/chunks"), &value!("shop-production-logs"));
    let key = at(&values, "defaults/extraEnv/1");
    assert_eq!(at(key, "name"), &value!("AWS_SECRET_ACCESS_KEY"));
    assert_eq!(at(key, "valueFrom/secretKeyRef/name"), &value!("bucket-logs-loki"));

    let artifacts = world.build(&*part(text, "loki"));
    let made = objects(&artifacts);
    assert!(ports(at(policy(&made, "loki"), "egress")).contains(&8333), "the bucket is let out to");
}

#[test]
fn one_replica_may_be_away() {
    let values = values(&World::default(), OUTSIDE, "loki");
    let single = at(&values, "singleBinary");
    assert_eq!(at(single, "podDisruptionBudget/maxUnavailable"), &value!(1));
    assert_eq!(at(single, "persistence/enabled"), &value!(true));
    assert_eq!(at(single, "topologySpreadConstraints/0/topologyKey"), &value!("topology.kubernetes.io/zone"));
    assert_eq!(single.get("affinity"), None, "the chart's own lets no two share a node");
    assert_eq!(at(&values, "gateway/replicas"), &value!(3));
    assert_eq!(at(&values, "loki/ingester/wal/replay_memory_ceiling"), &value!("1024MB"));
    for other in ["read", "write", "backend"] {
        assert_eq!(at(&values, &format!("{other}/replicas")), &value!(0));
    }
}

#[test]
fn an_outside_bucket_has_its_key_copied() {
    let artifacts = World::default().build(&*part(OUTSIDE, "loki"));
    let made = objects(&artifacts);
    let data = at(object(&made, "ExternalSecret", "loki-bucket"), "spec/data");
    assert_eq!(at(data, "0/secretKey"), &value!("AWS_ACCESS_KEY_ID"));
    assert_eq!(at(data, "0/remoteRef/key"), &value!("platform.logs"));
    assert_eq!(at(data, "1/remoteRef/property"), &value!("key"));
    let values = &release(&artifacts).values;
    assert!(!format!("{values:?}").contains("accessKeyId"), "the library finds the key by its variables");
}

#[test]
fn modes_are_spread_over_processes() {
    let world = World::default();
    let simple = values(&world, &format!("{OUTSIDE}mode: simpleScalable\n"), "loki");
    for part in ["write", "read", "backend"] {
        assert_eq!(at(&simple, &format!("{part}/replicas")), &value!(3));
        assert_eq!(at(&simple, &format!("{part}/podDisruptionBudget/maxUnavailable")), &value!(1));
    }
    assert_eq!(at(&simple, "write/persistence/volumeClaimsEnabled"), &value!(true));
    assert_eq!(at(&simple, "read/affinity/podAntiAffinity"), &Value::Null);

    let text = format!("{OUTSIDE}mode: distributed\nreplicas: 5\nstorage: 20Gi\n");
    let distributed = values(&world, &text, "loki");
    assert_eq!(at(&distributed, "ingester/replicas"), &value!(5));
    assert_eq!(at(&distributed, "ingester/persistence/claims/0/size"), &value!("20Gi"));
    assert_eq!(at(&distributed, "ingester/zoneAwareReplication/enabled"), &value!(false));
    assert_eq!(at(&distributed, "compactor/replicas"), &value!(1));
    assert_eq!(at(&distributed, "compactor").get("podDisruptionBudget"), None);
    assert_eq!(at(&distributed, "ruler/replicas"), &value!(0), "there are no rules");
    assert_eq!(at(&distributed, "loki/commonConfig/replication_factor"), &value!(3));
}

#[test]
fn a_small_system_keeps_its_logs_itself() {
    let mut world = World { profile: Profile::Dev, ..World::default() };
    let values = values(&world, "{}", "loki");
    assert_eq!(at(&values, "singleBinary/replicas"), &value!(1));
    assert_eq!(at(&values, "loki/commonConfig/replication_factor"), &value!(1));
    assert_eq!(at(&values, "loki/storage/type"), &value!("filesystem"));
    assert_eq!(at(&values, "loki/compactor/delete_request_store"), &value!("filesystem"));
    assert_eq!(codes(&world, "{}"), [("HG1213", "logging".to_owned())]);
    world.profile = Profile::Production;
    assert_eq!(codes(&world, "{}"), [("HG1201", "logging".to_owned())]);
    assert_eq!(codes(&world, "mode: distributed\n"), [("HG1201", "logging.mode".to_owned())]);
    assert_eq!(codes(&world, "replicas: 3\n"), [("HG1201", "logging.replicas".to_owned())]);
}

#[test]
fn few_nodes_and_little_memory_are_said() {
    let mut world = World::default();
    world.cluster.nodes.zones.clear();
    world.cluster.nodes.workers = hagen_core::section::Within::new(2);
    assert_eq!(codes(&world, OUTSIDE), [("HG1203", "logging".to_owned())]);
    let many = format!("{OUTSIDE}replicas: 3\n");
    assert_eq!(codes(&world, &many), [("HG1205", "logging.replicas".to_owned())]);
    let single = values(&world, &many, "loki");
    assert_eq!(at(&single, "singleBinary/affinity/podAntiAffinity"), &Value::Null, "some have to share");
    let small = format!("{OUTSIDE}resources: {{ cpu: 1, memory: 256Mi }}\n");
    assert_eq!(codes(&World::default(), &small), [("HG1212", "logging.resources".to_owned())]);
}

#[test]
fn caches_fit_the_cluster() {
    let memory = |world: &World, text: &str| {
        let values = values(world, text, "loki");
        let of = |cache: &str| at(&values, &format!("{cache}/allocatedMemory")).as_int().expect("mebibytes");
        (of("chunksCache"), of("resultsCache"))
    };
    let mut world = World::default();
    assert_eq!(memory(&world, OUTSIDE), (204, 51), "no shape is declared");
    let shape = section("{ cpu: 16, memory: 64Gi }");
    world.cluster.nodes.shape = Some(shape);
    world.cluster.nodes.workers = hagen_core::section::Within::new(10);
    assert_eq!(memory(&world, OUTSIDE), (3276, 819), "never more than 8Gi together");
    assert_eq!(memory(&world, &format!("{OUTSIDE}cache: 1Gi\n")), (409, 102));
}

#[test]
fn only_who_has_to_may_talk() {
    let mut world = World::monitored();
    world.shared.grafana =
        Some(Pods { namespace: name("monitoring"), labels: [("app".into(), "g".into())].into() });
    let artifacts = world.build(&*part(OUTSIDE, "loki"));
    let made = objects(&artifacts);
    let servers = policy(&made, "loki");
    let gossip = at(servers, "ingress/1/ports");
    let numbers: Vec<_> =
        gossip.as_list().expect("ports").iter().map(|port| at(port, "port").as_int().expect("one")).collect();
    assert_eq!(numbers, [3100, 7946, 7946, 9095], "gossip goes by TCP and UDP");
    assert_eq!(
        at(servers, "podSelector/matchLabels").get("app.kubernetes.io/part-of"),
        Some(&value!("memberlist")),
        "whatever the mode"
    );
    let gateway = at(policy(&made, "loki-gateway"), "ingress").as_list().expect("rules").len();
    assert_eq!(gateway, 5, "two collectors, Grafana, the canary and Prometheus");
    assert_eq!(ports(at(policy(&made, "loki-memcached-chunks-cache"), "ingress")), [11211, 9150]);
    assert!(made.iter().all(|object| object.kind() != "Role"), "nothing here talks to the API server");
}

#[test]
fn tenants_are_environments() {
    let mut world = World::default();
    let environments =
        vec![(name("production"), name("shop-production")), (name("staging"), name("shop-staging"))];
    world.offers.environments = environments.clone();
    let text = format!(
        "{OUTSIDE}tenants: {{ overrides: {{ staging: {{ retention: 3d, ingestionRate: 4Mi }} }} }}\n"
    );
    let loki = values(&world, &text, "loki");
    assert_eq!(at(&loki, "loki/auth_enabled"), &value!(true));
    let staging = at(&loki, "loki/runtimeConfig/overrides/shop-staging");
    assert_eq!(at(staging, "retention_period"), &value!("72h"));
    assert_eq!(at(staging, "ingestion_rate_mb"), &value!(4.0));
    let alloy = values(&world, &text, "alloy");
    let stages = at(&alloy, "destinations/loki/logProcessingStages").as_str().expect("text");
    assert!(stages.contains("selector = \"{namespace=\\\"shop-staging\\\"}\""), "{stages}");
    assert!(stages.contains("stage.tenant"));
    assert_eq!(at(&alloy, "destinations/loki/tenantId"), &value!("platform"));
    let logging = section::<Logging>(&text);
    let Backend { tenant, .. } = backend(&logging, &environments);
    assert_eq!(tenant.as_deref(), Some("platform|shop-production|shop-staging"));
    assert_eq!(backend(&section::<Logging>(OUTSIDE), &environments).tenant, None);

    let wrong = format!("{OUTSIDE}tenants: {{ overrides: {{ machines: {{}}, test: {{}} }} }}\n");
    let paths = ["logging.tenants.overrides.machines", "logging.tenants.overrides.test"];
    assert_eq!(codes(&world, &wrong), paths.map(|path| ("HG1209", path.to_owned())));
    let none = format!("{OUTSIDE}rules: {{ A: {{ expr: {ALERT}, tenant: staging }} }}\n");
    let found: Vec<_> = codes(&world, &none).into_iter().map(|(code, _)| code).collect();
    assert_eq!(found, ["HG1208", "HG1209"]);
}

const ALERT: &str = "'sum by (app) (count_over_time({app=\"shop\"} |= \"refused\" [10m])) > 5'";

#[test]
fn alerts_reach_alertmanager() {
    let mut world = World::monitored();
    let text =
        format!("{OUTSIDE}rules: {{ PaymentsRefused: {{ expr: {ALERT}, for: 10m, severity: critical }} }}\n");
    assert_eq!(codes(&world, &text), [("HG1208", "logging.rules".to_owned())]);
    world.shared.alertmanager = Some(Backend {
        url: "http://kps-alertmanager.monitoring.svc.cluster.local:9093".into(),
        pods: Pods { namespace: name("monitoring"), labels: [("app".into(), "alertmanager".into())].into() },
        port: Port::tcp(9093),
        tenant: None,
    });
    assert_eq!(codes(&world, &text), []);
    let artifacts = world.build(&*part(&text, "loki"));
    let values = &release(&artifacts).values;
    let url = at(values, "loki/rulerConfig/alertmanager_url");
    assert_eq!(url, &value!("http://kps-alertmanager.monitoring.svc.cluster.local:9093"));
    assert_eq!(at(values, "defaults/extraVolumeMounts/0/mountPath"), &value!("/etc/loki/rules/fake"));
    let made = objects(&artifacts);
    let file = at(object(&made, "ConfigMap", "loki-rules-fake"), "data/rules.yaml").as_str().expect("a file");
    for line in ["alert: PaymentsRefused", "for: 10m", "severity: critical", "summary: PaymentsRefused"] {
        assert!(file.contains(line), "{file}");
    }
    assert!(ports(at(policy(&made, "loki"), "egress")).contains(&9093));
}

#[test]
fn machines_push_with_a_password() {
    let mut world = World::default();
    world.shared.entry = Some(Entry {
        api: EntryApi::Gateway { namespace: name("traefik") },
        pods: Pods { namespace: name("traefik"), labels: [("app".into(), "traefik".into())].into() },
        engine: EntryEngine::Traefik,
    });
    let text = format!("{OUTSIDE}tenants: {{}}\nmachines: {{ host: logs.example.com }}\n");
    assert_eq!(codes(&world, &text), [("HG1211", "logging.machines.host".to_owned())]);
    world.shared.issuers = vec![name("letsencrypt")];
    assert_eq!(codes(&world, &text), []);
    let artifacts = world.build(&*part(&text, "loki"));
    let made = objects(&artifacts);
    let template = at(object(&made, "ExternalSecret", "loki-machines"), "spec/target/template/data/htpasswd");
    assert_eq!(template, &value!("machines:{PLAIN}{{ index . \"part-1-0\" }}\n"));
    let rule = at(object(&made, "HTTPRoute", "loki-machines"), "spec/rules/0");
    assert_eq!(at(rule, "matches/0/path/value"), &value!("/loki/api/v1/push"));
    assert_eq!(at(object(&made, "Service", "loki-machines"), "spec/ports/0/targetPort"), &value!(8081));
    assert!(ports(at(policy(&made, "loki-gateway"), "ingress")).contains(&8081));
    let snippet = at(&release(&artifacts).values, "gateway/nginxConfig/httpSnippet").as_str().expect("text");
    assert!(snippet.contains("proxy_set_header X-Scope-OrgID machines;"), "{snippet}");
    let entry = log_entry(&section::<Logging>(&text)).expect("an entry");
    assert_eq!(entry.url, "https://logs.example.com/loki/api/v1/push");
    assert_eq!(entry.password.to_string(), "loki-machines/password");
}

#[test]
fn a_collector_is_on_every_node() {
    let world = World::monitored();
    let alloy = values(
        &world,
        "{ bucket: buckets/logs, collector: { journal: true, excludeNamespaces: [noise] } }",
        "alloy",
    );
    let logs = at(&alloy, "collectors/logs");
    assert_eq!(
        at(logs, "controller/tolerations/0"),
        &value!({ "operator": "Exists" }),
        "whatever the taints"
    );
    assert_eq!(at(logs, "presets/2"), &value!("host-storage"), "positions stay on the node");
    assert_eq!(at(logs, "alloy/securityContext/capabilities/add"), &value!([]));
    assert_eq!(at(&alloy, "destinations/loki/maxBackoffRetries"), &value!(0), "it never gives up");
    assert_eq!(at(&alloy, "podLogsViaLoki/onlyGatherNewLogLines"), &value!(false));
    assert_eq!(at(&alloy, "podLogsViaLoki/excludeNamespaces"), &value!(["noise"]));
    assert_eq!(at(&alloy, "nodeLogs/enabled"), &value!(true));
    assert_eq!(at(&alloy, "collectors/events/presets/0"), &value!("singleton"));

    let artifacts = world.build(&*part("bucket: buckets/logs\n", "alloy"));
    let made = objects(&artifacts);
    assert_eq!(at(object(&made, "ClusterRole", "alloy-logs"), "rules/0/resources"), &value!(["pods"]));
    assert_eq!(at(object(&made, "ClusterRole", "alloy-events"), "rules/0/resources"), &value!(["events"]));
    object(&made, "PodMonitor", "alloy-logs");
    assert!(ports(at(policy(&made, "alloy-logs"), "egress")).contains(&8080), "to the gateway");
    let quiet = world.build(&*part("{ bucket: buckets/logs, collector: { events: false } }", "alloy"));
    assert!(objects(&quiet).iter().all(|object| object.name() != "alloy-events"));
}

#[test]
fn contradictions_are_refused_where_they_stand() {
    let found = |text: &str| {
        let (_, found) = try_section::<Logging>(text);
        found.iter().map(|one| (one.code.id, one.place.path.to_string())).collect::<Vec<_>>()
    };
    for (text, code, path) in [
        ("retention: 6h", "HG1206", "retention"),
        ("replicas: 2", "HG1202", "replicas"),
        ("mode: simpleScalable", "HG1204", "mode"),
        ("promtail: {}", "HG1200", "promtail"),
        ("mode: ssd", "HG1200", "mode"),
        (
            "bucket: { s3: { bucket: eu-logs, path: a, accessKeyId: a/b, secretAccessKey: a/c } }",
            "HG1210",
            "bucket",
        ),
        ("rules: { 1st: { expr: 'sum(rate({a=\"b\"}[5m])) > 0' } }", "HG0106", "rules.1st"),
        ("rules: { A: { expr: 'sum(rate({a=\"b\"} [5m]) > 0' } }", "HG1207", "rules.A.expr"),
        ("rules: { A: { expr: '{a=\"b\"}' } }", "HG1207", "rules.A.expr"),
    ] {
        assert_eq!(found(text), [(code, path.to_owned())], "{text}");
    }
}

/// What Loki 3.7, its canary, Alloy and the kubelet show, of what is asked here.
const METRICS: [&str; 19] = [
    "up",
    "kubelet_volume_stats_available_bytes",
    "kubelet_volume_stats_capacity_bytes",
    "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds",
    "loki_canary_missing_entries_total",
    "loki_discarded_samples_total",
    "loki_distributor_bytes_received_total",
    "loki_ingester_chunks_flush_failures_total",
    "loki_ingester_chunks_flushed_total",
    "loki_ingester_memory_streams",
    "loki_prometheus_rule_evaluation_failures_total",
    "loki_request_duration_seconds_bucket",
    "loki_request_duration_seconds_count",
    "loki_write_batch_retries_total",
    "loki_write_dropped_entries_total",
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
    "kube_pod_container_resource_limits",
    "kube_pod_container_resource_requests",
];

#[test]
fn what_is_watched_is_there() {
    let mut world = World::monitored();
    world.shared.dashboards = true;
    let text = format!("{OUTSIDE}rules: {{ A: {{ expr: {ALERT} }} }}\n");
    let artifacts = world.build(&*part(&text, "loki"));
    let made = objects(&artifacts);
    let rules = at(object(&made, "PrometheusRule", "loki"), "spec/groups/0/rules").as_list().expect("rules");
    assert_eq!(rules.len(), 9);
    for dashboard in ["loki-dashboard", "loki-logs"] {
        object(&made, "ConfigMap", dashboard);
    }
    let exposed = METRICS.map(str::to_owned).into();
    let asked = hagen_observe::testing::expressions(&artifacts);
    let unknown = asked.unknown(&exposed);
    let of_logging: Vec<_> =
        unknown.iter().filter(|one| one.contains("loki_") || one.contains("LogC")).collect();
    assert!(of_logging.is_empty(), "{of_logging:#?}");
    let pages = artifacts.iter().filter(|one| matches!(one, hagen_core::artifact::Artifact::File(_)));
    assert_eq!(pages.count(), 9, "a runbook for each alert");
}
