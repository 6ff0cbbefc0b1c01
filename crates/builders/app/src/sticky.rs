//! Keeps a client at the replica that answered it first. Each entry does that in a way of its own.

use hagen_core::context::{EntryApi, EntryEngine};
use hagen_kube::{CustomResource, Manifest};
use serde::Serialize;

use crate::exposure::Exposure;
use crate::workload::Workload;

/// How sessions stick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sticky {
    /// A `TraefikService` between the route and the Service: of the Gateway API Traefik reads no session persistence,
    /// and of a Service behind an HTTPRoute no annotations for it.
    TraefikService,
    /// Annotations of the Service, which Traefik reads behind an Ingress.
    ServiceAnnotations,
    /// A `DestinationRule`.
    DestinationRule,
}

/// How the sessions of an application stick. `None` when they need not, or nobody knows how.
pub(crate) fn sticky(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<Sticky> {
    let entry = workload.site().shared.entry.as_ref()?;
    match (entry.engine, &entry.api) {
        _ if !exposure.expose.sticky => None,
        (EntryEngine::Traefik, EntryApi::Gateway { .. }) => Some(Sticky::TraefikService),
        (EntryEngine::Traefik, EntryApi::Ingress { .. }) => Some(Sticky::ServiceAnnotations),
        (EntryEngine::Istio, _) => Some(Sticky::DestinationRule),
        (EntryEngine::Other, _) => None,
    }
}

/// The object that makes sessions stick, where it takes one of its own.
pub(crate) fn sticky_object(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<Manifest> {
    let metadata = workload.metadata();
    match sticky(workload, exposure)? {
        Sticky::TraefikService => Some(Manifest::custom(&metadata, &traefik_service(workload, exposure))),
        Sticky::DestinationRule => Some(Manifest::custom(&metadata, &destination_rule(workload))),
        Sticky::ServiceAnnotations => None,
    }
}

/// The annotations of the Service that make sessions stick behind an Ingress.
pub(crate) fn service_annotations(workload: &Workload<'_>) -> [(String, String); 5] {
    let prefix = "traefik.ingress.kubernetes.io/service.sticky.cookie";
    let truth = || "true".to_owned();
    [
        (prefix.to_owned(), truth()),
        (format!("{prefix}.name"), cookie_name(workload)),
        (format!("{prefix}.secure"), truth()),
        (format!("{prefix}.httponly"), truth()),
        (format!("{prefix}.samesite"), "lax".to_owned()),
    ]
}

fn cookie_name(workload: &Workload<'_>) -> String {
    format!("{}-replica", workload.name)
}

/// Distributes requests within Traefik.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct TraefikService {
    weighted: Weighted,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Weighted {
    services: Vec<WeightedService>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct WeightedService {
    name: String,
    port: u16,
    sticky: Cookie<TraefikCookie>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Cookie<C> {
    cookie: C,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct TraefikCookie {
    name: String,
    secure: bool,
    http_only: bool,
    same_site: &'static str,
}

impl CustomResource for TraefikService {
    const API_VERSION: &'static str = "traefik.io/v1alpha1";
    const KIND: &'static str = "TraefikService";
}

fn traefik_service(workload: &Workload<'_>, exposure: &Exposure<'_>) -> TraefikService {
    let cookie =
        TraefikCookie { name: cookie_name(workload), secure: true, http_only: true, same_site: "lax" };
    TraefikService {
        weighted: Weighted {
            services: vec![WeightedService {
                name: workload.name.to_string(),
                port: exposure.port.port.number,
                sticky: Cookie { cookie },
            }],
        },
    }
}

/// What Istio does with the traffic to a Service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct DestinationRule {
    host: String,
    traffic_policy: TrafficPolicy,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct TrafficPolicy {
    load_balancer: LoadBalancer,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct LoadBalancer {
    consistent_hash: ConsistentHash,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ConsistentHash {
    http_cookie: IstioCookie,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct IstioCookie {
    name: String,
    path: &'static str,
    /// Nothing keeps the cookie for the browser's session.
    ttl: &'static str,
}

impl CustomResource for DestinationRule {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "DestinationRule";
}

fn destination_rule(workload: &Workload<'_>) -> DestinationRule {
    let http_cookie = IstioCookie { name: cookie_name(workload), path: "/", ttl: "0s" };
    DestinationRule {
        host: workload.site().service_host(workload.name.as_str()),
        traffic_policy: TrafficPolicy {
            load_balancer: LoadBalancer { consistent_hash: ConsistentHash { http_cookie } },
        },
    }
}
