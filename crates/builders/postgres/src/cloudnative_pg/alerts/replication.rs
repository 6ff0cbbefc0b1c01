//! Whether the standbys follow.

use hagen_observe::{Alert, Severity};

use super::Series;
use crate::runbooks;

pub(super) fn alerts(series: &Series) -> Vec<Alert> {
    let Series { name, namespace, .. } = series;
    vec![
        Alert {
            name: "PostgresNoFailoverCandidate",
            severity: Severity::Critical,
            expr: format!("max({}) < 1", series.of("cnpg_pg_replication_streaming_replicas")),
            summary: format!("no standby of {namespace}/{name} streams from the primary"),
            description: "Losing the primary now means an outage, and with `durability: required` writes already wait. \
                          Bring a standby back: look at the pods that are not ready and at the free space of their \
                          volumes."
                .into(),
            runbook: runbooks::NO_FAILOVER_CANDIDATE,
            ..Alert::default()
        },
        Alert {
            name: "PostgresReplicationLag",
            expr: format!("max by (pod) ({}) > 60", series.of("cnpg_pg_replication_lag")),
            summary: format!(
                "{namespace}/{{{{ $labels.pod }}}} is {{{{ $value | humanizeDuration }}}} behind the primary"
            ),
            description: "A standby that far behind is a slow failover. Look for long queries on it, for a burst of \
                          writes, and at the latency of its volume."
                .into(),
            runbook: runbooks::REPLICATION_LAG,
            ..Alert::default()
        },
        Alert {
            name: "PostgresStandbyNotReceiving",
            expr: format!(
                "max by (pod) ({}) > max by (pod) ({})",
                series.of("cnpg_pg_replication_in_recovery"),
                series.of("cnpg_pg_replication_is_wal_receiver_up")
            ),
            summary: format!("{namespace}/{{{{ $labels.pod }}}} does not receive the write-ahead log"),
            description: "Its log says why. When the primary no longer has the log that it needs, destroy the instance \
                          with `kubectl cnpg destroy`: the operator makes a new one."
                .into(),
            runbook: runbooks::STANDBY_NOT_RECEIVING,
            ..Alert::default()
        },
    ]
}
