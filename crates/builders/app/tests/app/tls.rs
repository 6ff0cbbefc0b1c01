//! TLS on the way from the entry to the pods, and users who show certificates.

use hagen_core::context::EntryEngine;
use hagen_yaml::value;

use super::fixture::{Built, World, at, gateway};

const APP: &str = "apps: { shop: { image: \"a/shop:1\", ports: { http: 8443, status: 8081 }, \
                   health: { readiness: /ready, port: status }, metrics: /metrics, replicas: 3,";

fn build(world: &World, more: &str) -> Built {
    world.build(&format!("{APP} {more} }} }}\n"))
}

fn found(world: &World, more: &str) -> Vec<(&'static str, String)> {
    let built = build(world, more);
    let found = built.found().into_iter().filter(|(code, _)| *code != "HG0318");
    found.map(|(code, text)| (code, text.to_owned())).collect()
}

#[test]
fn both_ends_show_certificates() {
    let built = build(&World::default(), "serve: internal, expose: { host: shop.example.com }");
    let server = at(built.object("Certificate", "shop-tls"), "spec");
    let names = at(server, "dnsNames").as_list().unwrap();
    assert!(names.contains(&value!("shop.mart-production.svc.cluster.local")));
    assert_eq!(at(server, "issuerRef.name"), &value!("internal"));
    let entry = at(built.object("Certificate", "shop-entry-tls"), "spec");
    assert_eq!(at(entry, "usages"), &value!(["digital signature", "client auth"]));
    assert_eq!(
        at(built.object("ServersTransport", "shop"), "spec"),
        &value!({
            "serverName": "shop.mart-production.svc.cluster.local",
            "rootCAs": [{ "secret": "shop-entry-tls" }],
            "certificatesSecrets": ["shop-entry-tls"],
            "minVersion": "VersionTLS12",
        })
    );
    let service = at(built.object("TraefikService", "shop"), "spec.weighted.services.0");
    assert_eq!((at(service, "scheme"), at(service, "serversTransport")), (&value!("https"), &value!("shop")));
    assert_eq!(at(built.object("Service", "shop"), "spec.ports.0.appProtocol"), &value!("https"));
    let pod = at(built.object("Deployment", "shop"), "spec.template.spec");
    let mounts = at(pod, "containers.0.volumeMounts").as_list().unwrap();
    let mount = mounts.iter().find(|mount| at(mount, "name") == &value!("tls")).unwrap();
    assert_eq!(at(mount, "mountPath"), &value!("/run/tls"));
    assert!(mount.get("subPath").is_none(), "a file alone would never be renewed");
    assert_eq!(at(pod, "containers.0.readinessProbe.httpGet.port"), &value!("status"));
    assert!(at(pod, "containers.0.readinessProbe.httpGet").get("scheme").is_none());
    let endpoint = at(built.object("ServiceMonitor", "shop"), "spec.endpoints.0");
    assert_eq!(at(endpoint, "scheme"), &value!("https"));
    assert_eq!(at(endpoint, "tlsConfig.keySecret"), &value!({ "name": "shop-entry-tls", "key": "tls.key" }));
}

#[test]
fn a_drill_comes_with_its_load() {
    let built = build(&World::default(), "serve: internal, drill: { rate: 33, duration: 4m, path: /ask }");
    let page = &built.files["drills/production/shop.md"];
    assert!(page.contains("33 requests a second for 4m") && !page.contains('@'), "{page}");
    let load = &built.files["drills/production/shop-load.yaml"];
    assert!(!load.contains('@') && load.contains("secretName: shop-entry-tls"), "{load}");
    for document in load.split("\n---\n") {
        let reading =
            hagen_yaml::read(hagen_yaml::FileId(0), document.as_bytes(), &hagen_yaml::Limits::default());
        assert!(reading.problems.is_empty() && reading.node.is_some(), "{document}");
    }
    assert!(load.contains("http.get(\"https://shop.mart-production.svc.cluster.local:8443/ask\""), "{load}");
}

