//! Keeps a client at the replica that answered it first. Each entry does that in a way of its own.

use hagen_core::context::{EntryApi, EntryEngine};
use hagen_kube::custom::traefik::Cookie;

use crate::exposure::Exposure;
use crate::workload::Workload;

/// How sessions stick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sticky {
    /// The `TraefikService` that the route leads to.
    TraefikService,
    /// Annotations of the Service, which Traefik reads behind an Ingress.
    ServiceAnnotations,
    /// A `DestinationRule`, which says more than this of the same traffic.
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

/// The cookie by which Traefik keeps a client at a `replica` or `version`.
pub(crate) fn cookie(workload: &Workload<'_>, to: &str) -> Cookie {
    let name = format!("{}-{to}", workload.name);
    Cookie { name, secure: true, http_only: true, same_site: "lax" }
}

pub(crate) fn cookie_name(workload: &Workload<'_>) -> String {
    format!("{}-replica", workload.name)
}
