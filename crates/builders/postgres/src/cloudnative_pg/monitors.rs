//! What Prometheus scrapes of a cluster. The operator's own `enablePodMonitor` is deprecated.

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_observe::rules;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::{alerts, dashboard, instance_labels, pooler_labels, pooler_name, statements};
use crate::component::Server;

/// The monitors, the rules with their runbooks, and the dashboard.
pub(super) fn monitoring(server: &Server, cx: &Context<'_>) -> Vec<Artifact> {
    if cx.site.shared.prometheus.is_none() {
        return Vec::new();
    }
    let name = server.object_name();
    let monitor = |name, labels| Manifest::custom(&server.metadata(cx, name), &pod_monitor(labels)).into();
    let mut artifacts: Vec<Artifact> = vec![monitor(&name, instance_labels(&name))];
    artifacts.push(statements::config_map(server, cx).into());
    if server.spec.pooler.is_some() {
        artifacts.push(monitor(&pooler_name(&name), pooler_labels(&name)));
    }
    artifacts.extend(rules::artifacts(cx, &server.metadata(cx, &name), &alerts::rules(server, cx)));
    let dashboard = dashboard::dashboard(server, cx);
    artifacts.extend(dashboard.config_map(cx, &cx.identity("postgresql", name)).map(Artifact::from));
    artifacts
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
