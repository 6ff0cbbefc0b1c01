//! What reads well and cannot be meant, over a whole blueprint: told at its place, as a warning where it works all the
//! same; and what only looks so, of which nothing is said.

use std::collections::BTreeMap;

use hagen::{Severity, Source, compile_text};

const HEAD: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n";
const DELIVERY: &str = "delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n";
const IMAGE: &str = "image: registry.example.com/web:1.0, health: /up";
const BUCKET: &str = "bucket: { s3: { bucket: shop-x, endpoint: https://s3.example.net, accessKeyId: s/id, secretAccessKey: s/key } }";
const TO: &str = "to: { s3: { bucket: shop-x, endpoint: https://s3.example.net, accessKeyId: s/id, secretAccessKey: s/key } }";

/// Codes that are about values that cannot be meant.
const CODES: [&str; 25] = [
    "HG0301", "HG0803", "HG0606", "HG0106", "HG0107", "HG0112", "HG0113", "HG0114", "HG0115", "HG0116",
    "HG0117", "HG0203", "HG0221", "HG0325", "HG0326", "HG0428", "HG0429", "HG0806", "HG1120", "HG1216",
    "HG1507", "HG1510", "HG1706", "HG1707", "HG1812",
];

/// What is said of a blueprint that goes on after its name: `HG0115 warning monitoring.prometheus`.
fn found(rest: &str) -> Vec<String> {
    let delivery = if rest.starts_with("delivery:") { "" } else { DELIVERY };
    let text = format!("{HEAD}{delivery}{rest}\n").into_bytes();
    let compilation = compile_text(Source { name: "blueprint.yaml".into(), text }, &BTreeMap::new());
    let ours = compilation.diagnostics.into_iter().filter(|one| CODES.contains(&one.code.id));
    let shown = ours.map(|one| {
        assert!(one.help.is_some() || one.severity == Severity::Error, "{}: what to do?", one.message);
        assert!(!one.place.span.is_none(), "{}: where?", one.message);
        format!("{} {} {}", one.code.id, one.severity.word(), one.place.path)
    });
    shown.collect()
}

fn apps(web: &str, search: &str) -> String {
    format!("apps:\n  web: {{ {IMAGE}, port: 8080{web} }}\n  search: {{ {IMAGE}, port: 9200{search} }}")
}

