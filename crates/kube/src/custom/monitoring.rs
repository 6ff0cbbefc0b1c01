//! `monitoring.coreos.com`: what a Prometheus scrapes, and when it calls.
//!
//! <https://prometheus-operator.dev/docs/api-reference/api/>

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

use crate::manifest::CustomResource;
use crate::text::{Duration, Name};

/// Scrapes the pods behind a Service.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMonitor {
    /// Selects Services by the labels of the Service itself, not of its pods.
    pub selector: LabelSelector,
    /// The ports to scrape.
    pub endpoints: Vec<ScrapeEndpoint>,
    /// Where the Services are. Absent: in the monitor's own namespace.
    pub namespace_selector: Option<NamespaceSelector>,
    /// The label of the Service whose value becomes the `job` label. Absent: the name of the Service.
    pub job_label: Option<String>,
    /// Labels of the pods that every series gets.
    pub pod_target_labels: Option<Vec<String>>,
    /// How many samples a scrape may hold; more make it fail, so that one target cannot flood the store.
    pub sample_limit: Option<u64>,
}

/// Scrapes pods without a Service.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct PodMonitor {
    /// Selects pods.
    pub selector: LabelSelector,
    /// The ports to scrape.
    pub pod_metrics_endpoints: Vec<ScrapeEndpoint>,
    /// Where the pods are. Absent: in the monitor's own namespace.
    pub namespace_selector: Option<NamespaceSelector>,
    /// The label of the pod whose value becomes the `job` label. Absent: `<namespace>/<monitor>`.
    pub job_label: Option<String>,
    /// Labels of the pods that every series gets.
    pub pod_target_labels: Option<Vec<String>>,
    /// How many samples a scrape may hold; more make it fail, so that one target cannot flood the store.
    pub sample_limit: Option<u64>,
}

/// The namespaces that a monitor looks in.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct NamespaceSelector {
    /// By name.
    pub match_names: Vec<Name>,
}

/// A port to scrape, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ScrapeEndpoint {
    /// The name of the port: of the Service for a [`ServiceMonitor`], of the container for a [`PodMonitor`].
    pub port: Option<String>,
    /// The number of the container's port, where it has no name; for a [`PodMonitor`] only.
    pub port_number: Option<u16>,
    /// The path. Absent: `/metrics`.
    pub path: Option<String>,
    /// `http` (when absent) or `https`.
    pub scheme: Option<&'static str>,
    /// How TLS is spoken, where the scheme is `https`.
    pub tls_config: Option<TlsConfig>,
    /// How often. Absent: as often as the Prometheus scrapes everything.
    pub interval: Option<String>,
    /// How long a scrape may take; not longer than the interval.
    pub scrape_timeout: Option<String>,
    /// Whether labels of the target win over those that Prometheus adds.
    pub honor_labels: Option<bool>,
    /// Changes the labels of the target, before the scrape.
    pub relabelings: Option<Vec<Relabeling>>,
    /// Changes or drops series, after the scrape.
    pub metric_relabelings: Option<Vec<Relabeling>>,
}

/// How TLS is spoken to a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsConfig {
    /// The authority that its certificate has to come from.
    pub ca: TlsSource,
    /// The certificate that is shown to it.
    pub cert: Option<TlsSource>,
    /// The key of that certificate.
    pub key_secret: Option<SecretKey>,
    /// The name that its certificate has to hold for.
    pub server_name: String,
}

/// Where a certificate is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TlsSource {
    /// In a Secret of the monitor's namespace.
    pub secret: SecretKey,
}

/// A key of a Secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecretKey {
    /// The Secret.
    pub name: Name,
    /// The key.
    pub key: &'static str,
}

/// One step of relabelling.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Relabeling {
    /// The labels that are read, joined by `;`.
    pub source_labels: Option<Vec<&'static str>>,
    /// What they have to match: a regular expression, anchored at both ends.
    pub regex: Option<String>,
    /// The label that is written.
    pub target_label: Option<&'static str>,
    /// What it becomes.
    pub replacement: Option<String>,
    /// `replace` (when absent), `drop`, `keep`, `labeldrop` …
    pub action: Option<&'static str>,
}

/// Scrapes addresses that no Service or pod of the cluster stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ScrapeConfig {
    /// The label `job` of its series.
    pub job_name: String,
    /// `HTTPS`. Absent: plain HTTP.
    pub scheme: Option<&'static str>,
    /// The path. Absent: `/metrics`.
    pub metrics_path: Option<String>,
    /// How often. Absent: as often as the Prometheus scrapes everything.
    pub scrape_interval: Option<String>,
    /// Changes the labels of the targets, before the scrape.
    pub relabelings: Option<Vec<Relabeling>>,
    /// The addresses.
    pub static_configs: Vec<StaticTargets>,
    /// How the other end is verified, and what is shown to it.
    pub tls_config: Option<ScrapeTls>,
    /// A user and a password.
    pub basic_auth: Option<ScrapeUser>,
}

