//! Values that charts pass on whole are checked as what they become.

use hagen_check::passed::{passed, plain};
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
        (
            "processors: [batch]",
            "procesors: [batch]",
            "service.pipelines[\"traces/b\"].procesors: the collector does not start with `procesors` here, did you mean `processors`",
        ),
        (
            "service: {",
            "service: { telemetry: { metric: {} },",
            "service.telemetry.metric: the collector does not start with `metric` here, did you mean `metrics`",
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

/// What is said of a piece of `grafana.ini`, in one section of its own.
fn ini(section: &str, text: &str) -> Vec<String> {
    let path = Path::of(["grafana.ini", section]);
    let findings = passed(&Schemas::new(Minor::NEWEST), "grafana", &path, &value(text));
    findings.iter().map(ToString::to_string).collect()
}

/// Sections that are wrong, and what is said of them.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "auth.generic_oauth",
        "{ role_attribute_path: \"contains(groups[*], 'admin') and 'Admin' || 'Viewer'\" }",
        "role_attribute_path: Grafana cannot read it: `and` is no operator: write `&&`",
    ),
    (
        "auth.jwt",
        "{ role_attribute_path: \"contains(groups[*], 'admin' && 'Admin'\" }",
        "role_attribute_path: Grafana cannot read it: `(` is not closed",
    ),
    (
        "server",
        "{ http_prt: 3000 }",
        "http_prt: Grafana has no setting `http_prt` in `[server]`, did you mean `http_port`",
    ),
    (
        "server",
        "{ admin_user: a }",
        "admin_user: Grafana has no setting `admin_user` in `[server]`: it is one of `[security]`",
    ),
    (
        "server",
        "{ nothing_like_it: a }",
        "nothing_like_it: Grafana has no setting `nothing_like_it` in `[server]`: it has no effect",
    ),
    ("sever", "{ http_port: 3000 }", "the object: Grafana has no section `sever`, did you mean `server`"),
    ("of_a_fork", "{ a: b }", "the object: Grafana has no section `of_a_fork`: it has no effect"),
    ("server", "3000", "the object: `server` is a section: its settings stand below it, each with a value"),
    (
        "server.domain",
        "a",
        "the object: `domain` is a setting of the section `server`: write it below `server:`",
    ),
    ("app_mode", "{ a: b }", "the object: `app_mode` is a setting, and no section: expected a plain value"),
    (
        "server",
        "{ enable_gzip: enabled }",
        "enable_gzip: `enabled` is not `true` or `false`: it would not be taken",
    ),
    (
        "server",
        "{ protocol: htps }",
        "protocol: `htps` is not possible here, it can be `http`, `https`, `h2`, `socket`, `socket_h2`, did you mean `https`",
    ),
    (
        "auth.google",
        "{ client_id: 123456789012 }",
        "client_id: Helm writes 123456789012 as `1.23456789012e+11`: quote it, `\"123456789012\"`",
    ),
    (
        "paths",
        "{ temp_data_lifetime: 7d }",
        "temp_data_lifetime: `7d`: this setting knows no days, weeks, months or years; give hours, like `168h`",
    ),
    (
        "auth",
        "{ generic_oauth: { enabled: true } }",
        "generic_oauth: the chart would write this as `generic_oauth = map[…]`: make it a section of its own, `auth.generic_oauth:`",
    ),
    (
        "plugin.a",
        "{ b: { c: d } }",
        "b: a setting is a plain value: the chart would write this as `b = map[…]`",
    ),
    (
        "alerting",
        "{ enabled: true }",
        "enabled: Grafana does not start with it: the old alerting is gone, its successor is `unified_alerting`",
    ),
    (
        "alerting",
        "{ max_attempts: 3 }",
        "the object: Grafana does not read the section `alerting` any more: it has no effect",
    ),
    (
        "users",
        "{ editors_can_admin: true }",
        "editors_can_admin: Grafana does not read `editors_can_admin` of `[users]` any more: it has no effect",
    ),
    ("quota", "{ enabled: [true] }", "enabled: expected a plain value, found a list"),
];

#[test]
fn grafana_reads_the_settings_that_it_has() {
    for (section, text, expected) in WRONG {
        assert_eq!(ini(section, text), [*expected], "{section}");
    }
}

