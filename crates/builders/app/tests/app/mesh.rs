//! Applications in a mesh.

use hagen_core::component::Pods;
use hagen_core::context::{Dataplane, EntryEngine, Mesh};
use hagen_yaml::{Value, value};

use super::fixture::{Built, World, at, gateway, pods};

const LOG: &str = "apps:
  log:
    image: registry.example.com/log:1.0.0
    port: 8080
    health: /status
    metrics: /metrics
    expose: { host: log.example.com }
    traffic:
      connections: { max: 3, pending: 5 }
      outliers: { errors: 7, interval: 1m, eject: 90s }
      routes:
        log: { match: { path: /log, method: POST }, delay: 1500ms, timeout: 3s, retries: 2 }
        read: { match: { prefix: /logs }, abort: { status: 503, percent: 10 }, timeout: 9s }
  archive:
    image: registry.example.com/archive:2.0.0
    schedule: \"*/10 * * * *\"
    uses: [apps/log]
";

pub(crate) fn mesh(dataplane: Dataplane) -> Mesh {
    let control =
        Pods { labels: [("app".to_owned(), "istiod".to_owned())].into(), ..pods("istio-system", "x") };
    Mesh { dataplane, strict: true, closed: dataplane == Dataplane::Sidecar, control }
}

fn world(dataplane: Dataplane) -> World {
    let mut world = World::default();
    world.shared.entry = Some(gateway(EntryEngine::Istio));
    world.shared.mesh = Some(mesh(dataplane));
    world
}

fn build(text: &str) -> Built {
    world(Dataplane::Sidecar).build(text)
}

fn spec<'a>(built: &'a Built, kind: &str, name: &str) -> &'a Value {
    at(built.object(kind, name), "spec")
}

/// Codes and texts of the errors and warnings that a mesh is about.
fn found(world: &World, text: &str) -> Vec<(&'static str, String)> {
    let built = world.build(text);
    let found = built.found().into_iter().filter(|(code, _)| code.starts_with("HG13"));
    found.map(|(code, text)| (code, text.to_owned())).collect()
}

#[test]
fn pods_ask_for_a_proxy_and_tell_it_their_metrics() {
    let built = build(LOG);
    let template = at(built.object("Deployment", "log"), "spec.template.metadata");
    assert_eq!(template.at(&["labels", "sidecar.istio.io/inject"]), Some(&value!("true")));
    let annotation = |key| template.at(&["annotations", key]).and_then(Value::as_str);
    assert_eq!(annotation("prometheus.io/port"), Some("8080"));
    assert_eq!(annotation("prometheus.io/path"), Some("/metrics"));
    let monitor = spec(&built, "PodMonitor", "log");
    assert_eq!(at(monitor, "selector.matchLabels").as_map().map(hagen_yaml::Map::len), Some(2));
    assert_eq!(at(monitor, "selector.matchExpressions.0.key"), &value!("security.istio.io/tlsMode"));
    assert_eq!(at(monitor, "podMetricsEndpoints.0.relabelings.0.replacement"), &value!("$1:15020"));
    assert!(built.names().iter().all(|name| !name.starts_with("ServiceMonitor")));
}

#[test]
fn callers_are_known_by_their_certificates() {
    let built = build(LOG);
    let rules = at(spec(&built, "AuthorizationPolicy", "log"), "rules").as_list().unwrap();
    let principals =
        value!(["cluster.local/ns/gateway/sa/istio-ingress", "cluster.local/ns/mart-production/sa/archive"]);
    assert_eq!(at(&rules[0], "from.0.source.principals"), &principals);
    assert_eq!(at(&rules[0], "to.0.operation.ports"), &value!(["8080"]));
    assert_eq!(rules.len(), 1);
    assert!(!built.names().contains(&"AuthorizationPolicy archive".to_owned()), "nobody calls it");
}

