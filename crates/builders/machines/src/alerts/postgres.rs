//! Alerts about PostgreSQL, as its exporter sees it.

use hagen_observe::{Alert, Runbook, Severity, minutes};

use super::job;
use crate::component::Machines;

pub(super) fn alerts(machines: &Machines) -> Vec<Alert> {
    vec![down(machines), connections(machines)]
}

fn down(machines: &Machines) -> Alert {
    Alert {
        name: "MachinePostgresUnreachable",
        severity: Severity::Critical,
        expr: format!("{} == 0", job(machines, "postgres-exporter").of("pg_up")),
        hold: minutes(2),
        summary: "the exporter cannot log in to PostgreSQL on {{ $labels.machine }}".into(),
        description: "The server does not take connections, or not this one.".into(),
        runbook: Runbook {
            meaning: "The PostgreSQL exporter runs and cannot connect.",
            look: "`journalctl -u postgres_exporter`, then `psql` with its own address.",
            mend: "Start the server, free connections, or mend the exporter's password.",
        },
        ..Alert::default()
    }
}

fn connections(machines: &Machines) -> Alert {
    let own = job(machines, "postgres-exporter");
    let (used, most) = (own.of("pg_stat_activity_count"), own.of("pg_settings_max_connections"));
    Alert {
        name: "MachinePostgresConnectionsNearLimit",
        expr: format!("sum by (machine) ({used}) / max by (machine) ({most}) > 0.85"),
        summary:
            "PostgreSQL on {{ $labels.machine }} uses {{ $value | humanizePercentage }} of its connections"
                .into(),
        description: "At the limit every new connection is refused, those of people who want to help too."
            .into(),
        runbook: Runbook {
            meaning: "`max_connections` is nearly reached.",
            look: "`select usename, application_name, state, count(*) from pg_stat_activity group by 1, 2, 3 order by 4 desc`.",
            mend: "Smaller pools, or PgBouncer. More connections need more memory and a restart.",
        },
        ..Alert::default()
    }
}
