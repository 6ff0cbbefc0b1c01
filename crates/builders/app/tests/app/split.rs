//! Requests that another application answers.

use hagen_core::context::{Dataplane, EntryEngine};
use hagen_yaml::Value;

use super::fixture::{Built, World, at, gateway, ingress};
use super::mesh::mesh;

const SHOP: &str = "apps:
  shop:
    image: registry.example.com/shop:1.0.0
    port: 8000
    health: /up
    expose: { host: shop.example.com }
    traffic:
      split: { apps/next: 15 }
  next:
    image: registry.example.com/shop:2.0.0
    port: 9000
    health: /up
  client:
    image: registry.example.com/client:3.0.0
    uses: [apps/shop]
";

const ROUTES: &str = "traffic:
      routes:
        slow: { match: { path: /slow, method: POST }, delay: 200ms, timeout: 1s, retries: 2 }
        search: { match: { prefix: /search }, split: { apps/next: 40 } }
      split: { apps/next: 15 }";

fn meshed() -> World {
    let mut world = World::default();
    world.shared.entry = Some(gateway(EntryEngine::Istio));
    world.shared.mesh = Some(mesh(Dataplane::Sidecar));
    world
}

/// Service, port and weight of each destination.
fn parts(rule: &Value) -> Vec<(String, i64, Option<i64>)> {
    let part = |to: &Value| {
        let host = at(to, "destination.host").as_str().unwrap().split('.').next().unwrap().to_owned();
        (host, at(to, "destination.port.number").as_int().unwrap(), to.get("weight").and_then(Value::as_int))
    };
    at(rule, "route").as_list().unwrap().iter().map(part).collect()
}

fn part(name: &str, port: i64, weight: i64) -> (String, i64, Option<i64>) {
    (name.to_owned(), port, Some(weight))
}

fn found<'a>(built: &'a Built, prefix: &str) -> Vec<(&'static str, &'a str)> {
    built.found().into_iter().filter(|(code, _)| code.starts_with(prefix)).collect()
}

/// The pods that a network policy lets in or out, by name, with the ports.
fn peers(built: &Built, policy: &str, way: &str, end: &str) -> Vec<(String, Vec<i64>)> {
    let rules = at(built.object("NetworkPolicy", policy), way).as_list().unwrap().iter();
    let peer = |rule: &Value| {
        let labels = rule.at(&[end])?.as_list()?.first()?.at(&["podSelector", "matchLabels"])?;
        let name = labels.get("app.kubernetes.io/name")?.as_str()?.to_owned();
        let ports = rule.get("ports")?.as_list()?;
        Some((name, ports.iter().map(|port| at(port, "port").as_int().unwrap()).collect()))
    };
    rules.filter_map(peer).collect()
}

#[test]
fn proxies_share_out_the_requests_of_all_callers_and_of_the_entry() {
    let built = meshed().build(&SHOP.replace("traffic:\n      split: { apps/next: 15 }", ROUTES));
    for name in ["shop", "shop-entry"] {
        let rules = at(built.object("VirtualService", name), "spec.http").as_list().unwrap();
        let names: Vec<_> = rules.iter().map(|rule| at(rule, "name").as_str().unwrap()).collect();
        assert_eq!(names, ["slow", "search", "rest"]);
        let all = [part("shop", 8000, 85), part("next", 9000, 15)];
        assert_eq!((parts(&rules[0]), parts(&rules[2])), (all.to_vec(), all.to_vec()));
        assert_eq!(parts(&rules[1]), [part("shop", 8000, 60), part("next", 9000, 40)]);
        assert_eq!(
            (at(&rules[0], "timeout").as_str(), at(&rules[0], "retries.attempts").as_int()),
            (Some("1s"), Some(2))
        );
        let labels = at(built.object("VirtualService", name), "metadata.labels");
        assert_eq!(labels.get("app.kubernetes.io/component"), None, "Git decides these weights");
    }
    let fault = at(built.object("EnvoyFilter", "shop-faults"), "spec.workloadSelector.labels");
    assert_eq!(fault.get("app.kubernetes.io/name").and_then(Value::as_str), Some("shop"));
}

