//! Whether the cluster runs, and takes writes.

use hagen_observe::{Alert, Severity, minutes};

use super::Series;
use crate::runbooks;

pub(super) fn alerts(series: &Series, instances: i32) -> Vec<Alert> {
    let mut alerts = primaries(series);
    alerts.extend([instance_down(series, instances), fenced(series), switchover(series)]);
    alerts
}

fn primaries(series: &Series) -> Vec<Alert> {
    let Series { name, namespace, .. } = series;
    let primaries = format!("(count({} == 0) or vector(0))", series.of("cnpg_pg_replication_in_recovery"));
    vec![
        Alert {
            name: "PostgresWithoutPrimary",
            severity: Severity::Critical,
            expr: format!("{primaries} == 0"),
            hold: minutes(2),
            summary: format!("{namespace}/{name} has no primary: nothing can be written"),
            description: format!(
                "`kubectl cnpg status {name} -n {namespace}` tells whether a failover is under way or refused. It is \
                 refused while no reachable standby provably holds every acknowledged commit: bring a lost instance \
                 back first, and promote by hand only if it is lost for good."
            ),
            runbook: runbooks::WITHOUT_PRIMARY,
            ..Alert::default()
        },
        Alert {
            name: "PostgresTwoPrimaries",
            severity: Severity::Critical,
            expr: format!("{primaries} > 1"),
            hold: minutes(1),
            summary: format!("{namespace}/{name} has more than one instance that takes writes"),
            description: format!(
                "Fence the instance that the Service `{name}-rw` does not lead to \
                 (`kubectl cnpg fencing on {name} <instance> -n {namespace}`), then compare the timelines."
            ),
            runbook: runbooks::TWO_PRIMARIES,
            ..Alert::default()
        },
    ]
}

fn instance_down(series: &Series, instances: i32) -> Alert {
    let Series { name, namespace, .. } = series;
    let up = format!("(count({} == 1) or vector(0))", series.of("cnpg_collector_up"));
    Alert {
        name: "PostgresInstanceDown",
        expr: format!("{up} < {instances}"),
        hold: minutes(10),
        summary: format!("{namespace}/{name} runs {{{{ $value }}}} of {instances} instances"),
        description: format!(
            "Look at the pods with `kubectl get pods -n {namespace} -l cnpg.io/cluster={name}` and at their events: \
             a pending pod lacks a node or a volume, a restarting one has the reason in its log."
        ),
        runbook: runbooks::INSTANCE_DOWN,
        ..Alert::default()
    }
}

fn fenced(series: &Series) -> Alert {
    let Series { name, namespace, .. } = series;
    Alert {
        name: "PostgresFenced",
        expr: format!("max by (pod) ({}) > 0", series.of("cnpg_collector_fencing_on")),
        hold: minutes(15),
        summary: format!("{namespace}/{{{{ $labels.pod }}}} is fenced: PostgreSQL is kept stopped on it"),
        description: format!(
            "Somebody has asked for it. `kubectl cnpg fencing off {name} <instance> -n {namespace}` ends it."
        ),
        runbook: runbooks::FENCED,
        ..Alert::default()
    }
}

fn switchover(series: &Series) -> Alert {
    let Series { name, namespace, .. } = series;
    Alert {
        name: "PostgresSwitchoverRequired",
        expr: format!("max({}) > 0", series.of("cnpg_collector_manual_switchover_required")),
        hold: minutes(15),
        summary: format!("{namespace}/{name} waits for a switchover to complete an update"),
        description: format!(
            "`kubectl cnpg promote {name} <instance> -n {namespace}` on a standby that is up to date."
        ),
        runbook: runbooks::SWITCHOVER_REQUIRED,
        ..Alert::default()
    }
}
