//! What an application is told of who takes its traces, by the variables that OpenTelemetry's libraries read.
//!
//! <https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>

use hagen_core::component::{Endpoint, Peer, Port};
use hagen_core::context::Telemetry;
use hagen_kube::EnvName;
use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};

use crate::workload::Workload;

/// OTLP over gRPC and over HTTP.
const PORTS: [Port; 2] = [Port::tcp(4317), Port::tcp(4318)];
/// The variable with the name of the pod, which others are made of.
const POD_NAME: &str = "POD_NAME";

/// Who takes the traces of an application: nobody where there is no tracing, or where it wants none.
pub(crate) fn telemetry<'a>(workload: &Workload<'a>) -> Option<&'a Telemetry> {
    workload.site().shared.telemetry.as_ref().filter(|_| workload.app.tracing != Some(false))
}

/// The variables, but for those that the blueprint sets itself.
pub(crate) fn env(workload: &Workload<'_>) -> Vec<EnvVar> {
    let Some(telemetry) = telemetry(workload) else { return Vec::new() };
    let text =
        |name: &str, value: String| EnvVar { name: name.to_owned(), value: Some(value), value_from: None };
    let variables = [
        pod_name(),
        // By HTTP each request finds a replica of its own; gRPC would stay with the first.
        text("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.http.clone()),
        text("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf".into()),
        text("OTEL_SERVICE_NAME", workload.name.to_string()),
        text("OTEL_RESOURCE_ATTRIBUTES", attributes(workload)),
        text("OTEL_TRACES_EXPORTER", "otlp".into()),
        // Metrics are scraped and logs are read from the output; nobody takes either here.
        text("OTEL_METRICS_EXPORTER", "none".into()),
        text("OTEL_LOGS_EXPORTER", "none".into()),
    ];
    let is_set = |variable: &EnvVar| {
        let own = |name: &EnvName| name.as_str() == variable.name;
        workload.app.config.keys().chain(workload.app.secrets.keys()).any(own)
    };
    variables.into_iter().filter(|variable| !is_set(variable)).collect()
}

/// The labels by which logs and metrics of the same pod are found.
fn attributes(workload: &Workload<'_>) -> String {
    let site = workload.site();
    [
        format!("service.namespace={}", site.platform),
        format!("service.instance.id=$({POD_NAME})"),
        format!("deployment.environment.name={}", site.scope()),
        format!("k8s.cluster.name={}", site.cluster_name),
        format!("k8s.namespace.name={}", site.namespace),
        format!("k8s.pod.name=$({POD_NAME})"),
    ]
    .join(",")
}

fn pod_name() -> EnvVar {
    let field = ObjectFieldSelector { field_path: "metadata.name".into(), api_version: None };
    let value_from = Some(EnvVarSource { field_ref: Some(field), ..EnvVarSource::default() });
    EnvVar { name: POD_NAME.to_owned(), value: None, value_from }
}

/// The edge to who takes the traces.
pub(crate) fn egress(workload: &Workload<'_>) -> Option<Endpoint> {
    let pods = telemetry(workload)?.pods.clone();
    Some(Endpoint { peer: Peer::Pods(pods), ports: PORTS.to_vec() })
}