#[test]
fn callers_limit_balance_and_secure_what_they_send() {
    let built = build(LOG);
    let policy = at(spec(&built, "DestinationRule", "log"), "trafficPolicy");
    assert_eq!(at(policy, "loadBalancer.simple"), &value!("LEAST_REQUEST"));
    assert_eq!(at(policy, "connectionPool.tcp"), &value!({ "maxConnections": 3 }));
    assert_eq!(at(policy, "connectionPool.http"), &value!({ "http1MaxPendingRequests": 5 }));
    assert_eq!(at(policy, "tls.mode"), &value!("ISTIO_MUTUAL"));
    let outliers = at(policy, "outlierDetection");
    assert_eq!(at(outliers, "consecutive5xxErrors"), &value!(7));
    assert_eq!((at(outliers, "interval"), at(outliers, "baseEjectionTime")), (&value!("1m"), &value!("90s")));
    let sticky = LOG.replace("host: log.example.com", "host: log.example.com, sticky: true");
    let built = build(&sticky);
    let policy = at(spec(&built, "DestinationRule", "log"), "trafficPolicy");
    assert_eq!(at(policy, "loadBalancer.consistentHash.httpCookie.name"), &value!("log-replica"));
    assert!(at(policy, "loadBalancer").get("simple").is_none());
}

#[test]
fn timeouts_and_retries_hold_in_the_mesh_and_from_the_entry_on() {
    let built = build(LOG);
    for (name, host, by) in [
        ("log", "log.mart-production.svc.cluster.local", "mesh"),
        ("log-entry", "log.example.com", "gateway/production-mesh"),
    ] {
        let service = spec(&built, "VirtualService", name);
        assert_eq!((at(service, "hosts.0"), at(service, "gateways")), (&value!(host), &value!([by])));
        let rules = at(service, "http").as_list().unwrap();
        let names: Vec<_> = rules.iter().map(|rule| at(rule, "name").as_str().unwrap()).collect();
        assert_eq!(names, ["log", "read", "rest"]);
        assert_eq!(
            at(&rules[0], "match.0"),
            &value!({ "uri": { "exact": "/log" }, "method": { "exact": "POST" } })
        );
        assert_eq!(
            (at(&rules[0], "timeout"), at(&rules[0], "retries.attempts")),
            (&value!("3s"), &value!(2))
        );
        assert_eq!(at(&rules[0], "retries.perTryTimeout"), &value!("1s"), "three tries have time");
        assert_eq!(at(&rules[1], "match.1.uri"), &value!({ "prefix": "/logs/" }));
        assert!(rules[2].get("match").is_none() && rules[2].get("timeout").is_none());
    }
    assert!(built.names().iter().all(|name| !name.starts_with("HTTPRoute")), "one route a host");
}

#[test]
fn the_entry_keeps_to_the_path_that_is_exposed() {
    let text = LOG.replace("host: log.example.com", "host: log.example.com, path: /logs");
    let built = build(&text);
    let rules = at(spec(&built, "VirtualService", "log-entry"), "http").as_list().unwrap();
    let names: Vec<_> = rules.iter().map(|rule| at(rule, "name").as_str().unwrap()).collect();
    assert_eq!(names, ["read", "rest"]);
    assert_eq!(at(&rules[1], "match.0.uri"), &value!({ "exact": "/logs" }));
    assert_eq!(at(spec(&built, "VirtualService", "log"), "http").as_list().map(<[Value]>::len), Some(3));
}

#[test]
fn each_port_goes_to_itself() {
    let text = LOG.replace("port: 8080", "ports: { http: 8080, admin: 9000 }");
    let built = build(&text);
    let rules = at(spec(&built, "VirtualService", "log"), "http").as_list().unwrap();
    let ports: Vec<_> = rules
        .iter()
        .map(|rule| (at(rule, "match.0.port").as_int(), at(rule, "route.0.destination.port.number").as_int()))
        .collect();
    let eight = (Some(8080), Some(8080));
    assert_eq!(ports, [eight, eight, (Some(9000), Some(9000)), eight]);
}

