//! Queries that a user wrote: whether Prometheus can read them, and whether anything exposes what they ask for.

use std::sync::OnceLock;

use hagen_check::codes;
use hagen_check::passed::queries as of_dashboard;
use hagen_core::{Diagnostic, Place};
use hagen_observe::exposed::{self, Source};
use hagen_observe::promql::query;
use hagen_yaml::{Node, NodeKind, Span};

use crate::link::LinkedCluster;
use crate::scraped::Scraped;

/// What queries are held against.
#[derive(Clone, Copy)]
pub(crate) struct Queries<'a> {
    pub(crate) clusters: &'a [LinkedCluster],
    /// What is scraped, found out when the first query asks.
    pub(crate) scraped: &'a OnceLock<Scraped>,
    /// Whether the Prometheus that answers them is hagen's.
    pub(crate) is_answered: bool,
}

impl Queries<'_> {
    /// What is wrong with the metrics of an expression. One that cannot be read is none here. `title` says what it
    /// stands in.
    pub(crate) fn expression(&self, title: &str, expr: &str, place: &Place) -> Vec<Diagnostic> {
        let asked = query(expr).map(|query| query.metrics).unwrap_or_default();
        asked.iter().filter_map(|metric| self.metric(title, metric, place)).collect()
    }

    /// What is wrong with a metric.
    pub(crate) fn metric(&self, title: &str, metric: &str, place: &Place) -> Option<Diagnostic> {
        let exposer = exposed::exposer(metric);
        let scraped = exposer.map(|_| self.scraped.get_or_init(|| Scraped::of(self.clusters)));
        if scraped.is_some_and(|scraped| scraped.records(metric) || scraped.has_app(stem(metric))) {
            return None;
        }
        if let (Some(exposer), Some(scraped), true) = (exposer, scraped, self.is_answered)
            && scraped.lacks(exposer.source, stem(metric))
        {
            let message =
                format!("{title}: `{metric}` is a metric of {}, and nothing exposes it here", exposer.name);
            return Some(
                Diagnostic::new(&codes::ABSENT_METRIC, place.clone(), message).help(bringer(exposer.source)),
            );
        }
        let unknown = exposed::unknown(metric)?;
        let message = format!("{title}: {} has no metric `{metric}`", unknown.exporter);
        let near = unknown.near.map(|near| format!("did you mean `{near}`?"));
        Some(Diagnostic::new(&codes::UNKNOWN_METRIC, place.clone(), message).help_if(near))
    }

    /// What is wrong with the queries below what a user wrote.
    pub(crate) fn below(&self, title: &str, values: &Node) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        each(values, &mut |span, expr| found.extend(self.expression(title, expr, &Place::span(span))));
        found
    }
}

/// The product, as applications are called that expose the same.
fn stem(metric: &str) -> &str {
    match metric.split('_').next().unwrap_or_default() {
        "pg" => "postgres",
        "cnpg" => "cloudnative",
        "vault" => "bao",
        "SeaweedFS" => "seaweedfs",
        stem => stem,
    }
}

/// What of a blueprint brings a source.
fn bringer(source: Source) -> &'static str {
    match source {
        Source::Always => "`monitoring` brings it",
        Source::ArgoRollouts => "an application with `rollout` brings Argo Rollouts",
        Source::Caches => {
            "an entry under `caches` brings an exporter; of a server of your own, add a ServiceMonitor to `manifests`"
        }
        Source::CertManager => "an entry under `certificates` brings cert-manager",
        Source::CloudNativePg => "an entry under `postgres` that CloudNativePG runs brings it",
        Source::Collector => "`tracing` brings a collector",
        Source::Etcd => {
            "`monitoring.controlPlane.etcd` and `machines.*.exporters.etcd` say where etcd shows its metrics"
        }
        Source::ExternalSecrets => "secrets that the blueprint refers to bring External Secrets",
        Source::Haproxy => {
            "an entry under `caches` brings HAProxy; `machines.*.exporters.haproxy` says where else one is"
        }
        Source::Kafka | Source::Strimzi => {
            "an entry under `kafka` brings it; of a server of your own, add a ServiceMonitor to `manifests`"
        }
        Source::Logging => "`logging` brings it",
        Source::Longhorn => "`storage.longhorn` brings it",
        Source::Mesh => "`mesh` brings Istio",
        Source::OpenBao => "`secrets.store.openbao` brings it",
        Source::Patroni => "`machines.*.exporters.patroni` says where Patroni shows its metrics",
        Source::Postgres => {
            "`machines.*.exporters.postgres` says where a PostgreSQL exporter is; CloudNativePG's metrics begin with `cnpg_`"
        }
        Source::Probes => "`monitoring.probes` asks hosts that are exposed",
        Source::Proxy | Source::Scheduler => {
            "`monitoring.controlPlane.components` says that it shows its metrics beyond `127.0.0.1`"
        }
        Source::SeaweedFs => "an entry under `buckets` brings SeaweedFS",
        Source::Tempo => "`tracing` brings Tempo",
        Source::Traefik => "an application with `expose` brings Traefik, unless `gateway` says otherwise",
    }
}

