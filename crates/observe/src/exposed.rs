//! Which metrics there are: facts of the exporters that queries ask.

mod exposer;
mod exposers;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use hagen_core::section::nearest;

use exposers::EXPOSERS;

pub use exposer::{Exposer, Source};

/// What some exporter exposes.
#[derive(Debug, Clone, Copy)]
pub struct Exporter {
    /// Its name.
    pub name: &'static str,
    /// A metric in each line, with the word `histogram` or `summary` behind it if it is one; `#` begins where that is
    /// known from.
    facts: &'static str,
}

macro_rules! exporters {
    ($($name:literal),* $(,)?) => {
        /// All exporters that are known.
        pub const EXPORTERS: &[Exporter] = &[$(Exporter {
            name: $name,
            facts: include_str!(concat!("../facts/metrics/", $name, ".txt")),
        }),*];
    };
}

exporters!(
    "alertmanager",
    "alloy",
    "argo-cd",
    "argo-rollouts",
    "barman-cloud",
    "blackbox-exporter",
    "cadvisor",
    "cert-manager",
    "cloudnative-pg",
    "cloudnative-pg-pooler",
    "coredns",
    "etcd",
    "external-secrets",
    "haproxy",
    "istio",
    "istiod",
    "kafka",
    "kafka-exporter",
    "kube-state-metrics",
    "kubelet",
    "kubernetes",
    "loki",
    "longhorn",
    "node-exporter",
    "opentelemetry-collector",
    "patroni",
    "postgres-exporter",
    "prometheus",
    "prometheus-operator",
    "prometheus-server",
    "redis-exporter",
    "seaweedfs",
    "strimzi",
    "tempo",
    "traefik",
);

impl Exporter {
    /// The names of its series.
    pub fn metrics(&self) -> BTreeSet<String> {
        let lines = self.facts.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.flat_map(series).collect()
    }
}

/// The names of the series of one line: a histogram and a summary have several.
fn series(line: &str) -> Vec<String> {
    let (name, suffixes): (&str, &[&str]) = match line.split_once(' ') {
        Some((name, "histogram")) => (name, &["", "_bucket", "_sum", "_count"]),
        Some((name, _)) => (name, &["", "_sum", "_count"]),
        None => (line, &[""]),
    };
    suffixes.iter().map(|suffix| format!("{name}{suffix}")).collect()
}

/// A name that begins like those of an exporter that is known, and is none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Who exposes what begins so.
    pub exporter: &'static str,
    /// The metric that is spelled nearly so.
    pub near: Option<&'static str>,
}

/// Why a metric is probably nobody's: it begins like those of an exporter, which has no such one. Names of recordings
/// (`a:b:c`) say nothing about who exposes them.
pub fn unknown(metric: &str) -> Option<Unknown> {
    let exposer = claimed(metric).filter(|_| !known().contains(metric))?;
    // A name that is much longer or shorter is no slip.
    let is_alike = |name: &&str| name.len().abs_diff(metric.len()) <= 4 && exposer.claims(name);
    let alike = || known().iter().map(String::as_str).filter(is_alike);
    if exposer.is_certain() {
        return Some(Unknown { exporter: exposer.name, near: nearest(metric, alike()) });
    }
    let near = slip(exposer, metric, &alike().collect::<Vec<_>>())?;
    Some(Unknown { exporter: exposer.name, near: Some(near) })
}

/// Who exposes a metric, when its name leaves no doubt.
pub fn exposer(metric: &str) -> Option<&'static Exposer> {
    let exposer = claimed(metric)?;
    let is_sure = !exposer.is_shared() || known().contains(metric) || unknown(metric).is_some();
    is_sure.then_some(exposer)
}

fn claimed(metric: &str) -> Option<&'static Exposer> {
    let exposer = EXPOSERS.iter().find(|exposer| exposer.claims(metric))?;
    (!metric.contains(':') && exposer.is_telling(metric)).then_some(exposer)
}

