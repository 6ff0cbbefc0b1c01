//! Whether there are as many replicas as there should be.

use hagen_observe::{Alert, Severity, minutes};

use super::{full_name, named};
use crate::observed::pods;
use crate::runbooks;
use crate::scale::Scale;
use crate::workload::{Shape, Workload};

pub(super) fn alerts(workload: &Workload<'_>) -> Vec<Alert> {
    let mut alerts = vec![not_ready(workload)];
    if workload.shape != Shape::DaemonSet {
        alerts.push(down(workload));
    }
    if let Scale::Auto { min, max, .. } = workload.scale {
        alerts.extend([at_maximum(workload, min, max), blind(workload)]);
    }
    alerts
}

/// By the pods, since not everything that runs them says how many are ready.
fn down(workload: &Workload<'_>) -> Alert {
    let ready = pods(workload).selector().is("condition", "true").of("kube_pod_status_ready");
    let (name, namespace) = (workload.name, workload.site().namespace);
    Alert {
        name: "AppDown",
        severity: Severity::Critical,
        expr: format!("(sum({ready}) or vector(0)) == 0"),
        hold: minutes(2),
        summary: format!("{} has no replica that is ready", full_name(workload)),
        description: format!(
            "`kubectl get pods -n {namespace} -l app.kubernetes.io/instance={name}` tells whether they are missing, \
             cannot start, or are not ready."
        ),
        runbook: runbooks::DOWN,
        ..Alert::default()
    }
}

fn not_ready(workload: &Workload<'_>) -> Alert {
    let (name, namespace) = (workload.name, workload.site().namespace);
    let pair = |label, asked, there| {
        let of = named(workload, label);
        format!("{} > {}", of.of(asked), of.of(there))
    };
    let expr = match workload.shape {
        Shape::Deployment => {
            pair("deployment", "kube_deployment_spec_replicas", "kube_deployment_status_replicas_available")
        }
        Shape::StatefulSet => {
            pair("statefulset", "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready")
        }
        Shape::DaemonSet => pair(
            "daemonset",
            "kube_daemonset_status_desired_number_scheduled",
            "kube_daemonset_status_number_ready",
        ),
        Shape::Rollout | Shape::CronJob => {
            let ready = pods(workload).selector().is("condition", "true").of("kube_pod_status_ready");
            format!("count({ready} == 0) > 0")
        }
    };
    Alert {
        name: "AppReplicasNotReady",
        expr,
        hold: minutes(15),
        summary: format!(
            "{} has had fewer replicas than it should for a quarter of an hour",
            full_name(workload)
        ),
        description: format!(
            "A release that does not get on, a node without room, or a replica that is not well: \
             `kubectl describe pods -n {namespace} -l app.kubernetes.io/instance={name}`."
        ),
        runbook: runbooks::NOT_READY,
        ..Alert::default()
    }
}

fn at_maximum(workload: &Workload<'_>, min: i32, max: i32) -> Alert {
    let current =
        named(workload, "horizontalpodautoscaler").of("kube_horizontalpodautoscaler_status_current_replicas");
    Alert {
        name: "AppAtMaxReplicas",
        expr: format!("max({current}) >= {max}"),
        hold: minutes(30),
        summary: format!("{} has run with all of its {max} replicas for half an hour", full_name(workload)),
        description: format!(
            "It began with {min}, and cannot grow any further. Raise `replicas.max`, or find out what the load is."
        ),
        runbook: runbooks::AT_MAXIMUM,
        ..Alert::default()
    }
}

fn blind(workload: &Workload<'_>) -> Alert {
    let condition = named(workload, "horizontalpodautoscaler")
        .is("condition", "ScalingActive")
        .is("status", "false")
        .of("kube_horizontalpodautoscaler_status_condition");
    let (name, namespace) = (workload.name, workload.site().namespace);
    Alert {
        name: "AppAutoscalerBlind",
        expr: format!("max({condition}) > 0"),
        hold: minutes(15),
        summary: format!("the autoscaler of {} does not know the load", full_name(workload)),
        description: format!("`kubectl describe hpa -n {namespace} {name}` says why."),
        runbook: runbooks::AUTOSCALER_BLIND,
        ..Alert::default()
    }
}
