//! B73 to B78, and B80 to B84: blueprints that read well and cannot be had.

use crate::case::{Case, GOOD};

const IMAGE: &str = "image: registry.example.com/web:1.0";

pub(crate) fn cases() -> Vec<Case> {
    [
        replicas(),
        sizes(),
        ports(),
        circles(),
        references(),
        doubles(),
        units(),
        habits(),
        ways_in(),
        objects(),
        databases(),
    ]
    .concat()
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

/// What people are used to from elsewhere.
fn habits() -> Vec<Case> {
    let app = |name: &str, keys: &str| Case::app("B81", name, keys);
    let job = |name: &str, schedule: &str| {
        Case::with("B81", name, &format!("apps: {{ job: {{ {IMAGE}, schedule: {schedule} }} }}"))
    };
    let image = |name: &str, image: &str| {
        Case::with("B81", name, &format!("apps: {{ web: {{ image: '{image}', port: 80, health: /up }} }}"))
    };
    vec![
        app("memory without a unit", "resources: { memory: 512 }"),
        app("memory that no container starts in", "resources: { memory: 4Mi }"),
        app("cores for thousandths", "resources: { cpu: 500 }"),
        app("a volume over the kernel's", "volumes: { a: { mount: /proc/a, ephemeral: 1Gi } }"),
        app("a file below a file", "files: { /etc/a: { text: a }, /etc/a/b: { text: b } }"),
        app(
            "two volumes at one path",
            "volumes: { a: { mount: /a, ephemeral: 1Gi }, b: { mount: /a, ephemeral: 1Gi } }",
        ),
        app("a variable as Kubernetes fills it in", "config: { HOST: a, URL: 'http://$(HOST)/' }"),
        app("a text for a list", "uses: postgres/main"),
        job("a time zone with a slip", "{ cron: '0 3 * * *', timeZone: Europe/Berln }"),
        job("a time zone of the summer", "{ cron: '0 3 * * *', timeZone: CEST }"),
        job("Sunday as 7", "'0 0 * * 7'"),
        job("over midnight", "'0 22-6 * * *'"),
        image("a registry at no port", "registry.example.com:99999/web:1.0"),
        image("a tag of semantic versions", "registry.example.com/web:1.0+7"),
        image("a tag to be filled in", "registry.example.com/web:${TAG}"),
        image(
            "a digest with a digit too few",
            &format!("registry.example.com/web@sha256:{}", "a".repeat(63)),
        ),
        Case::with(
            "B81",
            "a port as Docker maps it",
            &format!("apps: {{ web: {{ {IMAGE}, port: 80:8080 }} }}"),
        ),
        Case::with("B81", "a port in eights", &format!("apps: {{ web: {{ {IMAGE}, port: 0o120 }} }}")),
        Case::with(
            "B81",
            "an environment on no cluster",
            &format!("environments: {{ a: {{ clusters: [] }} }}\napps: {{ web: {{ {IMAGE} }} }}"),
        ),
        Case::with(
            "B81",
            "an environment in a namespace of the platform",
            &format!(
                "environments: {{ a: {{ namespace: monitoring }} }}\nmonitoring: {{}}\napps: {{ web: {{ {IMAGE} }} }}"
            ),
        ),
        Case::with(
            "B81",
            "a name with a slip in an overlay",
            &format!(
                "environments: {{ a: {{ overlay: {{ apps: {{ wep: {{ replicas: 2 }} }} }} }} }}\napps: {{ web: {{ {IMAGE} }} }}"
            ),
        ),
    ]
}

/// Hosts and paths that nobody reaches.
fn ways_in() -> Vec<Case> {
    let certificates = "certificates: { letsencrypt: { acme: { email: a@example.com } } }";
    let exposed = |name: &str, one: &str, other: &str| {
        let app = |name: &str, expose: &str| {
            format!("  {name}: {{ {IMAGE}, port: 80, health: /up, expose: {{ {expose} }} }}\n")
        };
        let apps = app("one", one) + &if other.is_empty() { String::new() } else { app("other", other) };
        Case::with("B82", name, &format!("{certificates}\napps:\n{apps}"))
    };
    vec![
        exposed("one host and path of two", "host: a.example.com", "host: a.example.com"),
        exposed(
            "one path of two but for a slash",
            "host: a.example.com, path: /b",
            "host: a.example.com, path: /b/",
        ),
        exposed("an address for a host", "host: 192.0.2.1", ""),
        exposed("a host without a domain", "host: shop", ""),
        exposed("a host of the house", "host: shop.local", ""),
        exposed("a pattern for a path", "host: a.example.com, path: '/api/*'", ""),
    ]
}

/// Objects and patches copied from elsewhere.
fn objects() -> Vec<Case> {
    let patch = |name: &str, patch: &str| {
        Case::with(
            "B83",
            name,
            &format!(
                "apps: {{ web: {{ {IMAGE} }} }}\npatches: {{ a: {{ kind: Deployment, name: web{patch} }} }}"
            ),
        )
    };
    let own = |name: &'static str, text: &'static str| {
        Case::new("B83", name, GOOD.to_owned() + "manifests: { own: { from: own.yaml } }\n")
            .prepared(move |here| std::fs::write(here.join("own.yaml"), text).unwrap())
    };
    vec![
        patch("a patch that says nothing", ""),
        patch("a patch of another name", ", merge: { metadata: { name: other } }"),
        patch("a patch of another kind", ", merge: { kind: StatefulSet }"),
        patch("a patch that is a list", ", merge: [{ op: add }]"),
        own("an empty file", "# later\n"),
        own(
            "an object from the server",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, resourceVersion: '5' }\n",
        ),
        own("a list of objects", "apiVersion: v1\nkind: List\nitems: []\n"),
        own(
            "a list for kustomize",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
        ),
        own("a name to be made up", "apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: a- }\n"),
        own(
            "a namespace that is not there",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: nowhere }\n",
        ),
        own(
            "a kind that is not installed",
            "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: { name: a }\nspec: { selfSigned: {} }\n",
        ),
    ]
}

