//! How logging is, and what the logs of everything say.

use hagen_core::context::Context;
use hagen_observe::dashboard::{Choices, Color, Source, Unit, Variable, Width};
use hagen_observe::{Dashboard, Panel, PodSet, Row, Selector, Target};

use crate::{NAMESPACE, alloy};

pub(super) fn dashboards(_: &Context<'_>) -> [Dashboard; 2] {
    [system(), logs()]
}

fn loki() -> Selector {
    Selector::namespace(NAMESPACE)
}

/// How Loki is.
fn system() -> Dashboard {
    Dashboard {
        title: "Loki".into(),
        tags: vec!["loki", "logging"],
        rows: vec![
            Row::new("Taking in", taking_in()),
            Row::new("Answering", answering()),
            Row::new("Keeping", keeping()),
            PodSet::matching(NAMESPACE, "loki-.+").resources(),
            hagen_observe::pods::volumes(NAMESPACE, "(storage|data)-loki-.+"),
        ],
        ..Dashboard::default()
    }
}

fn rate(selector: &Selector, metric: &str) -> String {
    format!("rate({})", selector.over(metric, "$__rate_interval"))
}

fn taking_in() -> [Panel; 4] {
    let received = rate(&loki(), "loki_distributor_bytes_received_total");
    let discarded = rate(&loki(), "loki_discarded_samples_total");
    let retries = rate(&Selector::namespace(alloy::NAMESPACE), "loki_write_batch_retries_total");
    let streams = loki().of("loki_ingester_memory_streams");
    [
        Panel::stacked(
            "Received",
            Unit::BytesPerSecond,
            [Target::new(format!("sum by (tenant) ({received})"), "{{tenant}}")],
        ),
        Panel::time_series(
            "Refused lines",
            Unit::OperationsPerSecond,
            [Target::new(format!("sum by (tenant, reason) ({discarded})"), "{{tenant}} {{reason}}")],
        )
        .describe("Should be nothing. What is refused is lost.")
        .threshold(0.01, Color::Red),
        Panel::time_series(
            "Deliveries tried again",
            Unit::OperationsPerSecond,
            [Target::new(format!("sum by (pod) ({retries})"), "{{pod}}")],
        )
        .describe("Collectors that wait for Loki. Nothing is lost as long as the nodes keep their files."),
        Panel::time_series(
            "Open streams",
            Unit::Short,
            [Target::new(format!("sum by (tenant) ({streams})"), "{{tenant}}")],
        ),
    ]
}

fn answering() -> [Panel; 3] {
    let count = rate(&loki(), "loki_request_duration_seconds_count");
    let failed = rate(&loki().matches("status_code", "5.."), "loki_request_duration_seconds_count");
    let buckets = rate(&loki(), "loki_request_duration_seconds_bucket");
    [
        Panel::time_series(
            "Requests by route",
            Unit::RequestsPerSecond,
            [Target::new(format!("sum by (route) ({count})"), "{{route}}")],
        ),
        Panel::time_series(
            "Errors by route",
            Unit::RequestsPerSecond,
            [Target::new(format!("sum by (route) ({failed})"), "{{route}}")],
        )
        .threshold(0.01, Color::Red),
        Panel::time_series(
            "Time of the slowest in a hundred",
            Unit::Seconds,
            [Target::new(format!("histogram_quantile(0.99, sum by (le, route) ({buckets}))"), "{{route}}")],
        ),
    ]
}

fn keeping() -> [Panel; 3] {
    let flushed = rate(&loki(), "loki_ingester_chunks_flushed_total");
    let failed = rate(&loki(), "loki_ingester_chunks_flush_failures_total");
    let missing = rate(&loki(), "loki_canary_missing_entries_total");
    [
        Panel::time_series(
            "Written to the bucket",
            Unit::OperationsPerSecond,
            [Target::new(format!("sum by (pod) ({flushed})"), "{{pod}}")],
        ),
        Panel::time_series(
            "Failed to write",
            Unit::OperationsPerSecond,
            [Target::new(format!("sum by (pod) ({failed})"), "{{pod}}")],
        )
        .threshold(0.01, Color::Red),
        Panel::time_series(
            "Lines of the canary that are missing",
            Unit::OperationsPerSecond,
            [Target::new(format!("sum({missing})"), "missing")],
        )
        .describe("Should be nothing: each is a line that Loki confirmed and does not find.")
        .threshold(0.001, Color::Red),
    ]
}

/// What the logs of everything say.
fn logs() -> Dashboard {
    let chosen = r#"{environment=~"$environment", namespace=~"$namespace", app=~"$app"}"#;
    let lines = format!("{chosen} |~ `(?i)$search`");
    let level = format!("sum by (detected_level) (count_over_time({lines} [$__interval]))");
    let apps = format!("topk(10, sum by (app) (rate({chosen} [$__interval])))");
    let loki = |title: &str, expr: String, legend: &str| Panel {
        source: Source::Loki,
        ..Panel::stacked(title, Unit::Short, [Target::new(expr, legend)])
    };
    Dashboard {
        title: "Logs".into(),
        key: Some("logs"),
        tags: vec!["logging"],
        variables: vec![
            label("environment", "{environment=~\".+\"}"),
            label("namespace", "{environment=~\"$environment\"}"),
            label("app", "{namespace=~\"$namespace\"}"),
            Variable::words("search", [".*", "error", "panic", "timeout", "refused"]),
        ],
        rows: vec![Row::new(
            "Logs",
            [
                loki("Lines by level", level, "{{detected_level}}").width(Width::Half),
                loki("Who writes most", apps, "{{app}}").width(Width::Half),
                Panel::logs("Lines", lines).width(Width::Full),
            ],
        )],
        ..Dashboard::default()
    }
}

fn label(name: &'static str, series: &str) -> Variable {
    let choices = Choices::Label { label: name, series: series.to_owned(), source: Source::Loki };
    Variable { name, label: name.to_owned(), choices }
}
