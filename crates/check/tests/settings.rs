//! Settings and options of programs among the values of charts.

use hagen_check::passed::{passed, plain};
use hagen_check::schema::{Finding, Minor, Problem, Schemas};
use hagen_core::Path;
use hagen_yaml::{FileId, Limits, Value, read};

fn value(text: &str) -> Value {
    let reading = read(FileId(0), text, &Limits::default());
    assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
    reading.node.expect("the text is not empty").to_value()
}

fn found(chart: &str, path: &str, text: &str) -> Vec<String> {
    let findings = passed(&Schemas::new(Minor::NEWEST), chart, &Path::of(path.split('.')), &value(text));
    findings.iter().map(ToString::to_string).collect()
}

fn assert_found(chart: &str, cases: &[(&str, &str, &str)]) {
    for (path, text, expected) in cases {
        let found = found(chart, path, text);
        assert!(found.len() == 1 && found[0].contains(expected), "{path} {text}: {found:#?}");
    }
}

fn assert_right(chart: &str, cases: &[(&str, &str)]) {
    for (path, text) in cases {
        assert_eq!(found(chart, path, text), [""; 0], "{path} {text}");
    }
}

/// What is held against a setting of Argo CD: at `place`, written `key: value`.
fn setting(place: &str, text: &str) -> Vec<String> {
    let Value::Map(written) = value(text) else { panic!("{text}") };
    let (key, value) = written.iter().next().expect("a key is written");
    let path = Path::of(["configs", place]).key(key);
    let findings = plain(&Schemas::new(Minor::NEWEST), "argo-cd", &path, value);
    let word = |finding: &Finding| if matches!(finding.problem, Problem::Ignored) { "warning: " } else { "" };
    findings.iter().map(|finding| format!("{}{}", word(finding), finding.message)).collect()
}

#[test]
fn argo_cd_reads_the_settings_that_it_has() {
    for (place, text, expected) in [
        (
            "params",
            "server.insecrue: false",
            "Argo CD has no setting `server.insecrue` in `configs.params`, did you mean `server.insecure`",
        ),
        ("params", "server.insecure: 'yes'", "`yes` is not possible here, it can be `true`, `false`"),
        ("params", "controller.status.processors: many", "`many` is not a whole number"),
        ("params", "timeout.reconciliation: 60s", "it is one of `configs.cm`"),
        ("params", "applicationsetcontroller.policy: upsert", "it can be `sync`"),
        ("cm", "timeout.reconciliation: 60", "`60` is not a duration"),
        ("cm", "server.insecure: true", "it is one of `configs.params`"),
        (
            "cm",
            "application.resourceTrackingMetod: annotation",
            "did you mean `application.resourceTrackingMethod`",
        ),
        (
            "cm",
            "configManagementPlugins: a",
            "warning: Argo CD does not read `configManagementPlugins` any more",
        ),
        ("cm", "exec.enabled: 'True'", "`True` is not possible here"),
        (
            "cm",
            "colour: blue",
            "warning: the chart's Argo CD has no setting `colour` in `configs.cm`: it has no effect",
        ),
    ] {
        let found = setting(place, text);
        assert!(found.len() == 1 && found[0].contains(expected), "{place} {text}: {found:#?}");
    }
}

#[test]
fn what_argo_cd_takes_is_let_through() {
    for (place, text) in [
        ("params", "create: true"),
        ("params", "server.insecure: 'TRUE'"),
        ("params", "controller.log.level: WARN"),
        ("params", "controller.sync.timeout.seconds: '600'"),
        ("params", "reposerver.git.request.timeout: 1m30s"),
        ("params", "application.namespaces: '{{ .Values.x }}'"),
        ("params", "redis.server: ''"),
        ("cm", "accounts.alice: apiKey"),
        ("cm", "accounts.alice.enabled: 'false'"),
        ("cm", "exec.enabled: true"),
        ("cm", "resource.customizations.health.argoproj.io_Application: hs = {}"),
        ("cm", "users.session.duration: 7d"),
        ("cm", "kustomize.version.v5.0.0: /bin/k"),
        ("cm", "help.download.linux-amd64: x"),
        ("cm", "timeout.reconciliation: 0s"),
    ] {
        assert_eq!(setting(place, text), [""; 0], "{place} {text}");
    }
}

