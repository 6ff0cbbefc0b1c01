//! The way in, and sessions that stick.

use hagen_core::component::Tls;
use hagen_core::context::EntryEngine;
use hagen_kube::{Host, Name};

use super::fixture::{ALL, Built, World, at, gateway, ingress, world};

const STICKY: &str = r"apps:
  shop:
    image: a/shop:1
    port: 8000
    health: /h
    expose: { host: shop.example.com, path: /web, sticky: true }
";

fn build(text: &str, entry: hagen_core::context::Entry) -> Built {
    let mut world = World::default();
    world.shared.entry = Some(entry);
    world.build(text)
}

#[test]
fn a_route_attaches_to_the_listener_of_its_host() {
    let built = world().build(ALL);
    let route = at(built.object("HTTPRoute", "shop"), "spec");
    for (path, text) in [
        ("parentRefs.0.name", "production"),
        ("parentRefs.0.namespace", "gateway"),
        ("parentRefs.0.sectionName", "https-shop-example-com"),
        ("hostnames.0", "shop.example.com"),
        ("rules.0.matches.0.path.value", "/web"),
        ("rules.0.backendRefs.0.name", "shop"),
    ] {
        assert_eq!(at(route, path).as_str(), Some(text), "{path}");
    }
    assert_eq!(at(route, "rules.0.backendRefs.0.port").as_int(), Some(8000));
}

#[test]
fn behind_a_gateway_of_traefik_a_traefik_service_sticks() {
    let built = build(STICKY, gateway(EntryEngine::Traefik));
    let backend = at(built.object("HTTPRoute", "shop"), "spec.rules.0.backendRefs.0");
    assert_eq!(at(backend, "kind").as_str(), Some("TraefikService"));
    assert_eq!(at(backend, "group").as_str(), Some("traefik.io"));
    assert!(backend.get("port").is_none());
    let service = at(built.object("TraefikService", "shop"), "spec.weighted.services.0");
    assert_eq!(at(service, "name").as_str(), Some("shop"));
    assert_eq!(at(service, "port").as_int(), Some(8000));
    assert_eq!(at(service, "sticky.cookie.name").as_str(), Some("shop-replica"));
    assert_eq!(at(service, "sticky.cookie.secure").as_bool(), Some(true));
}

#[test]
fn behind_an_ingress_of_traefik_the_service_is_annotated() {
    let built = build(STICKY, ingress(EntryEngine::Traefik));
    let annotations = at(built.object("Service", "shop"), "metadata.annotations");
    let cookie = annotations.get("traefik.ingress.kubernetes.io/service.sticky.cookie");
    assert_eq!(cookie.and_then(|cookie| cookie.as_str()), Some("true"));
    let ingress = built.object("Ingress", "shop");
    let annotations = at(ingress, "metadata.annotations");
    assert_eq!(annotations.get("cert-manager.io/cluster-issuer").unwrap().as_str(), Some("letsencrypt"));
    let entry_points = annotations.get("traefik.ingress.kubernetes.io/router.entrypoints");
    assert_eq!(entry_points.unwrap().as_str(), Some("websecure"));
    assert_eq!(at(ingress, "spec.ingressClassName").as_str(), Some("public"));
    let secret = Tls::Issuer(Name::known("letsencrypt")).secret_name(&Host::known("shop.example.com"));
    assert_eq!(at(ingress, "spec.tls.0.secretName").as_str(), Some(secret.as_str()));
    assert_eq!(at(ingress, "spec.rules.0.http.paths.0.backend.service.port.name").as_str(), Some("http"));
}

#[test]
fn istio_has_a_rule_for_it() {
    let built = build(STICKY, gateway(EntryEngine::Istio));
    let rule = at(built.object("DestinationRule", "shop"), "spec");
    assert_eq!(at(rule, "host").as_str(), Some("shop.mart-production.svc.cluster.local"));
    let cookie = at(rule, "trafficPolicy.loadBalancer.consistentHash.httpCookie");
    assert_eq!(at(cookie, "name").as_str(), Some("shop-replica"));
    assert_eq!(
        at(built.object("HTTPRoute", "shop"), "spec.rules.0.backendRefs.0.name").as_str(),
        Some("shop")
    );
}

#[test]
fn an_unknown_entry_promises_nothing() {
    let built = build(STICKY, ingress(EntryEngine::Other));
    assert!(built.found().contains(&("HG0320", "true")));
    assert!(built.object("Service", "shop").at(&["metadata", "annotations"]).is_none());
    let annotations = at(built.object("Ingress", "shop"), "metadata.annotations").as_map().unwrap();
    assert_eq!(annotations.len(), 1);
}

#[test]
fn a_certificate_can_be_the_users_own() {
    let text = STICKY.replace("sticky: true", "tls: { secret: own-cert }");
    let built = build(&text, ingress(EntryEngine::Other));
    let ingress = built.object("Ingress", "shop");
    assert_eq!(at(ingress, "spec.tls.0.secretName").as_str(), Some("own-cert"));
    assert!(ingress.at(&["metadata", "annotations"]).is_none());
}

#[test]
fn one_of_several_ports_is_exposed_by_name() {
    let text = STICKY
        .replace("port: 8000", "ports: { web: 8001, admin: 8002 }")
        .replace("sticky: true", "port: admin")
        .replace("health: /h", "health: { readiness: /h, port: web }");
    let built = build(&text, gateway(EntryEngine::Traefik));
    let backend = at(built.object("HTTPRoute", "shop"), "spec.rules.0.backendRefs.0");
    assert_eq!(at(backend, "port").as_int(), Some(8002));
    let probe =
        at(built.object("Deployment", "shop"), "spec.template.spec.containers.0.readinessProbe.httpGet");
    assert_eq!(at(probe, "port").as_str(), Some("web"));
}

#[test]
fn a_host_is_served_without_tls_for_a_reason() {
    let text = STICKY.replace("sticky: true", "plain: old scales know no TLS");
    let built = build(&text, gateway(EntryEngine::Traefik));
    let parents = at(built.object("HTTPRoute", "shop"), "spec.parentRefs").as_list().unwrap();
    let listeners: Vec<_> = parents.iter().map(|it| at(it, "sectionName").as_str().unwrap()).collect();
    assert_eq!(listeners, ["https-shop-example-com", "http"]);
    assert!(built.found().contains(&("HG0337", "old scales know no TLS")));
    let refused = build(
        &text.replace("old scales know no TLS", "\"\", clients: internal"),
        gateway(EntryEngine::Traefik),
    );
    let codes: Vec<_> = refused.found().iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["HG0301", "HG0334"]);
}
