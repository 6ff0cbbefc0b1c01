//! The HTTPRoute of an application behind a Gateway.

use hagen_core::gateway::listener;
use hagen_kube::Name;
use hagen_kube::custom::gateway::{
    BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, ParentRef, PathMatch,
};

use crate::exposure::Exposure;
use crate::sticky::{Sticky, sticky};
use crate::workload::Workload;

pub(crate) fn http_route(workload: &Workload<'_>, exposure: &Exposure<'_>, gateways: &Name) -> HttpRoute {
    let host = &exposure.expose.host;
    HttpRoute {
        parent_refs: vec![ParentRef {
            name: workload.cx.gateway(host),
            namespace: Some(gateways.clone()),
            section_name: Some(listener(host)),
        }],
        hostnames: vec![host.clone()],
        rules: vec![HttpRouteRule {
            matches: Some(vec![HttpRouteMatch {
                path: PathMatch { kind: "PathPrefix", value: exposure.expose.path.clone() },
            }]),
            backend_refs: Some(vec![backend(workload, exposure)]),
            ..HttpRouteRule::default()
        }],
    }
}

fn backend(workload: &Workload<'_>, exposure: &Exposure<'_>) -> BackendRef {
    let name = workload.name.to_string();
    match sticky(workload, exposure) {
        Some(Sticky::TraefikService) => {
            BackendRef { group: Some("traefik.io"), kind: Some("TraefikService"), name, port: None }
        }
        _ => BackendRef { name, port: Some(exposure.port.port.number), ..BackendRef::default() },
    }
}
