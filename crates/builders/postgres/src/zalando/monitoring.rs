//! What Prometheus scrapes of Patroni and of PostgreSQL.
//!
//! <https://patroni.readthedocs.io/en/latest/rest_api.html#monitoring-endpoint>

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_observe::{PodSet, Selector, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::{PATRONI, alerts, dashboard, exporter, instance_labels};
use crate::component::Server;

/// The series of one cluster.
pub(super) struct Series {
    /// The name of the cluster.
    pub(super) name: String,
    /// Its namespace.
    pub(super) namespace: String,
    /// The instances.
    pub(super) pods: PodSet,
}

impl Series {
    pub(super) fn new(server: &Server, cx: &Context<'_>) -> Self {
        let (name, namespace) = (server.object_name().to_string(), cx.site.namespace.to_string());
        Self { pods: PodSet::of_stateful_set(&namespace, &name), name, namespace }
    }

    /// A metric of the instances.
    pub(super) fn of(&self, metric: &str) -> String {
        self.selector().of(metric)
    }

    /// What selects the series of the instances.
    pub(super) fn selector(&self) -> Selector {
        self.pods.selector()
    }

    /// A regular expression of the names of the volumes' claims.
    pub(super) fn claims(&self) -> String {
        format!("pgdata-{}-[0-9]+", self.name)
    }
}

/// A port by its number: Spilo's has no name.
fn endpoint(port: u16) -> ScrapeEndpoint {
    ScrapeEndpoint { port_number: Some(port), ..ScrapeEndpoint::default() }
}

/// The monitor, the rules with their runbooks, and the dashboard.
pub(super) fn monitoring(server: &Server, cx: &Context<'_>) -> Vec<Artifact> {
    if cx.site.shared.prometheus.is_none() {
        return Vec::new();
    }
    let name = server.object_name();
    let metadata = server.metadata(cx, &name);
    let monitor = PodMonitor {
        selector: LabelSelector { match_labels: Some(instance_labels(&name)), ..LabelSelector::default() },
        pod_metrics_endpoints: [PATRONI, exporter::PORT].map(endpoint).into(),
        ..PodMonitor::default()
    };
    let mut artifacts = vec![Artifact::from(Manifest::custom(&metadata, &monitor))];
    artifacts.extend(rules::artifacts(cx, &metadata, &alerts::rules(server, cx)));
    let dashboard = dashboard::dashboard(server, cx);
    artifacts.extend(dashboard.config_map(cx, &cx.identity("postgresql", name)).map(Artifact::from));
    artifacts
}
