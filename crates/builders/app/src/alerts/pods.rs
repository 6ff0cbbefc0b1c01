//! Whether the pods are well, whatever runs them.

use hagen_observe::{Alert, Selector, Severity, minutes};

use super::full_name;
use crate::observed::{claims, pods};
use crate::runbooks;
use crate::workload::Workload;

pub(super) fn alerts(workload: &Workload<'_>) -> Vec<Alert> {
    let mut alerts = vec![crash_looping(workload), out_of_memory(workload)];
    if let Some(claims) = claims(workload) {
        alerts.extend(volumes(workload, &claims));
    }
    alerts
}

fn crash_looping(workload: &Workload<'_>) -> Alert {
    let waiting = pods(workload).selector().is("reason", "CrashLoopBackOff");
    // It waits in between, and runs for a moment now and then.
    let waiting = waiting.over("kube_pod_container_status_waiting_reason", "5m");
    let namespace = workload.site().namespace;
    Alert {
        name: "AppCrashLooping",
        expr: format!("max by (pod) (max_over_time({waiting})) > 0"),
        hold: minutes(10),
        summary: format!("{namespace}/{{{{ $labels.pod }}}} ends again and again"),
        description: format!(
            "`kubectl logs -n {namespace} {{{{ $labels.pod }}}} --previous` has the last words of the one before."
        ),
        runbook: runbooks::CRASH_LOOPING,
        ..Alert::default()
    }
}

fn out_of_memory(workload: &Workload<'_>) -> Alert {
    let of = pods(workload).selector();
    let restarts = of.over("kube_pod_container_status_restarts_total", "15m");
    let killed = of.is("reason", "OOMKilled").of("kube_pod_container_status_last_terminated_reason");
    let namespace = workload.site().namespace;
    Alert {
        name: "AppOutOfMemory",
        expr: format!("max by (pod) (increase({restarts})) > 0 and on (pod) max by (pod) ({killed}) > 0"),
        hold: minutes(1),
        summary: format!("{namespace}/{{{{ $labels.pod }}}} was killed: it took more memory than its limit"),
        description: format!(
            "Raise `resources.memory` of `{}` in the blueprint, or find what holds the memory.",
            workload.name
        ),
        runbook: runbooks::OUT_OF_MEMORY,
        ..Alert::default()
    }
}

fn volumes(workload: &Workload<'_>, claims: &str) -> [Alert; 2] {
    let namespace = workload.site().namespace;
    let of = Selector::namespace(namespace.as_str()).matches("persistentvolumeclaim", claims);
    let free = of.of("kubelet_volume_stats_available_bytes");
    let share = format!("{free} / {}", of.of("kubelet_volume_stats_capacity_bytes"));
    let over = of.over("kubelet_volume_stats_available_bytes", "6h");
    let claim = "{{ $labels.persistentvolumeclaim }}";
    let alert = Alert {
        description: format!(
            "Raise the volume's `size` in {} of the blueprint, or remove what is not needed.",
            full_name(workload)
        ),
        runbook: runbooks::VOLUME,
        ..Alert::default()
    };
    [
        Alert {
            name: "AppVolumeFilling",
            expr: format!("{share} < 0.25 and predict_linear({over}, 86400) < 0"),
            hold: minutes(30),
            summary: format!("{namespace}/{claim} will be full within a day"),
            ..alert.clone()
        },
        Alert {
            name: "AppVolumeNearlyFull",
            severity: Severity::Critical,
            expr: format!("{share} < 0.05"),
            summary: format!("{namespace}/{claim} has {{{{ $value | humanizePercentage }}}} left"),
            ..alert
        },
    ]
}