#[test]
fn traefik_starts_with_the_options_that_it_has() {
    assert_found(
        "traefik",
        &[
            (
                "additionalArguments",
                "[--providers.kubernetescrd.alowCrossNamespace=true]",
                "did you mean `allowCrossNamespace`",
            ),
            (
                "api",
                "{ dashbord: true }",
                "Traefik has no option `dashbord` in `api` and does not start with it, did you mean `dashboard`",
            ),
            (
                "providers.kubernetesIngressNGINX",
                "{ enabled: true, controlerClass: a }",
                "did you mean `controllerClass`",
            ),
            ("metrics.otlp.http", "{ endpiont: a }", "did you mean `endpoint`"),
            ("certificatesResolvers", "{ le: { acme: { emial: a@example.com } } }", "did you mean `email`"),
        ],
    );
    assert_right(
        "traefik",
        &[
            ("additionalArguments", "[--log.level=DEBUG, \"--{{ .Values.x }}=1\", --hub.token=a]"),
            ("api", "{ dashboard: true, insecure: false }"),
            ("metrics.otlp.grpc", "{ enabled: true, endpoint: a, tls: { insecureSkipVerify: true } }"),
            (
                "certificatesResolvers",
                "{ le: { acme: { dnsChallenge: { provider: route53, propagation: { delayBeforeChecks: 5 } } } } }",
            ),
        ],
    );
    let path = Path::of(["additionalArguments"]).index(0);
    let said = plain(&Schemas::new(Minor::NEWEST), "traefik", &path, &Value::from("--pilot.token=x"));
    assert!(said[0].message.contains("no option `pilot`"), "{said:?}");
}

#[test]
fn tempo_takes_the_keys_that_it_has() {
    assert_found(
        "tempo",
        &[
            ("tempo.storage", "{ trace: { backend: s3, s3: { buckett: a } } }", "did you mean `bucket`"),
            (
                "tempo.overrides",
                "{ defaults: { ingestion: { rate_limit_byte: 1 } } }",
                "did you mean `rate_limit_bytes`",
            ),
            ("tempo.ingester", "{ max_block_duraton: 5m }", "did you mean `max_block_duration`"),
            ("tempo.metricsGenerator.storage.remote_write", "[{ ulr: http://a }]", "did you mean `url`"),
        ],
    );
    assert_right(
        "tempo",
        &[
            (
                "tempo.storage",
                "{ trace: { backend: s3, s3: { bucket: a, access_key: \"${KEY}\", insecure: true }, wal: { path: /w } } }",
            ),
            ("tempo.overrides", "{ max_traces_per_user: 5, metrics_generator_processors: [span-metrics] }"),
            ("tempo.queryFrontend", "{ search: { max_duration: 0 }, max_retries: 3 }"),
        ],
    );
}

#[test]
fn loki_has_pods_and_buckets_beside_its_configuration() {
    assert_found(
        "loki",
        &[
            ("loki.readinessProbe", "{ periodSecond: 3 }", "did you mean `periodSeconds`"),
            ("loki.storage.object_store.s3", "{ endpont: a }", "did you mean `endpoint`"),
            ("loki.storage.s3", "{ http_confg: {} }", "did you mean `http_config`"),
            ("backend.podDisruptionBudget.maxUnavailble", "1", "did you mean `maxUnavailable`"),
        ],
    );
    assert_right("loki", &[("loki.commonConfig", "{ replication_factor: 1, path_prefix: /var/loki }")]);
    assert_right("loki", &[("backend.podDisruptionBudget.maxUnavailable", "1")]);
}

#[test]
fn the_configuration_of_the_postgres_operator_is_that_of_its_definition() {
    assert_found(
        "postgres-operator",
        &[
            (
                "configKubernetes",
                "{ enable_pod_antiafinity: true }",
                "did you mean `enable_pod_antiaffinity`",
            ),
            ("configGeneral", "{ worker: 8 }", "did you mean `workers`"),
            ("configTeamsApi", "{ enable_teams_api: maybe }", "expected a boolean"),
        ],
    );
    assert_right("postgres-operator", &[("configGeneral", "{ workers: 8, enable_crd_registration: true }")]);
}
