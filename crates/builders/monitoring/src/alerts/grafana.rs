//! Alerts about Grafana.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::{Alert, Group, Runbook, Selector, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::answering;
use crate::grafana::GrafanaPart;
use crate::pods::{GRAFANA, NAMESPACE};

pub(crate) fn artifacts(part: &GrafanaPart, cx: &Context<'_>, metadata: &ObjectMeta) -> Vec<Artifact> {
    let mut alerts = vec![replicas_missing(part.replicas(&cx.site)), errors()];
    alerts.extend(part.database.is_some().then(no_connections));
    rules::artifacts(cx, metadata, &[Group::new("grafana", alerts)])
}

fn replicas_missing(wanted: i32) -> Alert {
    Alert {
        name: "GrafanaReplicaMissing",
        expr: format!("{} < {wanted}", answering(GRAFANA)),
        hold: minutes(15),
        summary: format!("{{{{ $value }}}} of {wanted} Grafana replicas answer"),
        description: format!(
            "The pods `grafana-*` of the namespace `{NAMESPACE}` are not all there, or do not start."
        ),
        runbook: Runbook {
            meaning: "Fewer replicas of Grafana answer than there should be. People notice when none is left.",
            look: "`kubectl -n monitoring get pods -l app.kubernetes.io/name=grafana` and the log of the container `grafana`: without \
                   its database Grafana does not start.",
            mend: "Mend the database first (its own alerts say more); Grafana comes back by itself.",
        },
        ..Alert::default()
    }
}

fn errors() -> Alert {
    let requests = Selector::namespace(NAMESPACE).is("job", GRAFANA);
    let failed = requests.clone().matches("status_code", "5..");
    let metric = "grafana_http_request_duration_seconds_count";
    let (failed, all) = (failed.over(metric, "5m"), requests.over(metric, "5m"));
    Alert {
        name: "GrafanaRequestsFail",
        expr: format!("sum(rate({failed})) / sum(rate({all})) > 0.05"),
        hold: minutes(10),
        summary: "{{ $value | humanizePercentage }} of the requests to Grafana fail".into(),
        description: "Dashboards stay empty or cannot be saved. Most often a data source or the database does not answer.".into(),
        runbook: Runbook {
            meaning: "More than one of twenty requests ends with a server error.",
            look: "The log of the pods: `kubectl -n monitoring logs -l app.kubernetes.io/name=grafana -c grafana | grep '\"level\":\"error\"'` \
                   names the data source or the database.",
            mend: "Mend what does not answer. A policy that closes the way shows as a timeout, a wrong password as a refusal.",
        },
        ..Alert::default()
    }
}

fn no_connections() -> Alert {
    let own = Selector::namespace(NAMESPACE).is("job", GRAFANA);
    let (used, most) = (own.of("grafana_database_conn_in_use"), own.of("grafana_database_conn_max_open"));
    Alert {
        name: "GrafanaDatabaseConnectionsExhausted",
        expr: format!("max({used} / ({most} > 0)) > 0.9"),
        hold: minutes(10),
        summary: "Grafana uses {{ $value | humanizePercentage }} of its connections to the database".into(),
        description:
            "Requests wait for a connection. Raise `max_open_conn`, and the limit of Grafana's role with it."
                .into(),
        runbook: Runbook {
            meaning: "Each replica may hold a fixed number of connections to its database, and nearly all are in use.",
            look: "`grafana_database_conn_in_use` and `grafana_database_conn_wait_count_total` by pod; slow queries in the \
                   database's own dashboard.",
            mend: "Raise `values.grafana.\"grafana.ini\".database.max_open_conn`, and `connectionLimit` of `platform/grafana` at the \
                   database so that all replicas together stay below it.",
        },
        ..Alert::default()
    }
}
