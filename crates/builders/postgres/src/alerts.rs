//! Alerts that do not depend on what runs the server.

use hagen_observe::{Alert, Selector, Severity, minutes};

use crate::runbooks;

/// The volumes of the instances, by what the kubelet measures. `claims` is a regular expression of their names.
pub(crate) fn volumes(namespace: &str, claims: &str) -> Vec<Alert> {
    let of = Selector::namespace(namespace).matches("persistentvolumeclaim", claims);
    let free = of.of("kubelet_volume_stats_available_bytes");
    let share = format!("{free} / {}", of.of("kubelet_volume_stats_capacity_bytes"));
    let over = of.over("kubelet_volume_stats_available_bytes", "6h");
    let claim = "{{ $labels.persistentvolumeclaim }}";
    let description = "A full volume stops the server. Raise `storage` or `walStorage` in the blueprint. When it is the write-ahead log \
                       that grows, look first whether archiving fails or a replication slot is stale.";
    vec![
        Alert {
            name: "PostgresVolumeFilling",
            expr: format!("{share} < 0.25 and predict_linear({over}, 86400) < 0"),
            hold: minutes(30),
            summary: format!("{namespace}/{claim} will be full within a day"),
            description: description.into(),
            runbook: runbooks::VOLUME,
            ..Alert::default()
        },
        Alert {
            name: "PostgresVolumeNearlyFull",
            severity: Severity::Critical,
            expr: format!("{share} < 0.1"),
            summary: format!("{namespace}/{claim} has {{{{ $value | humanizePercentage }}}} left"),
            description: description.into(),
            runbook: runbooks::VOLUME,
            ..Alert::default()
        },
    ]
}