/// Addresses with labels of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct StaticTargets {
    /// `host:port`.
    pub targets: Vec<String>,
    /// What their series are labelled with.
    pub labels: BTreeMap<String, String>,
}

/// TLS of a scrape.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ScrapeTls {
    /// The authority of the other end. Absent: the public ones.
    pub ca: Option<SecretSource>,
    /// The certificate to show.
    pub cert: Option<SecretSource>,
    /// The key of that certificate.
    pub key_secret: Option<SecretKeyRef>,
    /// The name that the other end's certificate is for. Absent: its address.
    pub server_name: Option<String>,
}

/// Something in a Secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecretSource {
    /// Where in the Secret.
    pub secret: SecretKeyRef,
}

/// A key of a Secret in the namespace of the resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecretKeyRef {
    /// The Secret.
    pub name: Name,
    /// The key.
    pub key: String,
}

/// Who scrapes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScrapeUser {
    /// The user.
    pub username: SecretKeyRef,
    /// The password.
    pub password: SecretKeyRef,
}

/// Has an exporter ask some addresses, and scrapes what it found.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    /// The label `job` of its series.
    pub job_name: String,
    /// How the exporter asks: one of its modules.
    pub module: String,
    /// The exporter.
    pub prober: Prober,
    /// How often.
    pub interval: Option<String>,
    /// How long an answer may take.
    pub scrape_timeout: Option<String>,
    /// What is asked.
    pub targets: ProbeTargets,
}

/// An exporter that asks.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Prober {
    /// Its `host:port`.
    pub url: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ProbeTargets {
    /// Known addresses.
    pub static_config: ProbeAddresses,
}

/// Known addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ProbeAddresses {
    /// The addresses; each is the label `instance` of its series.
    #[serde(rename = "static")]
    pub addresses: Vec<String>,
    /// What their series are labelled with.
    pub labels: BTreeMap<String, String>,
}

/// Alerting and recording rules.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct PrometheusRule {
    /// The groups. The rules of one are evaluated one after the other.
    pub groups: Vec<RuleGroup>,
}

/// Rules that are evaluated together.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct RuleGroup {
    /// Its name, unique within the object.
    pub name: String,
    /// How often. Absent: as often as the Prometheus evaluates everything.
    pub interval: Option<String>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// One rule: it has either an `alert` or a `record`.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Rule {
    /// The name of the alert.
    pub alert: Option<String>,
    /// The name of the series that is recorded.
    pub record: Option<String>,
    /// PromQL.
    pub expr: String,
    /// How long the expression must hold before the alert fires.
    #[serde(rename = "for")]
    pub hold: Option<String>,
    /// How long the alert goes on firing once the expression no longer holds.
    pub keep_firing_for: Option<String>,
    /// Labels that are added: `severity`.
    pub labels: Option<BTreeMap<&'static str, String>>,
    /// What a person reads: `summary` and `description`, Go templates.
    pub annotations: Option<BTreeMap<&'static str, String>>,
}

impl CustomResource for ServiceMonitor {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "ServiceMonitor";
}

impl CustomResource for PodMonitor {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "PodMonitor";
}

impl CustomResource for ScrapeConfig {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1alpha1";
    const KIND: &'static str = "ScrapeConfig";
}

impl CustomResource for Probe {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "Probe";
}

impl CustomResource for PrometheusRule {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "PrometheusRule";
}

impl Rule {
    /// An alert that fires once `expr` has held for a while. `severity` is `critical` when somebody has to come at
    /// once, else `warning`.
    pub fn alert(
        name: &str,
        severity: &'static str,
        hold: Duration,
        expr: impl Into<String>,
        summary: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            alert: Some(name.to_owned()),
            expr: expr.into(),
            hold: Some(hold.go()),
            labels: Some(BTreeMap::from([("severity", severity.to_owned())])),
            annotations: Some(BTreeMap::from([
                ("summary", summary.into()),
                ("description", description.into()),
            ])),
            ..Self::default()
        }
    }

    /// A series that is computed ahead.
    pub fn record(name: &str, expr: impl Into<String>) -> Self {
        Self { record: Some(name.to_owned()), expr: expr.into(), ..Self::default() }
    }
}
