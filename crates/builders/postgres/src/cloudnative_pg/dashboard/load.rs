//! What is asked of the server, and by whom.

use hagen_observe::dashboard::{Color, Unit};
use hagen_observe::{Panel, Row, Selector, Target};

use super::Series;

/// Of the chosen databases.
fn databases(series: &Series) -> Selector {
    series.instances.clone().matches("datname", "$datname")
}

pub(super) fn transactions(series: &Series) -> Row {
    let of = databases(series);
    let rate = |metric| format!("sum by (datname) (rate({}))", of.over(metric, "$__rate_interval"));
    let one = |metric| [Target::new(rate(metric), "{{datname}}")];
    let hits = rate("cnpg_pg_stat_database_blks_hit");
    let hit_share = format!("{hits} / ({hits} + {})", rate("cnpg_pg_stat_database_blks_read"));
    Row::new(
        "Transactions",
        [
            Panel::time_series(
                "Transactions",
                Unit::OperationsPerSecond,
                [
                    Target::new(rate("cnpg_pg_stat_database_xact_commit"), "{{datname}} committed"),
                    Target::new(rate("cnpg_pg_stat_database_xact_rollback"), "{{datname}} rolled back"),
                ],
            )
            .min(0.0),
            Panel::time_series(
                "Rows",
                Unit::OperationsPerSecond,
                [
                    Target::new(rate("cnpg_pg_stat_database_tup_fetched"), "{{datname}} fetched"),
                    Target::new(rate("cnpg_pg_stat_database_tup_inserted"), "{{datname}} inserted"),
                    Target::new(rate("cnpg_pg_stat_database_tup_updated"), "{{datname}} updated"),
                    Target::new(rate("cnpg_pg_stat_database_tup_deleted"), "{{datname}} deleted"),
                ],
            )
            .min(0.0),
            Panel::line("Found in memory", Unit::Share, hit_share, "{{datname}}")
                .describe("Blocks that were in the server's own cache. Below nine in ten, more memory helps.")
                .max(1.0),
            Panel::time_series(
                "Deadlocks",
                Unit::OperationsPerSecond,
                one("cnpg_pg_stat_database_deadlocks"),
            )
            .min(0.0),
            Panel::time_series(
                "Temporary files",
                Unit::BytesPerSecond,
                one("cnpg_pg_stat_database_temp_bytes"),
            )
            .describe("Sorts and joins that did not fit into `work_mem`.")
            .min(0.0),
            Panel::line(
                "Size",
                Unit::Bytes,
                format!("max by (datname) ({})", of.of("cnpg_pg_database_size_bytes")),
                "{{datname}}",
            )
            .min(0.0),
        ],
    )
}

/// Of the statements that take most of the time.
pub(super) fn statements(series: &Series) -> Row {
    let of = databases(series);
    crate::statements::row(&crate::statements::Metrics {
        calls: of.over("cnpg_pg_stat_statements_calls", "$__rate_interval"),
        seconds: of.over("cnpg_pg_stat_statements_seconds", "$__rate_interval"),
        rows: of.over("cnpg_pg_stat_statements_rows", "$__rate_interval"),
        user: "usename",
    })
}

pub(super) fn connections(series: &Series) -> Row {
    let of = databases(series);
    let backends = of.of("cnpg_backends_total");
    let limit = series.instances.clone().is("name", "max_connections").of("cnpg_pg_settings_setting");
    let all = format!("sum by (pod) ({})", series.of("cnpg_backends_total"));
    Row::new(
        "Connections",
        [
            Panel::stacked(
                "By state",
                Unit::Short,
                [Target::new(format!("sum by (state) ({backends})"), "{{state}}")],
            )
            .min(0.0),
            Panel::stacked(
                "By role",
                Unit::Short,
                [Target::new(format!("sum by (usename) ({backends})"), "{{usename}}")],
            )
            .min(0.0),
            Panel::line("Of the limit", Unit::Share, format!("{all} / max by (pod) ({limit})"), "{{pod}}")
                .threshold(0.8, Color::Red)
                .min(0.0)
                .max(1.0),
            Panel::line(
                "Waiting for a lock",
                Unit::Short,
                format!("sum by (pod) ({})", series.of("cnpg_backends_waiting_total")),
                "{{pod}}",
            )
            .min(0.0),
            Panel::line(
                "Longest transaction",
                Unit::Seconds,
                format!("max by (datname, usename) ({})", of.of("cnpg_backends_max_tx_duration_seconds")),
                "{{usename}} on {{datname}}",
            )
            .threshold(1800.0, Color::Red)
            .min(0.0),
            Panel::line(
                "Age of transaction numbers",
                Unit::Short,
                format!("max by (datname) ({})", of.of("cnpg_pg_database_xid_age")),
                "{{datname}}",
            )
            .describe(
                "At two thousand million the server takes no more writes; vacuum keeps it below 200 million.",
            )
            .threshold(1e9, Color::Red)
            .min(0.0),
        ],
    )
}

pub(super) fn pooler(series: &Series) -> Row {
    let of = |metric| series.poolers.of(metric);
    let sum = |metric| format!("sum({})", of(metric));
    // The totals are shown as gauges, and only go up.
    let rate =
        |metric| format!("sum by (database) (rate({}))", series.poolers.over(metric, "$__rate_interval"));
    Row::new(
        "Pooler",
        [
            Panel::time_series(
                "Clients",
                Unit::Short,
                [
                    Target::new(sum("cnpg_pgbouncer_pools_cl_active"), "active"),
                    Target::new(sum("cnpg_pgbouncer_pools_cl_waiting"), "waiting"),
                ],
            )
            .min(0.0),
            Panel::time_series(
                "Server connections",
                Unit::Short,
                [
                    Target::new(sum("cnpg_pgbouncer_pools_sv_active"), "active"),
                    Target::new(sum("cnpg_pgbouncer_pools_sv_idle"), "idle"),
                    Target::new(sum("cnpg_pgbouncer_pools_sv_used"), "used"),
                ],
            )
            .min(0.0),
            Panel::line(
                "Longest wait",
                Unit::Seconds,
                format!("max by (pod) ({})", of("cnpg_pgbouncer_pools_maxwait")),
                "{{pod}}",
            )
            .threshold(1.0, Color::Red)
            .min(0.0),
            Panel::line(
                "Queries",
                Unit::OperationsPerSecond,
                rate("cnpg_pgbouncer_stats_total_query_count"),
                "{{database}}",
            )
            .min(0.0),
        ],
    )
}
