//! B73 to B78, and B80: blueprints that read well and cannot be had.

use crate::case::{Case, GOOD};

const IMAGE: &str = "image: registry.example.com/web:1.0";

pub(crate) fn cases() -> Vec<Case> {
    [replicas(), sizes(), ports(), circles(), references(), doubles(), units()].concat()
}

fn replicas() -> Vec<Case> {
    let mut cases = Vec::new();
    for replicas in [
        "0",
        "-3",
        "100000",
        "4294967296",
        "{ min: 5, max: 3, cpu: 70 }",
        "{ min: 0, max: 3, cpu: 70 }",
        "{ min: 2, max: 3, cpu: 0 }",
        "{ min: 2, max: 3, cpu: 101 }",
    ] {
        cases.push(Case::app(
            "B73",
            format!("{} replicas", replicas.replace(['{', '}', ','], "")),
            &format!("replicas: {replicas}"),
        ));
    }
    cases
}

fn sizes() -> Vec<Case> {
    let mut cases = Vec::new();
    for nodes in [
        "{ workers: 2, zones: [a, b, c] }",
        "{ workers: 0 }",
        "{ workers: 3, zones: [] }",
        "{ workers: 3, zones: [a, a] }",
        "{ servers: 2, workers: 3 }",
    ] {
        cases.push(Case::with(
            "B74",
            format!("nodes {}", nodes.replace(['{', '}', ',', '[', ']'], "")),
            &format!("clusters: {{ eu: {{ nodes: {nodes} }} }}\napps: {{ web: {{ {IMAGE} }} }}"),
        ));
    }
    for instances in ["0", "2", "100", "-1"] {
        cases.push(Case::with(
            "B74",
            format!("{instances} instances"),
            &format!("postgres: {{ main: {{ storage: 1Gi, instances: {instances} }} }}"),
        ));
    }
    for brokers in ["0", "2", "1000"] {
        cases.push(Case::with(
            "B74",
            format!("{brokers} brokers"),
            &format!("kafka: {{ main: {{ storage: 1Gi, brokers: {brokers} }} }}"),
        ));
    }
    cases
}

fn ports() -> Vec<Case> {
    let mut cases = Vec::new();
    for port in ["0", "65536", "-1", "http", "80.5"] {
        cases.push(Case::with(
            "B75",
            format!("port {port}"),
            &format!("apps:\n  web: {{ {IMAGE}, port: {port} }}"),
        ));
    }
    cases.push(Case::with(
        "B75",
        "one port under two names",
        &format!("apps:\n  web: {{ {IMAGE}, ports: {{ http: 80, other: 80 }}, health: /up }}"),
    ));
    cases.push(Case::with(
        "B75",
        "both port and ports",
        &format!("apps:\n  web: {{ {IMAGE}, port: 80, ports: {{ http: 81 }}, health: /up }}"),
    ));
    cases
}

fn circles() -> Vec<Case> {
    let mut cases = Vec::new();
    let pair = |one: &str, other: &str| {
        format!(
            "apps:\n  one: {{ {IMAGE}, port: 80, uses: [{one}] }}\n  two: {{ {IMAGE}, port: 80, uses: [{other}] }}"
        )
    };
    cases.push(Case::with("B76", "two that wait for each other", &pair("apps/two", "apps/one")));
    cases.push(Case::with("B76", "one that waits for itself", &pair("apps/one", "apps/one")));
    let ring: String = (0..500)
        .map(|at| format!("  a{at}: {{ {IMAGE}, port: 80, uses: [apps/a{}] }}\n", (at + 1) % 500))
        .collect();
    cases.push(Case::with("B76", "a ring of 500", &format!("apps:\n{ring}")));
    cases
}

fn references() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["apps/wep", "postgres/main", "web", "apps/", "/web", "apps/web/x", "databases/main", ""] {
        cases.push(Case::app("B77", format!("a reference to {name}"), &format!("uses: ['{name}']")));
    }
    cases.push(Case::with("B77", "a patch of nothing", &format!("apps: {{ web: {{ {IMAGE} }} }}\npatches: {{ a: {{ kind: Deployment, name: wep, merge: {{ spec: {{}} }} }} }}")));
    cases.push(Case::with(
        "B77",
        "an environment on no cluster",
        "environments: { a: { clusters: [eu] } }\napps: {}",
    ));
    cases.push(Case::with("B77", "values for no chart", "values: { nginx: {} }\napps: {}"));
    cases
}

fn doubles() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.push(Case::with(
        "B78",
        "two of a folder",
        &format!("apps: {{ postgres-main: {{ {IMAGE} }} }}\npostgres: {{ main: {{ storage: 1Gi }} }}"),
    ));
    cases.push(Case::with("B78", "two environments of a namespace", &format!("environments: {{ a: {{ namespace: shop }}, b: {{ namespace: shop }} }}\napps: {{ web: {{ {IMAGE} }} }}")));
    for namespace in ["kube-system", "default", "kube-public", "argocd", "kube-other"] {
        cases.push(Case::with(
            "B78",
            format!("the namespace {namespace}"),
            &format!("environments: {{ a: {{ namespace: {namespace} }} }}\napps: {{ web: {{ {IMAGE} }} }}"),
        ));
    }
    cases.push(Case::with("B78", "one host of two", &format!("apps:\n  one: {{ {IMAGE}, port: 80, health: /up, expose: {{ host: a.example.com }} }}\n  two: {{ {IMAGE}, port: 80, health: /up, expose: {{ host: a.example.com }} }}")));
    cases.push(Case::new(
        "B78",
        "a variable from two sides",
        GOOD.replace("health: /up }", "health: /up, uses: [postgres/main], config: { PGHOST: a } }")
            + "postgres: { main: { storage: 1Gi } }\n",
    ));
    cases
}

/// Amounts in a unit that was not meant, and a day that never comes.
fn units() -> Vec<Case> {
    let app = |name: &str, keys: &str| Case::app("B80", name, keys);
    vec![
        app("memory in thousandths of a byte", "resources: { memory: 512m }"),
        app("a thousand times the cores", "resources: { cpu: 2000 }"),
        app("a volume of less than a byte", "replicas: 1, volumes: { data: { mount: /data, size: 100m } }"),
        Case::with(
            "B80",
            "the 31st of February",
            &format!("apps: {{ job: {{ {IMAGE}, schedule: \"0 0 31 2 *\" }} }}"),
        ),
    ]
}
