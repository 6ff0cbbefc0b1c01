//! Caches as they are built: what consumers get, what survives, and what is found wrong.

mod world;

use hagen_core::Severity;
use hagen_core::component::VariableValue;
use world::{World, at, object, read, text};

#[test]
fn consumers_see_one_server_with_a_password() {
    let connection = World::new("{}").connection(Some("SESSION_"));
    let shown: Vec<_> = connection
        .variables
        .iter()
        .map(|variable| match &variable.value {
            VariableValue::Text(text) => format!("{}={text}", variable.name),
            VariableValue::Secret { name, key } => format!("{}<-{name}/{key}", variable.name),
        })
        .collect();
    let host = "cache-sessions.shop-production.svc.cluster.local";
    assert_eq!(
        shown,
        [
            format!("REDIS_HOST={host}"),
            "REDIS_PORT=6379".to_owned(),
            "REDIS_PASSWORD<-cache-sessions/password".to_owned(),
            format!("REDIS_URL=redis://:$(SESSION_REDIS_PASSWORD)@{host}:6379/0"),
        ]
    );
}

#[test]
fn three_servers_never_share_a_node_and_one_goes_at_a_time() {
    let objects = World::new("{}").build();
    let set = object(&objects, "StatefulSet", "cache-sessions-server");
    assert_eq!(at(set, "spec/replicas").as_int(), Some(3));
    let affinity =
        "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution";
    assert_eq!(text(at(set, affinity), "0/topologyKey"), "kubernetes.io/hostname");
    let budget = object(&objects, "PodDisruptionBudget", "cache-sessions-server");
    assert_eq!(at(budget, "spec/maxUnavailable").as_int(), Some(1));
    let config = object(&objects, "ConfigMap", "cache-sessions-server");
    let valkey = text(at(config, "data"), "valkey.conf");
    assert!(valkey.contains("\nmin-replicas-to-write 1\n"), "{valkey}");
    assert!(valkey.contains("\nmaxmemory 268435456\n"), "{valkey}");
}

#[test]
fn the_entry_asks_servers_and_sentinels() {
    let objects = World::new("{ instances: 5 }").nodes("{ workers: 5 }").build();
    let config = object(&objects, "ConfigMap", "cache-sessions");
    let haproxy = text(at(config, "data"), "haproxy.cfg");
    assert!(haproxy.contains("use_backend server-4 if { nbsrv(server-4) ge 1 } { nbsrv(agreed-4) ge 3 }"));
    assert_eq!(haproxy.matches("expect string cache-sessions-server-2.").count(), 1);
    assert_eq!(haproxy.matches("server sentinel-2 cache-sessions-server-2.").count(), 5);
}

#[test]
fn data_is_kept_on_a_volume_on_request() {
    let kept = World::new("{ memory: 1Gi, persistence: { storageClass: fast } }").build();
    let set = object(&kept, "StatefulSet", "cache-sessions-server");
    let claim = at(set, "spec/volumeClaimTemplates/0/spec");
    assert_eq!(text(claim, "storageClassName"), "fast");
    assert_eq!(text(claim, "resources/requests/storage"), "4Gi");
    let config = object(&kept, "ConfigMap", "cache-sessions-server");
    assert!(text(at(config, "data"), "valkey.conf").contains("appendonly yes"));
    let config = World::new("{}").build();
    let config = object(&config, "ConfigMap", "cache-sessions-server");
    assert!(text(at(config, "data"), "valkey.conf").contains("rdb-del-sync-files yes"));
}

#[test]
fn a_small_world_has_one_server_and_says_so() {
    let world = World::new("{}").dev();
    let objects = world.build();
    assert!(!objects.iter().any(|object| object.kind() == "Deployment"));
    let service = object(&objects, "Service", "cache-sessions");
    assert_eq!(text(at(service, "spec/selector"), "app.kubernetes.io~name"), "valkey");
    let found = world.review();
    assert_eq!((found[0].code.id, found[0].severity), ("HG1602", Severity::Note));
    let said = World::new("{ instances: 1 }").review();
    assert_eq!((said[0].code.id, said[0].severity), ("HG1602", Severity::Warning));
}

#[test]
fn what_the_cluster_cannot_hold_is_found() {
    let codes = |world: World| world.review().iter().map(|found| found.code.id).collect::<Vec<_>>();
    assert_eq!(codes(World::new("{}").nodes("{ workers: 2 }")), ["HG1603"]);
    let shape = "{ workers: 3, shape: { cpu: 4, memory: 8Gi } }";
    assert_eq!(codes(World::new("{ memory: 6Gi }").nodes(shape)), ["HG1604"]);
    assert_eq!(codes(World::new("{ memory: 4Gi }").nodes(shape)), [] as [&str; 0]);
    assert_eq!(codes(World::named(&"s".repeat(40), "{}")), ["HG1605"]);
}

#[test]
fn what_cannot_be_is_found_where_it_stands() {
    let cases = [
        ("{ instances: 4 }", "HG1601 main.instances"),
        ("{ memory: 1Mi }", "HG1604 main.memory"),
        ("{ memory: 1Gi, persistence: { size: 1Gi } }", "HG1604 main.persistence"),
        ("{ architecture: replication }", "HG1600 main.architecture"),
        ("{ password: secret }", "HG1600 main.password"),
        ("{ bitnami: {} }", "HG1600 main.bitnami"),
    ];
    for (section, expected) in cases {
        let found = read(&format!("main: {section}"));
        let found: Vec<_> = found.iter().map(|d| format!("{} {}", d.code.id, d.place.path)).collect();
        assert_eq!(found, [expected], "{section}");
    }
}
