//! Links to others, and ways in.

use hagen_core::exposure::TlsSource;
use hagen_core::section::{Checker, Section};
use hagen_kube::{Duration, EnvName, Host, HttpPath, Name, Reference};

use super::PortNumber;
use crate::codes;

/// A component of the blueprint that is used.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Reference)]
pub struct Use {
    /// Which one.
    #[section(example = "postgres/main")]
    pub to: Reference,
    /// Put in front of the variables' names, so that those of two databases differ: `REPORTS_` gives
    /// `REPORTS_PGHOST`.
    #[section(example = "REPORTS_")]
    pub prefix: Option<EnvName>,
}

impl From<Reference> for Use {
    fn from(to: Reference) -> Self {
        Self { to, prefix: None }
    }
}

/// How an application is reached from outside the cluster: by TLS, to which requests on port 80 are led.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_plain)]
pub struct Expose {
    /// The name.
    #[section(also = "hosts hostname domain fqdn name")]
    pub host: Host,
    /// The path below which requests go here: a prefix of whole elements.
    #[section(default = HttpPath::known("/"), also = "paths pathPrefix prefix")]
    pub path: HttpPath,
    /// The issuer of the certificate, or a secret that has one. Absent: the only issuer there is.
    #[section(example = "letsencrypt", also = "certificate cert issuer clusterIssuer https secretName")]
    pub tls: Option<TlsSource>,
    /// The issuer of the certificates that users have to show: nobody gets in without one.
    #[section(example = "internal", also = "clientCertificates mtls clientCa")]
    pub clients: Option<Name>,
    /// Why the host is served on port 80 without TLS as well, rather than led to port 443: anybody on the way can read and
    /// change such requests. It is kept with the blueprint for whoever asks later.
    #[section(example = "devices of 2009 that know no TLS", also = "http insecure")]
    pub plain: Option<String>,
    /// Keeps a client at the replica that answered it first, by a cookie.
    #[section(default = false, also = "sessionAffinity stickySessions")]
    pub sticky: bool,
    /// The name of the port, when there are several. Absent: `http`, or else the only TCP port.
    #[section(also = "servicePort backendPort targetPort")]
    pub port: Option<Name>,
}

/// Without TLS nobody shows a certificate, and without a reason nobody knows why there is none.
fn check_plain(expose: &Expose, checker: &mut Checker<'_, '_>) {
    check_way(expose, checker);
    let Some(reason) = &expose.plain else { return };
    if reason.trim().is_empty() {
        checker.report(&codes::SHAPE, "plain", "the reason is missing").help =
            Some("say why: `plain: devices of 2009 that know no TLS`".into());
    }
    if expose.clients.is_some() {
        let message = "users who come without TLS show no certificates, and `clients` asks for them";
        checker.report(&codes::SERVE, "plain", message);
    }
}

/// Names that certificates and routes are for, and paths that are no patterns.
fn check_way(expose: &Expose, checker: &mut Checker<'_, '_>) {
    if expose.host.is_ip() {
        let message = format!("`{}` is an address, and routes and certificates are for names", expose.host);
        checker.report(&hagen_core::codes::BAD_TEXT, "host", message).help =
            Some("write the DNS name that leads to it".into());
    }
    let path = expose.path.as_str();
    if let Some(odd) = path.find(['*', '(', '[', '^', '\\', '|']) {
        let message = format!("`{path}` is a pattern, and a path leads all requests below it here already");
        let prefix = path[..odd].trim_end_matches('/');
        let prefix = if prefix.is_empty() { "/" } else { prefix };
        checker.report(&hagen_core::codes::BAD_TEXT, "path", message).help =
            Some(format!("write `{prefix}`"));
    }
}

/// Where an application shows its metrics, and what those of its requests are called.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = HttpPath, check = check_names)]
pub struct Metrics {
    /// The path.
    #[section(default = HttpPath::known("/metrics"), also = "metricsPath")]
    pub path: HttpPath,
    /// The port, when it is not the one that requests go to.
    #[section(example = "9090")]
    pub port: Option<PortNumber>,
    /// How often it is read.
    #[section(default = Duration::seconds(30), also = "scrapeInterval every")]
    pub interval: Duration,
    /// The metric that counts requests. Absent: `http_requests_total`.
    #[section(example = "http_server_request_duration_seconds_count")]
    pub requests: Option<String>,
    /// Its label with the status of the answer. Absent: `code` or `status`, whichever is there.
    #[section(example = "http_response_status_code")]
    pub status_label: Option<String>,
    /// The histogram of how long requests take, in seconds, without `_bucket`. Absent: `http_request_duration_seconds`.
    #[section(example = "http_server_request_duration_seconds")]
    pub duration: Option<String>,
}

/// Names that Prometheus takes without quotes.
fn check_names(metrics: &Metrics, checker: &mut Checker<'_, '_>) {
    // A series that is older than five minutes is none to Prometheus.
    if !(1000..=300_000).contains(&metrics.interval.as_millis()) {
        let message =
            format!("read every `{}`, the metrics are a burden or gone in between", metrics.interval);
        checker.report(&hagen_core::codes::OUT_OF_RANGE, "interval", message).help =
            Some("from `5s` to `2m`".into());
    }
    let Metrics { requests, status_label, duration, .. } = metrics;
    for (key, name) in [("requests", requests), ("statusLabel", status_label), ("duration", duration)] {
        let Some(name) = name else { continue };
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || (c == ':' && key != "statusLabel");
        if !name.chars().all(is_word) || !name.starts_with(|c: char| !c.is_ascii_digit()) {
            let message = format!("`{}` is no name that Prometheus knows", name.escape_debug());
            checker.report(&hagen_core::codes::BAD_TEXT, key, message);
        }
    }
}

impl From<HttpPath> for Metrics {
    fn from(path: HttpPath) -> Self {
        Self { path, ..Self::default() }
    }
}
