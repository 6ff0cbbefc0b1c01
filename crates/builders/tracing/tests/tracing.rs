//! Tracing: Tempo, its bucket, and the collector in front of it.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Pods, Port};
use hagen_core::context::Backend;
use hagen_core::target::Profile;
use hagen_kube::Manifest;
use hagen_tracing::{Tracing, backend, components, telemetry};
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section, try_section};

const OUTSIDE: &str = "bucket: { s3: { bucket: eu-traces, path: tempo, endpoint: \"https://s3.example.com:9000\", \
                       region: eu-north-1, accessKeyId: traces/id, secretAccessKey: traces/key } }\n";

fn part(text: &str, id: &str) -> Box<dyn Component> {
    let parts = components(&section::<Tracing>(text), |_| UserValues::default());
    parts.into_iter().find(|part| part.id().name.as_str() == id).expect("the part")
}

fn values(world: &World, text: &str, id: &str) -> Value {
    release(&world.build(&*part(text, id))).values.clone()
}

fn codes(world: &World, text: &str) -> Vec<(&'static str, String)> {
    let found = world.review(&*part(text, "tempo"));
    found.iter().map(|one| (one.code.id, one.place.path.to_string())).collect()
}

/// The ports of a policy's rules, in the order of the rules.
fn ports(made: &[&Manifest], policy: &str, direction: &str) -> Vec<i64> {
    let rules = at(object(made, "NetworkPolicy", policy), &format!("spec/{direction}"));
    let port = |rule: &Value| at(rule, "ports/0/port").as_int().expect("a number");
    rules.as_list().expect("rules").iter().map(port).collect()
}

#[test]
fn three_processes_are_one_tempo() {
    let world = World::monitored();
    assert_eq!(codes(&world, OUTSIDE), []);
    let artifacts = world.build(&*part(OUTSIDE, "tempo"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "replicas"), &value!(3));
    assert_eq!(at(values, "tempo/extraArgs/target"), &value!("scalable-single-binary"));
    let config = at(values, "config").as_str().expect("text");
    for line in [
        "replication_factor: 3",
        "- tempo-headless.tracing.svc.cluster.local:7946",
        "frontend_address: tempo-headless.tracing.svc.cluster.local:9095",
        "endpoint: s3.example.com:9000",
        "prefix: tempo",
        "block_retention: 168h",
    ] {
        assert!(config.contains(line), "{line} in {config}");
    }
    let made = objects(&artifacts);
    assert_eq!(
        at(object(&made, "Service", "tempo-headless"), "spec/publishNotReadyAddresses"),
        &value!(true)
    );
    assert_eq!(at(object(&made, "PodDisruptionBudget", "tempo"), "spec/maxUnavailable"), &value!(1));
    assert!(
        ports(&made, "tempo", "egress").contains(&443) || ports(&made, "tempo", "egress").contains(&9000)
    );
    object(&made, "ExternalSecret", "tempo-bucket");
    object(&made, "PrometheusRule", "tempo");
}

#[test]
fn a_small_system_keeps_its_traces_itself() {
    let mut world = World { profile: Profile::Dev, ..World::default() };
    let small = values(&world, "{}", "tempo");
    assert_eq!(at(&small, "replicas"), &value!(1));
    assert_eq!(at(&small, "tempo/extraArgs").get("target"), None);
    assert!(at(&small, "config").as_str().expect("text").contains("backend: local"));
    assert_eq!(codes(&world, "{}"), [("HG1254", "tracing".to_owned())]);
    world.profile = Profile::Production;
    assert_eq!(codes(&world, "{}"), [("HG1250", "tracing".to_owned())]);
    assert_eq!(codes(&world, &format!("{OUTSIDE}replicas: 1\n")), [("HG1252", "tracing".to_owned())]);
    let (_, found) = try_section::<Tracing>("replicas: 2");
    assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG1251"]);
}

#[test]
fn what_is_counted_goes_to_prometheus() {
    let mut world = World::monitored();
    let text = format!("{OUTSIDE}metrics: true\n");
    assert_eq!(codes(&world, &text), [("HG1253", "tracing.metrics".to_owned())]);
    world.shared.remote_write = Some(Backend {
        url: "http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write".into(),
        pods: Pods { namespace: name("monitoring"), labels: [("app".into(), "prometheus".into())].into() },
        port: Port::tcp(9090),
        tenant: None,
    });
    assert_eq!(codes(&world, &text), []);
    let artifacts = world.build(&*part(&text, "tempo"));
    let config = at(&release(&artifacts).values, "config").as_str().expect("text");
    assert!(
        config.contains("url: http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write"),
        "{config}"
    );
    assert!(config.contains("- service-graphs"));
    assert!(ports(&objects(&artifacts), "tempo", "egress").contains(&9090));
}

#[test]
fn the_collector_takes_traces_of_every_environment() {
    let world = World::monitored();
    let artifacts = world.build(&*part(&format!("{OUTSIDE}sample: 10\n"), "opentelemetry-collector"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "replicaCount"), &value!(3));
    assert_eq!(at(values, "podDisruptionBudget/maxUnavailable"), &value!(1));
    let processors = at(values, "config/service/pipelines/traces/processors");
    assert_eq!(processors, &value!(["memory_limiter", "probabilistic_sampler", "batch"]));
    assert_eq!(at(values, "config/processors/probabilistic_sampler/sampling_percentage"), &value!(10.0));
    let made = objects(&artifacts);
    assert_eq!(ports(&made, "opentelemetry-collector", "ingress"), [8888, 4317]);
    assert!(ports(&made, "opentelemetry-collector", "egress").contains(&4317));
    assert_eq!(telemetry().http, "http://opentelemetry-collector.tracing.svc.cluster.local:4318");
    assert_eq!(backend().url, "http://tempo.tracing.svc.cluster.local:3200");
}
