//! What stands between the entry and the pods of an application.

use hagen_kube::Manifest;
use hagen_kube::custom::traefik::{Sticky, TraefikService, Weighted, WeightedService};

use crate::exposure::Exposure;
use crate::sticky;
use crate::tls::has_traefik;
use crate::workload::Workload;

/// What a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// The Service itself.
    Service,
    /// A `TraefikService` before it: of the Gateway API Traefik reads no session persistence, and of a Service behind an
    /// HTTPRoute no annotations for it; Argo Rollouts sets the weights of no route.
    TraefikService,
}

pub(crate) fn via(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Via {
    let needed = exposure.expose.sticky || workload.has_canary() || workload.app.serve.is_some();
    if needed && has_traefik(workload) { Via::TraefikService } else { Via::Service }
}

/// The `TraefikService`, where the route leads to one.
pub(crate) fn traefik_service(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<Manifest> {
    if via(workload, exposure) == Via::Service {
        return None;
    }
    let serves_tls = workload.app.serve.is_some();
    let service = |name: String, weight: Option<u32>| WeightedService {
        name,
        port: exposure.port.port.number,
        weight,
        scheme: serves_tls.then_some("https"),
        servers_transport: serves_tls.then(|| workload.name.to_string()),
        sticky: sticky(workload, exposure, "replica"),
    };
    let name = workload.name.to_string();
    let weighted = if workload.has_canary() {
        // Argo Rollouts changes the weights; Argo CD leaves them alone.
        let versions = [(name, 100), (workload.other_version().to_string(), 0)];
        let services = versions.map(|(name, weight)| service(name, Some(weight)));
        Weighted { services: services.into(), sticky: sticky(workload, exposure, "version") }
    } else {
        Weighted { services: vec![service(name, None)], sticky: None }
    };
    Some(Manifest::custom(&workload.metadata(), &TraefikService { weighted }))
}

fn sticky(workload: &Workload<'_>, exposure: &Exposure<'_>, to: &str) -> Option<Sticky> {
    exposure.expose.sticky.then(|| Sticky { cookie: sticky::cookie(workload, to) })
}