/// The name that was meant, of an exposer that others may have added names to.
fn slip(exposer: &Exposer, metric: &str, alike: &[&'static str]) -> Option<&'static str> {
    let is_word = |word: &str| alike.iter().any(|name| name.split('_').any(|part| part == word));
    alike.iter().find(|name| exposer.is_slip(metric, name, is_word)).copied()
}

/// The series of all exporters.
fn known() -> &'static BTreeSet<String> {
    static KNOWN: OnceLock<BTreeSet<String>> = OnceLock::new();
    KNOWN.get_or_init(|| EXPORTERS.iter().flat_map(Exporter::metrics).collect())
}

/// The series of some exporters, by name. An unknown name fails the test.
pub fn exposed_by(exporters: &[&str]) -> BTreeSet<String> {
    let find = |name: &&str| {
        let found = EXPORTERS.iter().find(|exporter| exporter.name == *name);
        found.unwrap_or_else(|| panic!("there are no facts of `{name}`"))
    };
    exporters.iter().map(find).flat_map(Exporter::metrics).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{EXPORTERS, Source, Unknown, exposed_by, exposer, known, unknown};

    #[test]
    fn each_line_is_a_metric() {
        for exporter in EXPORTERS {
            assert!(exporter.metrics().len() > 2, "{}", exporter.name);
            for metric in exporter.metrics() {
                let plain = metric.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                assert!(plain, "{}: {metric}", exporter.name);
            }
        }
    }

    #[test]
    fn a_name_like_an_exporters_is_one_of_its() {
        let near = |metric: &str| unknown(metric).map(|unknown| unknown.near);
        assert_eq!(
            near("kube_deployment_status_replicas_avaliable"),
            Some(Some("kube_deployment_status_replicas_available"))
        );
        assert_eq!(near("node_filesystem_avail_byte"), Some(Some("node_filesystem_avail_bytes")));
        assert_eq!(near("container_coffee_total"), Some(None));
        for fine in [
            "kube_pod_info",
            "apiserver_request_duration_seconds_bucket",
            "container_memory_working_set_bytes",
            "certmanager_certificate_expiration_timestamp_seconds",
            "argocd_app_sync_total",
            "node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate",
            "kube_customresource_ready",
            "node_memory_MemAvailable_bytes",
            "orders_total",
        ] {
            assert_eq!(near(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        for (metric, exporter, meant) in SLIPS {
            let expected = Unknown { exporter, near: Some(meant) };
            assert_eq!(unknown(metric), Some(expected), "{metric}");
            assert_eq!(unknown(meant), None, "{meant}");
        }
    }

    /// A slip for each exposer whose names are known: what was written, whose it would be, and what was meant.
    const SLIPS: &[(&str, &str, &str)] = &[
        ("alertmanager_notification_failed_total", "Alertmanager", "alertmanager_notifications_failed_total"),
        ("alloy_component_evaluation_second", "Alloy", "alloy_component_evaluation_seconds"),
        (
            "barman_cloud_cloudnative_pg_io_last_failed_backup_timestmp",
            "the plugin Barman Cloud",
            "barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp",
        ),
        ("citadel_server_csr_counts", "istiod", "citadel_server_csr_count"),
        ("cnpg_collector_ups", "CloudNativePG", "cnpg_collector_up"),
        ("cnpg_pg_database_size_byte", "CloudNativePG", "cnpg_pg_database_size_bytes"),
        ("coredns_dns_request_total", "CoreDNS", "coredns_dns_requests_total"),
        ("etcd_server_has_leaders", "etcd", "etcd_server_has_leader"),
        ("externalsecret_sync_call_total", "External Secrets", "externalsecret_sync_calls_total"),
        ("haproxy_backend_active_server", "HAProxy", "haproxy_backend_active_servers"),
        ("istio_request_total", "Istio", "istio_requests_total"),
        ("kafka_consumergroup_lags", "the Kafka exporter", "kafka_consumergroup_lag"),
        (
            "kafka_server_replicamanager_underreplicatedpartition",
            "Kafka",
            "kafka_server_replicamanager_underreplicatedpartitions",
        ),
        ("loki_ingester_memory_stream", "Loki", "loki_ingester_memory_streams"),
        ("longhorn_volume_actual_size_byte", "Longhorn", "longhorn_volume_actual_size_bytes"),
        (
            "otelcol_receiver_refussed_spans_total",
            "the OpenTelemetry collector",
            "otelcol_receiver_refused_spans_total",
        ),
        ("patroni_pending_restarts", "Patroni", "patroni_pending_restart"),
        ("pg_stat_activity_counts", "the PostgreSQL exporter", "pg_stat_activity_count"),
        (
            "prometheus_operator_reconcile_error_total",
            "the operator of Prometheus",
            "prometheus_operator_reconcile_errors_total",
        ),
        ("prometheus_tsdb_head_serie", "Prometheus", "prometheus_tsdb_head_series"),
        ("probe_ssl_earliest_cert_expirey", "the blackbox exporter", "probe_ssl_earliest_cert_expiry"),
        ("redis_conected_clients", "the exporter of caches", "redis_connected_clients"),
        ("rollout_info_replica_available", "Argo Rollouts", "rollout_info_replicas_available"),
        (
            "SeaweedFS_master_under_replicated_volume",
            "SeaweedFS",
            "SeaweedFS_master_under_replicated_volumes",
        ),
        ("strimzi_reconciliation_total", "Strimzi", "strimzi_reconciliations_total"),
        ("tempo_ingester_failed_flush_total", "Tempo", "tempo_ingester_failed_flushes_total"),
        ("traefik_service_request_total", "Traefik", "traefik_service_requests_total"),
    ];

    /// Of the names, every forty-first with its last letter left out is told, with a name that there is.
    #[test]
    fn a_lost_letter_is_told() {
        let (mut told, mut all) = (BTreeMap::new(), BTreeMap::new());
        for metric in known().iter().step_by(41) {
            let Some(exposer) = super::claimed(metric) else { continue };
            let lost = &metric[..metric.len() - 1];
            if known().contains(lost) || super::claimed(lost).is_none() {
                continue;
            }
            *all.entry(exposer.name).or_insert(0) += 1;
            let is_told = unknown(lost).is_some_and(|unknown| unknown.near.is_some());
            *told.entry(exposer.name).or_insert(0) += usize::from(is_told);
        }
        for (exposer, all) in all {
            assert!(told[exposer] * 10 >= all * 9, "{exposer}: {} of {all}", told[exposer]);
        }
    }

    #[test]
    fn names_that_others_may_have_are_not_judged() {
        for fine in [
            "redis_command_total",
            "redis_pool_connections_idle_total",
            "kafka_consumer_fetch_manager_records_lag_max",
            "kafka_server_socket_server_metrics_failed_authentication_rate",
            "cnpg_orders_waiting",
            "pg_settings_max_connection",
            "haproxy_frontend_h3_detected_conn_protocol_errors",
            "istio_agent_process_cpu_seconds_total",
            "patroni_master",
            "probe_readings_total",
            "rollout_duration_seconds",
        ] {
            assert_eq!(unknown(fine), None, "{fine}");
        }
    }

    #[test]
    fn whose_a_metric_is_shows_in_its_name() {
        let source = |metric: &str| exposer(metric).map(|exposer| exposer.source);
        assert_eq!(source("traefik_anything"), Some(Source::Traefik));
        assert_eq!(source("redis_connected_clients"), Some(Source::Caches));
        assert_eq!(source("redis_conected_clients"), Some(Source::Caches));
        assert_eq!(source("pg_stat_activity_count"), Some(Source::Postgres));
        assert_eq!(source("etcd_request_duration_seconds_bucket"), Some(Source::Always));
        assert_eq!(source("etcd_server_has_leader"), Some(Source::Etcd));
        for nobodys in [
            "redis_up",
            "redis_pool_connections_idle_total",
            "kafka_consumer_lag",
            "shop:traefik_a:rate",
            "up",
        ] {
            assert_eq!(source(nobodys), None, "{nobodys}");
        }
    }

    #[test]
    fn histograms_have_buckets() {
        let metrics = exposed_by(&["traefik"]);
        assert!(metrics.contains("traefik_service_request_duration_seconds_bucket"));
        assert!(!metrics.contains("traefik_service_requests_total_bucket"));
    }
}
