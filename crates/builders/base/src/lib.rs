//! What every cluster and environment stands on: namespaces, priority classes, metrics-server, Argo CD.
//!
//! Namespaces carry no `ResourceQuota` and no `LimitRange`: every pod that hagen makes says what it needs, and a default
//! would change the pods of operators, which say it on purpose or not at all.

pub mod argo_cd;
pub mod codes;
mod metrics_server;
mod namespace;
mod pod_security;
mod priority_classes;
mod prometheus_operator_crds;

use hagen_core::chart::UserValues;
use hagen_core::component::Component;
use hagen_core::target::{ArgoCd, Cluster, Distribution, Provided};

/// What every environment has.
pub fn of_environment() -> Vec<Box<dyn Component>> {
    vec![Box::new(namespace::EnvironmentNamespace)]
}

/// What every cluster has, unless it was there before. Argo CD runs on one cluster only, the one that it knows as
/// `https://kubernetes.default.svc`.
pub fn of_cluster(cluster: &Cluster, argo_cd: &ArgoCd) -> Vec<Box<dyn Component>> {
    let mut components: Vec<Box<dyn Component>> = vec![Box::new(namespace::PlatformNamespaces)];
    if !cluster.provides(Provided::PriorityClasses) {
        components.push(Box::new(priority_classes::PriorityClasses));
    }
    if !cluster.provides(Provided::ArgoCd) && cluster.server.as_str() == "https://kubernetes.default.svc" {
        components.push(Box::new(argo_cd::ArgoCdPart::new(argo_cd)));
    }
    components
}

/// The custom resource definitions of the prometheus-operator, where nobody has them yet.
pub fn prometheus_operator_crds(cluster: &Cluster) -> Option<Box<dyn Component>> {
    let missing = !cluster.provides(Provided::PrometheusOperator);
    missing.then(|| Box::new(prometheus_operator_crds::PrometheusOperatorCrds) as Box<dyn Component>)
}

/// metrics-server, where nobody has it yet: k3s, GKE and AKS bring their own.
pub fn metrics_server(cluster: &Cluster, values: UserValues) -> Option<Box<dyn Component>> {
    let bundled = matches!(cluster.distribution, Distribution::K3s | Distribution::Gke | Distribution::Aks);
    if bundled || cluster.provides(Provided::MetricsServer) {
        return None;
    }
    Some(Box::new(metrics_server::MetricsServer { values }))
}
