//! The components of an OpenTelemetry collector among the values of its chart: which keys each has.

use hagen_check::passed::passed;
use hagen_check::schema::{Minor, Schemas};
use hagen_core::Path;
use hagen_yaml::{FileId, Limits, Value, read};

fn value(text: &str) -> Value {
    let reading = read(FileId(0), text, &Limits::default());
    assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
    reading.node.expect("the text is not empty").to_value()
}

fn said(config: &str) -> Vec<String> {
    let path = Path::of(["config"]);
    let findings = passed(&Schemas::new(Minor::NEWEST), "opentelemetry-collector", &path, &value(config));
    findings.iter().map(ToString::to_string).collect()
}

/// As the documentation of the components writes them.
const GOOD: &str = r#"
receivers:
  otlp:
    protocols:
      grpc: { endpoint: "${env:MY_POD_IP}:4317", max_recv_msg_size_mib: 16, keepalive: { server_parameters: { max_connection_age: 60s } } }
      http: { endpoint: "0.0.0.0:4318", cors: { allowed_origins: ["https://*.example.com"], max_age: 7200 }, include_metadata: true }
  otlp/second: { protocols: { grpc: { tls: { cert_file: /a.crt, key_file: /a.key, client_ca_file: /ca.crt } } } }
  prometheus: { config: { scrape_configs: [{ job_name: own, scrape_interval: 10s, static_configs: [{ targets: ["0.0.0.0:8888"] }] }] } }
  jaeger: { protocols: { grpc: {}, thrift_http: { endpoint: "0.0.0.0:14268" } } }
  zipkin: { endpoint: "0.0.0.0:9411" }
  hostmetrics: { collection_interval: 10s, scrapers: { cpu: {}, memory: {}, filesystem: { exclude_mount_points: { mount_points: [/dev/*], match_type: regexp } } } }
  filelog: { include: /var/log/pods/*/*/*.log, exclude: [], start_at: end, include_file_path: true, operators: [{ type: container, id: container-parser, max_log_size: 102400 }], retry_on_failure: { enabled: true } }
  kafka: { brokers: ["kafka:9092"], group_id: otel, logs: { topics: [a], encoding: otlp_proto } }
  k8s_events: { auth_type: serviceAccount }
processors:
  batch: { send_batch_size: 8192, timeout: 200ms, send_batch_max_size: 0, metadata_keys: [x] }
  memory_limiter: { check_interval: 5s, limit_percentage: 80, spike_limit_percentage: 25 }
  k8sattributes:
    auth_type: serviceAccount
    passthrough: false
    filter: { node_from_env_var: K8S_NODE_NAME }
    extract: { metadata: [k8s.pod.name, k8s.namespace.name], labels: [{ tag_name: app, key: app, from: pod }, { key_regex: "(.*)", from: namespace }], otel_annotations: true }
    pod_association: [{ sources: [{ from: resource_attribute, name: k8s.pod.ip }] }, { sources: [{ from: connection }] }]
  resource: { attributes: [{ key: cluster, value: eu, action: upsert }, { key: n, value: 5, action: insert }, { key: x, from_attribute: y, action: insert }] }
  attributes/a: { include: { match_type: strict, services: [a] }, actions: [{ key: db.statement, action: hash }, { key: token, pattern: "^(?P<x>.*)$", action: extract }] }
  filter/b:
    error_mode: ignore
    traces: { span: ['attributes["http.route"] == "/health"'], spanevent: [] }
    metrics: { metric: ['name == "x"'], datapoint: [] }
    logs: { log_record: ['severity_number < SEVERITY_NUMBER_WARN'] }
  filter/new: { trace_conditions: ['span.attributes["a"] == "b"'], log_conditions: [{ context: log, conditions: ['true'] }] }
  transform: { error_mode: ignore, trace_statements: [{ context: span, statements: ['set(attributes["a"], "b")'] }], log_statements: ['set(log.body, "x")'] }
  tail_sampling:
    decision_wait: 10s
    num_traces: 100
    expected_new_traces_per_sec: 10
    decision_cache: { sampled_cache_size: 100000, non_sampled_cache_size: 100000 }
    policies:
    - { name: errors, type: status_code, status_code: { status_codes: [ERROR, UNSET] } }
    - { name: slow, type: latency, latency: { threshold_ms: 5000, upper_threshold_ms: 10000 } }
    - { name: some, type: probabilistic, probabilistic: { sampling_percentage: 10 } }
    - { name: text, type: string_attribute, string_attribute: { key: k, values: [v], enabled_regex_matching: true, cache_max_size: 10 } }
    - { name: limit, type: rate_limiting, rate_limiting: { spans_per_second: 35 } }
    - { name: both, type: and, and: { and_sub_policy: [{ name: a, type: numeric_attribute, numeric_attribute: { key: k, min_value: 50, max_value: 100 } }] } }
    - { name: composite, type: composite, composite: { max_total_spans_per_second: 1000, policy_order: [a], composite_sub_policy: [{ name: a, type: always_sample }], rate_allocation: [{ policy: a, percent: 50 }] } }
  probabilistic_sampler: { hash_seed: 22, sampling_percentage: 15.3 }
  resourcedetection/env: { detectors: [env, system, eks], timeout: 2s, override: false, system: { hostname_sources: [os] } }
  groupbyattrs: { keys: [host.name] }
  redaction: { allow_all_keys: true, blocked_values: ["4[0-9]{12}"], summary: debug }
  span: { name: { from_attributes: [db.svc], separator: "::" } }
  interval: { interval: 15s }
  cumulativetodelta: { include: { metrics: [a], match_type: strict } }
  metricstransform: { transforms: [{ include: a, action: update, new_name: b, operations: [{ action: add_label, new_label: x, new_value: y }] }] }
  redis_own: { anything: true }
exporters:
  debug: { verbosity: detailed, sampling_initial: 5, sampling_thereafter: 200 }
  otlp: { endpoint: "tempo:4317", tls: { insecure: true }, sending_queue: { enabled: true, num_consumers: 10, queue_size: 1000, storage: file_storage }, retry_on_failure: { enabled: true, initial_interval: 5s, max_interval: 30s, max_elapsed_time: 300s }, headers: { x-scope-orgid: a }, compression: gzip, balancer_name: round_robin, timeout: 5s }
  otlphttp/loki: { endpoint: "http://loki:3100/otlp", headers: { X-Scope-OrgID: "1" }, tls: { insecure_skip_verify: true }, auth: { authenticator: basicauth }, encoding: json, logs_endpoint: "http://loki/otlp/v1/logs" }
  prometheus: { endpoint: "0.0.0.0:8889", const_labels: { a: b }, send_timestamps: true, metric_expiration: 180m, enable_open_metrics: true, resource_to_telemetry_conversion: { enabled: true } }
  prometheusremotewrite: { endpoint: "http://mimir/api/v1/push", external_labels: { cluster: eu }, remote_write_queue: { enabled: true, queue_size: 10000, num_consumers: 5 }, target_info: { enabled: true }, wal: { directory: ./wal, buffer_size: 300 }, add_metric_suffixes: false }
  loadbalancing: { routing_key: traceID, protocol: { otlp: { timeout: 1s, tls: { insecure: true } } }, resolver: { dns: { hostname: a, port: 4317, interval: 5s }, k8s: { service: a.b, ports: [4317] }, static: { hostnames: [a] } } }
  kafka: { brokers: ["kafka:9092"], traces: { topic: spans, encoding: otlp_proto }, producer: { max_message_bytes: 1000000 }, auth: { sasl: { username: a, password: "${env:P}", mechanism: SCRAM-SHA-512 } } }
  file: { path: /data/x.json, rotation: { max_megabytes: 10, max_days: 3, max_backups: 3 } }
extensions:
  health_check: { endpoint: "${env:MY_POD_IP}:13133", path: /health }
  zpages: { endpoint: "localhost:55679" }
  pprof: { endpoint: "localhost:1777", block_profile_fraction: 0 }
  basicauth: { client_auth: { username: a, password: "${env:P}" } }
  bearertokenauth: { scheme: Bearer, token: "${env:T}" }
  oauth2client: { client_id: a, client_secret: "${env:S}", token_url: "https://a/token", scopes: [a] }
  file_storage: { directory: /var/lib/otelcol, timeout: 1s, compaction: { on_start: true, directory: /tmp } }
  headers_setter: { headers: [{ action: upsert, key: X-Scope-OrgID, from_context: tenant }] }
connectors:
  spanmetrics: { histogram: { explicit: { buckets: [2ms, 8ms, 1s] } }, dimensions: [{ name: http.method, default: GET }, { name: http.status_code }], exemplars: { enabled: true }, metrics_flush_interval: 15s, namespace: traces.span.metrics }
  servicegraph: { latency_histogram_buckets: [100ms, 250ms], dimensions: [cluster], store: { ttl: 2s, max_items: 1000 } }
  count: { spans: { my.count: { description: x, conditions: ['true'] } } }
  forward: {}
  routing: { default_pipelines: [traces/a], table: [] }
service:
  extensions: [health_check, zpages]
  telemetry: { metrics: { level: detailed }, logs: { level: info } }
  pipelines:
    traces: { receivers: [otlp, jaeger, zipkin], processors: [memory_limiter, k8sattributes, tail_sampling, batch], exporters: [otlp, spanmetrics] }
"#;

#[test]
fn what_the_documentation_writes_is_right() {
    assert_eq!(said(GOOD), [""; 0]);
}

#[test]
fn a_key_that_a_component_does_not_have_is_told() {
    let starts = "the collector does not start:";
    for (from, to, expected) in [
        (
            "insecure: true }, sending_queue",
            "insecur: true }, sending_queue",
            format!("exporters.otlp.tls.insecur: {starts} unknown field `insecur`, did you mean `insecure` in `exporters.otlp`"),
        ),
        (
            "send_batch_size: 8192",
            "send_batch_sizes: 8192",
            format!("processors.batch.send_batch_sizes: {starts} unknown field `send_batch_sizes`, did you mean `send_batch_size` in `processors.batch`"),
        ),
        (
            "send_batch_size: 8192",
            "send_batch_size: many",
            format!("processors.batch.send_batch_size: {starts} expected an integer, found a string in `processors.batch`"),
        ),
        (
            "check_interval: 5s",
            "check_interval: 5d",
            "processors.memory_limiter.check_interval: `5d` is not a duration like `30s` or `5m`".to_owned(),
        ),
        (
            "threshold_ms: 5000",
            "treshold_ms: 5000",
            format!("processors.tail_sampling.policies[1].latency.treshold_ms: {starts} unknown field `treshold_ms`, did you mean `threshold_ms` in `processors.tail_sampling`"),
        ),
        (
            "log_statements",
            "logs_statements",
            format!("processors.transform.logs_statements: {starts} unknown field `logs_statements`, did you mean `log_statements` in `processors.transform`"),
        ),
        (
            "  otlphttp/loki:",
            "  oltphttp/loki:",
            "exporters[\"oltphttp/loki\"]: the collector has no `oltphttp/loki` among its exporters, did you mean `otlphttp/loki`".to_owned(),
        ),
    ] {
        let wrong = GOOD.replacen(from, to, 1);
        assert_ne!(wrong, GOOD, "{from}");
        let found = said(&wrong);
        assert_eq!(found, [expected], "{to}");
    }
}
