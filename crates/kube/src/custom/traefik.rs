//! `traefik.io/v1alpha1`: what Traefik does between a route and the Services behind it.
//!
//! <https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/traefikservice/>

use serde::Serialize;

use crate::manifest::CustomResource;
use crate::text::Name;

const API_VERSION: &str = "traefik.io/v1alpha1";

/// Shares out requests to several Services.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraefikService {
    /// By weights.
    pub weighted: Weighted,
}

/// Services by their weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighted {
    /// The Services.
    pub services: Vec<WeightedService>,
    /// Keeps a client at the Service that answered it first.
    pub sticky: Option<Sticky>,
}

/// A Service and its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct WeightedService {
    /// Its name, in the same namespace.
    pub name: String,
    /// Its port.
    pub port: u16,
    /// Its part of the requests, beside the others'. Absent: 1.
    pub weight: Option<u32>,
    /// `https` where its pods serve TLS. Absent: `http`.
    pub scheme: Option<&'static str>,
    /// The [`ServersTransport`] that its pods are reached by.
    pub servers_transport: Option<String>,
    /// Keeps a client at the pod that answered it first.
    pub sticky: Option<Sticky>,
}

/// How a client is kept at what answered it first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sticky {
    /// By a cookie.
    pub cookie: Cookie,
}

/// A cookie.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Whether it goes over TLS only.
    pub secure: bool,
    /// Whether scripts do not see it.
    pub http_only: bool,
    /// `lax`, `strict` or `none`.
    pub same_site: &'static str,
}

/// How pods are reached that serve TLS.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServersTransport {
    /// The name that their certificate has to hold for.
    pub server_name: String,
    /// The authorities that it may come from.
    #[serde(rename = "rootCAs")]
    pub root_cas: Vec<RootCa>,
    /// The Secrets with a certificate to show to them.
    pub certificates_secrets: Option<Vec<Name>>,
    /// The least version: `VersionTLS12`, `VersionTLS13`.
    pub min_version: &'static str,
}

/// An authority.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RootCa {
    /// The Secret that holds its certificate as `ca.crt`.
    pub secret: Name,
}

/// What is asked of clients that speak TLS.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsOption {
    /// The least version: `VersionTLS12`, `VersionTLS13`.
    pub min_version: &'static str,
    /// Whether a client has to say which host it wants.
    pub sni_strict: bool,
    /// The certificates that they have to show.
    pub client_auth: ClientAuth,
}

/// The certificates that clients have to show.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientAuth {
    /// `RequireAndVerifyClientCert`.
    pub client_auth_type: &'static str,
    /// The Secrets that hold the authorities, as `ca.crt`.
    pub secret_names: Vec<Name>,
}

/// Leads requests to Services, with what no route of the Gateway API can say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressRoute {
    /// The entry points: `websecure`.
    pub entry_points: Vec<&'static str>,
    /// The routes.
    pub routes: Vec<Route>,
    /// What is asked of clients. The certificate is found by the host.
    pub tls: RouteTls,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    /// Which requests, in Traefik's language of rules.
    #[serde(rename = "match")]
    pub matching: String,
    /// Where they go.
    pub services: Vec<RouteService>,
}

/// Where requests go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteService {
    /// `Service` or `TraefikService`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// The port of a Service.
    pub port: Option<u16>,
}

/// What is asked of the clients of a route.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteTls {
    /// The [`TlsOption`].
    pub options: OptionRef,
}

/// Names a [`TlsOption`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionRef {
    /// Its name, in the same namespace.
    pub name: Name,
}

impl CustomResource for ServersTransport {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = "ServersTransport";
}

impl CustomResource for TlsOption {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = "TLSOption";
}

impl CustomResource for IngressRoute {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = "IngressRoute";
}

impl CustomResource for TraefikService {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = "TraefikService";
}
