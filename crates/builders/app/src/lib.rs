//! The builder of applications: a container image and everything that a careful engineer would put around it.

mod alerts;
mod analysis;
mod callers;
pub mod codes;
mod component;
mod config_map;
mod container;
mod contradicted;
mod cron_job;
mod daemon_set;
mod dashboard;
mod deployment;
mod distinct;
mod drill;
mod environment;
mod exposure;
mod horizontal_pod_autoscaler;
mod mesh;
mod network_policy;
mod objectives;
mod observed;
mod persistent_volume_claim;
mod pod;
mod pod_disruption_budget;
mod ports;
mod probes;
mod requests;
mod review;
mod rollout;
mod route;
mod runbooks;
mod scale;
mod secrets;
mod service;
mod service_account;
mod service_monitor;
mod spec;
mod split;
mod stateful_set;
mod sticky;
mod tls;
mod tracing;
mod unfilled;
mod volumes;
mod workload;

use std::collections::BTreeMap;

use hagen_core::component::Component;
use hagen_kube::Name;

pub use spec::{
    Abort, Analysis, App, Attempts, Balancing, BlueGreen, Concurrency, Connections, Delay, Destination,
    Drill, Egress, ErrorStatus, Expose, FileSource, Health, Method, Metrics, Outliers, PortNumber, PortSpec,
    Priority, Promotion, Query, ReplicaCount, Replicas, Resources, Retries, Rollout, RouteMatch, Schedule,
    SecretUse, Serve, Share, Strategy, TaintEffect, Toleration, Traffic, TrafficRoute, Transport, Use,
    Utilisation, Volume, Weight,
};

/// The components of the entries of `apps` that are images.
pub fn components<'a>(section: impl IntoIterator<Item = (&'a Name, &'a App)>) -> Vec<Box<dyn Component>> {
    let section: Vec<(&Name, &App)> = section.into_iter().collect();
    let all: BTreeMap<&Name, &App> = section.iter().copied().collect();
    section
        .into_iter()
        .map(|(name, app)| Box::new(component::Application::new(name, app, &all)) as Box<dyn Component>)
        .collect()
}
