//! The scrape of the control plane's etcd.

use std::collections::BTreeMap;

use hagen_core::component::Port;
use hagen_core::context::Context;
use hagen_kube::custom::monitoring::{ScrapeConfig, StaticTargets};
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::ControlPlane;

/// The port that etcd shows nothing but its metrics on.
pub(super) const METRICS: Port = Port::tcp(2381);

/// `None` when no addresses are known.
pub(super) fn scrape_config(said: &ControlPlane, cx: &Context<'_>) -> Option<Manifest> {
    if said.etcd.is_empty() {
        return None;
    }
    let name = Name::known("kube-etcd");
    let metadata = ObjectMeta {
        name: Some(name.to_string()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity("etcd", name.clone()).labels()),
        ..ObjectMeta::default()
    };
    let targets = said.etcd.iter().map(|host| host.with_port(METRICS.number)).collect();
    let static_configs = vec![StaticTargets { targets, labels: BTreeMap::new() }];
    let spec = ScrapeConfig { job_name: name.to_string(), static_configs, ..ScrapeConfig::default() };
    Some(Manifest::custom(&metadata, &spec))
}
