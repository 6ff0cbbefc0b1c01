//! What a database administrator wants to see of a cluster.

mod load;
mod safety;

use hagen_core::context::Context;
use hagen_observe::dashboard::{Color, Unit, Variable};
use hagen_observe::{Dashboard, Panel, PodSet, Row, pods};

use super::alerts::Series;
use crate::component::Server;

pub(super) fn dashboard(server: &Server, cx: &Context<'_>) -> Dashboard {
    let series = Series::new(server, cx);
    let has_backups = server.spec.backup.is_some();
    let has_pooler = server.spec.pooler.is_some();
    let mut rows = vec![now(&series, has_backups), load::transactions(&series), load::connections(&series)];
    rows.push(load::statements(&series));
    rows.extend([safety::replication(&series), safety::log(&series)]);
    rows.extend(has_backups.then(|| safety::backups(&series)));
    rows.extend(has_pooler.then(|| load::pooler(&series)));
    rows.push(PodSet::of_stateful_set(&series.namespace, &series.name).resources());
    rows.push(pods::volumes(&series.namespace, &series.claims()));
    Dashboard {
        title: format!("PostgreSQL {}", series.name),
        tags: vec!["postgres"],
        variables: vec![Variable {
            label: "database".into(),
            ..Variable::label("datname", "datname", series.of("cnpg_pg_database_size_bytes"))
        }],
        rows,
        ..Dashboard::default()
    }
}

fn now(series: &Series, has_backups: bool) -> Row {
    let of = |metric| series.of(metric);
    let primaries = format!("count({} == 0) or vector(0)", of("cnpg_pg_replication_in_recovery"));
    let mut panels = vec![
        Panel::stat("Primaries", Unit::Short, primaries)
            .describe("One, or nothing can be written.")
            .threshold(2.0, Color::Red),
        Panel::stat("Instances up", Unit::Short, format!("sum({})", of("cnpg_collector_up"))),
        Panel::stat(
            "Streaming standbys",
            Unit::Short,
            format!("max({})", of("cnpg_pg_replication_streaming_replicas")),
        ),
        Panel::stat("Replication lag", Unit::Seconds, format!("max({})", of("cnpg_pg_replication_lag")))
            .threshold(10.0, Color::Yellow)
            .threshold(60.0, Color::Red),
        Panel::stat(
            "Longest transaction",
            Unit::Seconds,
            format!("max({})", of("cnpg_backends_max_tx_duration_seconds")),
        )
        .threshold(300.0, Color::Yellow)
        .threshold(1800.0, Color::Red),
    ];
    if has_backups {
        let last = of("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp");
        panels.push(
            Panel::stat("Age of the last backup", Unit::Seconds, format!("time() - max({last})"))
                .describe("Without the log that was archived since, this is how much a restore would lose."),
        );
    }
    Row::new("Now", panels)
}
