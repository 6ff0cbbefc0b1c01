//! Values that are known to be right, known to be wrong and known to do nothing.

use hagen_charts::facts::{ChartFacts, Problem, ValueFinding};
use hagen_yaml::{FileId, Limits, Node};

fn facts(chart: &str, version: &str) -> ChartFacts {
    ChartFacts::of(chart, version).unwrap_or_else(|| panic!("no facts of {chart} {version}"))
}

fn read(text: &str) -> Node {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.node.expect("it was readable")
}

fn check(chart: &str, version: &str, text: &str) -> Vec<ValueFinding> {
    facts(chart, version).check_node(&read(text))
}

/// `path: problem (help)`, a line each.
fn found(chart: &str, version: &str, text: &str) -> Vec<String> {
    let line = |finding: &ValueFinding| {
        let help = finding.problem.help().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{}: {}{help}", finding.path, finding.problem)
    };
    check(chart, version, text).iter().map(line).collect()
}

macro_rules! good {
    ($($chart:literal $version:literal),* $(,)?) => {
        &[$(($chart, $version, include_str!(concat!("values/", $chart, ".yaml")))),*]
    };
}

#[test]
fn values_of_production_are_accepted() {
    let all: &[(&str, &str, &str)] = good![
        "argo-cd" "10.1.1",
        "cert-manager" "v1.21.1",
        "external-secrets" "2.9.0",
        "istiod" "1.30.3",
        "k8s-monitoring" "4.4.0",
        "kube-prometheus-stack" "88.5.3",
        "loki" "18.11.0",
        "longhorn" "1.12.1",
        "metrics-server" "3.13.1",
        "nextcloud" "9.2.4",
        "openbao" "0.29.2",
        "seaweedfs" "4.44.0",
        "strimzi-kafka-operator" "1.2.0",
        "valkey" "0.11.0",
    ];
    for (chart, version, text) in all {
        assert_eq!(found(chart, version, text), Vec::<String>::new(), "{chart}");
    }
}

#[test]
fn what_istio_gives_to_its_injector_is_spelled_as_in_its_defaults() {
    let said = |text: &str| found("istiod", "1.30.3", text);
    assert_eq!(
        said("global: { proxy: { privilged: true }, meshID: a, shop: { name: b } }\n"),
        ["global.proxy.privilged: no template of the chart reads it (did you mean `privileged`?)"]
    );
    assert_eq!(said("global: { proxy: { logLevel: info, resources: { requests: { cpu: 1 } } } }\n"), [""; 0]);
    assert_eq!(said("cni: { enabld: true }\n").len(), 1);
}

