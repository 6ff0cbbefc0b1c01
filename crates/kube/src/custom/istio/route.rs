//! `VirtualService` and `Gateway`: where requests go, and where they come in.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::manifest::CustomResource;
use crate::text::{Host, Name};

/// Where requests for some hosts go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VirtualService {
    /// The hosts.
    pub hosts: Vec<String>,
    /// Who follows it: Gateways as `namespace/name`, and `mesh` for the proxies of all pods.
    pub gateways: Vec<String>,
    /// What happens to a request; the first rule that matches wins.
    pub http: Vec<HttpRule>,
}

/// What happens to the requests that match.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HttpRule {
    /// Its name, which access logs and metrics show.
    pub name: String,
    /// Which requests; one match is enough. Absent: all.
    #[serde(rename = "match")]
    pub matches: Option<Vec<HttpMatch>>,
    /// Where they go.
    pub route: Vec<RouteDestination>,
    /// How long a request may take, with all its retries.
    pub timeout: Option<String>,
    /// How often it is tried again.
    pub retries: Option<HttpRetry>,
}

/// A condition on a request: all that is said has to hold.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct HttpMatch {
    /// On its path.
    pub uri: Option<StringMatch>,
    /// On its method.
    pub method: Option<StringMatch>,
    /// On the port of the Service that it was sent to.
    pub port: Option<u16>,
}

/// A condition on a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StringMatch {
    /// It is this.
    Exact(String),
    /// It begins like this, letter by letter.
    Prefix(String),
    /// All of it matches this regular expression (RE2).
    Regex(String),
}

/// Where some of the requests go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteDestination {
    /// Where.
    pub destination: Destination,
    /// How many percent of them. Absent: all.
    pub weight: Option<i64>,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Destination {
    /// The complete DNS name of the Service.
    pub host: String,
    /// The port.
    pub port: PortNumber,
}

/// The number of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PortNumber {
    /// The number.
    pub number: u16,
}

/// How often a request is tried again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRetry {
    /// How often; 0 for never.
    pub attempts: i64,
    /// How long one try may take.
    pub per_try_timeout: Option<String>,
    /// After which failures, in Envoy's words.
    pub retry_on: Option<&'static str>,
}

/// Where traffic comes in, for hosts whose routes the Gateway API cannot tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IstioGateway {
    /// The labels of the pods that listen.
    pub selector: BTreeMap<String, String>,
    /// The ports and hosts.
    pub servers: Vec<Server>,
}

/// Some hosts on a port.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Server {
    /// Its name, unique in the Gateway.
    pub name: Name,
    /// The port of the Service before the pods.
    pub port: ServerPort,
    /// Its hosts, each as `namespace/host`: routes of no other namespace may serve it.
    pub hosts: Vec<String>,
    /// Its certificate.
    pub tls: Option<ServerTls>,
}

/// A port that is listened on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServerPort {
    /// The number.
    pub number: u16,
    /// The name, unique in the Gateway.
    pub name: Name,
    /// `HTTP` or `HTTPS`.
    pub protocol: &'static str,
}

/// The certificate of a host.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerTls {
    /// `SIMPLE`: clients have none of their own.
    pub mode: &'static str,
    /// The Secret, in the namespace of the pods that listen.
    pub credential_name: Name,
    /// The oldest version of TLS.
    pub min_protocol_version: &'static str,
}

impl Server {
    /// The way a server names a host that routes of some namespaces may serve.
    pub fn host(namespace: &Name, host: &Host) -> String {
        format!("{namespace}/{host}")
    }
}

impl CustomResource for VirtualService {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "VirtualService";
}

impl CustomResource for IstioGateway {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "Gateway";
}
