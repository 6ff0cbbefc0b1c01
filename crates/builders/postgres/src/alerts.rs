//! Alerts that do not depend on what runs the server.

use hagen_kube::Duration;
use hagen_kube::custom::monitoring::Rule;

pub(crate) fn minutes(minutes: u64) -> Duration {
    Duration::seconds(minutes * 60)
}

/// The volumes of the instances, by what the kubelet measures. `claims` is a regular expression of their names.
pub(crate) fn volumes(namespace: &str, claims: &str) -> Vec<Rule> {
    let of =
        |metric: &str| format!("{metric}{{namespace=\"{namespace}\",persistentvolumeclaim=~\"{claims}\"}}");
    let free = of("kubelet_volume_stats_available_bytes");
    let share = format!("{free} / {}", of("kubelet_volume_stats_capacity_bytes"));
    let claim = "{{ $labels.persistentvolumeclaim }}";
    let advice = "A full volume stops the server. Raise `storage` or `walStorage` in the blueprint: volumes grow while \
                  in use where the StorageClass allows it. When it is the write-ahead log that grows, look first \
                  whether archiving fails or a replication slot is stale; never delete files from `pg_wal`.";
    vec![
        Rule::alert(
            "PostgresVolumeFilling",
            "warning",
            minutes(30),
            format!("{share} < 0.25 and predict_linear({free}[6h], 86400) < 0"),
            format!("{namespace}/{claim} will be full within a day"),
            advice,
        ),
        Rule::alert(
            "PostgresVolumeNearlyFull",
            "critical",
            minutes(5),
            format!("{share} < 0.1"),
            format!("{namespace}/{claim} has {{{{ $value | humanizePercentage }}}} left"),
            advice,
        ),
    ]
}
