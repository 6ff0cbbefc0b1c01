//! What a cache shows of itself.

use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_observe::dashboard::{Color, Unit, Width};
use hagen_observe::{Dashboard, Panel, Row, Selector, Target};

use crate::alerts::{entries, servers};
use crate::component::CacheComponent;

pub(crate) fn dashboard(cache: &CacheComponent, cx: &Context<'_>) -> Option<Manifest> {
    let series = servers(cache, cx);
    let mut rows = vec![overview(cache, &series), work(&series), memory(&series)];
    if cache.is_replicated(&cx.site) {
        rows.push(replication(&series, &entries(cache, cx)));
    }
    let dashboard = Dashboard {
        title: format!("{} {}", cx.site.scope(), cache.object_name()),
        tags: vec!["cache", "valkey"],
        rows,
        ..Dashboard::default()
    };
    dashboard.config_map(cx, &cache.servers_identity(cx))
}

fn overview(cache: &CacheComponent, series: &Selector) -> Row {
    let primaries = series.clone().is("role", "master").of("redis_instance_info");
    let stat = |title: &str, unit, expr: String| Panel::stat(title, unit, expr).width(Width::Quarter);
    Row::new(
        cache.object_name().to_string(),
        [
            stat("Primaries", Unit::Short, format!("count({primaries}) or vector(0)"))
                .describe(
                    "One. None means that nobody can connect, two that one of them does not know better yet.",
                )
                .threshold(2.0, Color::Red),
            stat("Servers", Unit::Short, format!("sum({})", series.of("redis_up"))),
            stat("Reads that find something", Unit::Share, hit_rate(series)),
            stat("Memory", Unit::Share, share_of_memory(series)).threshold(0.9, Color::Yellow),
        ],
    )
}

fn work(series: &Selector) -> Row {
    let rate = |metric: &str| format!("sum by (pod) (rate({}))", series.over(metric, "$__rate_interval"));
    let pod = "{{pod}}";
    Row::new(
        "Work",
        [
            Panel::time_series(
                "Commands",
                Unit::OperationsPerSecond,
                [Target::new(rate("redis_commands_processed_total"), pod)],
            )
            .width(Width::Third),
            Panel::time_series(
                "Clients",
                Unit::Short,
                [Target::new(series.of("redis_connected_clients"), pod)],
            )
            .width(Width::Third),
            Panel::time_series(
                "Traffic",
                Unit::BytesPerSecond,
                [
                    Target::new(rate("redis_net_input_bytes_total"), "{{pod}} in"),
                    Target::new(rate("redis_net_output_bytes_total"), "{{pod}} out"),
                ],
            )
            .width(Width::Third),
        ],
    )
}

fn memory(series: &Selector) -> Row {
    let rate = |metric: &str| format!("sum by (pod) (rate({}))", series.over(metric, "$__rate_interval"));
    let pod = "{{pod}}";
    Row::new(
        "Data",
        [
            Panel::time_series(
                "Memory",
                Unit::Bytes,
                [
                    Target::new(series.of("redis_memory_used_bytes"), pod),
                    Target::new(format!("max({})", series.of("redis_memory_max_bytes")), "limit"),
                ],
            )
            .width(Width::Third),
            Panel::time_series(
                "Keys",
                Unit::Short,
                [Target::new(format!("sum by (pod) ({})", series.of("redis_db_keys")), pod)],
            )
            .width(Width::Third),
            Panel::time_series(
                "Keys that go",
                Unit::OperationsPerSecond,
                [
                    Target::new(rate("redis_evicted_keys_total"), "{{pod}} evicted"),
                    Target::new(rate("redis_expired_keys_total"), "{{pod}} expired"),
                ],
            )
            .width(Width::Third),
        ],
    )
}

fn replication(series: &Selector, entries: &Selector) -> Row {
    let sessions = entries.clone().is("proxy", "cache").of("haproxy_frontend_current_sessions");
    Row::new(
        "Replication and entry",
        [
            Panel::time_series(
                "Replicas",
                Unit::Short,
                [Target::new(series.of("redis_connected_slaves"), "{{pod}}")],
            )
            .describe("The primary has all of them; the others have none.")
            .width(Width::Third),
            Panel::time_series(
                "Offset",
                Unit::Bytes,
                [Target::new(series.of("redis_master_repl_offset"), "{{pod}}")],
            )
            .width(Width::Third),
            Panel::time_series("Connections by the entry", Unit::Short, [Target::new(sessions, "{{pod}}")])
                .width(Width::Third),
        ],
    )
}

fn hit_rate(series: &Selector) -> String {
    let rate = |metric: &str| format!("sum(rate({}))", series.over(metric, "$__rate_interval"));
    let (hits, misses) = (rate("redis_keyspace_hits_total"), rate("redis_keyspace_misses_total"));
    format!("{hits} / ({hits} + {misses})")
}

fn share_of_memory(series: &Selector) -> String {
    let (used, most) = (series.of("redis_memory_used_bytes"), series.of("redis_memory_max_bytes"));
    format!("max({used} / ({most} > 0))")
}
