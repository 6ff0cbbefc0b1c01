//! What is observed of an application: its alerts with their runbooks, and its dashboard.

use hagen_core::artifact::Artifact;
use hagen_observe::{PodSet, rules};

use crate::alerts;
use crate::dashboard::dashboard;
use crate::workload::{Shape, Workload};

/// Nothing where no Prometheus is.
pub(crate) fn observed(workload: &Workload<'_>) -> Vec<Artifact> {
    if workload.site().shared.prometheus.is_none() {
        return Vec::new();
    }
    let mut artifacts = rules::artifacts(&workload.cx, &workload.metadata(), &alerts::groups(workload));
    if workload.site().shared.dashboards {
        let config_map = dashboard(workload).config_map(&workload.cx, &workload.identity);
        artifacts.extend(config_map.map(Artifact::from));
    }
    artifacts
}

/// Its pods, by their names.
pub(crate) fn pods(workload: &Workload<'_>) -> PodSet {
    let (namespace, name) = (workload.site().namespace.as_str(), workload.name.as_str());
    match workload.shape {
        Shape::Deployment | Shape::Rollout => PodSet::of_deployment(namespace, name),
        Shape::StatefulSet => PodSet::of_stateful_set(namespace, name),
        Shape::DaemonSet => PodSet::of_daemon_set(namespace, name),
        Shape::CronJob => PodSet::of_cron_job(namespace, name),
    }
}

/// A regular expression of the names of the claims of its volumes, if it has any.
pub(crate) fn claims(workload: &Workload<'_>) -> Option<String> {
    let name = workload.name;
    let volumes = workload.app.volumes.iter().filter(|(_, volume)| volume.shared || volume.is_own());
    let claims: Vec<String> = volumes
        .map(
            |(volume, said)| {
                if said.shared { format!("{name}-{volume}") } else { format!("{volume}-{name}-[0-9]+") }
            },
        )
        .collect();
    (!claims.is_empty()).then(|| claims.join("|"))
}
