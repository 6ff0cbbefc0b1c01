//! What Grafana asks. Their uids are part of the contract with dashboards.

use hagen_core::context::{Backend, Context};
use hagen_core::target::Provided;
use hagen_yaml::{Value, value};

use super::GrafanaPart;
use crate::pods::{ALERTMANAGER_PORT, ALERTMANAGER_SERVICE, PROMETHEUS_PORT, PROMETHEUS_SERVICE};

/// The Service that the operator makes for every Prometheus of a namespace.
const OPERATED: &str = "prometheus-operated";

pub(super) fn values(part: &GrafanaPart, cx: &Context<'_>) -> Value {
    let mut sources = vec![prometheus(part, cx)];
    sources.extend((!is_there(cx)).then(|| alertmanager(cx)));
    sources.extend(cx.site.shared.logs.as_ref().map(|logs| loki(cx, logs)));
    sources.extend(cx.site.shared.traces.as_ref().map(|traces| tempo(cx, traces)));
    value!({ "datasources.yaml": { "apiVersion": 1, "prune": true, "datasources": (Value::List(sources)) } })
}

fn is_there(cx: &Context<'_>) -> bool {
    cx.site.cluster.provides(Provided::PrometheusOperator)
}

fn prometheus(part: &GrafanaPart, cx: &Context<'_>) -> Value {
    let service = if is_there(cx) { OPERATED } else { PROMETHEUS_SERVICE };
    let url = format!("http://{}:{}", cx.site.service_host(service), PROMETHEUS_PORT.number);
    let mut settings = value!({
        "httpMethod": "POST",
        "prometheusType": "Prometheus",
        "timeInterval": (part.section.prometheus.interval.go()),
    });
    if cx.site.shared.traces.is_some() {
        settings.merge(value!({
            "exemplarTraceIdDestinations": [{ "name": "trace_id", "datasourceUid": "tempo" }],
        }));
    }
    source("Prometheus", "prometheus", url, true, settings)
}

fn alertmanager(cx: &Context<'_>) -> Value {
    let url = format!("http://{}:{}", cx.site.service_host(ALERTMANAGER_SERVICE), ALERTMANAGER_PORT.number);
    let settings = value!({ "implementation": "prometheus", "handleGrafanaManagedAlerts": false });
    source("Alertmanager", "alertmanager", url, false, settings)
}

fn loki(cx: &Context<'_>, logs: &Backend) -> Value {
    let mut settings = value!({ "maxLines": 1000 });
    if cx.site.shared.traces.is_some() {
        // A line that names its trace leads to it. `$$` is `$` to what reads this file.
        settings.merge(value!({
            "derivedFields": [{
                "name": "trace",
                "matcherType": "regex",
                "matcherRegex": "\"?trace_?[iI][dD]\"?[=:] ?\"?(\\w+)",
                "datasourceUid": "tempo",
                "url": "$${__value.raw}",
            }],
        }));
    }
    tenant(source("Loki", "loki", logs.url.clone(), false, settings), logs)
}

fn tempo(cx: &Context<'_>, traces: &Backend) -> Value {
    let mut settings =
        value!({ "serviceMap": { "datasourceUid": "prometheus" }, "nodeGraph": { "enabled": true } });
    if cx.site.shared.logs.is_some() {
        settings.merge(value!({
            "tracesToLogsV2": {
                "datasourceUid": "loki",
                "spanStartTimeShift": "-5m",
                "spanEndTimeShift": "5m",
                "filterByTraceID": true,
                "tags": [
                    { "key": "k8s.namespace.name", "value": "namespace" },
                    { "key": "k8s.pod.name", "value": "pod" },
                ],
            },
        }));
    }
    tenant(source("Tempo", "tempo", traces.url.clone(), false, settings), traces)
}

fn source(name: &'static str, kind: &'static str, url: String, is_default: bool, settings: Value) -> Value {
    value!({
        "name": name,
        "uid": kind,
        "type": kind,
        "access": "proxy",
        "url": url,
        "isDefault": is_default,
        "editable": false,
        "jsonData": settings,
    })
}

/// Names the tenant in each request, where there are several.
fn tenant(mut source: Value, backend: &Backend) -> Value {
    if let Some(tenant) = &backend.tenant {
        source.merge(value!({
            "jsonData": { "httpHeaderName1": "X-Scope-OrgID" },
            "secureJsonData": { "httpHeaderValue1": (tenant.clone()) },
        }));
    }
    source
}
