//! `traefik.io/v1alpha1`: what Traefik does between a route and the Services behind it.
//!
//! <https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/traefikservice/>

use serde::Serialize;

use crate::manifest::CustomResource;

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

impl CustomResource for TraefikService {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = "TraefikService";
}
