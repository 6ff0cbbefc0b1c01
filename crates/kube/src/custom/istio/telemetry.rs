//! `Telemetry`: what proxies tell of the traffic.

use serde::Serialize;

use crate::manifest::CustomResource;

/// What proxies tell.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Telemetry {
    /// The log of requests.
    pub access_logging: Option<Vec<AccessLogging>>,
    /// Traces.
    pub tracing: Option<Vec<Tracing>>,
}

/// The log of requests.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct AccessLogging {
    /// Who writes it.
    pub providers: Option<Vec<Provider>>,
    /// Whether nobody does.
    pub disabled: Option<bool>,
    /// Which requests are in it. Absent: all.
    pub filter: Option<LogFilter>,
}

/// Which requests are logged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogFilter {
    /// In the Common Expression Language.
    pub expression: &'static str,
}

/// Traces.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tracing {
    /// Who takes them.
    pub providers: Vec<Provider>,
    /// How many percent of the requests that nobody decided about yet.
    pub random_sampling_percentage: f64,
}

/// A provider of the mesh's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// Its name.
    pub name: &'static str,
}

impl CustomResource for Telemetry {
    const API_VERSION: &'static str = "telemetry.istio.io/v1";
    const KIND: &'static str = "Telemetry";
}
