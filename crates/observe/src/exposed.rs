//! Which metrics there are: facts of the exporters that hagen's queries ask.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use hagen_core::section::nearest;

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
    "argo-cd",
    "barman-cloud",
    "cadvisor",
    "cert-manager",
    "cloudnative-pg",
    "cloudnative-pg-pooler",
    "istio",
    "istiod",
    "kube-state-metrics",
    "kubelet",
    "kubernetes",
    "node-exporter",
    "patroni",
    "postgres-exporter",
    "prometheus",
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

/// A name that begins like those of an exporter that is known as a whole, and is none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Who exposes what begins so.
    pub exporter: &'static str,
    /// The metric that is spelled nearly so.
    pub near: Option<&'static str>,
}

/// How the names begin that nobody but an exporter exposes, all of whose metrics are known. Names that begin with
/// `except` are other people's.
struct Whole {
    exporter: &'static str,
    prefix: &'static str,
    except: &'static [&'static str],
}

const WHOLE: [Whole; 10] = [
    whole("Argo CD", "argocd_"),
    whole("the kubelet", "container_"),
    whole("the kubelet", "kubelet_"),
    whole("cert-manager", "certmanager_"),
    // What `customResourceState` makes begins so unless it is told otherwise.
    Whole { exporter: "kube-state-metrics", prefix: "kube_", except: &["kube_customresource_"] },
    Whole { exporter: "node_exporter", prefix: "node_", except: BY_KERNEL },
    whole("the API server", "apiserver_"),
    whole("kube-scheduler", "scheduler_"),
    whole("kube-proxy", "kubeproxy_"),
    whole("Traefik", "traefik_"),
];

/// What each kernel, each driver, and files beside the exporter make.
const BY_KERNEL: &[&str] = &[
    "node_ethtool_",
    "node_infiniband_",
    "node_memory_",
    "node_netstat_",
    "node_reboot_required",
    "node_textfile_",
    "node_vmstat_",
    "node_zfs_",
];

const fn whole(exporter: &'static str, prefix: &'static str) -> Whole {
    Whole { exporter, prefix, except: &[] }
}

/// Why a metric is probably nobody's: it begins like those of an exporter, which has no such one. Names of recordings
/// (`a:b:c`) say nothing about who exposes them.
pub fn unknown(metric: &str) -> Option<Unknown> {
    let begins = |whole: &&Whole| metric.starts_with(whole.prefix);
    let whole = WHOLE.iter().find(begins).filter(|_| !metric.contains(':'))?;
    let is_other = whole.except.iter().any(|prefix| metric.starts_with(prefix));
    if is_other || known().contains(metric) {
        return None;
    }
    let alike = known().iter().map(String::as_str).filter(|name| name.starts_with(whole.prefix));
    Some(Unknown { exporter: whole.exporter, near: nearest(metric, alike) })
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
    use super::{EXPORTERS, WHOLE, exposed_by, known, unknown};

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
    fn every_beginning_has_metrics() {
        for whole in WHOLE {
            let count = known().iter().filter(|metric| metric.starts_with(whole.prefix)).count();
            assert!(count > 3, "{}: {count}", whole.prefix);
        }
    }

    #[test]
    fn histograms_have_buckets() {
        let metrics = exposed_by(&["traefik"]);
        assert!(metrics.contains("traefik_service_request_duration_seconds_bucket"));
        assert!(!metrics.contains("traefik_service_requests_total_bucket"));
    }
}
