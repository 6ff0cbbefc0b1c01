//! What Longhorn shows of its volumes.

use hagen_core::context::Context;
use hagen_kube::{Identity, Manifest};
use hagen_observe::dashboard::{Color, Unit, Width};
use hagen_observe::{Dashboard, Panel, Row, Target};

pub(crate) fn dashboard(cx: &Context<'_>, identity: &Identity) -> Option<Manifest> {
    let dashboard = Dashboard {
        title: "Longhorn".into(),
        tags: vec!["storage"],
        rows: vec![overview(), volumes(), disks()],
        ..Dashboard::default()
    };
    dashboard.config_map(cx, identity)
}

fn overview() -> Row {
    let count = |state: &str| format!("sum(longhorn_volume_robustness{{state=\"{state}\"}}) or vector(0)");
    let stat = |title: &str, expr: String| Panel::stat(title, Unit::Short, expr).width(Width::Quarter);
    Row::new(
        "State",
        [
            stat("Healthy volumes", count("healthy")),
            stat("Volumes without a copy", count("degraded")).threshold(1.0, Color::Yellow),
            stat("Faulted volumes", count("faulted")).threshold(1.0, Color::Red),
            Panel::stat(
                "Space used",
                Unit::Share,
                "sum(longhorn_node_storage_usage_bytes) / sum(longhorn_node_storage_capacity_bytes)",
            )
            .width(Width::Quarter)
            .threshold(0.8, Color::Yellow),
        ],
    )
}

fn volumes() -> Row {
    let volume = "{{pvc_namespace}}/{{pvc}}";
    let top = |metric: &str| [Target::new(format!("topk(10, {metric})"), volume)];
    Row::new(
        "Volumes",
        [
            Panel::time_series("Largest", Unit::Bytes, top("longhorn_volume_actual_size_bytes"))
                .width(Width::Third),
            Panel::time_series(
                "Write throughput",
                Unit::BytesPerSecond,
                top("longhorn_volume_write_throughput"),
            )
            .width(Width::Third),
            Panel::time_series(
                "Write latency",
                Unit::Seconds,
                [Target::new("topk(10, longhorn_volume_write_latency / 1e9)", volume)],
            )
            .width(Width::Third),
        ],
    )
}

fn disks() -> Row {
    Row::new(
        "Disks",
        [Panel::time_series(
            "Used",
            Unit::Share,
            [Target::new("longhorn_disk_usage_bytes / longhorn_disk_capacity_bytes", "{{node}} {{disk}}")],
        )
        .width(Width::Full)],
    )
}
