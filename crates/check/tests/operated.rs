//! Objects that the API server takes, and their operators do not.

use hagen_check::passed::{dashboards, operated};
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

#[test]
fn what_is_measured_can_be_read_and_filled_in() {
    let of = |spec: &str| found("argoproj.io/v1alpha1", "AnalysisTemplate", spec);
    let provider = "provider: { prometheus: { address: 'http://prometheus:9090', query: 'up{service=\"{{args.service}}\"}' } }";
    let right = format!(
        "{{ args: [{{ name: service }}, {{ name: good }}], metrics: [{{ name: up, interval: 30s, count: 3, \
         failureLimit: 1, successCondition: 'result[0] >= {{{{args.good}}}}', {provider} }}] }}"
    );
    assert_eq!(of(&right), [""; 0]);
    let wrong = format!(
        "{{ args: [{{ name: servise }}], metrics: [{{ name: up, count: 3, failureLimit: 5, initialDelay: 1d, \
         successCondition: 'result[0] >>= 1', {provider} }}, {{ name: up, {provider} }}] }}"
    );
    let metric = "spec.metrics[0]";
    let unfilled = "provider.prometheus.query: `args` has no `service` to fill in, did you mean `servise`";
    let expected = [
        format!("{metric}.successCondition: Argo Rollouts cannot read it: a value is missing before `>=`"),
        format!("{metric}.initialDelay: `1d` is not a duration like `30m` or `720h`"),
        format!("{metric}.count: more than one measurement needs an `interval`"),
        format!("{metric}.failureLimit: more failures than measurements: the new version always passes"),
        "spec.metrics[1].name: `up` is measured twice: every metric has a name of its own".to_owned(),
        format!("{metric}.{unfilled}"),
        format!("spec.metrics[1].{unfilled}"),
    ];
    assert_eq!(of(&wrong), expected);
}

/// What is found in an object of a user's that is written whole.
fn in_object(text: &str) -> Vec<String> {
    let reading = read(FileId(0), text, &Limits::default());
    assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
    let manifest = Manifest::from_value(reading.node.expect("not empty").to_value()).expect("an object");
    let found = operated(&manifest).into_iter().chain(dashboards(&manifest));
    found.map(|finding| finding.to_string()).collect()
}

#[test]
fn argo_cd_knows_the_words_of_annotations() {
    let annotated = |annotations: &str| {
        in_object(&format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: own\n  annotations: {{ {annotations} }}\n"
        ))
    };
    let right = "argocd.argoproj.io/sync-wave: '-5', argocd.argoproj.io/hook: 'PreSync, Sync', \
        argocd.argoproj.io/sync-options: 'Prune=confirm,ServerSideApply=true,OfALaterVersion=3', \
        argocd.argoproj.io/hook-delete-policy: BeforeHookCreation, example.com/hook: x";
    assert_eq!(annotated(right), [""; 0]);
    let wrong = "argocd.argoproj.io/sync-wave: first, argocd.argoproj.io/hook: PreSnc, \
        argocd.argoproj.io/sync-options: 'Prune=flase,ServerSideAply=true'";
    let way = "metadata.annotations.\"argocd.argoproj.io/";
    let found = annotated(wrong);
    assert_eq!(found.len(), 3, "{found:?} {way}");
    assert!(found[0].ends_with("`first` is no wave: Argo CD reads a whole number"), "{found:?}");
    assert!(found[1].ends_with("Argo CD does not know `PreSnc`: did you mean `PreSync`"), "{found:?}");
    assert!(found[2].ends_with("`flase` says nothing: `Prune=true` or `Prune=false`"), "{found:?}");
}

#[test]
fn bounds_do_not_contradict_each_other() {
    let of =
        |limit: &str| found("v1", "LimitRange", &format!("{{ limits: [{{ type: Container, {limit} }}] }}"));
    assert_eq!(of("min: { cpu: 10m }, default: { cpu: 1 }, max: { cpu: '2', memory: 1Gi }"), [""; 0]);
    assert_eq!(
        of("default: { memory: 64Mi }, max: { memory: 32Mi }"),
        ["spec.limits[0].default.memory: it is more than `max`"]
    );
    assert_eq!(of("min: { cpu: 2 }, max: { cpu: 500m }"), ["spec.limits[0].min.cpu: it is more than `max`"]);
}

#[test]
fn dashboards_name_data_sources_that_are_filled_in() {
    let board = |variables: &str| {
        in_object(&format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: own, labels: {{ grafana_dashboard: '1' }} }}\ndata:\n  \
             own.json: '{{\"title\": \"Own\", \"templating\": {{\"list\": [{variables}]}}, \"panels\": [{{\"datasource\": \
             {{\"type\": \"prometheus\", \"uid\": \"${{DS_PROMETHEUS}}\"}}}}]}}'\n"
        ))
    };
    assert_eq!(board("{\"name\": \"DS_PROMETHEUS\", \"type\": \"datasource\"}"), [""; 0]);
    let found = board("");
    assert!(found[0].contains("nobody fills in `${DS_PROMETHEUS}` here"), "{found:?}");
}
