//! B85 to B90: values of the right form that cannot be meant, and unusual ones that work.

use crate::case::{Case, HEAD};

const IMAGE: &str = "image: registry.example.com/web:1.0";
const BUCKET: &str = "bucket: { s3: { bucket: shop-x, endpoint: https://s3.example.net, accessKeyId: s/id, secretAccessKey: s/key } }";
const BACKUP: &str = "to: { s3: { bucket: shop-db, endpoint: https://s3.example.net, accessKeyId: s/id, secretAccessKey: s/key } }";
const PACKAGE: &str = "postgres: { main: { storage: 5Gi } }\ncaches: { a: {} }\n\
                       certificates: { le: { acme: { email: a@example.com } } }\n\
                       apps: { cloud: { chart: nextcloud, uses: [postgres/main, caches/a], expose: { host: a.example.com }";

pub(crate) fn cases() -> Vec<Case> {
    [sizes(), times(), lists(), names(), addresses(), what_works()].concat()
}

fn of(id: &'static str, cases: &[(&str, String)]) -> Vec<Case> {
    cases.iter().map(|(name, rest)| Case::with(id, *name, rest)).collect()
}

fn postgres(keys: &str) -> String {
    format!("postgres:\n  main: {{ {keys} }}")
}

fn monitoring(keys: &str) -> String {
    format!("monitoring: {{ {keys} }}")
}

fn receiver(keys: &str) -> String {
    monitoring(&format!("alertmanager: {{ receivers: {{ a: {{ {keys} }} }} }}"))
}

fn mail(keys: &str) -> String {
    receiver(&format!("email: {{ {keys} }}"))
}

fn logging(keys: &str) -> String {
    format!("logging: {{ {BUCKET}, {keys} }}")
}

/// Sizes that nothing starts in, and those that contradict each other.
fn sizes() -> Vec<Case> {
    of(
        "B85",
        &[
            ("memory for PostgreSQL", postgres("storage: 5Gi, resources: { cpu: 1, memory: 10Mi }")),
            (
                "memory for Kafka",
                "kafka: { a: { storage: 5Gi, resources: { cpu: 1, memory: 32Mi } } }".into(),
            ),
            ("memory for Prometheus", monitoring("prometheus: { resources: { cpu: 1, memory: 10Mi } }")),
            ("memory for Grafana", monitoring("grafana: { resources: { cpu: 1, memory: 10Mi } }")),
            ("memory for Loki", logging("resources: { cpu: 1, memory: 10Mi }")),
            ("memory for a collector", logging("collector: { resources: { cpu: 1, memory: 5Mi } }")),
            ("a cache of nothing", logging("cache: 1Mi")),
            ("memory for Tempo", format!("tracing: {{ {BUCKET}, resources: {{ cpu: 1, memory: 10Mi }} }}")),
            ("memory for PHP", format!("{PACKAGE}, resources: {{ cpu: 1, memory: 10Mi }} }} }}")),
            (
                "a volume for PHP",
                format!("{PACKAGE}, volumes: {{ data: {{ size: 1Mi, shared: true }} }} }} }}"),
            ),
            ("a volume for Grafana", monitoring("grafana: { storage: 1Mi }")),
            ("a volume for Alertmanager", monitoring("alertmanager: { storage: 1Mi }")),
            ("a volume beyond all", postgres("storage: 5000Ti")),
            ("a log larger than the data", postgres("storage: 5Gi, walStorage: 200Gi")),
            (
                "a quota beyond the room",
                "objectStorage: { storage: 10Gi }\nbuckets: { a: { quota: 10Ti } }".into(),
            ),
            (
                "quotas beyond the room together",
                "objectStorage: { storage: 10Gi }\nbuckets: { a: { quota: 10Gi }, b: { quota: 10Gi } }"
                    .into(),
            ),
        ],
    )
}

/// Times that nobody waits for, and schedules that nothing keeps to.
fn times() -> Vec<Case> {
    let app = |name: &str, keys: &str| Case::app("B86", name, keys);
    let traffic = |name: &str, keys: &str| {
        Case::with(
            "B86",
            name,
            &format!("mesh: {{}}\napps:\n  web: {{ {IMAGE}, port: 80, health: /up, traffic: {{ {keys} }} }}"),
        )
    };
    let mut cases = of(
        "B86",
        &[
            (
                "a run of a moment",
                format!("apps: {{ a: {{ {IMAGE}, schedule: {{ cron: '0 3 * * *', timeLimit: 1ms }} }} }}"),
            ),
            ("records for a second", "kafka: { a: { storage: 5Gi, retention: 1s } }".into()),
            (
                "a topic for a second",
                "kafka: { a: { storage: 5Gi, topics: { a: { retention: 1s } } } }".into(),
            ),
            (
                "logs of a tenant for a minute",
                logging("tenants: { overrides: { production: { retention: 1m } } }"),
            ),
            ("queries of a second", logging("limits: { queryRange: 1s }")),
            (
                "an alert that waits for a month",
                logging("rules: { A: { expr: 'sum(rate({app=\"a\"}[5m])) > 0', for: 30d } }"),
            ),
            (
                "a backup a year",
                postgres(&format!("storage: 5Gi, backup: {{ {BACKUP}, schedule: '0 3 1 1 *' }}")),
            ),
            (
                "a backup a minute",
                postgres(&format!("storage: 5Gi, backup: {{ {BACKUP}, schedule: '* * * * *' }}")),
            ),
            (
                "volumes copied each minute",
                format!("storage: {{ longhorn: {{ backup: {{ {BACKUP}, schedule: '* * * * *' }} }} }}"),
            ),
        ],
    );
    cases.extend([
        app("two days to stop", "drainTime: 2d"),
        app("a moment to start", "startTime: 1ms"),
        app("a pause of a month", "rollout: { canary: [10, 100], pause: 30d }"),
        app("old replicas for a month", "rollout: { canary: [10, 100], scaleDownDelay: 30d }"),
        app("a drill of a month", "drill: { duration: 30d }"),
        traffic("a request of days", "routes: { a: { match: { path: /a }, timeout: 5d } }"),
        traffic("a delay of a day", "routes: { a: { match: { path: /a }, delay: 1d } }"),
        traffic("a connection that opens for a day", "connections: { timeout: 1d }"),
        traffic("looks at every moment", "outliers: { interval: 1ms }"),
    ]);
    cases
}

