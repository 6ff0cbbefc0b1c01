//! How Prometheus finds the metrics of an application.

use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint, ServiceMonitor};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use crate::workload::{Shape, Workload};

/// How many series one replica may show: a label that takes every value of a request would flood the store.
const SAMPLE_LIMIT: u64 = 20_000;

/// `None` when nobody reads metrics.
pub(crate) fn service_monitor(workload: &Workload<'_>) -> Option<Manifest> {
    let metrics = workload.app.metrics.as_ref()?;
    let port = workload.app.metrics_port()?;
    workload.site().shared.prometheus.as_ref()?;
    let endpoint = ScrapeEndpoint {
        port: Some(port.name),
        path: Some(metrics.path.to_string()),
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
