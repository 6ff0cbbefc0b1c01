//! An application in a mesh: what its pods say to get a proxy, and the objects that tell proxies what to do.

mod access;
mod destination_rule;
mod fault;
mod outbound;
mod review;
mod virtual_service;

use std::collections::BTreeMap;

use hagen_core::component::{Endpoint, Peer, Port, Protocol};
use hagen_core::context::{Dataplane, EntryApi, EntryEngine, Mesh, Site};
use hagen_kube::{Host, Manifest};

use crate::ports::AppPort;
use crate::spec::{App, Traffic, TrafficRoute};
use crate::workload::Workload;

pub(crate) use review::review;
pub(crate) use virtual_service::{entry_route, weighted_routes};

/// Where a sidecar shows its own metrics together with those of the application, without a certificate.
pub(crate) const MERGED_METRICS: Port = Port::tcp(15020);
/// Where a sidecar shows its own.
const PROXY_METRICS: Port = Port::tcp(15090);
/// Configuration and certificates of proxies.
const CONTROL: Port = Port::tcp(15012);
/// Where the proxies of nodes meet.
const TUNNEL: Port = Port::tcp(15008);
/// The address that probes of the kubelet come from where the node's proxy is before the pod.
const PROBES: &str = "169.254.7.127/32";
/// Traces, by OTLP over gRPC.
const TRACES: Port = Port::tcp(4317);

/// Everything of an application that only a mesh reads.
pub(crate) fn objects(workload: &Workload<'_>) -> Vec<Manifest> {
    // An entry of the mesh's kind reads it, with the rest of a mesh or without.
    let mut objects = destination_rule::destination_rules(workload);
    let Some(mesh) = &workload.site().shared.mesh else { return objects };
    objects.extend(access::authorization_policy(workload));
    objects.extend(access::plain_metrics(workload, mesh));
    if mesh.has_sidecars() {
        objects.extend(virtual_service::virtual_service(workload));
        objects.extend(fault::envoy_filter(workload));
    }
    if mesh.closed {
        objects.extend(outbound::service_entries(workload));
        objects.extend(outbound::sidecar(workload));
    }
    objects
}

/// The label that puts a pod into the mesh.
pub(crate) fn pod_label(workload: &Workload<'_>) -> Option<(String, String)> {
    let label = match workload.site().shared.mesh.as_ref()?.dataplane {
        Dataplane::Sidecar => ("sidecar.istio.io/inject", "true"),
        Dataplane::Ambient => ("istio.io/dataplane-mode", "ambient"),
    };
    Some((label.0.to_owned(), label.1.to_owned()))
}

/// What tells the sidecar where the application shows its metrics: it shows them beside its own.
pub(crate) fn pod_annotations(workload: &Workload<'_>) -> BTreeMap<String, String> {
    let Some((path, port)) = merged_metrics(workload) else { return BTreeMap::new() };
    let entry = |key: &str, value: String| (format!("prometheus.io/{key}"), value);
    BTreeMap::from([
        entry("scrape", "true".into()),
        entry("port", port.port.number.to_string()),
        entry("path", path),
    ])
}

/// The path and port of the metrics that a sidecar has to show, since its application takes no plain traffic.
pub(crate) fn merged_metrics(workload: &Workload<'_>) -> Option<(String, AppPort)> {
    let shared = &workload.site().shared;
    shared.prometheus.as_ref()?;
    shared.mesh.as_ref().filter(|mesh| mesh.has_sidecars())?;
    Some((workload.app.metrics.as_ref()?.path.to_string(), workload.app.metrics_port()?))
}

/// What the proxies of an application's pods take.
pub(crate) fn ingress(workload: &Workload<'_>, peers: &[Endpoint]) -> Vec<Endpoint> {
    let shared = &workload.site().shared;
    match shared.mesh.as_ref().map(|mesh| mesh.dataplane) {
        None => Vec::new(),
        Some(Dataplane::Sidecar) => {
            let scrape =
                |pods| Endpoint { peer: Peer::Pods(pods), ports: vec![MERGED_METRICS, PROXY_METRICS] };
            shared.prometheus.clone().map(scrape).into_iter().collect()
        }
        Some(Dataplane::Ambient) => {
            let probes = Peer::Network(hagen_kube::Cidr::known(PROBES));
            let asked: Vec<Port> = workload.app.health_port().iter().map(|port| port.port).collect();
            let probes = (!asked.is_empty()).then_some(Endpoint { peer: probes, ports: asked });
            tunnels(peers).chain(probes).collect()
        }
    }
}

/// What the proxies of an application's pods send.
pub(crate) fn egress(workload: &Workload<'_>, peers: &[Endpoint]) -> Vec<Endpoint> {
    let shared = &workload.site().shared;
    let Some(mesh) = &shared.mesh else { return Vec::new() };
    if !mesh.has_sidecars() {
        return tunnels(peers).collect();
    }
    let control = Endpoint { peer: Peer::Pods(mesh.control.clone()), ports: vec![CONTROL] };
    let traces = shared
        .telemetry
        .iter()
        .map(|telemetry| Endpoint { peer: Peer::Pods(telemetry.pods.clone()), ports: vec![TRACES] });
    std::iter::once(control).chain(traces).collect()
}

/// Whatever port two pods in the mesh mean, their nodes speak by one.
fn tunnels(peers: &[Endpoint]) -> impl Iterator<Item = Endpoint> {
    let tcp = |endpoint: &&Endpoint| endpoint.ports.iter().any(|port| port.protocol == Protocol::Tcp);
    let pods = peers.iter().filter(|endpoint| matches!(endpoint.peer, Peer::Pods(_))).filter(tcp);
    pods.map(|endpoint| Endpoint { peer: endpoint.peer.clone(), ports: vec![TUNNEL] })
}

/// The exposed host whose route only the mesh's own kinds can tell.
pub(crate) fn mesh_host(app: &App, site: &Site<'_>) -> Option<Host> {
    let entry = site.shared.entry.as_ref()?;
    let by_mesh = entry.engine == EntryEngine::Istio && matches!(entry.api, EntryApi::Gateway { .. });
    let shaped = site.shared.mesh.as_ref().is_some_and(Mesh::has_sidecars)
        && app.traffic.as_ref().is_some_and(Traffic::has_rules);
    let shared_out = app.traffic.as_ref().is_some_and(|traffic| traffic.splits().next().is_some());
    let versions = app.has_canary() && app.serve.is_none();
    let needed = by_mesh && app.schedule.is_none() && (shaped || shared_out || versions);
    app.expose.as_ref().filter(|_| needed).map(|expose| expose.host.clone())
}

impl Traffic {
    /// Whether some requests are treated in a way of their own by who sends them.
    pub(crate) fn has_rules(&self) -> bool {
        self.routes.values().any(TrafficRoute::has_rule)
    }
}