/// Databases that would not start, or that nobody reaches.
fn databases() -> Vec<Case> {
    let of = |name: &str, server: &str| {
        Case::with(
            "B84",
            name,
            &format!(
                "apps: {{ web: {{ {IMAGE}, uses: [postgres/main] }} }}\npostgres:\n  main: {{ {server} }}"
            ),
        )
    };
    let set = |name: &str, parameter: &str| of(name, &format!("storage: 1Gi, parameters: {{ {parameter} }}"));
    let entry = |name: &str, entry: &str| {
        of(name, &format!("storage: 1Gi, databases: {{ apps/web: {{ {entry} }} }}"))
    };
    let outside =
        |name: &str, hosts: &str| of(name, &format!("engine: {{ external: {{ hosts: {hosts} }} }}"));
    vec![
        set("a parameter with a slip", "shared_bufers: 1GB"),
        set("the units of Kubernetes", "work_mem: 64Mi"),
        set("units in small letters", "work_mem: 64mb"),
        set("a setting out of its range", "checkpoint_completion_target: 7"),
        set("a setting that is none of its choices", "synchronous_commit: remote_aply"),
        set("a log that standbys cannot use", "wal_level: minimal"),
        set(
            "settings that are right",
            "work_mem: 64MB, jit: off, statement_timeout: 30s, auto_explain.log_min_duration: 1s",
        ),
        entry("the role of the server", "role: postgres"),
        entry("a role that begins as those of the server", "role: pg_web"),
        entry("the database of the server", "name: postgres"),
        of("an extension with a slip", "storage: 1Gi, extensions: [vector, pg_trgrm]"),
        of("cores for thousandths", "storage: 1Gi, resources: { cpu: 500, memory: 1Gi }"),
        outside("itself", "[127.0.0.1]"),
        outside("a host twice", "[192.0.2.1, 192.0.2.1]"),
        Case::app(
            "B84",
            "a list of users for a password",
            "files: { /etc/passwd: { text: 'app:x:10001:10001::/:/bin/sh' } }",
        ),
        Case::app(
            "B84",
            "one password in two variables",
            "config: { A_PASSWORD: hunter2, B_URL: 'postgres://u:hunter2@db/x' }",
        ),
        Case::app("B84", "a variable by the word of Kubernetes", "env: { A: b }"),
        Case::app("B84", "a time without a unit", "startTime: 5"),
        Case::with(
            "B84",
            "the overlay of a cluster under that of an environment",
            &format!(
                "clusters: {{ eu: {{ overlay: {{ apps: {{ web: {{ replicas: {{ min: 2, max: 4 }} }} }} }} }} }}\nenvironments: {{ a: {{ overlay: {{ apps: {{ web: {{ replicas: {{ max: 1 }} }} }} }} }} }}\napps: {{ web: {{ {IMAGE} }} }}"
            ),
        ),
        Case::new(
            "B84",
            "a page for a repository",
            GOOD.replace("https://git.example.com/deploy.git", "https://git.example.com/a/b/-/tree/main"),
        ),
    ]
}
