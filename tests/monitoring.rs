//! Monitoring and machines, from the blueprint to the objects.

use std::collections::BTreeMap;

use hagen::{Source, compile_text};
use serde_json::Value;

const HEAD: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
    delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n";

/// What a blueprint says, below its head: the codes of this part, and the files.
fn compile(text: &str) -> (Vec<String>, BTreeMap<String, String>) {
    let text = format!("{HEAD}{text}").into_bytes();
    let compilation = compile_text(Source { name: "blueprint.yaml".into(), text }, &BTreeMap::new());
    let own = |id: &str| id.starts_with("HG11") || id.starts_with("HG20") || id == "HG0104";
    let found = compilation.diagnostics.iter().filter(|found| own(found.code.id));
    let codes = found.map(|found| format!("{} {}", found.code.id, found.place.path)).collect();
    let files = compilation.tree.map(|tree| tree.files).unwrap_or_default();
    (codes, files)
}

fn file<'a>(files: &'a BTreeMap<String, String>, path: &str) -> &'a str {
    files.get(path).unwrap_or_else(|| panic!("no {path} among {:#?}", files.keys()))
}

fn yaml(files: &BTreeMap<String, String>, path: &str) -> Value {
    serde_yaml::from_str(file(files, path)).unwrap()
}

const STACK: &str = "in-cluster/platform/kube-prometheus-stack";
const GRAFANA: &str = "in-cluster/platform/grafana";

#[test]
#[allow(clippy::too_many_lines, reason = "it is one table")]
fn mistakes_are_found() {
    let node = "clusters: { one: { nodes: { servers: 1, workers: 0 } } }\n";
    let k3s = "clusters: { in-cluster: { distribution: k3s } }\n";
    let managed = "clusters: { in-cluster: { distribution: gke } }\n";
    let there = "clusters: { in-cluster: { provides: [prometheus-operator] } }\n";
    let pooled = "postgres: { main: { storage: 5Gi, pooler: {} } }\n";
    let receiver =
        |body: &str| format!("monitoring: {{ alertmanager: {{ receivers: {{ desk: {{ {body} }} }} }} }}");
    let slack = "slack: { url: slack/url }";
    let mail = |rest: &str| {
        format!("email: {{ to: [a@example.com], from: b@example.com, server: smtp.example.com{rest} }}")
    };
    let group =
        |rest: &str| format!("monitoring: {{}}\nmachines: {{ db: {{ hosts: {{ a: 10.0.0.1 }}{rest} }} }}");
    let cases = [
        ("monitoring: {}".into(), "HG1101 monitoring"),
        ("monitoring: {}".into(), "HG1102 monitoring"),
        ("monitoring: { prometheus: { replicas: 4 } }".into(), "HG1103 monitoring.prometheus.replicas"),
        (format!("{node}monitoring: {{}}"), "HG1104 monitoring"),
        ("monitoring: {}".into(), "HG1105 monitoring"),
        (receiver("severities: [critical]"), "HG1106 monitoring.alertmanager.receivers.desk.severities"),
        (receiver(&mail(", username: me")), "HG1106 monitoring.alertmanager.receivers.desk.email.username"),
        (
            receiver(&format!("{slack}, environments: [staging]")),
            "HG1107 monitoring.alertmanager.receivers.desk.environments[0]",
        ),
        (format!("{k3s}monitoring: {{}}"), "HG1108 monitoring"),
        (
            format!("{k3s}monitoring: {{ controlPlane: {{ components: [proxy] }} }}"),
            "HG1109 monitoring.controlPlane.components",
        ),
        (
            format!("{managed}monitoring: {{ controlPlane: {{ etcd: [10.0.0.1] }} }}"),
            "HG1109 monitoring.controlPlane.etcd",
        ),
        ("monitoring: { prometheus: { storage: 1Gi } }".into(), "HG1110 monitoring.prometheus.storage"),
        (
            "monitoring: { grafana: { expose: { host: g.example.com } } }".into(),
            "HG1111 monitoring.grafana.expose.host",
        ),
        (
            "monitoring: { probes: { paths: { x.example.com: /up } } }".into(),
            "HG1112 monitoring.probes.paths[\"x.example.com\"]",
        ),
        (format!("{there}monitoring: {{ prometheus: {{ replicas: 1 }} }}"), "HG1113 monitoring.prometheus"),
        ("monitoring: { grafana: { replicas: 2 } }".into(), "HG1114 monitoring.grafana.replicas"),
        (format!("{pooled}monitoring: {{}}"), "HG1115 monitoring"),
        ("machines: { db: { hosts: { a: 10.0.0.1 } } }".into(), "HG2001 machines.db"),
        (group(", exporters: { etcd: 2379 }"), "HG2002 machines.db.hosts"),
        (
            "monitoring: {}\nmachines: { db: { hosts: { a: a.example.com } } }".into(),
            "HG2003 machines.db.hosts.a",
        ),
        (group(", exporters: { haproxy: 8404 }"), "HG2004 machines.db.exporters.haproxy"),
        (group(", exporters: { patroni: 8008 }, balances: lb"), "HG2004 machines.db.balances"),
        (group(", environment: staging"), "HG2005 machines.db.environment"),
        (
            group(", exporters: { etcd: { port: 2379, tls: { key: a/b } } }"),
            "HG2006 machines.db.exporters.etcd.tls.key",
        ),
        ("monitoring: {}\nmachines: { db: { hosts: {} } }".into(), "HG2007 machines.db.hosts"),
    ];
    for (text, expected) in &cases {
        let (found, _) = compile(text);
        assert!(found.iter().any(|found| found == expected), "{text}\nfinds {found:?}, not {expected}");
    }
}