#[test]
fn a_server_alone_may_show_one() {
    let built = build(
        &World::default(),
        "serve: { tls: internal, mutual: false, mount: /etc/tls }, expose: { host: shop.example.com }",
    );
    assert!(!built.names().contains(&"Certificate shop-entry-tls".to_owned()));
    let transport = at(built.object("ServersTransport", "shop"), "spec");
    assert!(transport.get("certificatesSecrets").is_none());
    assert_eq!(at(transport, "rootCAs.0.secret"), &value!("shop-tls"));
}

#[test]
fn kubernetes_asks_by_tls_where_it_may() {
    let ask = |serve: &str| {
        let text = format!(
            "apps: {{ shop: {{ image: \"a/shop:1\", port: 8443, health: /ready, serve: {serve} }} }}\n"
        );
        let built = World::default().build(&text);
        let probe =
            at(built.object("Deployment", "shop"), "spec.template.spec.containers.0.readinessProbe").clone();
        let codes: Vec<&str> = built.findings.iter().map(|finding| finding.code.id).collect();
        (probe, codes.contains(&"HG0335"))
    };
    let (probe, warned) = ask("{ tls: internal, mutual: false }");
    assert_eq!((at(&probe, "httpGet.scheme"), warned), (&value!("HTTPS"), false));
    let (probe, warned) = ask("internal");
    assert_eq!((at(&probe, "tcpSocket.port"), warned), (&value!("http"), true));
}

#[test]
fn those_who_use_it_are_told_so() {
    let text = "apps: { shop: { image: \"a/shop:1\", port: 8443, serve: internal }, \
                till: { image: \"a/till:1\", uses: [apps/shop] } }\n";
    let built = World::default().build(text);
    let env =
        at(built.object("Deployment", "till"), "spec.template.spec.containers.0.env").as_list().unwrap();
    let url = env.iter().find(|variable| at(variable, "name") == &value!("SHOP_URL")).unwrap();
    assert_eq!(at(url, "value"), &value!("https://shop.mart-production.svc.cluster.local:8443"));
}

#[test]
fn users_show_certificates() {
    let built = build(&World::default(), "expose: { host: shop.example.com, path: /api, clients: internal }");
    assert!(!built.names().iter().any(|name| name.starts_with("HTTPRoute")), "one would let everybody in");
    let route = at(built.object("IngressRoute", "shop"), "spec");
    assert_eq!(
        at(route, "routes.0.match"),
        &value!("Host(`shop.example.com`) && (Path(`/api`) || PathPrefix(`/api/`))")
    );
    assert_eq!(at(route, "tls.options.name"), &value!("shop"));
    let options = at(built.object("TLSOption", "shop"), "spec.clientAuth");
    assert_eq!(at(options, "clientAuthType"), &value!("RequireAndVerifyClientCert"));
    assert_eq!(at(options, "secretNames.0"), &value!("shop-users-tls"));
    assert_eq!(at(built.object("Certificate", "shop-users-tls"), "spec.issuerRef.name"), &value!("internal"));
}

#[test]
fn what_cannot_be_is_told() {
    let world = World::default();
    let one = |code: &'static str, text: &str| vec![(code, text.to_owned())];
    assert_eq!(found(&world, "serve: letsencrypt"), one("HG0334", "letsencrypt"));
    assert_eq!(found(&world, "serve: { tls: internal, mount: /tmp }"), one("HG0307", "/tmp"));
    let users = "{ host: shop.example.com, clients: nobody }";
    assert_eq!(found(&world, &format!("expose: {users}")), one("HG0334", "nobody"));
    let mut other = World::default();
    other.shared.entry = Some(gateway(EntryEngine::Other));
    assert_eq!(found(&other, "serve: internal, expose: { host: a.example.com }"), one("HG0336", "internal"));
    let text = "apps: { a: { image: \"a/a:1\", port: 80, expose: { host: a.example.com } }, \
                b: { image: \"a/b:1\", port: 80, expose: { host: a.example.com, path: /b, clients: internal } } }\n";
    let built = world.build(text);
    assert!(built.found().contains(&("HG0334", "a.example.com")), "{:?}", built.found());
}