#[test]
fn what_grafana_takes_is_let_through() {
    for (section, text) in [
        (
            "server",
            "{ http_port: '3000', root_url: '%(protocol)s://a/', enable_gzip: 'yes', domain: null, protocol: '${P}' }",
        ),
        ("server.custom_response_headers", "{ X-Any: thing }"),
        (
            "security",
            "{ admin_password: '$__file{/etc/secrets/password}', cookie_secure: '{{ .Values.secure }}' }",
        ),
        ("auth.generic_oauth", "{ scopes: [openid, email], skip_org_role_sync: 0, auth_style: InHeader }"),
        ("feature_toggles", "{ enable: 'a b', anyName: true }"),
        ("plugin.grafana-image-renderer", "{ rendering_mode: clustered }"),
        (
            "unified_alerting",
            "{ deleted_rule_retention: 30d, ha_peers: 'a:9094,b:9094', ha_peer_timeout: '\"15s\"' }",
        ),
        ("log", "{ mode: 'console file', level: WARN, filters: 'rendering:debug' }"),
        ("white_labeling", "{ app_title: Shop }"),
        ("force_migration", "false"),
        ("instance_name", "null"),
    ] {
        assert_eq!(ini(section, text), [""; 0], "{section}");
    }
}

#[test]
fn grafana_within_another_chart_is_checked_too() {
    let path = Path::of(["grafana", "grafana.ini", "server"]);
    let findings =
        passed(&Schemas::new(Minor::NEWEST), "kube-prometheus-stack", &path, &value("{ domian: a }"));
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].message.ends_with("did you mean `domain`"), "{findings:?}");
}

#[test]
fn what_charts_leave_out_or_bring_is_no_fault() {
    assert_eq!(found("loki", "gateway.extraContainers", "[]"), [""; 0]);
    assert_eq!(found("loki", "write.strategy", "{ rollingUpdate: { partition: 0 } }"), [""; 0]);
    let presets = "{ service: { pipelines: { traces: { processors: [k8s_attributes, batch, memory_limiter], receivers: [file_log] } } } }";
    assert_eq!(found("opentelemetry-collector", "config", presets), [""; 0]);
    assert_eq!(
        found(
            "opentelemetry-collector",
            "config",
            "{ service: { pipelines: { logs: { exporters: [otlp_htp] } } } }"
        ),
        ["service.pipelines.logs.exporters[0]: there is no `otlp_htp` among the exporters"]
    );
}

/// What is said of a plain value at a path of a chart.
fn said(chart: &str, path: &str, text: &str) -> Vec<String> {
    let path = Path::of(path.split('.'));
    let findings = plain(&Schemas::new(Minor::NEWEST), chart, &path, &value(text));
    findings.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn plain_values_are_checked_as_the_fields_that_they_become() {
    for (chart, path, text, expected) in [
        (
            "grafana",
            "persistence.size",
            "10GB",
            "`10GB` is not an amount like `250m`, `2` or `10Gi`, did you mean `10Gi`",
        ),
        ("loki", "singleBinary.replicas", "three", "expected an integer, found a string"),
        ("seaweedfs", "master.replicas", "-1", "-1 is out of range: it has to be at least 0"),
        ("grafana", "service.type", "NodPort", "`NodPort` is not possible here, did you mean `NodePort`"),
        (
            "kube-prometheus-stack",
            "prometheus.prometheusSpec.logLevel",
            "verbose",
            "`verbose` is not possible here, it can be ``, `debug`, `info`, `warn` or `error`",
        ),
        (
            "kube-prometheus-stack",
            "alertmanager.alertmanagerSpec.retention",
            "5dd",
            "`5dd` is not a duration like `30s` or `5m`",
        ),
        ("traefik", "image.pullPolicy", "allways", "`allways` is not possible here, did you mean `Always`"),
    ] {
        assert_eq!(said(chart, path, text), [expected], "{path}");
    }
    for (chart, path, text) in [
        ("loki", "singleBinary.replicas", "'3'"),
        ("grafana", "persistence.size", "'{{ .Values.size }}'"),
        ("grafana", "persistence.size", "10Gi"),
        ("kube-prometheus-stack", "prometheus.prometheusSpec.sampleLimit", "false"),
        ("kube-prometheus-stack", "prometheus.prometheusSpec.retention", "30d"),
        ("grafana", "service.type", "''"),
        ("nextcloud", "nothing.known", "anything"),
    ] {
        assert_eq!(said(chart, path, text), [""; 0], "{path} {text}");
    }
}

#[test]
fn whole_objects_among_values_are_checked() {
    let config_map = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, dat: { a: b } }";
    assert_eq!(
        found("grafana", "extraObjects.0", config_map),
        ["dat: unknown field `dat`, did you mean `data`"]
    );
    let own = "{ apiVersion: example.com/v1, kind: Widget, metadata: { name: a }, anything: true }";
    assert_eq!(found("grafana", "extraObjects.0", own), [""; 0]);
}

