//! The dashboard of the mesh.

use hagen_observe::dashboard::{Color, Unit, Variable, Width};
use hagen_observe::{Dashboard, Panel, Row, Selector, Target};

use crate::alerts::{control, requests};

const BY: &str = "destination_workload";
const APPLICATION: &str = "{{destination_workload}}";

pub(crate) fn dashboard() -> Dashboard {
    let namespace = requests().of("istio_requests_total");
    let panels = figures().into_iter().chain(lines());
    Dashboard {
        title: "Mesh".into(),
        tags: vec!["mesh"],
        variables: vec![Variable::label("namespace", "destination_workload_namespace", namespace)],
        rows: vec![Row::new("Applications", panels), control_plane_row()],
        ..Dashboard::default()
    }
}

/// The requests of the namespace that the reader chose.
fn chosen() -> Selector {
    requests().matches("destination_workload_namespace", "$namespace")
}

fn rate(selector: &Selector) -> String {
    format!("rate({})", selector.over("istio_requests_total", "$__rate_interval"))
}

fn failed() -> String {
    rate(&chosen().matches("response_code", "5.."))
}

fn figures() -> [Panel; 4] {
    let all = rate(&chosen());
    let secured = rate(&chosen().is("connection_security_policy", "mutual_tls"));
    [
        Panel::stat("Requests", Unit::RequestsPerSecond, format!("sum({all})")),
        Panel::stat("Failed", Unit::Share, format!("sum({}) / sum({all})", failed()))
            .threshold(0.01, Color::Yellow)
            .threshold(0.05, Color::Red),
        Panel::stat("With certificates", Unit::Share, format!("sum({secured}) / sum({all})")),
        Panel::stat("Proxies", Unit::Short, format!("sum({})", control().of("pilot_xds"))),
    ]
    .map(|panel| panel.width(Width::Quarter))
}

fn lines() -> [Panel; 4] {
    let all = rate(&chosen());
    let times = chosen().over("istio_request_duration_milliseconds_bucket", "$__rate_interval");
    let quantile = |share: &str| format!("histogram_quantile({share}, sum by (le, {BY}) (rate({times})))");
    let half = Target::new(quantile("0.5"), format!("{APPLICATION}, half"));
    let most = Target::new(quantile("0.99"), format!("{APPLICATION}, 99 of 100"));
    let share = format!("sum by ({BY}) ({}) / sum by ({BY}) ({all})", failed());
    let callers = format!("sum by (source_workload, {BY}) ({all})");
    [
        Panel::line("Requests", Unit::RequestsPerSecond, format!("sum by ({BY}) ({all})"), APPLICATION),
        Panel::line("Failed", Unit::Share, share, APPLICATION),
        Panel::time_series("Times", Unit::Milliseconds, [half, most]),
        Panel::line(
            "Who calls",
            Unit::RequestsPerSecond,
            callers,
            format!("{{{{source_workload}}}} → {APPLICATION}"),
        ),
    ]
    .map(|panel| panel.width(Width::Half))
}

fn control_plane_row() -> Row {
    let rate = |metric: &str| format!("sum(rate({}))", control().over(metric, "$__rate_interval"));
    let spread = control().over("pilot_proxy_convergence_time_bucket", "$__rate_interval");
    Row::new(
        "Control plane",
        [
            Panel::line("Pushes", Unit::OperationsPerSecond, rate("pilot_xds_pushes"), "pushes")
                .width(Width::Third),
            Panel::line(
                "Refused by proxies",
                Unit::OperationsPerSecond,
                rate("pilot_total_xds_rejects"),
                "refused",
            )
            .width(Width::Third),
            Panel::line(
                "Until a change is everywhere",
                Unit::Seconds,
                format!("histogram_quantile(0.99, sum by (le) (rate({spread})))"),
                "99 of 100",
            )
            .width(Width::Third),
        ],
    )
}