/// Lists that are empty where nothing comes of it, and what is listed twice.
fn lists() -> Vec<Case> {
    let app = |name: &str, keys: &str| Case::app("B87", name, keys);
    let chat = "telegram: { chat: -100123, token: telegram/token }";
    let to = |to: &str| mail(&format!("to: {to}, from: a@example.com, server: smtp.example.com"));
    let mut cases = of(
        "B87",
        &[
            ("no severities", receiver(&format!("{chat}, severities: []"))),
            ("no environments", receiver(&format!("{chat}, environments: []"))),
            ("a severity twice", receiver(&format!("{chat}, severities: [critical, critical]"))),
            ("an addressee twice", to("[b@example.com, b@example.com]")),
            ("a network twice", monitoring("alertmanager: { networks: [10.0.0.0/8, 10.0.0.0/8] }")),
            (
                "paths that are not asked",
                monitoring("probes: { enabled: false, paths: { a.example.com: /up } }"),
            ),
            (
                "what is provided twice",
                "clusters: { eu: { provides: [argo-cd, argo-cd] } }\nbuckets: { a: {} }".into(),
            ),
            (
                "a patch of nothing at all",
                format!(
                    "apps: {{ web: {{ {IMAGE} }} }}\npatches: {{ a: {{ kind: Deployment, name: web, merge: {{}} }} }}"
                ),
            ),
        ],
    );
    cases.extend([
        app("a way out twice", "egress: [a.example.com, a.example.com]"),
        app("a port twice", "egress: [{ to: 10.20.0.0/16, ports: [80, 80] }]"),
        app("a toleration twice", "tolerations: [{ key: a }, { key: a }]"),
        app("a program without a name", "command: ['']"),
        app("a program with its arguments", "command: ['/bin/web --port 80']"),
    ]);
    cases
}

/// Names that are nearly others, and namespaces and forges that contradict.
fn names() -> Vec<Case> {
    let longhorn = "storage: { longhorn: {} }";
    let git = |keys: &str| {
        HEAD.replace("git: { repoURL: https://git.example.com/deploy.git }", &format!("git: {{ {keys} }}"))
    };
    let whole = |name: &str, keys: &str| {
        Case::new(
            "B88",
            name,
            git(keys) + &format!("apps: {{ web: {{ {IMAGE}, port: 80, health: /up }} }}\n"),
        )
    };
    let argocd = |name: &str, namespace: &str| {
        let head = HEAD.replace(" } }", &format!(" }}, argocd: {{ namespace: {namespace} }} }}"));
        Case::new("B88", name, head + &format!("apps: {{ web: {{ {IMAGE}, port: 80, health: /up }} }}\n"))
    };
    let mut cases = of(
        "B88",
        &[
            (
                "a class with a slip",
                format!(
                    "{longhorn}\npostgres: {{ main: {{ storage: 5Gi, storageClass: longhorn-databse }} }}"
                ),
            ),
            ("a namespace with a slip", logging("collector: { excludeNamespaces: [kube-sytem] }")),
            ("an own namespace with a slip", logging("collector: { excludeNamespaces: [shop-prodution] }")),
            ("a scraped namespace with a slip", monitoring("prometheus: { namespaces: [shop-prodution] }")),
        ],
    );
    cases.extend([
        argocd("Argo CD among Kubernetes' own", "kube-system"),
        argocd("Argo CD in the default namespace", "default"),
        whole("a forge that is not the host's", "repoURL: https://github.com/a/b.git, forge: gitlab"),
        whole("a forge of an SSH address", "repoURL: git@codeberg.org:a/b.git, forge: github"),
        whole("a branch as a clone has it", "repoURL: https://git.example.com/a.git, revision: origin/main"),
        whole("a branch that is a lock", "repoURL: https://git.example.com/a.git, revision: main.lock"),
        whole("a folder of Git's own", "repoURL: https://git.example.com/a.git, path: .git/out"),
        whole("a place to be filled in", "repoURL: https://git.example.com/<group>/a.git"),
    ]);
    cases
}