#[test]
fn faults_wait_before_the_router_of_the_called_pod() {
    let built = build(LOG);
    let patches = at(spec(&built, "EnvoyFilter", "log-faults"), "configPatches").as_list().unwrap();
    assert_eq!(at(&patches[0], "match.context"), &value!("SIDECAR_INBOUND"));
    assert_eq!(at(&patches[0], "match.listener.portNumber"), &value!(8080));
    let before = at(&patches[0], "match.listener.filterChain.filter.subFilter.name");
    assert_eq!(
        (before, at(&patches[0], "patch.operation")),
        (&value!("envoy.filters.http.router"), &value!("INSERT_BEFORE"))
    );
    let delay = at(&patches[0], "patch.value.typed_config");
    assert_eq!(at(delay, "delay.fixed_delay"), &value!("1.500s"));
    assert_eq!(at(delay, "headers.0.string_match.exact"), &value!("POST"));
    assert_eq!(at(delay, "headers.1.string_match.safe_regex.regex"), &value!("/log(\\?.*)?"));
    let abort = at(&patches[1], "patch.value.typed_config");
    assert_eq!(
        at(abort, "abort"),
        &value!({ "http_status": 503, "percentage": { "numerator": 10, "denominator": "HUNDRED" } })
    );
    assert_eq!(at(abort, "headers.0.string_match.safe_regex.regex"), &value!("/logs([/?].*)?"));
    let service = spec(&built, "VirtualService", "log");
    assert!(!format!("{service:?}").contains("fault"), "a fault of the caller would switch its timeout off");
}

#[test]
fn an_application_without_routes_has_the_route_of_all_entries() {
    let text = LOG.split("    traffic:").next().unwrap();
    let built = build(text);
    assert_eq!(at(spec(&built, "HTTPRoute", "log"), "parentRefs.0.name"), &value!("production"));
    assert!(
        built
            .names()
            .iter()
            .all(|name| !name.starts_with("VirtualService") && !name.starts_with("DestinationRule"))
    );
}