#[test]
fn nothing_is_said_of_a_complete_monitoring() {
    let (found, files) = compile(COMPLETE);
    assert_eq!(found, Vec::<String>::new());
    assert!(!files.is_empty());
}

/// Three nodes in three zones, a database, and everything that people have to supply.
const COMPLETE: &str = "
clusters: { in-cluster: { nodes: { servers: 3, workers: 3, zones: [a, b, c] } } }
certificates: { letsencrypt: { acme: { email: ops@example.com } } }
apps: { web: { image: registry.example.com/web:1.4.2, port: 8080, health: /up, expose: { host: shop.example.com } } }
postgres: { main: { storage: 5Gi } }
monitoring:
  prometheus: { storage: 30Gi }
  alertmanager:
    watchdog: healthchecks/url
    receivers:
      oncall: { telegram: { chat: -100123, token: telegram/bot-token }, severities: [critical], environments: [production] }
      platform: { telegram: { chat: -100124, token: telegram/bot-token } }
  controlPlane: { etcd: [10.0.0.11, 10.0.0.12, 10.0.0.13] }
  grafana: { expose: { host: grafana.example.com } }
  probes: { paths: { shop.example.com: /up } }
machines:
  db:
    hosts: { one: 10.1.0.1, two: 10.1.0.2, three: 10.1.0.3 }
    environment: production
    exporters: { etcd: 2379, patroni: 8008, haproxy: 8404, postgres: 9187 }
";

#[test]
fn replicas_never_share_what_would_take_them_down() {
    let (_, files) = compile(COMPLETE);
    let values = yaml(&files, &format!("{STACK}/values.yaml"));
    for (part, spec, replicas) in
        [("prometheus", "prometheusSpec", 2), ("alertmanager", "alertmanagerSpec", 3)]
    {
        let spec = &values[part][spec];
        assert_eq!(spec["replicas"], replicas);
        assert_eq!(spec["podAntiAffinity"], "hard");
        assert_eq!(spec["topologySpreadConstraints"][0]["topologyKey"], "topology.kubernetes.io/zone");
        let budget = &values[part]["podDisruptionBudget"];
        assert_eq!(budget["maxUnavailable"], 1);
        // The chart's own value has to be taken back, or the API server refuses the budget.
        assert!(budget.as_object().unwrap().contains_key("minAvailable") && budget["minAvailable"].is_null());
    }
    assert_eq!(values["prometheus"]["prometheusSpec"]["retentionSize"], "24576MB");
    let grafana = yaml(&files, &format!("{GRAFANA}/values.yaml"));
    assert_eq!((&grafana["replicas"], &grafana["persistence"]["enabled"]), (&3.into(), &false.into()));
    let database = &grafana["grafana.ini"]["database"];
    assert_eq!(database["host"], "postgres-main-rw.shop-production.svc.cluster.local:5432");
    assert_eq!(database["password"], "$__env{GF_DATABASE_PASSWORD}");
}

