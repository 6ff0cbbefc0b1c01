//! Metrics, alerts and dashboards: Prometheus and Alertmanager by kube-prometheus-stack, Grafana, and probes of what is
//! exposed.

mod alerting;
mod alerts;
pub mod codes;
mod grafana;
mod pods;
mod probes;
mod review;
mod section;
mod stack;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Port};
use hagen_core::context::{Backend, Shared};
use hagen_core::target::{Cluster, Provided};
use hagen_kube::Reference;

pub use section::{
    Alertmanager, ControlPlane, ControlPlaneComponent, Email, Grafana, GrafanaExpose, Monitoring, OAuth,
    Pagerduty, Probes, Prometheus, Receiver, Resources, Severity, Slack, Telegram, Thanos, Webhook,
};

/// The user's values for the charts.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// For kube-prometheus-stack.
    pub stack: UserValues,
    /// For grafana.
    pub grafana: UserValues,
    /// For prometheus-blackbox-exporter.
    pub blackbox: UserValues,
}

/// The parts of the platform that monitor it. `database` is what Grafana keeps its state in when the section names
/// nothing.
pub fn components(
    section: &Monitoring,
    cluster: &Cluster,
    database: Option<Reference>,
    values: Values,
) -> Vec<Box<dyn Component>> {
    let is_there = cluster.provides(Provided::PrometheusOperator);
    let mut components: Vec<Box<dyn Component>> =
        vec![Box::new(stack::Stack { section: section.clone(), values: values.stack, is_there })];
    if section.grafana.enabled {
        let database = section.grafana.database.clone().or(database);
        components.push(Box::new(grafana::GrafanaPart {
            section: section.clone(),
            database,
            values: values.grafana,
        }));
    }
    if section.probes.enabled {
        components.push(Box::new(probes::BlackboxExporter {
            section: section.probes.clone(),
            values: values.blackbox,
        }));
    }
    components
}

/// What the section means for everybody on a cluster: the fields of [`Shared`] about metrics, alerts and dashboards; the
/// others are empty.
pub fn shared(section: Option<&Monitoring>, cluster: &Cluster) -> Shared {
    let is_there = cluster.provides(Provided::PrometheusOperator);
    let own = section.filter(|_| !is_there);
    let draws = section.is_some_and(|section| section.grafana.enabled);
    let url = |service: &str, port: Port| {
        format!("http://{service}.{}.svc.cluster.local:{}", pods::NAMESPACE, port.number)
    };
    let alertmanager = Backend {
        url: url(pods::ALERTMANAGER_SERVICE, pods::ALERTMANAGER_PORT),
        pods: pods::alertmanager(),
        port: pods::ALERTMANAGER_PORT,
        tenant: None,
    };
    let remote_write = Backend {
        url: url(pods::PROMETHEUS_SERVICE, pods::PROMETHEUS_PORT) + "/api/v1/write",
        pods: pods::prometheus(),
        port: pods::PROMETHEUS_PORT,
        tenant: None,
    };
    Shared {
        prometheus: is_there.then(pods::existing_prometheus).or(own.map(|_| pods::prometheus())),
        dashboards: draws,
        grafana: draws.then(pods::grafana),
        alertmanager: own.map(|_| alertmanager),
        remote_write: own.map(|_| remote_write),
        ..Shared::default()
    }
}