#[test]
fn configurations_of_more_programs_are_checked() {
    for (chart, path, text, expected) in [
        (
            "istiod",
            "meshConfig",
            "{ defaultConfig: { holdApplicationUntilProxyStart: true } }",
            "defaultConfig.holdApplicationUntilProxyStart: unknown field `holdApplicationUntilProxyStart`, did you mean `holdApplicationUntilProxyStarts`",
        ),
        (
            "istiod",
            "meshConfig",
            "{ somethingElse: 1 }",
            "somethingElse: nothing reads `somethingElse` here: it has no effect",
        ),
        (
            "cert-manager",
            "config",
            "{ apiVersion: controller.config.cert-manager.io/v1alpha1, enableGatewayApi: true }",
            "enableGatewayApi: unknown field `enableGatewayApi`, did you mean `enableGatewayAPI`",
        ),
        (
            "prometheus-blackbox-exporter",
            "config",
            "{ modules: { a: { prober: http, http: { valid_status_code: [200] } } } }",
            "modules.a.http.valid_status_code: unknown field `valid_status_code`, did you mean `valid_status_codes`",
        ),
        (
            "kube-prometheus-stack",
            "grafana.additionalDataSources",
            "[{ name: a, typ: loki }]",
            "[0].typ: unknown field `typ`, did you mean `type`",
        ),
    ] {
        assert_eq!(found(chart, path, text), [expected], "{chart}");
    }
    let old = "{ access_log_file: /dev/stdout, outboundTrafficPolicy: { mode: REGISTRY_ONLY }, extensionProviders: [{ name: a, zipkin: {} }] }";
    assert_eq!(found("istiod", "meshConfig", old), [""; 0]);
}

#[test]
fn policies_of_argo_cd_are_read_line_by_line() {
    let rbac = |text: &str| found("argo-cd", "configs.rbac", text);
    let good = "{ annotations: { a: b }, policy.default: 'role:readonly', scopes: '[groups]', policy.own.csv: 'g, me, role:admin', \
        policy.csv: \"# who\\np, role:ops, applications, sync, */*, allow\\ng, ops, role:ops\\n\" }";
    assert_eq!(rbac(good), [""; 0]);
    for (from, to, expected) in [
        (
            ", allow",
            "",
            "`p, role:ops, applications, sync, */*`: a policy has six parts: `p, <who>, <resource>, <action>, <project>/<object>, allow|deny`",
        ),
        (
            "allow",
            "alow",
            "`p, role:ops, applications, sync, */*, alow`: a policy ends in `allow` or `deny`, not in `alow`",
        ),
        (
            "applications",
            "application",
            "`p, role:ops, application, sync, */*, allow`: Argo CD has no resource `application`, did you mean `applications`",
        ),
        (
            "g, ops",
            "g; ops",
            "`g; ops, role:ops`: a line begins with `p` (who may do what) or `g` (who has which role)",
        ),
    ] {
        assert_eq!(rbac(&good.replacen(from, to, 1)), [format!("[\"policy.csv\"]: {expected}")], "{to}");
    }
    assert_eq!(
        rbac("{ policy.defualt: a }"),
        ["[\"policy.defualt\"]: Argo CD does not read `policy.defualt` here, did you mean `policy.default`"]
    );
}