#[test]
fn alerts_find_their_receivers_by_environment() {
    let (_, files) = compile(COMPLETE);
    let values = yaml(&files, &format!("{STACK}/values.yaml"));
    let routes = &values["alertmanager"]["config"]["route"]["routes"];
    assert_eq!(routes[0]["receiver"], "watchdog");
    assert_eq!(
        routes[2]["matchers"],
        serde_json::json!(["severity =~ \"critical\"", "environment =~ \"production\""])
    );
    let receivers = &values["alertmanager"]["config"]["receivers"];
    let token = "/etc/alertmanager/secrets/alertmanager-telegram/bot-token";
    assert_eq!(receivers[2]["telegram_configs"][0]["bot_token_file"], token);
    let relabel = &values["prometheus"]["prometheusSpec"]["additionalAlertRelabelConfigs"][0];
    assert_eq!(
        (&relabel["regex"], &relabel["replacement"]),
        (&";shop-production".into(), &"production".into())
    );
}

#[test]
fn everything_that_talks_may() {
    let (_, files) = compile(COMPLETE);
    let gossip = |path: &str, direction: &str| {
        let policy = yaml(&files, path);
        let rules = policy["spec"][direction].as_array().unwrap().clone();
        let ports = rules.iter().flat_map(|rule| rule["ports"].as_array().cloned().unwrap_or_default());
        let ours: Vec<_> =
            ports.filter(|port| port["port"] == 9094).map(|port| port["protocol"].clone()).collect();
        assert_eq!(ours, ["TCP", "UDP"], "{path} {direction}");
    };
    for direction in ["ingress", "egress"] {
        gossip(&format!("{STACK}/network-policy-kps-alertmanager.yaml"), direction);
        gossip(&format!("{GRAFANA}/network-policy.yaml"), direction);
    }
    let prometheus = file(&files, &format!("{STACK}/network-policy-kps-prometheus.yaml"));
    for namespace in ["shop-production", "cert-manager", "traefik", "kube-system", "monitoring"] {
        let meant = format!("kubernetes.io/metadata.name: {namespace}");
        assert!(prometheus.contains(&meant), "Prometheus cannot reach {namespace}");
    }
    let database =
        file(&files, "in-cluster/production/postgres-main/network-policy-postgres-main-instances.yaml");
    assert!(database.contains("app.kubernetes.io/name: grafana"), "the database lets Grafana in");
}

#[test]
fn machines_are_scraped_and_set_up() {
    let (_, files) = compile(COMPLETE);
    let scrape = yaml(&files, "in-cluster/platform/machines-db/scrape-config-machines-db-node-exporter.yaml");
    let first = &scrape["spec"]["staticConfigs"][0];
    assert_eq!((&first["targets"][0], &first["labels"]["machine"]), (&"10.1.0.1:9100".into(), &"one".into()));
    let haproxy = file(&files, "in-cluster/machines/db/haproxy.cfg");
    assert!(haproxy.contains("option httpchk OPTIONS /primary") && haproxy.contains("mode tcp"));
    let etcd = file(&files, "in-cluster/machines/db/etcd/two.env");
    assert!(etcd.contains("ETCD_LISTEN_CLIENT_URLS=http://10.1.0.2:2379") && !etcd.contains("ENABLE_V2"));
    let unit = file(&files, "in-cluster/machines/db/node_exporter.service");
    assert!(unit.contains("--collector.systemd") && unit.contains("--collector.processes"));
}