fn each(cases: &[(String, &str)]) {
    for (text, expected) in cases {
        let expected: Vec<&str> = expected.split(", ").filter(|one| !one.is_empty()).collect();
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn variables_that_contradict_the_rest() {
    each(&[
        (apps(", config: { URL: 'http://search:9200' }", ""), "HG0221 warning apps.web.config.URL"),
        (
            apps(", config: { URL: 'http://search.shop-production.svc:9200' }", ""),
            "HG0221 warning apps.web.config.URL",
        ),
        (apps(", config: { AT: 'search:9200' }", ""), "HG0221 warning apps.web.config.AT"),
        (apps(", config: { URL: 'http://serach:9200' }", ""), "HG0115 warning apps.web.config.URL"),
        (apps(", config: { URL: 'http://search:9200' }, uses: [apps/search]", ""), ""),
        (
            apps(", config: { URL: 'http://search.example.com', NAME: search, OTHER: 'http://redis:1' }", ""),
            "",
        ),
        (apps(", config: { OWN: 'http://web:8080' }", ""), ""),
        (
            format!("policies: {{ network: open }}\n{}", apps(", config: { URL: 'http://search:9200' }", "")),
            "",
        ),
        (apps(", config: { PORT: '9000' }", ""), "HG0325 warning apps.web.config.PORT"),
        (apps(", config: { TZ: Europe/Berln }", ""), "HG0325 warning apps.web.config.TZ"),
        (apps(", config: { PORT: '8080', TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' }", ""), ""),
        (apps(", drainTime: 2h", ""), "HG0326 warning apps.web.drainTime"),
        (apps(", drainTime: 1h", ""), ""),
    ]);
}

#[test]
fn names_that_operators_take() {
    let both = |section: &str, name: &str| {
        format!("{section}: {{ main: {{ storage: 5Gi }} }}\napps: {{ {name}: {{ {IMAGE}, port: 80 }} }}")
    };
    each(&[
        (both("postgres", "postgres-main-rw"), "HG0803 error apps.postgres-main-rw"),
        (both("kafka", "kafka-main-kafka-bootstrap"), "HG0803 error apps.kafka-main-kafka-bootstrap"),
        (both("postgres", "postgres-main"), ""),
        (
            apps(
                ", nodeSelector: { kubernetes.io/os: windows }",
                ", nodeSelector: { kubernetes.io/os: linux }",
            ),
            "HG0301 error apps.web.nodeSelector[\"kubernetes.io/os\"]",
        ),
    ]);
}

#[test]
fn queries_that_judge_a_new_version() {
    let query = |promql: &str, success: &str| {
        let analysis = format!("{{ query: {{ promql: '{promql}', success: '{success}' }} }}");
        format!(
            "monitoring: {{}}\n{}",
            apps(&format!(", rollout: {{ canary: [10, 100], analysis: {analysis} }}"), "")
        )
    };
    each(&[
        (query("sum(rate(x[5m])", "result[0] > 1"), "HG0606 error "),
        (query("sum(rate(x{pod=~\"web-{{args.hsah}}-.+\"}[5m]))", "result[0] > 1"), "HG0606 error "),
        (query("sum(rate(x[5m]))", "result[0] >>= 1"), "HG0606 error "),
        (query("sum(rate(x{pod=~\"web-{{args.hash}}-.+\"}[5m]))", "result[0] > 1"), ""),
    ]);
}

#[test]
fn names_that_are_nearly_others() {
    let longhorn = |class: &str| {
        format!(
            "storage: {{ longhorn: {{}} }}\npostgres: {{ main: {{ storage: 5Gi, storageClass: {class} }} }}"
        )
    };
    let excluded =
        |name: &str| format!("logging: {{ {BUCKET}, collector: {{ excludeNamespaces: [{name}] }} }}");
    let logs = |selector: &str| {
        let rule = format!("A: {{ expr: 'sum(rate({selector}[5m])) > 0' }}");
        format!("logging: {{ {BUCKET}, rules: {{ {rule} }} }}\n{}", apps("", ""))
    };
    let argocd = |name: &str, rest: &str| {
        format!(
            "delivery: {{ git: {{ repoURL: https://git.example.com/a.git }}, argocd: {{ namespace: {name} }} }}\n{rest}buckets: {{ a: {{}} }}"
        )
    };
    let git = |keys: &str| format!("delivery: {{ git: {{ {keys} }} }}\nbuckets: {{ a: {{}} }}");
    each(&[
        (longhorn("longhorn-databse"), "HG0115 warning "),
        (longhorn("longhorn-database"), ""),
        (longhorn("gp3"), ""),
        (
            format!(
                "clusters: {{ eu: {{ storageClass: fast-1 }} }}\n{}",
                "postgres: { main: { storage: 5Gi, storageClass: fast-2 } }"
            ),
            "",
        ),
        (excluded("kube-sytem"), "HG0115 warning "),
        (excluded("shop-prodution"), "HG0115 warning "),
        (logs("{app=\"wbe\"}"), "HG0115 warning "),
        (logs("{namespace=\"shop-prodution\", app=\"web\"}"), "HG0115 warning "),
        (logs("{namespace=\"shop-production\", app=~\"wbe|x\", container=\"wbe\"}"), ""),
        (logs("{app=\"somebody-else\"}"), ""),
        (excluded("legacy"), ""),
        (excluded("shop-production"), ""),
        (argocd("kube-system", ""), "HG0203 error delivery.argocd.namespace"),
        (argocd("default", ""), "HG0203 error delivery.argocd.namespace"),
        (argocd("gitops", ""), ""),
        (argocd("default", "clusters: { eu: { provides: [argo-cd] } }\n"), ""),
        (git("repoURL: https://github.com/a/b.git, forge: gitlab"), "HG0806 error delivery.git.forge"),
        (git("repoURL: https://github.com/a/b.git, forge: github"), ""),
        (git("repoURL: https://git.example.com/b.git, forge: gitlab"), ""),
        (
            git("repoURL: https://git.example.com/b.git, revision: origin/main"),
            "HG0806 warning delivery.git.revision",
        ),
        (git("repoURL: https://git.example.com/b.git, revision: release/1.0"), ""),
    ]);
}

#[test]
fn sizes_and_times_that_contradict_each_other() {
    let buckets =
        |storage: &str, rest: &str| format!("objectStorage: {{ {storage} }}\nbuckets: {{ {rest} }}");
    let backup = |schedule: &str| {
        format!("postgres: {{ main: {{ storage: 5Gi, backup: {{ {TO}, schedule: '{schedule}' }} }} }}")
    };
    let longhorn = |keys: &str| format!("storage: {{ longhorn: {{ {keys} }} }}");
    each(&[
        (buckets("storage: 10Gi", "a: { quota: 1Ti }"), "HG1510 error buckets.a.quota"),
        (
            buckets("storage: 10Gi", "a: { quota: 10Gi }, b: { quota: 10Gi }"),
            "HG1510 warning objectStorage.storage",
        ),
        (buckets("storage: 10Gi", "a: { quota: 10Gi }, b: {}"), ""),
        (buckets("storage: 10Gi, servers: 2", "a: {}"), "HG1507 warning objectStorage.servers"),
        (
            "postgres: { main: { storage: 5Gi, walStorage: 10Gi } }".into(),
            "HG0428 warning postgres.main.walStorage",
        ),
        (backup("0 3 1 1 *"), "HG0429 warning postgres.main.backup.schedule"),
        (backup("* * * * *"), "HG0429 warning postgres.main.backup.schedule"),
        (backup("0 3 1 * *"), ""),
        (
            longhorn("snapshots: { schedule: '* * * * *' }"),
            "HG1706 error storage.longhorn.snapshots.schedule",
        ),
        (longhorn("snapshots: { schedule: '*/15 * * * *' }"), ""),
        (longhorn("dataPath: /tmp/longhorn"), "HG1707 error storage.longhorn.dataPath"),
        (longhorn("dataPath: /mnt/disk"), ""),
        (
            format!("logging: {{ {BUCKET}, limits: {{ ingestionRate: 4Mi, streamRate: 8Mi }} }}"),
            "HG1216 warning logging.limits.streamRate",
        ),
        (
            "monitoring: { probes: { enabled: false, paths: { a.example.com: /up } } }".into(),
            "HG1120 warning monitoring.probes.paths",
        ),
        (
            format!(
                "charts:\n  {}: {{ repository: https://charts.example.com, version: 1.0.0 }}",
                "a".repeat(54)
            ),
            &format!("HG1812 error charts.{}", "a".repeat(54)),
        ),
        (
            format!(
                "charts:\n  {}: {{ repository: https://charts.example.com, version: 1.0.0 }}",
                "a".repeat(53)
            ),
            "",
        ),
    ]);
}

#[test]
fn addresses_that_lead_elsewhere() {
    let mail = |server: &str| {
        format!(
            "monitoring: {{ alertmanager: {{ receivers: {{ a: {{ email: {{ to: [a@example.com], from: a@example.com, server: {server} }} }} }} }} }}"
        )
    };
    let email = "monitoring.alertmanager.receivers.a.email";
    each(&[
        (mail("localhost"), &format!("HG0116 error {email}.server")),
        (mail("smtp.example.com, port: 443"), &format!("HG0117 warning {email}.port")),
        (mail("smtp.example.com, port: 465"), ""),
        (mail("'2001:db8::25'"), ""),
        (
            "machines: { a: { hosts: { b: 192.0.2.1 }, exporters: { node: 22 } } }".into(),
            "HG0117 warning machines.a.exporters.node",
        ),
        ("postgres: { main: { engine: { external: { hosts: ['fd00::11'] } } } }".into(), ""),
        (
            "postgres: { main: { engine: { external: { hosts: [192.0.2.1], port: 80 } } } }".into(),
            "HG0117 warning postgres.main.engine.external.port",
        ),
    ]);
}
