//! New versions that reach a part of the users first.

use hagen_core::context::{Dataplane, EntryEngine};
use hagen_yaml::{Value, value};

use super::fixture::{Built, World, at, gateway, ingress};
use super::mesh::mesh;

fn build(world: &World, rollout: &str, more: &str) -> Built {
    world.build(&format!(
        "apps: {{ shop: {{ image: \"a/shop:1\", port: 8000, health: /h, metrics: /metrics, {more} rollout: {{ {rollout} }} }} }}\n"
    ))
}

const EXPOSED: &str = "expose: { host: shop.example.com },";
const QUERY: &str = "analysis: { query: { promql: \"sum(ok{pod=~'shop-{{args.hash}}-.+'})\", success: \"result[0] >= 0.9\" } }";

fn strategy(built: &Built) -> &Value {
    at(built.object("Rollout", "shop"), "spec.strategy")
}

#[test]
fn traefik_shares_out_the_requests() {
    let built = build(&World::default(), &format!("canary: [10, 50, 100], pause: 2m, {QUERY}"), EXPOSED);
    let canary = at(strategy(&built), "canary");
    assert_eq!(at(canary, "stableService"), &value!("shop"));
    assert_eq!(at(canary, "canaryService"), &value!("shop-canary"));
    assert_eq!(
        at(canary, "trafficRouting"),
        &value!({ "traefik": { "weightedTraefikServiceName": "shop" } })
    );
    assert_eq!(at(canary, "scaleDownDelaySeconds"), &value!(300));
    assert_eq!(
        at(canary, "steps"),
        &value!([
            { "setWeight": 10 },
            { "pause": { "duration": "2m" } },
            { "setWeight": 50 },
            { "pause": { "duration": "2m" } },
        ])
    );
    assert_eq!(at(canary, "analysis.startingStep"), &value!(1));
    assert_eq!(at(canary, "analysis.args.0.valueFrom.podTemplateHashValue"), &value!("Latest"));
    let services = at(built.object("TraefikService", "shop"), "spec.weighted.services");
    let weights = |at_: usize| {
        let service = &services.as_list().unwrap()[at_];
        (at(service, "name").as_str().unwrap(), at(service, "weight").as_int().unwrap())
    };
    assert_eq!([weights(0), weights(1)], [("shop", 100), ("shop-canary", 0)]);
    let backend = at(built.object("HTTPRoute", "shop"), "spec.rules.0.backendRefs.0");
    assert_eq!(at(backend, "kind").as_str(), Some("TraefikService"));
    let [stable, other] = ["shop", "shop-canary"].map(|name| at(built.object("Service", name), "spec"));
    assert_eq!(stable, other, "Argo Rollouts tells them apart");
    let metric = at(built.object("AnalysisTemplate", "shop"), "spec.metrics.0");
    assert_eq!(
        at(metric, "provider.prometheus.address").as_str(),
        Some("http://prometheus-operated.monitoring.svc.cluster.local:9090")
    );
    assert!(metric.get("count").is_none(), "it measures until the rollout is done");
}

const SLO: &str = "slo: { availability: 99.95, latency: { p99: 300ms } },";

fn metrics(built: &Built) -> Vec<(String, String, String)> {
    let text = |value: &Value, path: &str| at(value, path).as_str().unwrap().to_owned();
    let metrics = at(built.object("AnalysisTemplate", "shop"), "spec.metrics").as_list().unwrap();
    metrics
        .iter()
        .map(|it| (text(it, "name"), text(it, "provider.prometheus.query"), text(it, "failureCondition")))
        .collect()
}

#[test]
fn promises_are_held_against_the_new_version_alone() {
    let built = build(&World::default(), "canary: [10], analysis: slo", &format!("{EXPOSED} {SLO}"));
    let found = metrics(&built);
    assert_eq!(found.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["availability", "latency-p99"]);
    let service = "exported_service=~\"mart-production-shop-canary-[0-9]+@kubernetescrd\"";
    assert!(found.iter().all(|it| it.1.contains(service)), "{found:#?}");
    assert_eq!(found[0].2, "len(result) > 0 && result[0] > 0.0072", "14.4 times 0.0005");
    let built = build(&World::default(), "canary: [40], analysis: slo", SLO);
    let found = metrics(&built);
    assert!(found.iter().all(|it| it.1.contains("pod=~\"shop-{{args.hash}}-.+\"")), "{found:#?}");
    let built = build(&World::default(), "blueGreen: {}, analysis: slo", &format!("{EXPOSED} {SLO}"));
    assert!(metrics(&built)[0].1.contains("traefik_router_requests_total"), "it has all requests by then");
    let built = build(&World::default(), "canary: [10], analysis: slo", EXPOSED);
    assert!(built.found().iter().any(|(code, _)| *code == "HG0332"), "nothing is promised");
    assert!(at(strategy(&built), "canary").get("analysis").is_none());
}

