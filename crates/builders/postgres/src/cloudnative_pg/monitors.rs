//! What Prometheus scrapes of a cluster. The operator's own `enablePodMonitor` is deprecated.

use std::collections::BTreeMap;

use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::{alerts, instance_labels, pooler_labels, pooler_name};
use crate::component::Server;

pub(super) fn monitors(server: &Server, cx: &Context<'_>) -> Vec<Manifest> {
    if cx.site.shared.prometheus.is_none() {
        return Vec::new();
    }
    let name = server.object_name();
    let monitor = |name, labels| Manifest::custom(&server.metadata(cx, name), &pod_monitor(labels));
    let mut manifests = vec![monitor(&name, instance_labels(&name))];
    if server.spec.pooler.is_some() {
        manifests.push(monitor(&pooler_name(&name), pooler_labels(&name)));
    }
    manifests.push(Manifest::custom(&server.metadata(cx, &name), &alerts::rules(server, cx)));
    manifests
}

fn pod_monitor(labels: BTreeMap<String, String>) -> PodMonitor {
    PodMonitor {
        selector: LabelSelector { match_labels: Some(labels), ..LabelSelector::default() },
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port: Some("metrics".into()),
            ..ScrapeEndpoint::default()
        }],
        ..PodMonitor::default()
    }
}