#[test]
fn who_takes_a_part_lets_the_callers_in() {
    let built = meshed().build(SHOP);
    let ingress = peers(&built, "next", "spec.ingress", "from");
    assert_eq!(ingress[..2], [("entry".to_owned(), vec![9000]), ("client".to_owned(), vec![9000])]);
    let egress = peers(&built, "client", "spec.egress", "to");
    assert!(
        egress.contains(&("shop".to_owned(), vec![8000]))
            && egress.contains(&("next".to_owned(), vec![9000]))
    );
    assert!(peers(&built, "shop", "spec.ingress", "from").iter().all(|(_, ports)| !ports.contains(&9000)));
    assert!(peers(&built, "shop", "spec.egress", "to").iter().all(|(name, _)| name != "next"));
    let rules = at(built.object("AuthorizationPolicy", "next"), "spec.rules").as_list().unwrap();
    let who = at(&rules[0], "from.0.source.principals").as_list().unwrap();
    assert_eq!(who.len(), 2, "{who:?}");
    let environment = at(built.object("Deployment", "shop"), "spec.template.spec.containers.0");
    assert!(environment.get("env").is_none(), "it sends nothing there itself");
}

/// Service, port and weight behind a rule of an HTTPRoute.
fn backends(rule: &Value) -> Vec<(&str, i64, Option<i64>)> {
    let backends = at(rule, "backendRefs").as_list().unwrap().iter();
    backends
        .map(|it| {
            let weight = it.get("weight").and_then(Value::as_int);
            (at(it, "name").as_str().unwrap(), at(it, "port").as_int().unwrap(), weight)
        })
        .collect()
}

#[test]
fn without_a_mesh_the_gateway_shares_out_what_comes_from_outside() {
    let text = SHOP.replace(
        "split: { apps/next: 15 }",
        "split: { apps/next: 15 }\n      routes: { search: { match: { prefix: /search, method: GET }, split: { apps/next: 40 } } }",
    );
    let built = World::default().build(&text);
    let rules = at(built.object("HTTPRoute", "shop"), "spec.rules").as_list().unwrap();
    assert_eq!(at(&rules[0], "matches.0.path.value").as_str(), Some("/search"));
    assert_eq!(at(&rules[0], "matches.0.method").as_str(), Some("GET"));
    assert_eq!(backends(&rules[0]), [("shop", 8000, Some(60)), ("next", 9000, Some(40))]);
    assert_eq!(backends(&rules[1]), [("shop", 8000, Some(85)), ("next", 9000, Some(15))]);
    assert_eq!(peers(&built, "next", "spec.ingress", "from"), [("entry".to_owned(), vec![9000])]);
    assert!(built.names().iter().all(|name| !name.starts_with("DestinationRule")), "there is no mesh");
    assert_eq!(found(&built, "HG1319"), [("HG1319", "traffic")], "the client is not shared out");
    assert!(peers(&built, "client", "spec.egress", "to").iter().all(|(name, _)| name != "next"));
}

#[test]
fn traefik_keeps_clients_at_their_part() {
    let text = SHOP.replace("host: shop.example.com", "host: shop.example.com, sticky: true");
    let built = World::default().build(&text);
    let weighted = at(built.object("TraefikService", "shop"), "spec.weighted");
    let services = at(weighted, "services").as_list().unwrap();
    let shown: Vec<_> = services
        .iter()
        .map(|it| (at(it, "name").as_str(), at(it, "port").as_int(), at(it, "weight").as_int()))
        .collect();
    assert_eq!(shown, [(Some("shop"), Some(8000), Some(85)), (Some("next"), Some(9000), Some(15))]);
    assert_eq!(at(weighted, "sticky.cookie.name").as_str(), Some("shop-version"));
    assert!(found(&meshed().build(&text), "HG0320").len() == 1, "the mesh does not");
}

#[test]
fn parts_that_cannot_be() {
    let cases = [
        ("apps/next: 15", "apps/next: 70, apps/third: 50", "{ apps/next: 70, apps/third: 50 }"),
        ("port: 9000", "ports: { one: 1, two: 2 }", "apps/next"),
        ("port: 9000", "port: 9000\n    serve: internal", "apps/next"),
        ("port: 9000", "port: 9000\n    traffic: { split: { apps/third: 5 } }", "apps/next"),
        ("port: 8000", "port: 8000\n    rollout: { canary: [10] }", "traffic"),
    ];
    for (old, new, place) in cases {
        let third = "  third: { image: \"a/third:1\", port: 7000, health: /h }\n";
        let built = meshed().build(&(SHOP.replace(old, new) + third));
        assert_eq!(found(&built, "HG131"), [("HG1318", place)], "{new}");
    }
    let mut world = World::default();
    world.shared.entry = Some(ingress(EntryEngine::Traefik));
    assert_eq!(found(&world.build(SHOP), "HG131").first().map(|it| it.0), Some("HG1312"));
    let inside = SHOP.replace("    expose: { host: shop.example.com }\n", "");
    assert_eq!(found(&World::default().build(&inside), "HG131").first().map(|it| it.0), Some("HG1312"));
}