#[test]
fn sticky_clients_stay_with_a_version_and_a_replica() {
    let built = build(&World::default(), "canary: [20]", "expose: { host: shop.example.com, sticky: true },");
    let weighted = at(built.object("TraefikService", "shop"), "spec.weighted");
    assert_eq!(at(weighted, "sticky.cookie.name"), &value!("shop-version"));
    for service in at(weighted, "services").as_list().unwrap() {
        assert_eq!(at(service, "sticky.cookie.name"), &value!("shop-replica"));
    }
}

#[test]
fn istio_shares_out_the_requests_of_all_callers() {
    let mut world = World::default();
    world.shared.mesh = Some(mesh(Dataplane::Sidecar));
    world.shared.entry = Some(gateway(EntryEngine::Istio));
    let more = "slo: { availability: 99.9 }, expose: { host: shop.example.com }, traffic: { outliers: {}, routes: { buy: { match: { path: /buy }, timeout: 2s } } },";
    let built = build(&world, "canary: [10], analysis: slo", more);
    let canary = at(strategy(&built), "canary");
    let services = value!([{ "name": "shop", "routes": ["buy", "rest"] }, { "name": "shop-entry", "routes": ["buy", "rest"] }]);
    assert_eq!(at(canary, "trafficRouting"), &value!({ "istio": { "virtualServices": services } }));
    let hosts = ["shop", "shop-canary"].map(|name| format!("{name}.mart-production.svc.cluster.local"));
    for name in ["shop", "shop-entry"] {
        let service = built.object("VirtualService", name);
        let label = at(service, "metadata.labels").get("app.kubernetes.io/component");
        assert_eq!(label, Some(&value!("versions")), "Argo CD leaves its weights alone");
        for rule in at(service, "spec.http").as_list().unwrap() {
            let to = at(rule, "route").as_list().unwrap();
            let part = |to: &Value| {
                (at(to, "destination.host").as_str().unwrap().to_owned(), at(to, "weight").as_int())
            };
            let parts: Vec<_> = to.iter().map(part).collect();
            assert_eq!(parts, [(hosts[0].clone(), Some(100)), (hosts[1].clone(), Some(0))]);
        }
    }
    assert_eq!(at(built.object("DestinationRule", "shop-canary"), "spec.host").as_str(), Some(&*hosts[1]));
    let service = "destination_service_name=\"shop-canary\"";
    assert!(metrics(&built)[0].1.contains(service), "{:?}", metrics(&built));
    assert!(built.found().iter().all(|(code, _)| *code != "HG0333"));
    let rules = built.object("PrometheusRule", "shop");
    assert!(format!("{rules:?}").contains("shop|shop-canary"), "the promise is about both versions");
}

#[test]
fn the_entry_of_a_mesh_shares_out_what_comes_from_outside() {
    let mut world = World::default();
    world.shared.mesh = Some(mesh(Dataplane::Ambient));
    world.shared.entry = Some(gateway(EntryEngine::Istio));
    let built = build(&world, "canary: [10]", EXPOSED);
    let routing = value!({ "istio": { "virtualServices": [{ "name": "shop-entry", "routes": ["rest"] }] } });
    assert_eq!(at(strategy(&built), "canary.trafficRouting"), &routing);
    assert!(!built.names().contains(&"VirtualService shop".to_owned()));
    let sticky = "expose: { host: shop.example.com, sticky: true },";
    assert!(build(&world, "canary: [10]", sticky).found().contains(&("HG0320", "true")));
    world.shared.mesh = Some(mesh(Dataplane::Sidecar));
    let inside = build(&world, "canary: [10]", "");
    let routing = value!({ "istio": { "virtualServices": [{ "name": "shop", "routes": ["rest"] }] } });
    assert_eq!(at(strategy(&inside), "canary.trafficRouting"), &routing);
}

