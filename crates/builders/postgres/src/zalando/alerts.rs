//! When somebody has to look at a cluster that Patroni runs.

use hagen_core::context::Context;
use hagen_observe::{Alert, Group, Severity, minutes};

use super::Series;
use crate::alerts::volumes;
use crate::component::Server;
use crate::runbooks;

pub(super) fn rules(server: &Server, cx: &Context<'_>) -> Vec<Group> {
    let series = Series::new(server, cx);
    let instances = server.instances(&cx.site);
    let mut rules = vec![without_primary(&series), instance_down(&series, instances), paused(&series)];
    if instances > 1 {
        rules.push(not_receiving(&series));
    }
    rules.extend(volumes(&series.namespace, &series.claims()));
    vec![Group::new(series.name, rules)]
}

fn without_primary(series: &Series) -> Alert {
    let Series { name, namespace, .. } = series;
    Alert {
        name: "PostgresWithoutPrimary",
        severity: Severity::Critical,
        expr: format!("(sum({}) or vector(0)) == 0", series.of("patroni_primary")),
        hold: minutes(2),
        summary: format!("{namespace}/{name} has no primary: nothing can be written"),
        description: format!(
            "Patroni promotes only a synchronous standby: bring a lost member back first. {}",
            members(series)
        ),
        runbook: runbooks::WITHOUT_PRIMARY,
        ..Alert::default()
    }
}

fn instance_down(series: &Series, instances: i32) -> Alert {
    let Series { name, namespace, .. } = series;
    Alert {
        name: "PostgresInstanceDown",
        expr: format!("(sum({}) or vector(0)) < {instances}", series.of("patroni_postgres_running")),
        hold: minutes(10),
        summary: format!("{namespace}/{name} runs {{{{ $value }}}} of {instances} instances"),
        description: format!(
            "A pending pod lacks a node or a volume, a restarting one has the reason in its log. {}",
            members(series)
        ),
        runbook: runbooks::INSTANCE_DOWN,
        ..Alert::default()
    }
}

fn paused(series: &Series) -> Alert {
    let Series { name, namespace, .. } = series;
    Alert {
        name: "PostgresPatroniPaused",
        expr: format!("max({}) > 0", series.of("patroni_is_paused")),
        hold: minutes(60),
        summary: format!("Patroni of {namespace}/{name} is paused: it does not fail over"),
        description: format!("`kubectl exec -n {namespace} {name}-0 -- patronictl resume` ends it."),
        runbook: runbooks::PAUSED,
        ..Alert::default()
    }
}

fn not_receiving(series: &Series) -> Alert {
    let Series { name, namespace, .. } = series;
    let (replica, streaming) = (series.of("patroni_replica"), series.of("patroni_postgres_streaming"));
    Alert {
        name: "PostgresStandbyNotReceiving",
        expr: format!("max by (pod) ({replica}) > max by (pod) ({streaming})"),
        hold: minutes(10),
        summary: format!("{namespace}/{{{{ $labels.pod }}}} does not receive the write-ahead log"),
        description: format!(
            "Its log says why. When the primary no longer has the log that it needs, \
             `kubectl exec -n {namespace} {name}-0 -- patronictl reinit {name} <member>` makes it anew."
        ),
        runbook: runbooks::STANDBY_NOT_RECEIVING,
        ..Alert::default()
    }
}

fn members(series: &Series) -> String {
    let Series { name, namespace, .. } = series;
    format!("`kubectl exec -n {namespace} {name}-0 -- patronictl list` shows the members.")
}