#[test]
fn proxies_know_what_is_declared() {
    let text = "apps:
  buyer:
    image: registry.example.com/buyer:3.0.0
    egress: [api.example.com, { to: \"*.example.org\", ports: [443] }, { to: 10.20.0.0/16, ports: [5432] }]
";
    let built = build(text);
    let host = spec(&built, "ServiceEntry", "buyer-api-example-com");
    assert_eq!((at(host, "hosts"), at(host, "resolution")), (&value!(["api.example.com"]), &value!("DNS")));
    assert_eq!(at(host, "ports.0.protocol"), &value!("TLS"));
    assert_eq!(at(spec(&built, "ServiceEntry", "buyer-any-example-org"), "resolution"), &value!("NONE"));
    let network = spec(&built, "ServiceEntry", "buyer-10-20-0-0-16");
    assert_eq!(
        (at(network, "addresses"), at(network, "ports.0.number")),
        (&value!(["10.20.0.0/16"]), &value!(5432))
    );
    assert!(built.names().iter().all(|name| !name.starts_with("Sidecar")));
    let open = build(&text.replace("[api.example.com,", "[internet,"));
    assert_eq!(at(spec(&open, "Sidecar", "buyer"), "outboundTrafficPolicy.mode"), &value!("ALLOW_ANY"));
}

#[test]
fn the_proxys_own_traffic_is_let_through() {
    let ports = |rules: &Value| -> Vec<i64> {
        let rules = rules.as_list().unwrap().iter();
        rules
            .filter_map(|rule| rule.get("ports")?.as_list())
            .flatten()
            .filter_map(|it| it.get("port")?.as_int())
            .collect()
    };
    let built = build(LOG);
    let policy = spec(&built, "NetworkPolicy", "log");
    assert_eq!(ports(at(policy, "egress")), [53, 53, 15012]);
    assert_eq!(ports(at(policy, "ingress")), [8080, 8080, 15020, 15090]);
    let ambient = LOG.split("    traffic:").next().unwrap().replace("/metrics", "{ port: 9102 }");
    let built = world(Dataplane::Ambient).build(&(ambient + &LOG[LOG.find("  archive:").unwrap()..]));
    let policy = spec(&built, "NetworkPolicy", "log");
    assert_eq!(ports(at(policy, "ingress")), [8080, 15008, 8080, 15008, 9102, 15008, 8080]);
    assert_eq!(ports(at(spec(&built, "NetworkPolicy", "archive"), "egress")), [53, 53, 8080, 15008]);
}

#[test]
fn on_nodes_only_the_metrics_are_plain() {
    let text = LOG.split("    traffic:").next().unwrap().replace("/metrics", "{ port: 9102 }");
    let built = world(Dataplane::Ambient).build(&text);
    let labels = at(built.object("Deployment", "log"), "spec.template.metadata.labels");
    assert_eq!(labels.get("istio.io/dataplane-mode"), Some(&value!("ambient")));
    let peers = spec(&built, "PeerAuthentication", "log");
    assert_eq!(at(peers, "portLevelMtls"), &value!({ "9102": { "mode": "PERMISSIVE" } }));
    let rules = at(spec(&built, "AuthorizationPolicy", "log"), "rules").as_list().unwrap();
    assert!(rules[1].get("from").is_none());
    assert_eq!(at(&rules[1], "to.0.operation.ports"), &value!(["9102"]));
    assert!(built.object("ServiceMonitor", "log").get("spec").is_some());
}

#[test]
fn what_no_mesh_or_another_makes_void() {
    let none = World::default();
    assert_eq!(found(&none, LOG), [("HG1312", "traffic".to_owned())]);
    let ambient = world(Dataplane::Ambient);
    assert_eq!(found(&ambient, LOG), [("HG1312", "traffic".to_owned()), ("HG1317", "/metrics".to_owned())]);
    let user = "apps: { a: { image: \"x/a:1\", port: 80, health: /h, runAsUser: 1337 } }\n";
    assert_eq!(found(&world(Dataplane::Sidecar), user), [("HG1316", "1337".to_owned())]);
    assert_eq!(found(&none, user), []);
    let port = "apps: { a: { image: \"x/a:1\", port: 15021, health: /h } }\n";
    assert_eq!(found(&world(Dataplane::Sidecar), port), [("HG1320", "15021".to_owned())]);
    assert_eq!(found(&world(Dataplane::Ambient), port), []);
    let of_both = "apps: { a: { image: \"x/a:1\", ports: { http: 80, peer: 15008 }, health: /h } }\n";
    assert_eq!(found(&world(Dataplane::Ambient), of_both), [("HG1320", "15008".to_owned())]);
}

#[test]
fn traffic_that_contradicts_itself() {
    let world = world(Dataplane::Sidecar);
    let cases = [
        ("port: 80, traffic: { balancing: LEAST_CONN }", "HG1311", "LEAST_CONN"),
        ("port: 80, traffic: { routes: { a: { match: { path: /a } } } }", "HG1313", "a"),
        ("port: 80, traffic: { routes: { a: { match: {}, timeout: 1s } } }", "HG1313", "match"),
        (
            "port: 80, traffic: { routes: { a: { match: { path: /a, prefix: /b }, timeout: 1s } } }",
            "HG1313",
            "/b",
        ),
        (
            "port: 80, traffic: { routes: { a: { match: { path: /a }, timeout: 1s, retries: { attempts: 1, tryTimeout: 2s } } } }",
            "HG1313",
            "{ attempts: 1, tryTimeout: 2s }",
        ),
        (
            "port: 80, traffic: { routes: { a: { match: { path: /a }, timeout: 1s }, b: { match: { path: /a }, timeout: 2s } } }",
            "HG1313",
            "{ a: { match: { path: /a }, timeout: 1s }, b: { match: { path: /a }, timeout: 2s } }",
        ),
        (
            "port: 80, traffic: { routes: { a: { match: { path: /a }, timeout: 1s, delay: 2s } } }",
            "HG1314",
            "2s",
        ),
        ("traffic: { outliers: {} }", "HG1315", "{ outliers: {} }"),
    ];
    for (app, code, text) in cases {
        let blueprint = format!("apps: {{ shop: {{ image: \"a/shop:1\", {app} }} }}\n");
        assert_eq!(found(&world, &blueprint), [(code, text.to_owned())], "{app}");
    }
    let built =
        world.build("apps: { a: { image: \"x/a:1\", port: 80, traffic: { balancing: LEAST_CONN } } }\n");
    let help = built.findings.iter().find(|one| one.code.id == "HG1311").and_then(|one| one.help.clone());
    assert!(help.unwrap().contains("`least-requests`"));
}
