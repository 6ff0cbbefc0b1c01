//! The dashboard of a group of machines: a row for each exporter.

use hagen_observe::dashboard::{Color, Unit, Variable, Width};
use hagen_observe::{Dashboard, Panel, Row, Selector, Target};

use crate::alerts::job;
use crate::component::Machines;

pub(crate) fn dashboard(machines: &Machines) -> Dashboard {
    let exporters = &machines.group.exporters;
    let of = |name: &str| job(machines, name).matches("machine", "$machine");
    let mut rows = vec![overview(machines), node(&of("node-exporter"))];
    rows.extend(exporters.patroni.as_ref().map(|_| patroni(&of("patroni"))));
    rows.extend(exporters.etcd.as_ref().map(|_| etcd(&of("etcd"))));
    rows.extend(exporters.haproxy.as_ref().map(|_| haproxy(&of("haproxy"))));
    rows.extend(exporters.postgres.as_ref().map(|_| postgres(&of("postgres-exporter"))));
    Dashboard {
        title: format!("Machines {}", machines.name),
        tags: vec!["machines"],
        variables: vec![Variable::label("machine", "machine", job(machines, "node-exporter").of("up"))],
        rows,
        ..Dashboard::default()
    }
}

fn lines(title: &str, unit: Unit, expr: String, legend: &str) -> Panel {
    Panel::time_series(title, unit, [Target::new(expr, legend)])
}

fn overview(machines: &Machines) -> Row {
    let all = Selector::default().is("group", machines.name.as_str());
    let failed = job(machines, "node-exporter").is("state", "failed").of("node_systemd_unit_state");
    Row::new(
        "All machines",
        [
            Panel::stat(
                "Machines that answer",
                Unit::Short,
                format!("sum({})", job(machines, "node-exporter").of("up")),
            )
            .width(Width::Third),
            Panel::stat(
                "Exporters that do not",
                Unit::Short,
                format!("count({} == 0) or vector(0)", all.of("up")),
            )
            .threshold(1.0, Color::Red)
            .width(Width::Third),
            Panel::stat("Failed units", Unit::Short, format!("sum({failed}) or vector(0)"))
                .threshold(1.0, Color::Red)
                .width(Width::Third),
        ],
    )
}

fn node(own: &Selector) -> Row {
    let idle = own.clone().is("mode", "idle").over("node_cpu_seconds_total", "$__rate_interval");
    let (free, all) = (own.of("node_memory_MemAvailable_bytes"), own.of("node_memory_MemTotal_bytes"));
    let disks = own.clone().matches_not("fstype", "tmpfs|ramfs|squashfs|overlay");
    let (left, size) = (disks.of("node_filesystem_avail_bytes"), disks.of("node_filesystem_size_bytes"));
    let io = own.over("node_disk_io_time_seconds_total", "$__rate_interval");
    let cards = own.clone().matches_not("device", "lo|veth.*|docker.*");
    let (inward, outward) = (
        cards.over("node_network_receive_bytes_total", "$__rate_interval"),
        cards.over("node_network_transmit_bytes_total", "$__rate_interval"),
    );
    Row::new(
        "Machine",
        [
            lines("Processor", Unit::Share, format!("1 - avg by (machine) (rate({idle}))"), "{{machine}}")
                .min(0.0)
                .max(1.0),
            lines("Memory in use", Unit::Share, format!("1 - {free} / {all}"), "{{machine}}")
                .min(0.0)
                .max(1.0),
            lines(
                "File systems in use",
                Unit::Share,
                format!("1 - {left} / {size}"),
                "{{machine}} {{mountpoint}}",
            )
            .min(0.0)
            .max(1.0),
            lines("Disks at work", Unit::Share, format!("rate({io})"), "{{machine}} {{device}}").min(0.0),
            Panel::time_series(
                "Network",
                Unit::BytesPerSecond,
                [
                    Target::new(format!("sum by (machine) (rate({inward}))"), "{{machine}} in"),
                    Target::new(format!("-sum by (machine) (rate({outward}))"), "{{machine}} out"),
                ],
            ),
            lines("Load", Unit::Short, own.of("node_load5"), "{{machine}}"),
            lines(
                "Processes",
                Unit::Short,
                format!("sum by (machine, state) ({})", own.of("node_processes_state")),
                "{{machine}} {{state}}",
            ),
            lines(
                "Units by state",
                Unit::Short,
                format!("sum by (machine, state) ({})", own.of("node_systemd_unit_state")),
                "{{machine}} {{state}}",
            ),
        ],
    )
}

