//! How Prometheus finds the metrics of an application.

use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, Relabeling, ScrapeEndpoint, ServiceMonitor};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use crate::mesh::{self, merged_metrics};
use crate::spec::Metrics;
use crate::tls;
use crate::workload::{Shape, Workload};

/// How many series one replica may show: a label that takes every value of a request would flood the store.
const SAMPLE_LIMIT: u64 = 20_000;

/// `None` when nobody reads metrics.
pub(crate) fn service_monitor(workload: &Workload<'_>) -> Option<Manifest> {
    let metrics = workload.app.metrics.as_ref()?;
    let port = workload.app.metrics_port()?;
    workload.site().shared.prometheus.as_ref()?;
    if merged_metrics(workload).is_some() {
        return Some(Manifest::custom(&workload.metadata(), &pod_monitor(workload, metrics)));
    }
    let tls_config = tls::scrape(workload);
    let endpoint = ScrapeEndpoint {
        port: Some(port.name),
        path: Some(metrics.path.to_string()),
        scheme: tls_config.is_some().then_some("https"),
        tls_config,
        interval: Some(metrics.interval.go()),
        ..ScrapeEndpoint::default()
    };
    let job_label = Some("app.kubernetes.io/name".into());
    let metadata = workload.metadata();
    // Two Services select the versions of a Rollout, the same one for the most part: its pods would be read twice.
    if workload.shape == Shape::Rollout {
        let monitor = PodMonitor {
            selector: workload.label_selector(),
            pod_metrics_endpoints: vec![endpoint],
            job_label,
            sample_limit: Some(SAMPLE_LIMIT),
            ..PodMonitor::default()
        };
        return Some(Manifest::custom(&metadata, &monitor));
    }
    let monitor = ServiceMonitor {
        selector: selector(workload),
        endpoints: vec![endpoint],
        job_label,
        sample_limit: Some(SAMPLE_LIMIT),
        ..ServiceMonitor::default()
    };
    Some(Manifest::custom(&metadata, &monitor))
}

/// Behind a sidecar: it shows the application's metrics beside its own, on a port that takes plain traffic. Its own are
/// read where all sidecars are.
fn pod_monitor(workload: &Workload<'_>, metrics: &Metrics) -> PodMonitor {
    let proxied = LabelSelectorRequirement {
        key: "security.istio.io/tlsMode".into(),
        operator: "Exists".into(),
        values: None,
    };
    let of_proxy = Relabeling {
        source_labels: Some(vec!["__name__"]),
        regex: Some("(istio|envoy)_.+".into()),
        action: Some("drop"),
        ..Relabeling::default()
    };
    // The sidecar names its own port, and not that of the merged metrics.
    let merged = Relabeling {
        source_labels: Some(vec!["__address__"]),
        regex: Some("(.+):[0-9]+".into()),
        target_label: Some("__address__"),
        replacement: Some(format!("$1:{}", mesh::MERGED_METRICS.number)),
        ..Relabeling::default()
    };
    PodMonitor {
        selector: LabelSelector {
            match_labels: Some(workload.selector.clone()),
            match_expressions: Some(vec![proxied]),
        },
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port: Some("http-envoy-prom".into()),
            path: Some("/stats/prometheus".into()),
            interval: Some(metrics.interval.go()),
            relabelings: Some(vec![merged]),
            metric_relabelings: Some(vec![of_proxy]),
            ..ScrapeEndpoint::default()
        }],
        job_label: Some("app.kubernetes.io/name".into()),
        sample_limit: Some(SAMPLE_LIMIT),
        ..PodMonitor::default()
    }
}

/// The Service with the address: the other one of a StatefulSet has the same pods, which would be read twice.
fn selector(workload: &Workload<'_>) -> LabelSelector {
    let not_headless = LabelSelectorRequirement {
        key: "app.kubernetes.io/component".into(),
        operator: "DoesNotExist".into(),
        values: None,
    };
    LabelSelector {
        match_labels: Some(workload.selector.clone()),
        match_expressions: (workload.shape == Shape::StatefulSet).then(|| vec![not_headless]),
    }
}
