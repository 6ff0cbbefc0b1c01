//! Values that charts pass on whole are checked as what they become.

use hagen_check::passed::passed;
use hagen_check::schema::{Minor, Schemas};
use hagen_core::Path;
use hagen_yaml::{FileId, Limits, Value, read};

fn value(text: &str) -> Value {
    let reading = read(FileId(0), text, &Limits::default());
    assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
    reading.node.expect("the text is not empty").to_value()
}

fn found(chart: &str, path: &str, text: &str) -> Vec<String> {
    let path = path.split('.').fold(Path::ROOT, |path, step| match step.parse() {
        Ok(at) => path.index(at),
        Err(_) => path.key(step),
    });
    let findings = passed(&Schemas::new(Minor::NEWEST), chart, &path, &value(text));
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn fields_of_pods_are_checked_wherever_they_stand() {
    for (path, text, expected) in [
        (
            "a.resources",
            "{ limits: { memory: 1GB } }",
            "limits.memory: `1GB` is not an amount like `250m`, `2` or `10Gi`, did you mean `1Gi`",
        ),
        (
            "tolerations",
            "[{ key: a, operater: Exists }]",
            "[0].operater: unknown field `operater`, did you mean `operator`",
        ),
        (
            "x.nodeSelector",
            "{ disk: true }",
            "disk: expected a string, found a boolean: quote it, `\"true\"`",
        ),
        (
            "x.affinity",
            "{ nodeAntiAffinity: {} }",
            "nodeAntiAffinity: unknown field `nodeAntiAffinity`, did you mean `podAntiAffinity`",
        ),
        (
            "x.topologySpreadConstraints.0",
            "{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Never, labelSelector: {} }",
            "whenUnsatisfiable: `Never` is not possible here, it can be `DoNotSchedule` or `ScheduleAnyway`",
        ),
        (
            "securityContext",
            "{ runAsNonRot: true }",
            "runAsNonRot: unknown field `runAsNonRot`, did you mean `runAsNonRoot`",
        ),
        (
            "extraEnv",
            "[{ name: A, valueform: {} }]",
            "[0].valueform: unknown field `valueform`, did you mean `valueFrom`",
        ),
        ("x.podAnnotations", "{ a: 5 }", "a: expected a string, found an integer: quote it, `\"5\"`"),
        (
            "x.readinessProbe",
            "{ periodSecond: 5 }",
            "periodSecond: unknown field `periodSecond`, did you mean `periodSeconds`",
        ),
    ] {
        assert_eq!(found("cert-manager", path, text), [expected], "{path}");
    }
}

#[test]
fn what_is_right_or_not_finished_is_let_through() {
    for (path, text) in [
        ("securityContext", "{ runAsNonRoot: true, fsGroup: 1 }"),
        (
            "securityContext",
            "{ runAsNonRoot: true, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }",
        ),
        ("a.livenessProbe", "{ timeoutSeconds: 3 }"),
        ("a.resources", "{ limits: { memory: '{{ .Values.memory }}' }, requests: null }"),
        ("nodeSelector", "{ disk: null }"),
        ("initContainers", "'{{ tpl . }}'"),
        ("nobody.knows.this", "{ a: b }"),
    ] {
        assert_eq!(found("cert-manager", path, text), [""; 0], "{path} {text}");
    }
}

#[test]
fn the_specification_of_a_prometheus_is_that_of_its_definition() {
    let stack = |path: &str, text: &str| found("kube-prometheus-stack", path, text);
    assert_eq!(
        stack(
            "prometheus.prometheusSpec.storageSpec",
            "{ volumeClaimTemplate: { spec: { storageClas: fast } } }"
        ),
        ["volumeClaimTemplate.spec.storageClas: unknown field `storageClas`"]
    );
    assert_eq!(
        stack("prometheus.prometheusSpec.remoteWrite", "[{ url: 'http://a', remoteTimeout: 5 }]"),
        ["[0].remoteTimeout: expected a string, found an integer: quote it, `\"5\"`"]
    );
    assert_eq!(
        stack("alertmanager.alertmanagerSpec.additionalConfig", "{ clusterAdvertiseAdress: a }"),
        [
            "clusterAdvertiseAdress: unknown field `clusterAdvertiseAdress`, did you mean `clusterAdvertiseAddress`"
        ]
    );
    assert_eq!(
        stack(
            "prometheus.prometheusSpec.additionalScrapeConfigs",
            "[{ job_name: a, scrape_intervall: 5s, static_configs: [{ targets: [a] }], dns_sd_configs: [] }]"
        ),
        ["[0].scrape_intervall: unknown field `scrape_intervall`, did you mean `scrape_interval`"]
    );
}

#[test]
fn the_configuration_of_alertmanager_leads_somewhere() {
    let config = |text: &str| found("kube-prometheus-stack", "alertmanager.config", text);
    let good = "{ route: { receiver: mail, group_wait: 30s, routes: [{ receiver: mail, matchers: ['a = \"b\"', 'c =~ \"d|e\"'], \
        mute_time_intervals: [night] }] }, receivers: [{ name: mail, email_configs: [{ to: a@example.com }] }], \
        time_intervals: [{ name: night, time_intervals: [] }] }";
    assert_eq!(config(good), [""; 0]);
    for (from, to, expected) in [
        (
            "{ receiver: mail, group",
            "{ receiver: mial, group",
            "route.receiver: there is no receiver `mial`, only mail",
        ),
        (
            "[{ receiver: mail",
            "[{ receiver: mial",
            "route.routes[0].receiver: there is no receiver `mial`, only mail",
        ),
        (
            "group_wait: 30s",
            "group_wait: 30x",
            "route.group_wait: `30x` is not a duration like `30s` or `5m`",
        ),
        (
            "group_wait",
            "group_wiat",
            "route.group_wiat: unknown field `group_wiat`, did you mean `group_wait`",
        ),
        ("{ to: a", "{ too: a", "receivers[0].email_configs[0].too: unknown field `too`, did you mean `to`"),
        ("[night]", "[nigth]", "route.routes[0].mute_time_intervals[0]: there is no time interval `nigth`"),
        (
            "'a = \"b\"'",
            "'a'",
            "route.routes[0].matchers[0]: `a` is no matcher: it has the form `name = \"value\"`, with `=`, `!=`, `=~` or `!~`",
        ),
        (
            "d|e",
            "d(",
            "route.routes[0].matchers[1]: `c =~ \"d(\"` is no matcher: its value is not a regular expression",
        ),
        (
            "matchers:",
            "matcher:",
            "route.routes[0].matcher: unknown field `matcher`, did you mean `matchers`",
        ),
        (
            "{ name: mail,",
            "{ name: mail }, { name: mail,",
            "receivers[1]: the receiver `mail` is there twice",
        ),
        (
            "group_wait: 30s",
            "match: { a: b }",
            "route.match: the outermost route takes every alert: `match` is not possible",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        assert_eq!(config(&good.replacen(from, to, 1)), [expected], "{to}");
    }
}

#[test]
fn what_the_chart_adds_to_the_configuration_of_alertmanager_counts() {
    let config = |text: &str| found("kube-prometheus-stack", "alertmanager.config", text);
    let zero = config("{ route: { repeat_interval: 0s } }");
    assert_eq!(zero, ["route.repeat_interval: `repeat_interval` is more than zero"]);
    assert_eq!(
        config("{ route: { receiver: a }, receivers: [{ name: a }] }"),
        ["route: the chart's own route leads to the receiver `null`: have one, or write `routes`"]
    );
    assert_eq!(config("{ route: { group_wait: 5s } }"), [""; 0]);
}

#[test]
fn loki_takes_the_keys_that_it_has() {
    let loki = |path: &str, text: &str| found("loki", path, text);
    assert_eq!(
        loki(
            "loki.structuredConfig",
            "{ limits_config: { retention_periode: 7d }, querier: { max_concurrent: '${N}' } }"
        ),
        [
            "limits_config.retention_periode: unknown field `retention_periode`, did you mean `retention_period`"
        ]
    );
    assert_eq!(
        loki("loki.limits_config", "{ reject_old_samples: 'yes' }"),
        ["reject_old_samples: expected a boolean, found a string"]
    );
    assert_eq!(loki("loki.server", "{ http_listen_port: 3100, grpc_server_max_recv_msg_size: 8 }"), [""; 0]);
    assert_eq!(loki("loki.podLabels", "{ a: b }"), [""; 0]);
}

#[test]
fn pipelines_of_the_collector_name_what_is_there() {
    let config = |text: &str| found("opentelemetry-collector", "config", text);
    let good = "{ receivers: { otlp/a: {} }, connectors: { count: {} }, exporters: { otlphttp: {} }, \
        service: { extensions: [health_check], pipelines: { traces/b: { receivers: [otlp, otlp/a], processors: [batch], exporters: [otlphttp, count] } } } }";
    assert_eq!(config(good), [""; 0]);
    for (from, to, expected) in [
        (
            "[otlphttp,",
            "[otlphtp,",
            "service.pipelines[\"traces/b\"].exporters[0]: there is no `otlphtp` among the exporters",
        ),
        (
            "traces/b",
            "trace/b",
            "service.pipelines[\"trace/b\"]: a pipeline is of logs, metrics, profiles, traces, and not of `trace`",
        ),
        ("[health_check]", "[health]", "service.extensions[0]: there is no `health` among the extensions"),
        (
            "exporters: { otlphttp: {} }",
            "exporters: { otlphttp: {} }, reciever: {}",
            "reciever: the collector has no section `reciever`, only connectors, exporters, extensions, processors, receivers, service",
        ),
    ] {
        assert_eq!(config(&good.replacen(from, to, 1)), [expected], "{to}");
    }
}
