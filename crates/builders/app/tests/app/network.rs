//! Who may talk with whom.

use hagen_yaml::Value;

use super::fixture::{ALL, Built, World, at, world};

/// The rules of a policy, each as `peer ports`.
fn rules(built: &Built, name: &str, direction: &str, peers: &str) -> Vec<String> {
    let policy = built.object("NetworkPolicy", name);
    // No rules are no list: nothing is let through.
    let rules = policy.at(&["spec", direction]).and_then(Value::as_list).unwrap_or_default();
    rules.iter().map(|rule| format!("{} {}", peer(rule.get(peers)), ports(rule))).collect()
}

fn ports(rule: &Value) -> String {
    let ports = at(rule, "ports").as_list().unwrap().iter();
    ports
        .map(|port| {
            format!("{}/{}", at(port, "port").as_int().unwrap(), at(port, "protocol").as_str().unwrap())
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn peer(peers: Option<&Value>) -> String {
    let Some(peer) = peers.and_then(|peers| peers.as_list()?.first()) else { return "anywhere".into() };
    if let Some(cidr) = peer.at(&["ipBlock", "cidr"]) {
        return cidr.as_str().unwrap().to_owned();
    }
    let label = |selector: &str, key: &str| {
        peer.at(&[selector, "matchLabels", key]).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let name = label("podSelector", "app.kubernetes.io/name") + &label("podSelector", "k8s-app");
    match label("namespaceSelector", "kubernetes.io/metadata.name") {
        namespace if namespace.is_empty() => name,
        namespace => format!("{namespace}:{name}"),
    }
}

#[test]
fn every_edge_is_open_at_both_ends() {
    let built = world().build(ALL);
    let egress = |name: &str| rules(&built, name, "egress", "to");
    let ingress = |name: &str| rules(&built, name, "ingress", "from");
    let dns = "kube-system:kube-dns 53/UDP 53/TCP";
    assert_eq!(
        egress("shop"),
        [
            dns,
            "auth 5353/UDP 8080/TCP 9090/TCP",
            "store 6000/TCP 6001/TCP",
            "10.20.0.0/16 5432/TCP 6432/TCP",
            "0.0.0.0/0 443/TCP",
        ]
    );
    assert_eq!(
        ingress("shop"),
        ["gateway:entry 8000/TCP", "report 8000/TCP", "monitoring:prometheus 9102/TCP"]
    );
    assert_eq!(
        ingress("store"),
        ["shop 6000/TCP 6001/TCP", "store 6000/TCP 6001/TCP", "monitoring:prometheus 6000/TCP"]
    );
    assert_eq!(egress("store"), [dns, "store 6000/TCP 6001/TCP"]);
    assert_eq!(egress("agent"), [dns, "anywhere 443/TCP 6443/TCP"]);
    assert_eq!(ingress("agent"), ["monitoring:prometheus 9103/TCP"]);
    assert_eq!(egress("report"), [dns, "shop 8000/TCP"]);
    assert!(ingress("report").is_empty() && ingress("worker").is_empty());
    assert_eq!(egress("nightly"), [dns]);
}

#[test]
fn each_pod_is_selected_by_a_policy_for_both_directions() {
    let built = world().build(ALL);
    for name in ["shop", "auth", "lone", "store", "agent", "gate", "worker", "report", "nightly"] {
        let policy = built.object("NetworkPolicy", name);
        let selected = at(policy, "spec.podSelector.matchLabels").get("app.kubernetes.io/instance").unwrap();
        assert_eq!(selected.as_str(), Some(name));
        let types = at(policy, "spec.policyTypes").as_list().unwrap();
        assert_eq!(types, [Value::from("Ingress"), Value::from("Egress")]);
    }
}

#[test]
fn an_open_network_has_no_policies() {
    let mut world = World::default();
    world.shared.network_policies = false;
    let built = world.build("apps: { shop: { image: \"a/shop:1\", egress: [api.example.com] } }\n");
    assert!(!built.names().iter().any(|name| name.starts_with("NetworkPolicy")));
    assert!(!built.findings.iter().any(|finding| finding.code.id == "HG0323"));
}