#[test]
fn every_expression_is_promql() {
    let (_, files) = compile(COMPLETE);
    let mut seen = 0;
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with("/prometheus-rule.yaml")) {
        let object: Value = serde_yaml::from_str(text).unwrap();
        let groups = object["spec"]["groups"].as_array().unwrap().clone();
        for rule in groups.iter().flat_map(|group| group["rules"].as_array().unwrap().clone()) {
            let expr = rule["expr"].as_str().unwrap();
            assert!(hagen_observe::promql::query(expr).is_ok(), "{path}: {expr}");
            seen += 1;
        }
    }
    for (path, text) in files.iter().filter(|(_, text)| text.contains("grafana_dashboard")) {
        let object: Value = serde_yaml::from_str(text).unwrap();
        let Some(data) = object["data"].as_object() else { continue };
        for dashboard in data.values() {
            let dashboard: Value = serde_json::from_str(dashboard.as_str().unwrap()).unwrap();
            seen += expressions(path, &dashboard);
        }
    }
    assert!(seen > 60, "{seen} expressions are too few to be all");
}

/// Reads every query of Prometheus below a value.
fn expressions(path: &str, value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| expressions(path, item)).sum(),
        Value::Object(map) => {
            let is_prometheus = map.get("datasource").is_none_or(|source| source["type"] != "loki");
            if let Some(expr) = map.get("expr").and_then(Value::as_str).filter(|_| is_prometheus) {
                assert!(hagen_observe::promql::query(expr).is_ok(), "{path}: {expr}");
                return 1;
            }
            map.values().map(|item| expressions(path, item)).sum()
        }
        _ => 0,
    }
}

#[test]
fn replicas_are_copies_and_a_single_one_is_not() {
    let classes = "storage: { classes: { ordinary: replicated, database: local } }\n";
    let class = |text: &str, of: &str| {
        let values = yaml(&compile(&format!("{classes}{text}")).1, &format!("{STACK}/values.yaml"));
        let spec = match of {
            "prometheus" => &values["prometheus"]["prometheusSpec"]["storageSpec"],
            _ => &values["alertmanager"]["alertmanagerSpec"]["storage"],
        };
        spec["volumeClaimTemplate"]["spec"]["storageClassName"].as_str().map(str::to_owned)
    };
    let (two, one) =
        ("monitoring: {}", "monitoring: { prometheus: { replicas: 1 }, alertmanager: { replicas: 1 } }");
    for of in ["prometheus", "alertmanager"] {
        assert_eq!(class(two, of).as_deref(), Some("local"), "{of}");
        assert_eq!(class(one, of).as_deref(), Some("replicated"), "{of}");
    }
}

#[test]
fn an_alert_of_a_users_is_read_as_prometheus_reads_it() {
    let blueprint = |expr: &str| {
        let patch = format!(
            "{{ kind: PrometheusRule, name: web, merge: {{ spec: {{ groups: [{{ name: own, rules: [{{ alert: Own, expr: '{expr}' }}] }}] }} }} }}"
        );
        let app = "{ image: registry.example.com/web:1.0, port: 80, metrics: /metrics }";
        format!("{HEAD}monitoring: {{}}\napps: {{ web: {app} }}\npatches: {{ own: {patch} }}\n").into_bytes()
    };
    let found = |expr: &str| {
        let source = Source { name: "blueprint.yaml".into(), text: blueprint(expr) };
        let found = compile_text(source, &BTreeMap::new()).diagnostics;
        let own = found.into_iter().filter(|found| found.code.id == "HG0606");
        let shown = |found: &hagen_core::Diagnostic| {
            let span = found.place.span;
            String::from_utf8(blueprint(expr)[span.start as usize..span.end as usize].to_vec()).unwrap()
        };
        own.map(|found| (shown(&found), found.message)).collect::<Vec<_>>()
    };
    assert_eq!(found("sum(up) > 1"), []);
    let [(shown, message)] = &found("sum(up")[..] else { panic!("one finding") };
    assert_eq!(shown, "'sum(up'", "hagen's own groups are in the list, too");
    assert!(message.starts_with("PrometheusRule `web`: Prometheus cannot read `expr`: "), "{message}");
}