/// The queries below a node: of rules, of what judges a new version, and of dashboards that are JSON.
fn each(node: &Node, see: &mut dyn FnMut(Span, &str)) {
    match &node.kind {
        NodeKind::Map(entries) => {
            let is_rule = node.get("alert").is_some() || node.get("record").is_some();
            for entry in entries {
                match text(&entry.value) {
                    Some(expr) if is_rule && entry.key == "expr" || entry.key == "promql" => {
                        see(entry.value.span, expr);
                    }
                    Some(text) if entry.key.ends_with("json") => {
                        for expr in of_dashboard(text) {
                            see(entry.value.span, &expr);
                        }
                    }
                    _ => each(&entry.value, see),
                }
            }
        }
        NodeKind::List(items) => items.iter().for_each(|item| each(item, see)),
        _ => {}
    }
}

/// A text.
pub(crate) fn text(node: &Node) -> Option<&str> {
    if let NodeKind::String(text) = &node.kind { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Source, compile_text};

    const BLUEPRINT: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
        delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
        clusters: { in-cluster: { provides: [prometheus-operator] } }\n\
        manifests: { own: { from: own.yaml } }\n";

    /// What is said of an own file, each with the text it points at.
    fn said(own: &str) -> Vec<(String, String)> {
        said_of(BLUEPRINT, own)
    }

    fn said_of(blueprint: &str, own: &str) -> Vec<(String, String)> {
        let files = BTreeMap::from([("own.yaml".to_owned(), own.as_bytes().to_vec())]);
        let source = Source { name: "blueprint.yaml".into(), text: blueprint.into() };
        let compilation = compile_text(source, &files);
        let found = compilation.diagnostics.iter().filter(|found| found.code.id.starts_with("HG06"));
        let shown = |found: &hagen_core::Diagnostic| {
            let span = found.place.span;
            let text = &compilation.sources.get(span.file).unwrap().text;
            let text = &text[span.start as usize..span.end as usize];
            let help = found.help.clone().unwrap_or_default();
            (format!("{} {help}", found.message), String::from_utf8_lossy(text).into_owned())
        };
        found.map(shown).collect()
    }

    #[test]
    fn alerts_ask_for_metrics_that_there_are() {
        let own = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: own }\nspec:\n  groups:\n  \
            - name: own\n    rules:\n    \
            - { record: node_own, expr: orders_total }\n    \
            - { alert: A, expr: kube_pod_staus_phase > 0 }\n    \
            - { alert: B, expr: node_own + orders_total + kube_pod_info }\n";
        let message = "PrometheusRule `own`: kube-state-metrics has no metric `kube_pod_staus_phase` \
            did you mean `kube_pod_status_phase`?";
        assert_eq!(said(own), [(message.to_owned(), "kube_pod_staus_phase > 0".to_owned())]);
    }

    #[test]
    fn dashboards_do_too() {
        let own = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own, labels: { grafana_dashboard: \"1\" } }\ndata:\n  \
            own.json: '{ \"title\": \"a\", \"panels\": [{ \"targets\": [{ \"expr\": \
            \"rate(container_cpu_usage_second_total[$__rate_interval])\" }, { \"expr\": \"node_load1{\" }] }] }'\n";
        let found = said(own);
        assert_eq!(found.len(), 1, "{found:?}");
        let meant = "did you mean `container_cpu_usage_seconds_total`?";
        assert!(found[0].0.ends_with(meant), "{found:?}");
    }

    /// A blueprint with a Prometheus, and what else it says.
    fn watched(more: &str) -> String {
        BLUEPRINT.replace("clusters: { in-cluster: { provides: [prometheus-operator] } }", "monitoring: {}")
            + more
    }

    fn alert(expr: &str) -> String {
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {{ name: own }}\nspec:\n  groups:\n  \
             - name: own\n    rules:\n    - {{ alert: A, expr: \"{expr}\" }}\n"
        )
    }

    #[test]
    fn what_exposes_a_metric_has_to_be_there() {
        let brought = [
            (
                "traefik_service_requests_total",
                "certificates: { le: { acme: { email: a@example.com } } }\n\
                    apps: { a: { image: example.com/a:1.0.0, port: 8080, expose: { host: a.example.com } } }",
            ),
            ("redis_connected_clients", "caches: { q: { memory: 128Mi } }"),
            ("haproxy_frontend_status", "caches: { q: { memory: 128Mi } }"),
            ("kafka_consumergroup_lag", "kafka: { events: { storage: 5Gi } }"),
            ("strimzi_resources", "kafka: { events: { storage: 5Gi } }"),
            ("cnpg_collector_up", "postgres: { db: { storage: 5Gi } }"),
            ("patroni_primary", "machines: { db: { hosts: { a: 10.0.0.1 }, exporters: { patroni: 8008 } } }"),
            (
                "pg_stat_activity_count",
                "machines: { db: { hosts: { a: 10.0.0.1 }, exporters: { postgres: 9187 } } }",
            ),
            (
                "etcd_server_has_leader",
                "machines: { db: { hosts: { a: 10.0.0.1 }, exporters: { etcd: 2379 } } }",
            ),
            ("istio_requests_total", "mesh: { mtls: strict }"),
            ("loki_ingester_memory_streams", "logging: { bucket: buckets/logs }\nbuckets: { logs: {} }"),
            ("SeaweedFS_master_is_leader", "buckets: { logs: {} }"),
            (
                "tempo_ingester_failed_flushes_total",
                "tracing: { bucket: buckets/logs }\nbuckets: { logs: {} }",
            ),
        ];
        for (metric, section) in brought {
            // The second name shows that everything was looked at.
            let own = alert(&format!("{metric} > 0 or kube_pod_inf > 0"));
            let found = said_of(&watched(""), &own);
            assert_eq!(found.len(), 2, "{metric}: {found:?}");
            assert!(found.iter().any(|(said, _)| said.contains("nothing exposes it here")), "{found:?}");
            assert_eq!(found[0].1, format!("\"{metric} > 0 or kube_pod_inf > 0\""));
            assert_eq!(known_only(&watched(section), &own), UNKNOWN, "{metric} with {section}");
        }
    }

    const UNKNOWN: [&str; 1] = [
        "PrometheusRule `own`: kube-state-metrics has no metric `kube_pod_inf` did you mean `kube_pod_info`?",
    ];

    /// What is said of an own file, without its places.
    fn known_only(blueprint: &str, own: &str) -> Vec<String> {
        said_of(blueprint, own).into_iter().map(|(said, _)| said).collect()
    }

    #[test]
    fn what_may_expose_anything_is_believed() {
        let own = alert("redis_connected_clients > 0 or kube_pod_inf > 0");
        let monitor = "---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: m }\n\
            spec: { selector: { matchLabels: { a: b } }, endpoints: [{ port: web }] }\n";
        assert_eq!(known_only(&watched(""), &own).len(), 2);
        assert_eq!(known_only(&watched(""), &format!("{own}{monitor}")), UNKNOWN);
        let app = |image: &str, metrics: &str| {
            format!("apps: {{ a: {{ image: \"{image}\", port: 9121{metrics} }} }}")
        };
        let scraped = ", metrics: /metrics";
        for (more, says) in [
            (app("example.com/redis-metrics:1.0.0", scraped), 1),
            (app("example.com/some-exporter:1.0.0", scraped), 1),
            (app("example.com/redis-metrics:1.0.0", ""), 2),
            (app("example.com/shop:1.0.0", scraped), 2),
            (values("prometheusSpec: { additionalScrapeConfigs: [] }"), 1),
            (values("prometheusSpec: { scrapeInterval: 30s }"), 2),
        ] {
            assert_eq!(known_only(&watched(&more), &own).len(), says, "{more}");
        }
        let own = alert("scheduler_jobs_total > 0 or kube_pod_inf > 0");
        for (metrics, says) in [(scraped, 1), ("", 2)] {
            let scheduler = app("example.com/scheduler:1.0.0", metrics);
            assert_eq!(known_only(&watched(&scheduler), &own).len(), says, "{scheduler}");
        }
        let own = alert("redis_connected_clients > 0 or kube_pod_inf > 0");
        let elsewhere = watched("")
            .replace("monitoring: {}", "clusters: { in-cluster: { provides: [prometheus-operator] } }");
        assert_eq!(known_only(&elsewhere, &own), UNKNOWN);
    }

    fn values(prometheus: &str) -> String {
        format!("values: {{ kube-prometheus-stack: {{ prometheus: {{ {prometheus} }} }} }}")
    }

    #[test]
    fn queries_among_values_are_read_too() {
        let rules = "values:\n  kube-prometheus-stack:\n    additionalPrometheusRulesMap:\n      own:\n        groups:\n        \
            - name: own\n          rules:\n          \
            - { record: node_own, expr: up }\n          \
            - { alert: A, expr: node_own > kube_pod_inf }\n          \
            - { alert: B, expr: traefik_service_requests_total > 0 }\n";
        let found = said_of(&watched(rules), &alert("up"));
        let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
        assert_eq!(places, ["node_own > kube_pod_inf", "traefik_service_requests_total > 0"], "{found:?}");
        let dashboard = "values:\n  grafana:\n    dashboards:\n      default:\n        own:\n          json: \
            '{ \"title\": \"a\", \"panels\": [{ \"targets\": [{ \"expr\": \"istio_requests_total\" }] }] }'\n";
        let found = said_of(&watched(dashboard), &alert("up"));
        assert_eq!(found.len(), 1, "{found:?}");
        let said = "values of the chart `grafana`: `istio_requests_total` is a metric of Istio, and nothing exposes it here \
            `mesh` brings Istio";
        assert_eq!(found[0].0, said);
    }

    #[test]
    fn what_judges_a_new_version_is_there() {
        let app = "apps:\n  a:\n    image: example.com/a:1.0.0\n    port: 8080\n    metrics: /metrics\n    rollout:\n      \
            canary: [50]\n      pause: 5m\n      analysis:\n        query: { promql: istio_requests_total, \
            success: \"result[0] < 1\" }\n";
        let found = said_of(&watched(app), &alert("up"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, "istio_requests_total");
    }
}
