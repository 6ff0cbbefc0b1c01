//! The Deployment of an application whose replicas are all alike.

use hagen_core::workload::probe;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::pod::pod_template;
use crate::spec::Strategy;
use crate::workload::Workload;

/// How long a new replica has to be ready before the next one is replaced: a crash right after the start stops the
/// release while most replicas are old.
pub(crate) const MIN_READY_SECONDS: i32 = 10;

/// How many old ReplicaSets are kept to go back to.
pub(crate) const REVISION_HISTORY: i32 = 5;

pub(crate) fn deployment(workload: &Workload<'_>) -> Deployment {
    Deployment {
        metadata: workload.runner_metadata(),
        spec: Some(DeploymentSpec {
            replicas: workload.scale.fixed(),
            selector: workload.label_selector(),
            strategy: Some(strategy(workload.app.strategy)),
            min_ready_seconds: Some(MIN_READY_SECONDS),
            revision_history_limit: Some(REVISION_HISTORY),
            progress_deadline_seconds: Some(progress_deadline(workload)),
            template: pod_template(workload),
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn strategy(strategy: Strategy) -> DeploymentStrategy {
    match strategy {
        Strategy::Rolling => DeploymentStrategy {
            type_: Some("RollingUpdate".into()),
            rolling_update: Some(RollingUpdateDeployment {
                max_surge: Some(IntOrString::Int(1)),
                max_unavailable: Some(IntOrString::Int(0)),
            }),
        },
        Strategy::Recreate => DeploymentStrategy { type_: Some("Recreate".into()), rolling_update: None },
    }
}

/// When a release that does not get on counts as failed: Kubernetes' ten minutes, and more for a slow start.
pub(crate) fn progress_deadline(workload: &Workload<'_>) -> i32 {
    let slower = workload.app.start_time.as_seconds().saturating_sub(probe::START_TIME.as_seconds());
    i32::try_from(600 + slower).unwrap_or(i32::MAX)
}
