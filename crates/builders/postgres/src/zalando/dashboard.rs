//! What a database administrator wants to see of a cluster that Patroni runs.

use hagen_core::context::Context;
use hagen_observe::dashboard::{Color, Unit};
use hagen_observe::{Dashboard, Panel, Row, Target, pods};

use super::Series;
use crate::component::Server;
use crate::statements::{self, Metrics};

pub(super) fn dashboard(server: &Server, cx: &Context<'_>) -> Dashboard {
    let series = Series::new(server, cx);
    let rows = vec![
        now(&series, server.instances(&cx.site)),
        members(&series),
        statements(&series),
        replication(&series),
        series.pods.resources(),
        pods::volumes(&series.namespace, &series.claims()),
    ];
    Dashboard {
        title: format!("PostgreSQL {}", series.name),
        tags: vec!["postgres"],
        rows,
        ..Dashboard::default()
    }
}

fn now(series: &Series, instances: i32) -> Row {
    let sum = |metric| format!("sum({})", series.of(metric));
    Row::new(
        "Now",
        [
            Panel::stat("Primaries", Unit::Short, sum("patroni_primary"))
                .describe("One, or nothing can be written.")
                .threshold(2.0, Color::Red),
            Panel::stat("Running", Unit::Short, sum("patroni_postgres_running"))
                .describe(format!("{instances} are asked for.")),
            Panel::stat("Synchronous standbys", Unit::Short, sum("patroni_sync_standby"))
                .describe("Who can be promoted without loss."),
            Panel::stat("Paused", Unit::Short, format!("max({})", series.of("patroni_is_paused")))
                .threshold(1.0, Color::Red),
            Panel::stat("Pending restart", Unit::Short, sum("patroni_pending_restart"))
                .describe("Parameters that only a restart changes.")
                .threshold(1.0, Color::Yellow),
            Panel::stat(
                "Failsafe mode",
                Unit::Short,
                format!("max({})", series.of("patroni_failsafe_mode_is_active")),
            )
            .describe("The API server cannot be reached, and the members have agreed to go on.")
            .threshold(1.0, Color::Red),
        ],
    )
}

fn members(series: &Series) -> Row {
    let line = |metric| [Target::new(format!("max by (pod) ({})", series.of(metric)), "{{pod}}")];
    Row::new(
        "Members",
        [
            Panel::time_series("Primary", Unit::Short, line("patroni_primary"))
                .describe("A line that takes the place of another is a failover.")
                .max(1.0),
            Panel::time_series("Timeline", Unit::Short, line("patroni_postgres_timeline"))
                .describe("It goes up with each promotion; members on different ones have parted."),
            Panel::line(
                "Silence of the API server",
                Unit::Seconds,
                format!("time() - max by (pod) ({})", series.of("patroni_dcs_last_seen")),
                "{{pod}}",
            )
            .describe("Beyond the time to live, a primary that is not in failsafe mode steps down.")
            .threshold(30.0, Color::Red),
        ],
    )
}

fn statements(series: &Series) -> Row {
    let over = |metric| series.selector().over(metric, "$__rate_interval");
    statements::row(&Metrics {
        calls: over("pg_stat_statements_calls_total"),
        seconds: over("pg_stat_statements_seconds_total"),
        rows: over("pg_stat_statements_rows_total"),
        user: "user",
    })
}

fn replication(series: &Series) -> Row {
    let written = format!("scalar(max({}))", series.of("patroni_xlog_location"));
    let behind = |metric| {
        let replica = format!("max by (pod) ({}) == 1", series.of("patroni_replica"));
        let expr = format!(
            "clamp_min({written} - max by (pod) ({}), 0) and on (pod) ({replica})",
            series.of(metric)
        );
        [Target::new(expr, "{{pod}}")]
    };
    let rate = format!("max(rate({}))", series.selector().over("patroni_xlog_location", "$__rate_interval"));
    Row::new(
        "Replication",
        [
            Panel::time_series("Not received", Unit::Bytes, behind("patroni_xlog_received_location"))
                .describe("What the primary wrote and the standby does not have yet.")
                .min(0.0),
            Panel::time_series("Not replayed", Unit::Bytes, behind("patroni_xlog_replayed_location"))
                .describe("What the standby cannot show yet.")
                .min(0.0),
            Panel::line("Written", Unit::BytesPerSecond, rate, "write-ahead log").min(0.0),
            Panel::line(
                "Streaming",
                Unit::Short,
                format!("max by (pod) ({})", series.of("patroni_postgres_streaming")),
                "{{pod}}",
            )
            .max(1.0),
        ],
    )
}
