//! Whether what was written is safe: on standbys, in the log, in the bucket.

use hagen_observe::dashboard::{Color, Unit};
use hagen_observe::{Panel, Row, Target};

use super::Series;

fn by_pod(series: &Series, metric: &str) -> [Target; 1] {
    [Target::new(format!("max by (pod) ({})", series.of(metric)), "{{pod}}")]
}

pub(super) fn replication(series: &Series) -> Row {
    let slots = format!("max by (slot_name) ({})", series.of("cnpg_pg_replication_slots_pg_wal_lsn_diff"));
    let needed = series.instances.clone().is("value", "observed").of("cnpg_collector_sync_replicas");
    let there = series.of("cnpg_pg_replication_streaming_replicas");
    Row::new(
        "Replication",
        [
            Panel::time_series("Lag", Unit::Seconds, by_pod(series, "cnpg_pg_replication_lag"))
                .describe("How old the newest transaction is that the standby shows.")
                .threshold(60.0, Color::Red)
                .min(0.0),
            Panel::line("Kept for slots", Unit::Bytes, slots, "{{slot_name}}")
                .describe("Log that the primary may not delete yet. One that only grows is stale, and fills the volume.")
                .min(0.0),
            Panel::time_series(
                "Standbys",
                Unit::Short,
                [
                    Target::new(format!("max({needed})"), "a commit waits for"),
                    Target::new(format!("max({there})"), "streaming"),
                ],
            )
            .min(0.0),
            Panel::time_series("In recovery", Unit::Short, by_pod(series, "cnpg_pg_replication_in_recovery"))
                .describe("The one at 0 is the primary; two lines that change places are a failover.")
                .min(0.0)
                .max(1.0),
        ],
    )
}

pub(super) fn log(series: &Series) -> Row {
    let rate = |metric| {
        let range = series.instances.over(metric, "$__rate_interval");
        format!("sum(rate({range}))")
    };
    let size = series.instances.clone().is("value", "size").of("cnpg_collector_pg_wal");
    Row::new(
        "Write-ahead log",
        [
            Panel::line("Written", Unit::BytesPerSecond, rate("cnpg_collector_wal_bytes"), "all").min(0.0),
            Panel::line("On the volume", Unit::Bytes, format!("max by (pod) ({size})"), "{{pod}}").min(0.0),
            Panel::time_series(
                "Checkpoints",
                Unit::OperationsPerSecond,
                [
                    Target::new(rate("cnpg_pg_stat_checkpointer_checkpoints_timed"), "by time"),
                    Target::new(rate("cnpg_pg_stat_checkpointer_checkpoints_req"), "by size"),
                ],
            )
            .describe("Many by size: `max_wal_size` is too small for what is written. Needs PostgreSQL 17.")
            .min(0.0),
        ],
    )
}

pub(super) fn backups(series: &Series) -> Row {
    let last = series.of("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp");
    let first = series.of("barman_cloud_cloudnative_pg_io_first_recoverability_point");
    let waiting = series.instances.clone().is("value", "ready").of("cnpg_collector_pg_wal_archive_status");
    let failed = series.instances.over("cnpg_pg_stat_archiver_failed_count", "$__rate_interval");
    let archived = series.instances.over("cnpg_pg_stat_archiver_archived_count", "$__rate_interval");
    Row::new(
        "Backups",
        [
            Panel::time_series(
                "Age",
                Unit::Seconds,
                [
                    Target::new(format!("time() - max({last})"), "last base backup"),
                    Target::new(format!("time() - max({first} > 0)"), "first point to restore to"),
                ],
            )
            .min(0.0),
            Panel::time_series(
                "Archived",
                Unit::OperationsPerSecond,
                [
                    Target::new(format!("sum(rate({archived}))"), "archived"),
                    Target::new(format!("sum(rate({failed}))"), "failed"),
                ],
            )
            .min(0.0),
            Panel::line(
                "Waiting to be archived",
                Unit::Short,
                format!("max by (pod) ({waiting})"),
                "{{pod}}",
            )
            .threshold(60.0, Color::Red)
            .min(0.0),
        ],
    )
}