/// Addresses that lead nowhere, or to another program.
fn addresses() -> Vec<Case> {
    let app = |name: &str, keys: &str| Case::app("B89", name, keys);
    let server = |server: &str| mail(&format!("to: [a@example.com], from: a@example.com, {server}"));
    let outside = |keys: &str| postgres(&format!("engine: {{ external: {{ {keys} }} }}"));
    let chart = |repository: &str| format!("charts:\n  a: {{ repository: {repository}, version: 1.0.0 }}");
    let mut cases = of(
        "B89",
        &[
            (
                "mail to nobody's address",
                mail("to: ['a b@example.com'], from: a@example.com, server: smtp.example.com"),
            ),
            ("mail from half an address", mail("to: [a@example.com], from: 'a@', server: smtp.example.com")),
            ("mail by the pod itself", server("server: localhost")),
            ("mail by the web", server("server: smtp.example.com, port: 443")),
            ("a database by the web", outside("hosts: [192.0.2.1], port: 443")),
            ("a database within the cluster", outside("hosts: [db.other.svc.cluster.local]")),
            ("a database beside its networks", outside("hosts: [10.0.0.1], networks: [192.168.0.0/16]")),
            ("one database in two notations", outside("hosts: ['fd00::1', 'fd00:0::1']")),
            (
                "objects in the pod itself",
                postgres(
                    "storage: 5Gi, backup: { to: { s3: { bucket: shop-db, endpoint: http://127.0.0.1:9000, accessKeyId: s/a, secretAccessKey: s/b } } }",
                ),
            ),
            (
                "a vault in the pod itself",
                "secrets: { store: { vault: { server: 'https://localhost:8200' } } }".into(),
            ),
            (
                "a page of a vault",
                "secrets: { store: { vault: { server: 'https://vault.example.com/v1/secret' } } }".into(),
            ),
            (
                "a tenant by its nickname",
                "secrets: { store: { azure: { vault: 'https://a.vault.azure.net', tenant: ours } } }".into(),
            ),
            ("a region that is none", "secrets: { store: { aws: { region: eu-centrl-1 } } }".into()),
            ("etcd in the pod itself", monitoring("controlPlane: { etcd: [127.0.0.1] }")),
            ("a page for charts", chart("https://github.com/example/charts")),
            ("an index for charts", chart("https://charts.example.com/index.yaml")),
            (
                "metrics by SSH",
                "machines: { a: { hosts: { b: 192.0.2.1 }, exporters: { node: 22 } } }".into(),
            ),
            ("volumes on a device", "storage: { longhorn: { dataPath: /dev/sdb } }".into()),
            ("volumes until the restart", "storage: { longhorn: { dataPath: /tmp } }".into()),
            (
                "a class with a blank",
                "gateway: { engine: { existing: { class: 'My Class', namespace: kube-system } } }".into(),
            ),
        ],
    );
    cases.extend([
        app("a way out to itself", "egress: [localhost]"),
        app("a way out to a Service", "egress: [other.shop.svc.cluster.local]"),
        app("a way out to a word", "egress: [other]"),
        app("a volume over the programs", "volumes: { a: { mount: /usr, ephemeral: 1Gi } }"),
    ]);
    cases
}

/// What is unusual, and works.
fn what_works() -> Vec<Case> {
    let app = |name: &str, keys: &str| Case::app("B90", name, keys);
    let mut cases = of(
        "B90",
        &[
            ("a database by IPv6", postgres("engine: { external: { hosts: ['fd00::11', 'fd00::12'] } }")),
            (
                "a database by both",
                postgres("engine: { external: { hosts: [192.0.2.1, '2001:db8::1'], port: 6432 } }"),
            ),
            (
                "an address with a name",
                mail(
                    "to: ['Ops <ops@example.com>, b@example.com'], from: 'Alerts <a@example.com>', server: smtp.example.com, port: 465",
                ),
            ),
            ("a class of the cluster's own", postgres("storage: 5Gi, storageClass: rook-ceph-block")),
            (
                "a namespace of somebody else",
                logging("collector: { excludeNamespaces: [legacy, kube-system] }"),
            ),
            ("a new region", "secrets: { store: { aws: { region: ap-southeast-7 } } }".into()),
            (
                "a backup a week",
                postgres(&format!("storage: 5Gi, backup: {{ {BACKUP}, schedule: '0 3 * * sun' }}")),
            ),
            (
                "charts of a branch",
                "charts:\n  a: { repository: https://github.com/example/charts/raw/main, version: 1.0.0 }"
                    .into(),
            ),
        ],
    );
    cases.extend([
        app("an hour to stop", "drainTime: 1h"),
        app("a program by a shell", "command: [sh, -c, 'exec web --port 80']"),
        app("an argument twice", "args: [-v, -v]"),
        app("nothing used", "uses: [], egress: [], volumes: {}"),
        app("the metadata service", "egress: [169.254.169.254, { to: 169.254.169.254/32, ports: [80] }]"),
    ]);
    cases
}
