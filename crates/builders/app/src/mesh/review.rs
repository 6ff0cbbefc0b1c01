//! What an application says that its mesh, or the lack of one, makes void.

use hagen_core::context::Mesh;
use hagen_core::{Diagnostic, Path, Place};

use crate::codes;
use crate::workload::Workload;

/// The user that sidecars run as: whatever it sends goes past them.
const PROXY_USER: i64 = 1337;

pub(crate) fn review(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let mesh = workload.site().shared.mesh.as_ref();
    let found = [traffic(workload, mesh, path), user(workload, mesh, path), metrics(workload, mesh, path)];
    found.into_iter().flatten().collect()
}

fn traffic(workload: &Workload<'_>, mesh: Option<&Mesh>, path: &Path) -> Option<Diagnostic> {
    workload.app.traffic.as_ref()?;
    let (message, help) = match mesh {
        Some(mesh) if mesh.has_sidecars() => return None,
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
