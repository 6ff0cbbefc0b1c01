//! What is watched of Loki and of the collectors.

mod alerts;
mod dashboards;

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::loki::Loki;

/// The alerts with their runbooks, and the dashboards.
pub(crate) fn artifacts(loki: &Loki, cx: &Context<'_>) -> Vec<Artifact> {
    let identity = Loki::identity(cx, "");
    let metadata = ObjectMeta {
        name: Some(identity.instance.to_string()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity.labels()),
        ..ObjectMeta::default()
    };
    let mut artifacts = hagen_observe::rules::artifacts(cx, &metadata, &alerts::groups(&loki.section));
    let dashboards = dashboards::dashboards(cx);
    let maps = dashboards.iter().filter_map(|dashboard| dashboard.config_map(cx, &identity));
    artifacts.extend(maps.map(Artifact::from));
    artifacts
}