fn patroni(own: &Selector) -> Row {
    let (written, replayed) = (own.of("patroni_xlog_location"), own.of("patroni_xlog_replayed_location"));
    Row::new(
        "Patroni",
        [
            lines("Primary", Unit::Short, own.of("patroni_primary"), "{{machine}}").min(0.0).max(1.0),
            lines("Timeline", Unit::Short, own.of("patroni_postgres_timeline"), "{{machine}}")
                .describe("A step is a failover or a switchover."),
            lines(
                "Behind the primary",
                Unit::Bytes,
                format!("max by (scope) ({written}) - on (scope) group_right () ({replayed} > 0)"),
                "{{machine}}",
            )
            .min(0.0),
            lines(
                "Since etcd was reached",
                Unit::Seconds,
                format!("time() - {}", own.of("patroni_dcs_last_seen")),
                "{{machine}}",
            )
            .min(0.0),
        ],
    )
}

fn etcd(own: &Selector) -> Row {
    let quantile = |metric: &str| {
        let buckets = own.over(metric, "$__rate_interval");
        format!("histogram_quantile(0.99, sum by (machine, le) (rate({buckets})))")
    };
    let proposals = own.over("etcd_server_proposals_committed_total", "$__rate_interval");
    Row::new(
        "etcd",
        [
            lines("Leader", Unit::Short, own.of("etcd_server_is_leader"), "{{machine}}").min(0.0).max(1.0),
            lines(
                "Leader changes in an hour",
                Unit::Short,
                format!("increase({})", own.over("etcd_server_leader_changes_seen_total", "1h")),
                "{{machine}}",
            )
            .min(0.0),
            lines(
                "Log written, 99 of 100",
                Unit::Seconds,
                quantile("etcd_disk_wal_fsync_duration_seconds_bucket"),
                "{{machine}}",
            )
            .min(0.0),
            lines(
                "Way to peers, 99 of 100",
                Unit::Seconds,
                quantile("etcd_network_peer_round_trip_time_seconds_bucket"),
                "{{machine}}",
            )
            .min(0.0),
            lines("Proposals", Unit::OperationsPerSecond, format!("rate({proposals})"), "{{machine}}")
                .min(0.0),
            lines("Database", Unit::Bytes, own.of("etcd_mvcc_db_total_size_in_bytes"), "{{machine}}")
                .min(0.0),
        ],
    )
}

fn haproxy(own: &Selector) -> Row {
    let sent = own.over("haproxy_frontend_bytes_out_total", "$__rate_interval");
    Row::new(
        "HAProxy",
        [
            lines(
                "Servers that pass their check",
                Unit::Short,
                own.of("haproxy_backend_active_servers"),
                "{{machine}} {{proxy}}",
            )
            .min(0.0),
            lines(
                "Sessions",
                Unit::Short,
                own.of("haproxy_frontend_current_sessions"),
                "{{machine}} {{proxy}}",
            )
            .min(0.0),
            lines("Sent", Unit::BytesPerSecond, format!("rate({sent})"), "{{machine}} {{proxy}}").min(0.0),
            lines(
                "Connections that wait",
                Unit::Short,
                own.of("haproxy_backend_current_queue"),
                "{{machine}} {{proxy}}",
            )
            .min(0.0),
        ],
    )
}

fn postgres(own: &Selector) -> Row {
    let commits = own.over("pg_stat_database_xact_commit", "$__rate_interval");
    let connections = own.of("pg_stat_activity_count");
    Row::new(
        "PostgreSQL",
        [
            lines(
                "Connections",
                Unit::Short,
                format!("sum by (machine, state) ({connections})"),
                "{{machine}} {{state}}",
            )
            .min(0.0),
            lines(
                "Transactions",
                Unit::OperationsPerSecond,
                format!("sum by (machine, datname) (rate({commits}))"),
                "{{machine}} {{datname}}",
            )
            .min(0.0),
        ],
    )
}
