//! What stands between the entry and the pods of an application.

use hagen_kube::custom::gateway::{BackendRef, HttpRouteMatch, HttpRouteRule, PathMatch};
use hagen_kube::custom::traefik::{Sticky, TraefikService, Weighted, WeightedService};
use hagen_kube::{HttpPath, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::exposure::Exposure;
use crate::spec::{Method, RouteMatch, TrafficRoute};
use crate::split::{self, Part, parts, parts_of_all};
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
    } else if let parts = parts_of_all(workload)
        && !parts.is_empty()
    {
        let weight = |percent: i64| Some(u32::try_from(percent).unwrap_or(0));
        let own = service(name, weight(split::rest(&parts)));
        let other = |part: &Part| WeightedService {
            port: part.port,
            ..service(part.to.to_string(), weight(part.percent))
        };
        let services = [own].into_iter().chain(parts.iter().map(other)).collect();
        Weighted { services, sticky: sticky(workload, exposure, "version") }
    } else {
        Weighted { services: vec![service(name, None)], sticky: None }
    };
    let metadata = ObjectMeta { labels: Some(workload.versions_labels()), ..workload.metadata() };
    Some(Manifest::custom(&metadata, &TraefikService { weighted }))
}

/// The rules of an HTTPRoute that shares out requests. `None` where all of them stay.
pub(crate) fn split_rules(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<Vec<HttpRouteRule>> {
    let traffic = workload.app.traffic.as_ref()?;
    traffic.splits().next()?;
    let way_in = exposure.way_in(workload.name.as_str());
    let below = exposure.expose.path.as_str().trim_end_matches('/');
    let comes_in = |path: &HttpPath| {
        let rest = path.as_str().strip_prefix(below);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let rule = |said: &TrafficRoute| {
        let RouteMatch { path, prefix, method } = &said.matches;
        let (kind, value) = match (path, prefix) {
            (Some(path), _) => ("Exact", path),
            (None, Some(prefix)) => ("PathPrefix", prefix),
            (None, None) => ("PathPrefix", &exposure.expose.path),
        };
        let matches = HttpRouteMatch {
            path: PathMatch { kind, value: value.clone() },
            method: method.map(Method::word),
        };
        comes_in(value).then(|| HttpRouteRule {
            matches: Some(vec![matches]),
            ..way_in.rule(backends(workload, exposure, &parts(workload, &said.split)))
        })
    };
    let said = traffic.ordered().into_iter().filter(|(_, route)| !route.split.is_empty());
    let mut rules: Vec<HttpRouteRule> = said.filter_map(|(_, route)| rule(route)).collect();
    rules.push(way_in.rule(backends(workload, exposure, &parts_of_all(workload))));
    Some(rules)
}

fn backends(workload: &Workload<'_>, exposure: &Exposure<'_>, parts: &[Part]) -> Vec<BackendRef> {
    let backend = |name: &Name, port: u16, weight: Option<i64>| BackendRef {
        name: name.to_string(),
        port: Some(port),
        weight,
        ..BackendRef::default()
    };
    let weight = (!parts.is_empty()).then(|| split::rest(parts));
    let own = backend(workload.name, exposure.port.port.number, weight);
    let others = parts.iter().map(|part| backend(&part.to, part.port, Some(part.percent)));
    [own].into_iter().chain(others).collect()
}

fn sticky(workload: &Workload<'_>, exposure: &Exposure<'_>, to: &str) -> Option<Sticky> {
    exposure.expose.sticky.then(|| Sticky { cookie: sticky::cookie(workload, to) })
}
