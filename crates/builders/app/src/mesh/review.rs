//! What an application says that its mesh, or the lack of one, makes void.

use hagen_core::context::{EntryApi, Mesh};
use hagen_core::{Diagnostic, Path, Place};

use crate::codes;
use crate::spec::Traffic;
use crate::split::is_split;
use crate::tls::has_traefik;
use crate::workload::Workload;

/// The user that sidecars run as: whatever it sends goes past them.
const PROXY_USER: i64 = 1337;

/// What sidecars listen on, and what the proxies of nodes listen on within each pod.
const SIDECAR_PORTS: [u16; 9] = [15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090];
const NODE_PROXY_PORTS: [u16; 4] = [15001, 15006, 15008, 15053];

pub(crate) fn review(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let mesh = workload.site().shared.mesh.as_ref();
    let found = [
        traffic(workload, mesh, path),
        user(workload, mesh, path),
        proxy_port(workload, mesh, path),
        metrics(workload, mesh, path),
        unsplit(workload, mesh, path),
    ];
    found.into_iter().flatten().chain(split(workload, path)).collect()
}

fn traffic(workload: &Workload<'_>, mesh: Option<&Mesh>, path: &Path) -> Option<Diagnostic> {
    let said = workload.app.traffic.as_ref()?;
    let (message, help) = match mesh {
        Some(mesh) if mesh.has_sidecars() => return None,
        _ if said.only_splits() && is_exposed_by_gateway(workload) => return None,
        None if said.only_splits() => (
            "nothing on the way of requests could share them out",
            "say `mesh: {}`, or `expose` where the entry is of the Gateway API",
        ),
        Some(_) => ("the proxies of nodes read no requests", "say `mode: sidecar` in `mesh`"),
        None => ("nothing on the way of requests could do this", "say `mesh: {}`"),
    };
    let place = Place::key(path.key("traffic"));
    Some(Diagnostic::new(&codes::NO_PROXY, place, message).help(help))
}

fn user(workload: &Workload<'_>, mesh: Option<&Mesh>, path: &Path) -> Option<Diagnostic> {
    let beside = mesh?.has_sidecars() && workload.app.run_as_user.get() == PROXY_USER;
    beside.then(|| {
        let place = Place::value(path.key("runAsUser"));
        let message = "the user 1337 is the sidecar's own: what it sends goes past the mesh";
        Diagnostic::new(&codes::PROXY_USER, place, message).help("let it run as another user")
    })
}

/// A port that the proxy beside the application listens on already.
fn proxy_port(workload: &Workload<'_>, mesh: Option<&Mesh>, path: &Path) -> Option<Diagnostic> {
    let taken: &[u16] = if mesh?.has_sidecars() { &SIDECAR_PORTS } else { &NODE_PROXY_PORTS };
    let ports = workload.app.ports();
    let port = ports.iter().find(|port| taken.contains(&port.port.number))?;
    let key =
        if workload.app.ports.is_empty() { path.key("port") } else { path.key("ports").key(&port.name) };
    let message =
        format!("the port {} is the mesh's own: its proxy listens there in every pod", port.port.number);
    Some(
        Diagnostic::new(&codes::PROXY_PORT, Place::value(key), message)
            .help("let the application listen on another one"),
    )
}

fn metrics(workload: &Workload<'_>, mesh: Option<&Mesh>, path: &Path) -> Option<Diagnostic> {
    let bare = mesh.is_some_and(|mesh| mesh.strict && !mesh.has_sidecars());
    let shared = bare && workload.app.metrics_port().is_some_and(|port| !port.is_metrics_only());
    (shared && workload.site().shared.prometheus.is_some()).then(|| {
        let message =
            "Prometheus is not in the mesh: for it the port of the requests would take plain traffic";
        Diagnostic::new(&codes::PLAIN_METRICS, Place::value(path.key("metrics")), message)
            .help("show the metrics on a port of their own: `metrics: { port: 9090 }`")
    })
}

fn is_exposed_by_gateway(workload: &Workload<'_>) -> bool {
    let entry = workload.site().shared.entry.as_ref();
    let by_gateway = entry.is_some_and(|entry| matches!(entry.api, EntryApi::Gateway { .. }));
    by_gateway && workload.app.expose.is_some()
}

/// Parts that nobody can answer, or that something else shares out.
fn split(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let Some(traffic) = &workload.app.traffic else { return Vec::new() };
    if let Some(message) = conflict(workload, traffic) {
        let place = Place::key(path.key("traffic"));
        return vec![Diagnostic::new(&codes::SPLIT, place, message)];
    }
    // What names nothing at all is told where links are resolved.
    let links = workload.cx.uses.iter().filter(|edge| is_split(&edge.link));
    let refused = links.filter_map(|edge| Some((edge, workload.takers.get(&edge.link.to)?.err()?)));
    refused
        .map(|(edge, why)| {
            let place = Place::key(edge.link.path.clone());
            Diagnostic::new(&codes::SPLIT, place, format!("`{}` {why}", edge.link.to))
        })
        .collect()
}

/// What does not go together with parts.
fn conflict(workload: &Workload<'_>, traffic: &Traffic) -> Option<&'static str> {
    traffic.splits().next()?;
    let of_routes = traffic.routes.values().any(|route| !route.split.is_empty());
    if workload.has_canary() {
        Some("the canary of `rollout` shares out the requests already, to versions of this application alone")
    } else if workload.app.serve.is_some() {
        Some("what serves TLS itself is reached by its own name alone")
    } else if of_routes && has_traefik(workload) && workload.app.expose.as_ref()?.sticky {
        Some("Traefik keeps clients where they are for all requests, not for single routes")
    } else {
        None
    }
}

/// Callers that no proxy stands before.
fn unsplit(workload: &Workload<'_>, mesh: Option<&Mesh>, path: &Path) -> Option<Diagnostic> {
    workload.app.traffic.as_ref()?.splits().next()?;
    let bare = !mesh.is_some_and(Mesh::has_sidecars) && is_exposed_by_gateway(workload);
    let caller = workload.cx.used_by.iter().find(|edge| !is_split(&edge.link)).filter(|_| bare)?;
    let message = format!("the requests of `{}` all stay here", caller.from);
    Some(Diagnostic::new(&codes::UNSPLIT, Place::key(path.key("traffic")), message))
}