#[test]
fn without_a_router_requests_follow_the_replicas() {
    for (entry, more) in [
        (gateway(EntryEngine::Other), EXPOSED),
        (ingress(EntryEngine::Other), EXPOSED),
        (gateway(EntryEngine::Traefik), ""),
    ] {
        let mut world = World::default();
        world.shared.entry = Some(entry);
        let built = build(&world, "canary: [10]", more);
        let canary = at(strategy(&built), "canary");
        assert!(canary.get("trafficRouting").is_none() && canary.get("stableService").is_none());
        assert_eq!((at(canary, "maxSurge"), at(canary, "maxUnavailable")), (&value!(1), &value!(0)));
        assert!(!built.names().contains(&"Service shop-canary".to_owned()));
        assert!(built.found().contains(&("HG0333", "canary")), "{:?}", built.found());
    }
}

#[test]
fn blue_green_switches_and_keeps_the_old_one() {
    let built = build(
        &World::default(),
        &format!("blueGreen: {{ previewReplicas: 2 }}, pause: 45s, scaleDownDelay: 10m, {QUERY}"),
        EXPOSED,
    );
    let form = at(strategy(&built), "blueGreen");
    for (key, expected) in [
        ("activeService", value!("shop")),
        ("previewService", value!("shop-preview")),
        ("autoPromotionEnabled", value!(true)),
        ("autoPromotionSeconds", value!(45)),
        ("previewReplicaCount", value!(2)),
        ("scaleDownDelaySeconds", value!(600)),
    ] {
        assert_eq!(at(form, key), &expected, "{key}");
    }
    assert!(form.at(&["postPromotionAnalysis", "templates"]).is_some());
    let metric = at(built.object("AnalysisTemplate", "shop"), "spec.metrics.0");
    assert!(at(metric, "count").as_int() > at(metric, "failureLimit").as_int());
    let backend = at(built.object("HTTPRoute", "shop"), "spec.rules.0.backendRefs.0");
    assert!(backend.get("kind").is_none(), "one Service takes all");
}

#[test]
fn a_person_lets_it_go_on() {
    let built = build(&World::default(), "canary: [5, 40], promotion: manual", EXPOSED);
    let steps = at(strategy(&built), "canary.steps");
    assert_eq!(at(steps, "1"), &value!({ "pause": {} }), "until somebody says so");
    assert_eq!(at(steps, "3"), &value!({ "pause": { "duration": "5m" } }));
    let built = build(&World::default(), "blueGreen: {}, promotion: manual", EXPOSED);
    let form = at(strategy(&built), "blueGreen");
    assert_eq!(at(form, "autoPromotionEnabled"), &value!(false));
    assert!(form.get("autoPromotionSeconds").is_none());
}

#[test]
fn an_autoscaler_scales_the_rollout() {
    let built = build(&World::default(), "canary: [50]", "replicas: { min: 3, max: 6 },");
    let target = at(built.object("HorizontalPodAutoscaler", "shop"), "spec.scaleTargetRef");
    assert_eq!(target, &value!({ "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop" }));
    assert!(at(built.object("Rollout", "shop"), "spec").get("replicas").is_none());
}

#[test]
fn nothing_is_measured_without_a_prometheus() {
    let mut world = World::default();
    world.shared.prometheus = None;
    let built = build(&world, &format!("canary: [50], {QUERY}"), EXPOSED);
    assert!(at(strategy(&built), "canary").get("analysis").is_none());
    assert!(built.found().iter().any(|(code, _)| *code == "HG0332"), "{:?}", built.found());
}

#[test]
fn rollouts_that_cannot_be() {
    let found = |rollout: &str, more: &str| -> Vec<(&'static str, String)> {
        let built = build(&World::default(), rollout, more);
        built.found().into_iter().map(|(code, text)| (code, text.to_owned())).collect()
    };
    let one = |text: &str| vec![("HG0331", text.to_owned())];
    assert_eq!(found("canary: [50, 20]", ""), one("[50, 20]"));
    assert_eq!(found("canary: [50], blueGreen: {}", ""), one("{}"));
    assert_eq!(
        found("canary: [50], analysis: { query: { promql: up, success: \"> 1\" } }", ""),
        one("\"> 1\"")
    );
    assert_eq!(found("canary: [50]", "strategy: recreate,"), one("{ canary: [50] }"));
    assert_eq!(
        found("canary: [50]", "replicas: 3, volumes: { d: { mount: /d, size: 1Gi } },"),
        one("{ canary: [50] }")
    );
    assert!(found("pause: 5m", "").iter().all(|(code, _)| *code == "HG0331"));
}
