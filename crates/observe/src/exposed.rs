//! Which metrics there are: facts of the exporters that hagen's queries ask.

use std::collections::BTreeSet;

/// What some exporter exposes.
#[derive(Debug, Clone, Copy)]
pub struct Exporter {
    /// Its name.
    pub name: &'static str,
    /// A metric in each line, with the word `histogram` behind it if it is one; `#` begins where that is known from.
    facts: &'static str,
}

macro_rules! exporters {
    ($($name:literal),* $(,)?) => {
        /// All exporters that are known.
        pub const EXPORTERS: &[Exporter] = &[$(Exporter {
            name: $name,
            facts: include_str!(concat!("../../facts/metrics/", $name, ".txt")),
        }),*];
    };
}

exporters!(
    "barman-cloud",
    "cloudnative-pg",
    "cloudnative-pg-pooler",
    "istio",
    "istiod",
    "kube-state-metrics",
    "kubelet",
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

/// The names of the series of one line: a histogram has several.
fn series(line: &str) -> Vec<String> {
    match line.split_once(' ') {
        Some((name, "histogram")) => {
            ["", "_bucket", "_sum", "_count"].iter().map(|suffix| format!("{name}{suffix}")).collect()
        }
        _ => vec![line.to_owned()],
    }
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
    use super::{EXPORTERS, exposed_by};

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
    fn histograms_have_buckets() {
        let metrics = exposed_by(&["traefik"]);
        assert!(metrics.contains("traefik_service_request_duration_seconds_bucket"));
        assert!(!metrics.contains("traefik_service_requests_total_bucket"));
    }
}
