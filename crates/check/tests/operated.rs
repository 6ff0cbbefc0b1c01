//! Objects that the API server takes, and their operators do not.

use hagen_check::passed::operated;
use hagen_kube::Manifest;
use hagen_yaml::{FileId, Limits, read};

/// What is found in an object of a kind with this specification.
fn found(api_version: &str, kind: &str, spec: &str) -> Vec<String> {
    let cluster = "labels: { strimzi.io/cluster: events }";
    let text = format!(
        "apiVersion: {api_version}\nkind: {kind}\nmetadata: {{ name: own, {cluster} }}\nspec: {spec}\n"
    );
    let reading = read(FileId(0), &text, &Limits::default());
    assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
    let value = reading.node.expect("the text is not empty").to_value();
    operated(&Manifest::from_value(value).expect("an object")).iter().map(ToString::to_string).collect()
}

const MONITORING: &str = "monitoring.coreos.com/v1";

fn of_rule(rule: &str) -> Vec<String> {
    found(MONITORING, "PrometheusRule", &format!("{{ groups: [{{ name: own, rules: [{rule}] }}] }}"))
}

#[test]
fn rules_are_alerts_or_recordings_with_texts_that_can_be_read() {
    let at = "spec.groups[0].rules[0]";
    assert_eq!(
        of_rule("{ alert: A, record: b, expr: up }"),
        [format!("{at}.record: a rule is an `alert` or a `record`, not both")]
    );
    assert_eq!(of_rule("{ expr: up }"), [format!("{at}: a rule has an `alert` or a `record`")]);
    assert_eq!(of_rule("{ record: a, expr: up, for: 5m }"), [format!("{at}.for: a recording has no `for`")]);
    assert_eq!(
        of_rule("{ alert: A, expr: up, annotations: { summary: '{{ $labels.pod }' } }"),
        [format!(
            "{at}.annotations.summary: Prometheus cannot read the template: `{{{{` is not closed by `}}}}`"
        )]
    );
    assert_eq!(
        of_rule("{ alert: A, expr: up, annotations: { summary: '{{ $labels.pod }} is down' } }"),
        [""; 0]
    );
}

#[test]
fn alerts_are_led_to_receivers_that_are_there() {
    let spec = "{ receivers: [{ name: oncall }], muteTimeIntervals: [{ name: night }], route: { receiver: oncal, \
                routes: [{ receiver: oncall, muteTimeIntervals: [weekend] }, { receiver: oncall, muteTimeIntervals: [night], \
                matchers: [{ name: a, value: '(', matchType: '=~' }] }] } }";
    let expected = [
        "spec.route.receiver: there is no receiver `oncal`, only oncall",
        "spec.route.routes[0].muteTimeIntervals[0]: there are no times `weekend`, only night",
        "spec.route.routes[1].matchers[0].value: `(` is no regular expression",
    ];
    assert_eq!(found("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", spec), expected);
}

#[test]
fn monitors_ask_in_time_and_rename_by_expressions() {
    let spec = "{ endpoints: [{ port: http, interval: 10s, scrapeTimeout: 30s, metricRelabelings: [{ regex: '(go_' }] }, \
                { port: http, interval: 1m, scrapeTimeout: 30s, metricRelabelings: [{ regex: '\\p{L}+|go_.*' }] }] }";
    let expected = [
        "spec.endpoints[0].scrapeTimeout: it is longer than the `interval`, and the operator leaves the monitor out",
        "spec.endpoints[0].metricRelabelings[0].regex: `(go_` is no regular expression",
    ];
    assert_eq!(found(MONITORING, "ServiceMonitor", spec), expected);
    let spec = "{ staticConfigs: [{ targets: ['http://10.0.0.1:9100/metrics', '10.0.0.2:9100'] }] }";
    let expected = [
        "spec.staticConfigs[0].targets[0]: a target is a host and a port: `scheme` and `metricsPath` stand beside",
    ];
    assert_eq!(found("monitoring.coreos.com/v1alpha1", "ScrapeConfig", spec), expected);
}

#[test]
fn topics_have_settings_that_there_are() {
    let spec = "{ replicas: 2, config: { retention.msec: 1, log.retention.ms: 1, min.insync.replicas: 3, retention.ms: 1 } }";
    let expected = [
        "spec.config[\"retention.msec\"]: `retention.msec` is no setting of a topic",
        "spec.config[\"log.retention.ms\"]: `log.retention.ms` is a setting of brokers, did you mean `retention.ms`",
        "spec.config[\"min.insync.replicas\"]: nothing can be written: 3 copies have to be, and there are 2",
    ];
    assert_eq!(found("kafka.strimzi.io/v1", "KafkaTopic", spec), expected);
}

#[test]
fn times_are_written_as_their_readers_have_them() {
    let expected = ["spec.schedule: its first field are seconds: write `0 0 3 * * *`"];
    assert_eq!(found("postgresql.cnpg.io/v1", "ScheduledBackup", "{ schedule: 0 3 * * * }"), expected);
    for right in ["'0 0 3 * * *'", "'@daily'"] {
        let spec = format!("{{ schedule: {right} }}");
        assert_eq!(found("postgresql.cnpg.io/v1", "ScheduledBackup", &spec), [""; 0]);
    }
    let certificate = |spec: &str| found("cert-manager.io/v1", "Certificate", spec);
    assert_eq!(
        certificate("{ dnsNames: [a], duration: 90d }"),
        ["spec.duration: `90d` is not a duration like `30m` or `720h`"]
    );
    assert_eq!(
        certificate("{ dnsNames: [a], duration: 24h, renewBefore: 48h }"),
        ["spec.renewBefore: it is not shorter than the `duration`"]
    );
    assert_eq!(certificate("{ secretName: a }"), ["spec: a certificate is for a name: `dnsNames`"]);
    assert_eq!(certificate("{ dnsNames: [a], duration: 2160h0m0s, renewBefore: 1h30m }"), [""; 0]);
    let secret = |spec: &str| found("external-secrets.io/v1", "ExternalSecret", spec);
    assert_eq!(secret("{}"), ["spec: it takes nothing from the store: `data` or `dataFrom`"]);
    assert_eq!(
        secret("{ refreshInterval: 1d, data: [{ secretKey: a }] }"),
        ["spec.refreshInterval: `1d` is not a duration like `30m` or `720h`"]
    );
}
