//! The statements that take most of a server's time, as a dashboard shows them.

use hagen_observe::dashboard::Unit;
use hagen_observe::{Panel, Row};

/// What counts statements, over a time.
pub(crate) struct Metrics {
    /// How often each was executed.
    pub(crate) calls: String,
    /// How long that took.
    pub(crate) seconds: String,
    /// How many rows each returned or changed.
    pub(crate) rows: String,
    /// The label of who asked.
    pub(crate) user: &'static str,
}

/// The statements by the time that they take: who asks, where, and the number that `pg_stat_statements` knows them by.
pub(crate) fn row(metrics: &Metrics) -> Row {
    let by = format!("datname, {}, queryid", metrics.user);
    let rate = |series: &str| format!("sum by ({by}) (rate({series}))");
    let legend = format!("{{{{{}}}}} on {{{{datname}}}}: {{{{queryid}}}}", metrics.user);
    let (calls, seconds) = (rate(&metrics.calls), rate(&metrics.seconds));
    let mean = format!("topk(10, {seconds} / ({calls} > 0))");
    let top = |expr: &str| format!("topk(10, {expr})");
    Row::new(
        "Statements",
        [
            Panel::line("Time", Unit::Share, top(&seconds), legend.clone())
                .describe("Seconds in a second. What a number stands for: `select query from pg_stat_statements where queryid = …`.")
                .min(0.0),
            Panel::line("Calls", Unit::OperationsPerSecond, top(&calls), legend.clone()).min(0.0),
            Panel::line("Time of one call", Unit::Seconds, mean, legend.clone()).min(0.0),
            Panel::line("Rows", Unit::OperationsPerSecond, top(&rate(&metrics.rows)), legend).min(0.0),
        ],
    )
}
