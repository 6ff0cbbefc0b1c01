//! Alerts about Prometheus and Alertmanager that the chart does not bring: replicas that are missing altogether have no
//! target that could be down.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::{Alert, Group, Runbook, Selector, Severity, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::pods::{ALERTMANAGER_SERVICE, NAMESPACE, PROMETHEUS_SERVICE};
use crate::stack::Stack;

pub(crate) fn artifacts(stack: &Stack, cx: &Context<'_>, metadata: &ObjectMeta) -> Vec<Artifact> {
    let alerts = [
        prometheus_missing(stack.prometheus_replicas(&cx.site)),
        alertmanager_missing(stack.alertmanager_replicas(&cx.site)),
        samples_grow(),
    ];
    rules::artifacts(cx, metadata, &[Group::new("monitoring", alerts)])
}

fn replicas_below(service: &str, wanted: i32) -> String {
    let web = Selector::namespace(NAMESPACE).is("job", service).matches("endpoint", "http-web");
    format!("(count({} == 1) or vector(0)) < {wanted}", web.of("up"))
}

fn prometheus_missing(wanted: i32) -> Alert {
    Alert {
        name: "PrometheusReplicaMissing",
        expr: replicas_below(PROMETHEUS_SERVICE, wanted),
        hold: minutes(15),
        summary: format!("{{{{ $value }}}} of {wanted} Prometheus replicas answer"),
        description: format!(
            "The pods `prometheus-kps-prometheus-*` of the namespace `{NAMESPACE}` are not all there. With one left, everything \
             goes on; with the next, nobody is alerted of anything."
        ),
        runbook: Runbook {
            meaning: "A replica of Prometheus does not run, or the others cannot reach it. Each replica scrapes everything, so \
                      nothing is lost while one is left.",
            look: "`kubectl -n monitoring get pods -l app.kubernetes.io/name=prometheus -o wide`, and `kubectl describe` of the one \
                   that is not ready: no node without another replica, a volume that does not attach, a log that is replayed \
                   (minutes after a crash), memory that does not suffice (`OOMKilled`).",
            mend: "Give it what it waits for: a node, `monitoring.prometheus.resources`, `monitoring.prometheus.storage`. A volume \
                   that is broken may be deleted together with its pod: the replica starts empty, and the other one has the past.",
        },
        ..Alert::default()
    }
}

fn alertmanager_missing(wanted: i32) -> Alert {
    Alert {
        name: "AlertmanagerReplicaMissing",
        expr: replicas_below(ALERTMANAGER_SERVICE, wanted),
        hold: minutes(15),
        summary: format!("{{{{ $value }}}} of {wanted} Alertmanager replicas answer"),
        description: format!(
            "The pods `alertmanager-kps-alertmanager-*` of the namespace `{NAMESPACE}` are not all there. One is enough to tell \
             alerts; none tells nothing."
        ),
        runbook: Runbook {
            meaning: "A replica of Alertmanager does not run. The others go on telling alerts.",
            look: "`kubectl -n monitoring get pods -l app.kubernetes.io/name=alertmanager -o wide`. A pod that waits for a Secret \
                   (`kubectl describe`) lacks what a receiver needs: `hagen secrets` lists what people have to supply.",
            mend: "Supply the secret, give the pod a node, or take back the last change of `monitoring.alertmanager`.",
        },
        ..Alert::default()
    }
}

/// Prometheus needs memory for each series: a label with too many values is the usual end of one.
fn samples_grow() -> Alert {
    let head = Selector::namespace(NAMESPACE).is("job", PROMETHEUS_SERVICE);
    let series = head.of("prometheus_tsdb_head_series");
    Alert {
        name: "PrometheusSeriesGrow",
        severity: Severity::Warning,
        expr: format!("max({series}) > 2 * max({series} offset 1d) and max({series}) > 200000"),
        hold: minutes(60),
        summary: "Prometheus has twice the series of a day ago".into(),
        description: "It has {{ $value | humanize }} series. Each takes some kilobytes of memory; when that ends, Prometheus does."
            .into(),
        runbook: Runbook {
            meaning: "Something began to show far more series than before: a new release, or a label whose values never end (user, \
                      path, address).",
            look: "`topk(10, count by (__name__) ({__name__=~\".+\"}))` and `topk(10, scrape_samples_post_metric_relabeling)` in \
                   Grafana's Explore, or Status → TSDB status of Prometheus itself.",
            mend: "Take the label out of the application's metrics, or drop the series in its monitor (`metricRelabelings`). If the \
                   growth is meant, raise `monitoring.prometheus.resources.memory`.",
        },
        ..Alert::default()
    }
}
