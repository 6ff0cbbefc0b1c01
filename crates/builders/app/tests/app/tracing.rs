//! Where traces go.

use hagen_core::context::Telemetry;
use hagen_yaml::Value;

use super::fixture::{Built, World, at, pods};

fn traced() -> World {
    let mut world = World::default();
    world.shared.telemetry = Some(Telemetry {
        grpc: "http://collector.tracing.svc.cluster.local:4317".into(),
        http: "http://collector.tracing.svc.cluster.local:4318".into(),
        pods: pods("tracing", "collector"),
    });
    world
}

fn variable(built: &Built, name: &str) -> Option<String> {
    let container = at(built.object("Deployment", "shop"), "spec.template.spec.containers.0");
    let variables = container.get("env").and_then(Value::as_list).unwrap_or_default();
    let found = variables.iter().find(|variable| at(variable, "name").as_str() == Some(name))?;
    Some(found.get("value").and_then(Value::as_str).unwrap_or_default().to_owned())
}

fn egress(built: &Built) -> usize {
    at(built.object("NetworkPolicy", "shop"), "spec.egress").as_list().unwrap().len()
}

#[test]
fn an_application_is_told_where_its_traces_go() {
    let built = traced().build("apps: { shop: { image: \"a/shop:1\" } }\n");
    let endpoint = variable(&built, "OTEL_EXPORTER_OTLP_ENDPOINT");
    assert_eq!(endpoint.as_deref(), Some("http://collector.tracing.svc.cluster.local:4318"));
    assert_eq!(variable(&built, "OTEL_SERVICE_NAME").as_deref(), Some("shop"));
    let attributes = variable(&built, "OTEL_RESOURCE_ATTRIBUTES").unwrap();
    assert!(attributes.contains("deployment.environment.name=production"), "{attributes}");
    assert!(attributes.contains("k8s.pod.name=$(POD_NAME)"), "{attributes}");
    assert!(variable(&built, "POD_NAME").is_some());
    let untraced = traced().build("apps: { shop: { image: \"a/shop:1\", tracing: false } }\n");
    assert_eq!(variable(&untraced, "OTEL_SERVICE_NAME"), None);
    assert_eq!(egress(&built), egress(&untraced) + 1);
}

#[test]
fn what_the_blueprint_sets_itself_stays() {
    let text = "apps: { shop: { image: \"a/shop:1\", config: { OTEL_SERVICE_NAME: storefront } } }\n";
    let built = traced().build(text);
    assert_eq!(variable(&built, "OTEL_SERVICE_NAME"), None, "it comes from the ConfigMap");
    assert!(variable(&built, "OTEL_TRACES_EXPORTER").is_some());
}

#[test]
fn traces_that_nobody_takes_are_refused() {
    let text = "apps: { shop: { image: \"a/shop:1\", tracing: true } }\n";
    assert!(World::default().build(text).found().contains(&("HG0350", "true")));
    assert!(!traced().build(text).found().iter().any(|(code, _)| *code == "HG0350"));
    assert_eq!(variable(&World::default().build(text), "OTEL_SERVICE_NAME"), None);
}
