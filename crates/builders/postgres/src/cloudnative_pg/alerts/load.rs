//! Whether the server bears what is asked of it.

use hagen_observe::{Alert, Severity, minutes};

use super::Series;
use crate::runbooks;

pub(super) fn alerts(series: &Series) -> Vec<Alert> {
    vec![connections(series), long_transaction(series), transaction_ids(series)]
}

fn connections(series: &Series) -> Alert {
    let namespace = &series.namespace;
    let limit = series.instances.clone().is("name", "max_connections").of("cnpg_pg_settings_setting");
    let backends = series.of("cnpg_backends_total");
    Alert {
        name: "PostgresConnectionsNearLimit",
        expr: format!("sum by (pod) ({backends}) / max by (pod) ({limit}) > 0.8"),
        hold: minutes(10),
        summary: format!(
            "{namespace}/{{{{ $labels.pod }}}} uses {{{{ $value | humanizePercentage }}}} of its connections"
        ),
        description: "Beyond the limit, clients are refused. Find the role that holds them (`cnpg_backends_total` by \
                      `usename`), give it a smaller pool or a `connectionLimit`, switch the `pooler` on, or raise \
                      `maxConnections`."
            .into(),
        runbook: runbooks::CONNECTIONS,
        ..Alert::default()
    }
}

fn long_transaction(series: &Series) -> Alert {
    let namespace = &series.namespace;
    let longest = series.of("cnpg_backends_max_tx_duration_seconds");
    Alert {
        name: "PostgresLongTransaction",
        expr: format!("max by (pod, datname, usename) ({longest}) > 1800"),
        hold: minutes(1),
        summary: format!(
            "a transaction of {{{{ $labels.usename }}}} on {namespace}/{{{{ $labels.datname }}}} has run for \
             {{{{ $value | humanizeDuration }}}}"
        ),
        description:
            "It keeps vacuum from removing dead rows, and may hold locks. Find it in `pg_stat_activity` by \
                      `xact_start`; `pg_terminate_backend(pid)` ends it."
                .into(),
        runbook: runbooks::LONG_TRANSACTION,
        ..Alert::default()
    }
}

fn transaction_ids(series: &Series) -> Alert {
    let namespace = &series.namespace;
    Alert {
        name: "PostgresTransactionIdsRunOut",
        severity: Severity::Critical,
        expr: format!("max by (pod, datname) ({}) > 1000000000", series.of("cnpg_pg_database_xid_age")),
        hold: minutes(10),
        summary: format!("vacuum does not keep up on {namespace}/{{{{ $labels.datname }}}}"),
        description:
            "At two thousand million transactions the server stops taking writes. Remove what holds vacuum \
                      back (long transactions, prepared transactions, stale replication slots) and run \
                      `VACUUM (FREEZE)` on the oldest tables."
                .into(),
        runbook: runbooks::TRANSACTION_IDS,
        ..Alert::default()
    }
}

pub(super) fn pooler(series: &Series) -> Alert {
    let Series { name, namespace, .. } = series;
    Alert {
        name: "PostgresPoolerClientsWait",
        expr: format!("max by (pod) ({}) > 1", series.poolers.of("cnpg_pgbouncer_pools_maxwait")),
        summary: format!(
            "clients of {namespace}/{name} wait {{{{ $value | humanizeDuration }}}} for a connection"
        ),
        description:
            "The pool is exhausted: look for slow queries and long transactions first, then raise the \
                      consumers' `connectionLimit` or `maxConnections`."
                .into(),
        runbook: runbooks::POOLER_WAIT,
        ..Alert::default()
    }
}