#[test]
fn misspelled_values_are_refused() {
    let text = "\
alertmanager:
  alertmanagerSpec:
    replica: 3
prometheus:
  prometheusSpec:
    replcas: 2
grafana:
  replicass: 3
bogusTopLevel: 1
";
    let findings = check("kube-prometheus-stack", "88.5.3", text);
    let told: Vec<_> = findings
        .iter()
        .map(|finding| {
            let (start, end) = (finding.span.start as usize, finding.span.end as usize);
            let Problem::UnknownKey { suggestion, .. } = &finding.problem else { panic!("{finding:?}") };
            (&text[start..end], suggestion.as_deref())
        })
        .collect();
    let expected = [
        ("replica", Some("replicas")),
        ("replcas", Some("replicas")),
        ("replicass", Some("replicas")),
        ("bogusTopLevel", None),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_misplaced_value_is_told_its_place() {
    let text = "prometheus: { retention: 15d }\ngrafana: { prometheusSpec: {} }\n";
    assert_eq!(
        found("kube-prometheus-stack", "88.5.3", text),
        [
            "prometheus.retention: no template of the chart reads it (the chart has it at `prometheus.prometheusSpec.retention`)",
            "grafana.prometheusSpec: no template of the chart reads it (the chart has it at `prometheus.prometheusSpec`)",
        ]
    );
}

#[test]
fn values_without_effect_are_told() {
    for (chart, version, text, dead) in [
        ("longhorn", "1.12.1", "longhornUI: { podDisruptionBudget: { minAvailable: 1 } }", 1),
        (
            "kube-prometheus-stack",
            "88.5.3",
            "prometheusOperator: { serviceMonitor: { scrapeTimeout: 5s } }",
            1,
        ),
        (
            "plugin-barman-cloud",
            "0.7.0",
            "podAnnotations: { a: b }\nupdateStrategy: { type: Recreate }\nimage: { pullPolicy: Always }",
            3,
        ),
        (
            "loki",
            "18.11.0",
            "gateway: { extraArgs: [-v] }\nquerier: { maxSurge: 1 }\nqueryFrontend: { loadBalancer: { port: 9097 } }",
            3,
        ),
        ("metrics-server", "3.13.1", "tls: { certManager: { annotations: { a: b } } }", 1),
    ] {
        let findings = check(chart, version, text);
        assert!(findings.iter().all(|finding| finding.problem == Problem::Dead), "{findings:?}");
        assert_eq!(findings.len(), dead, "{chart}: {findings:?}");
    }
}

#[test]
fn wrong_shapes_are_told() {
    for (chart, version, text, expected) in [
        (
            "kube-prometheus-stack",
            "88.5.3",
            "prometheus: yes please",
            "prometheus: expected a mapping, found a string",
        ),
        (
            "kube-prometheus-stack",
            "88.5.3",
            "grafana: { enabled: \"false\" }",
            "grafana.enabled: expected a boolean, found a string",
        ),
        ("grafana", "12.11.1", "replicas: { min: 1 }", "replicas: expected a plain value, found a mapping"),
        ("grafana", "12.11.1", "replicas: [3]", "replicas: expected a plain value, found a list"),
        ("grafana", "12.11.1", "dashboards: [{ name: x }]", "dashboards: expected a mapping, found a list"),
        (
            "k8s-monitoring",
            "4.4.0",
            "destinations: [{ name: loki, type: loki }]",
            "destinations: expected a mapping, found a list",
        ),
        (
            "traefik",
            "41.3.0",
            "log: { level: info }",
            "log.level: the chart takes only \"TRACE\", \"DEBUG\", \"INFO\", \"WARN\", \"ERROR\", \"FATAL\", \"PANIC\" (did you mean `INFO`?)",
        ),
        (
            "traefik",
            "41.3.0",
            "deployment: { replicas: \"3\" }",
            "deployment.replicas: expected an integer, found a string",
        ),
        (
            "cert-manager",
            "1.21.1",
            "podAnnotations: none",
            "podAnnotations: expected a mapping, found a string",
        ),
    ] {
        assert_eq!(found(chart, version, text), [expected], "{chart}");
    }
}

#[test]
fn what_a_chart_leaves_open_is_accepted() {
    for (chart, version, text) in [
        ("grafana", "12.11.1", "resources: { limits: { example.com/gpu: 1 } }"),
        ("grafana", "12.11.1", "grafana.ini: { any_section: { any_key: 1 } }"),
        ("grafana", "12.11.1", "replicas: \"3\""),
        ("kube-prometheus-stack", "88.5.3", "grafana: { global: { imageRegistry: mirror.example.com } }"),
        ("kube-prometheus-stack", "88.5.3", "global: { imageRegistry: mirror.example.com }"),
        ("kube-prometheus-stack", "88.5.3", "prometheus: { podDisruptionBudget: { minAvailable: null } }"),
        ("kube-prometheus-stack", "88.5.3", "prometheus: null"),
        ("loki", "18.11.0", "querier: { maxSurge: null }"),
        ("nextcloud", "9.2.4", "mariadb: { anything: { at: all } }"),
    ] {
        assert_eq!(found(chart, version, text), Vec::<String>::new(), "{chart}: {text}");
    }
}

#[test]
fn a_global_of_a_subchart_is_the_charts_own() {
    let expected =
        "grafana.global.imageRegistri: no template of the chart reads it (did you mean `imageRegistry`?)";
    let found = found("kube-prometheus-stack", "88.5.3", "grafana: { global: { imageRegistri: x } }");
    assert_eq!(found, [expected]);
}

#[test]
fn what_only_the_schema_names_is_refused() {
    let found = found("plugin-barman-cloud", "0.7.0", "global: {}");
    assert_eq!(found, ["global: the chart's schema names it, but no template reads it"]);
}

#[test]
fn every_pinned_chart_has_facts() {
    for chart in hagen_charts::CHARTS {
        let facts = facts(chart.name, chart.version);
        assert_eq!(facts.version(), chart.version.trim_start_matches('v'), "{}", chart.name);
    }
    assert!(ChartFacts::of("loki", "18.11.1").is_none());
}

#[test]
fn however_many_values_are_wrong_all_are_told() {
    let keys: Vec<String> = (0..5000).map(|number| format!("retention{number}x: 1")).collect();
    let text = keys.join("\n");
    assert_eq!(check("kube-prometheus-stack", "88.5.3", &text).len(), 5000);
}

#[test]
fn what_only_the_users_own_templates_read_is_accepted() {
    let text = "\
myDomain: example.com
global: { stage: prod }
serviceMonitor: { defaults: { labels: { host: '{{ .Values.myDomain }}' } } }
extraManifests: ['name: {{ .Values.global.stage }}']
";
    assert_eq!(found("prometheus-blackbox-exporter", "11.17.2", text), [""; 0]);
    let unused = text.replace(".Values.myDomain", ".Values.myDomains");
    assert_eq!(
        found("prometheus-blackbox-exporter", "11.17.2", &unused),
        ["myDomain: no template of the chart reads it"]
    );
}

#[test]
fn secrets_that_a_chart_finds_by_a_path_it_puts_together_are_accepted() {
    let values = |key: &str| {
        format!(
            "integrations: {{ mysql: {{ instances: [{{ name: a, exporter: {{ dataSource: {{ auth: {{ {key}: a }} }} }} }}] }} }}\n"
        )
    };
    for key in ["username", "usernameKey", "passwordFrom"] {
        assert_eq!(found("k8s-monitoring", "4.4.0", &values(key)), [""; 0], "{key}");
    }
    assert_eq!(found("k8s-monitoring", "4.4.0", &values("usernmae")).len(), 1);
}

#[test]
fn what_is_unlike_the_default_is_warned_of() {
    let of = |chart: &str, version: &str, text: &str| found(chart, version, text);
    let help = " (to a template every text is true, `\"false\"` too: take the quotes away)";
    assert_eq!(
        of("grafana", "12.11.1", "sidecar: { dashboards: { enabled: 'false' } }\n"),
        [format!("sidecar.dashboards.enabled: the default is a boolean, and this is a text{help}")]
    );
    for (text, expected) in [
        ("tolerations: { key: a }\n", "tolerations: the default is a list, and this is a mapping"),
        ("nodeSelector: [a]\n", "nodeSelector: the default is a mapping, and this is a list"),
        ("tolerations: everything\n", "tolerations: the default is a list, and this is a text"),
        ("replicas: two\n", "replicas: the default is a number, and this is a text"),
    ] {
        assert_eq!(of("grafana", "12.11.1", text), [expected], "{text}");
    }
    for text in [
        "replicas: '2'\n",
        "testFramework: { enabled: '{{ .Values.x }}' }\n",
        "extraContainers: |\n  - name: a\n",
    ] {
        assert_eq!(of("grafana", "12.11.1", text), [""; 0], "{text}");
    }
}
