//! `DestinationRule`: what a client's proxy does with the traffic to a Service.

use serde::Serialize;

use crate::manifest::CustomResource;

/// What clients do with the traffic to a Service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationRule {
    /// The complete DNS name of the Service.
    pub host: String,
    /// What they do.
    pub traffic_policy: TrafficPolicy,
}

/// What clients do with traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct TrafficPolicy {
    /// Which replica gets a request.
    pub load_balancer: Option<LoadBalancer>,
    /// How much is under way at once, for each proxy of a client.
    pub connection_pool: Option<ConnectionPool>,
    /// When a replica that answers with errors is left out.
    pub outlier_detection: Option<OutlierDetection>,
    /// How connections are secured. Absent: as the other end takes them.
    pub tls: Option<UpstreamTls>,
}

/// Which replica gets a request: one of the two.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancer {
    /// `LEAST_REQUEST`, `ROUND_ROBIN` or `RANDOM`.
    pub simple: Option<&'static str>,
    /// The same one for the same client.
    pub consistent_hash: Option<ConsistentHash>,
}

/// What tells clients apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsistentHash {
    /// A cookie, which the proxy sets.
    pub http_cookie: HttpCookie,
}

/// A cookie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HttpCookie {
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: &'static str,
    /// How long browsers keep it; `0s` until they are closed.
    pub ttl: &'static str,
}

/// How much is under way at once.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ConnectionPool {
    /// Connections.
    pub tcp: Option<TcpPool>,
    /// Requests.
    pub http: Option<HttpPool>,
}

/// Connections.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct TcpPool {
    /// How many at most.
    pub max_connections: Option<i64>,
    /// How long one may take to be opened.
    pub connect_timeout: Option<String>,
}

/// Requests.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct HttpPool {
    /// How many wait for a connection, for HTTP/1.1 and HTTP/2 alike.
    pub http1_max_pending_requests: Option<i64>,
    /// How many are under way, for HTTP/1.1 and HTTP/2 alike.
    pub http2_max_requests: Option<i64>,
    /// How many go over one connection.
    pub max_requests_per_connection: Option<i64>,
}

/// When a replica that answers with errors is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutlierDetection {
    /// After how many errors in a row.
    #[serde(rename = "consecutive5xxErrors")]
    pub consecutive_5xx_errors: i64,
    /// How often that is looked at.
    pub interval: String,
    /// For how long, the first time; each further time is longer by as much.
    pub base_ejection_time: String,
    /// How many percent of the replicas at most.
    pub max_ejection_percent: i64,
}

/// How connections to a Service are secured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpstreamTls {
    /// `ISTIO_MUTUAL`: by the certificates of the mesh.
    pub mode: &'static str,
}

impl CustomResource for DestinationRule {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "DestinationRule";
}
