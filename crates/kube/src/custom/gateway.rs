//! `gateway.networking.k8s.io/v1`: how traffic from outside reaches Services.
//!
//! <https://gateway-api.sigs.k8s.io/reference/spec/>

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

use crate::manifest::CustomResource;
use crate::text::{Host, HttpPath, Name};

/// Sends HTTP requests for some hosts to Services.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct HttpRoute {
    /// The listeners of Gateways that it attaches to.
    pub parent_refs: Vec<ParentRef>,
    /// The hosts. None: those of the listeners.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<Host>,
    /// What happens to a request; the most specific match wins.
    pub rules: Vec<HttpRouteRule>,
}

/// A Gateway, or one of its listeners.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ParentRef {
    /// The Gateway.
    pub name: Name,
    /// Its namespace. Absent: that of the route.
    pub namespace: Option<Name>,
    /// The listener. Absent: every one that the host fits.
    pub section_name: Option<Name>,
}

/// What happens to the requests that match.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct HttpRouteRule {
    /// Which requests; one match is enough. Absent: all.
    pub matches: Option<Vec<HttpRouteMatch>>,
    /// What is done to a request on its way.
    pub filters: Option<Vec<HttpRouteFilter>>,
    /// Where it goes.
    pub backend_refs: Option<Vec<BackendRef>>,
}

/// A condition on a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HttpRouteMatch {
    /// On its path.
    pub path: PathMatch,
    /// On its method.
    pub method: Option<&'static str>,
}

/// A condition on the path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathMatch {
    /// `PathPrefix` (by whole elements) or `Exact`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The path.
    pub value: HttpPath,
}

/// Something done to a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRouteFilter {
    /// `RequestRedirect`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Where the client is sent instead.
    pub request_redirect: Option<RequestRedirect>,
}

/// Where a client is sent instead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRedirect {
    /// `https`.
    pub scheme: Option<&'static str>,
    /// 301 (for good) or 302.
    pub status_code: Option<u16>,
}

/// What takes the requests in the end.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct BackendRef {
    /// The API group. Absent: the core group.
    pub group: Option<&'static str>,
    /// The kind. Absent: `Service`.
    pub kind: Option<&'static str>,
    /// The name.
    pub name: String,
    /// The port of the Service; nothing for other kinds.
    pub port: Option<u16>,
    /// Its part of the requests, beside the others'. Absent: 1.
    pub weight: Option<i64>,
}

/// Where traffic comes in.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Gateway {
    /// What implements it.
    pub gateway_class_name: String,
    /// The Service whose pods listen, for a class that would otherwise run pods for each Gateway.
    pub addresses: Option<Vec<GatewayAddress>>,
    /// The ports and hosts that it listens on: 64 at most.
    pub listeners: Vec<Listener>,
}

/// An address that a Gateway is bound to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GatewayAddress {
    /// `Hostname`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The complete DNS name of the Service.
    pub value: String,
}

/// A port, and a host on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// Its name, unique in the Gateway.
    pub name: Name,
    /// `HTTP` or `HTTPS`.
    pub protocol: &'static str,
    /// The port.
    pub port: u16,
    /// The host. Absent: all.
    pub hostname: Option<Host>,
    /// Its certificate.
    pub tls: Option<ListenerTls>,
    /// Whose routes may attach.
    pub allowed_routes: AllowedRoutes,
}

/// The certificate of a listener.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerTls {
    /// `Terminate`.
    pub mode: &'static str,
    /// The Secrets.
    pub certificate_refs: Vec<CertificateRef>,
}

/// A Secret with a certificate, in the Gateway's namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CertificateRef {
    /// `Secret`.
    pub kind: &'static str,
    /// Its name.
    pub name: Name,
}

/// Whose routes may attach to a listener.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AllowedRoutes {
    /// Those of these namespaces.
    pub namespaces: RouteNamespaces,
}

/// Some namespaces.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteNamespaces {
    /// `Same` or `Selector`.
    pub from: &'static str,
    /// The labels of those meant.
    pub selector: Option<LabelSelector>,
}

impl CustomResource for Gateway {
    const API_VERSION: &'static str = "gateway.networking.k8s.io/v1";
    const KIND: &'static str = "Gateway";
}

impl CustomResource for HttpRoute {
    const API_VERSION: &'static str = "gateway.networking.k8s.io/v1";
    const KIND: &'static str = "HTTPRoute";
}
