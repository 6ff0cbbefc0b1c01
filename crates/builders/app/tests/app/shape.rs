//! What an application becomes.

use super::fixture::{ALL, Built, World, at, world};
use hagen_core::section::Within;
use hagen_core::target::{Profile, Provided};

fn build(app: &str) -> Built {
    World::default().build(&format!("apps: {{ shop: {{ image: \"a/shop:1\", {app} }} }}\n"))
}

/// The kinds of the objects named like the application, without those that everything has.
fn kinds(built: &Built) -> Vec<String> {
    let names = built.names();
    let own = names.iter().filter_map(|name| name.strip_suffix(" shop"));
    own.filter(|kind| !["NetworkPolicy", "PrometheusRule", "ServiceAccount"].contains(kind))
        .map(str::to_owned)
        .collect()
}

#[test]
fn follows_from_what_is_said() {
    let cases: [(&str, &[&str]); 12] = [
        ("", &["Deployment", "PodDisruptionBudget"]),
        ("port: 80, health: /h", &["Deployment", "PodDisruptionBudget", "Service"]),
        ("replicas: 1", &["Deployment"]),
        ("replicas: { min: 2, max: 5 }", &["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"]),
        ("schedule: \"0 3 * * *\"", &["CronJob"]),
        ("rollout: { canary: [50] }", &["PodDisruptionBudget", "Rollout"]),
        (
            "metrics: { port: 9100 }, rollout: { canary: [50] }",
            &["PodDisruptionBudget", "PodMonitor", "Rollout", "Service"],
        ),
        ("perNode: true", &["DaemonSet"]),
        (
            "replicas: 3, port: 80, volumes: { data: { mount: /data, size: 1Gi } }",
            &["PodDisruptionBudget", "Service", "StatefulSet"],
        ),
        ("volumes: { data: { mount: /data, ephemeral: 1Gi } }", &["Deployment", "PodDisruptionBudget"]),
        (
            "volumes: { data: { mount: /data, size: 1Gi, shared: true } }",
            &["Deployment", "PodDisruptionBudget"],
        ),
        ("metrics: { port: 9100 }", &["Deployment", "PodDisruptionBudget", "Service", "ServiceMonitor"]),
    ];
    for (app, expected) in cases {
        assert_eq!(kinds(&build(app)), expected, "{app}");
    }
}

#[test]
fn dev_is_one_replica_of_everything() {
    let world = World { profile: Profile::Dev, ..world() };
    let built = world.build(ALL);
    let names = built.names();
    assert!(!names.iter().any(|name| name.starts_with("Horizontal") || name.starts_with("PodDisruption")));
    for (kind, name) in [("Deployment", "shop"), ("StatefulSet", "store")] {
        assert_eq!(at(built.object(kind, name), "spec.replicas").as_int(), Some(1));
    }
    let reasons = built.findings.iter().filter(|finding| finding.code.id == "HG0317");
    assert_eq!(reasons.map(|finding| finding.severity.word()).collect::<Vec<_>>(), ["note"; 7]);
}

#[test]
fn a_single_node_is_drained_without_a_budget() {
    let mut world = World::default();
    world.cluster.nodes.zones.clear();
    world.cluster.nodes.workers = Within::new(1);
    let built = world.build("apps: { shop: { image: \"a/shop:1\", replicas: 2 } }\n");
    assert_eq!(kinds(&built), ["Deployment"]);
    let built = world.build("apps: { shop: { image: \"a/shop:1\" } }\n");
    assert_eq!(at(built.object("Deployment", "shop"), "spec.replicas").as_int(), Some(1));
}

#[test]
fn sizes_follow_from_what_is_said() {
    let built = world().build(ALL);
    let shop = at(built.object("Deployment", "shop"), "spec.template.spec.containers.0.resources");
    for (path, amount) in [
        ("requests.cpu", "250m"),
        ("limits.cpu", "2"),
        ("requests.memory", "512Mi"),
        ("limits.memory", "512Mi"),
        ("limits.ephemeral-storage", "3Gi"),
    ] {
        assert_eq!(at(shop, path).as_str(), Some(amount), "{path}");
    }
    let worker = at(built.object("Deployment", "worker"), "spec.template.spec.containers.0.resources");
    assert_eq!(at(worker, "limits.cpu").as_str(), Some("1"));
    // Logs, and `/tmp`.
    assert_eq!(at(worker, "requests.ephemeral-storage").as_str(), Some("192Mi"));
}

#[test]
fn volumes_keep_to_their_replicas_or_are_shared() {
    let mut world = world();
    world.cluster.storage_class = Some(hagen_kube::StorageClassName::known("standard"));
    world.cluster.provides = vec![Provided::MetricsServer].into();
    let built = world.build(ALL);
    let template = at(built.object("StatefulSet", "store"), "spec.volumeClaimTemplates.0");
    assert_eq!(at(template, "metadata.name").as_str(), Some("data"));
    assert_eq!(at(template, "spec.storageClassName").as_str(), Some("fast"));
    let claim = built.object("PersistentVolumeClaim", "shop-media");
    assert_eq!(at(claim, "spec.accessModes.0").as_str(), Some("ReadWriteMany"));
    let own = world
        .build("apps: { x: { image: \"a/x:1\", replicas: 1, volumes: { d: { mount: /d, size: 2Gi } } } }\n");
    let class = at(own.object("StatefulSet", "x"), "spec.volumeClaimTemplates.0.spec.storageClassName");
    assert_eq!(class.as_str(), Some("standard"));
}

#[test]
fn jobs_say_when_and_how_long() {
    let built = world().build(ALL);
    let report = at(built.object("CronJob", "report"), "spec");
    for (path, text) in
        [("schedule", "*/10 * * * *"), ("timeZone", "Europe/Berlin"), ("concurrencyPolicy", "Replace")]
    {
        assert_eq!(at(report, path).as_str(), Some(text), "{path}");
    }
    assert_eq!(at(report, "jobTemplate.spec.activeDeadlineSeconds").as_int(), Some(540));
    assert_eq!(at(report, "jobTemplate.spec.backoffLimit").as_int(), Some(2));
    let nightly = at(built.object("CronJob", "nightly"), "spec");
    assert_eq!(at(nightly, "timeZone").as_str(), Some("Etc/UTC"));
    assert_eq!(at(nightly, "jobTemplate.spec.activeDeadlineSeconds").as_int(), Some(3600));
}

#[test]
fn pods_go_where_they_may() {
    let built = world().build(ALL);
    let shop = at(built.object("Deployment", "shop"), "spec.template.spec");
    assert_eq!(shop.get("nodeSelector").unwrap().get("example.com/pool").unwrap().as_str(), Some("web"));
    assert_eq!(at(shop, "tolerations.2.value").as_str(), Some("web"));
    assert_eq!(at(shop, "priorityClassName").as_str(), Some("hagen-critical"));
    assert_eq!(at(shop, "imagePullSecrets.0.name").as_str(), Some("shop-registry-pull"));
    assert_eq!(at(shop, "containers.0.imagePullPolicy").as_str(), Some("IfNotPresent"));
    let agent = at(built.object("DaemonSet", "agent"), "spec.template.spec");
    assert_eq!(at(agent, "tolerations.0.operator").as_str(), Some("Exists"));
    assert_eq!(at(agent, "containers.0.imagePullPolicy").as_str(), Some("Always"));
}
