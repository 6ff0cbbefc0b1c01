//! How Kubernetes sees that a container is well.

use hagen_core::workload::probe;
use hagen_kube::HttpTarget;
use k8s_openapi::api::core::v1::{ExecAction, HTTPGetAction, Probe, TCPSocketAction};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::ports::AppPort;
use crate::spec::{App, Health};

/// The probes of a container.
#[derive(Debug, Default)]
pub(crate) struct Probes {
    pub(crate) startup: Option<Probe>,
    pub(crate) liveness: Option<Probe>,
    pub(crate) readiness: Option<Probe>,
}

/// The probes of an application.
///
/// Liveness and readiness never ask the same: where only one path is known it is that of readiness, and liveness
/// opens the port, which a process does as long as it lives, whatever has become of what it depends on.
pub(crate) fn probes(app: &App) -> Probes {
    let health = app.health.clone().unwrap_or_default();
    match app.health_port() {
        Some(port) => served(app, &health, &port),
        None if !health.command.is_empty() => watched(app, &health.command),
        None => Probes::default(),
    }
}

fn served(app: &App, health: &Health, port: &AppPort) -> Probes {
    let own = app.main_port().as_ref() == Some(port);
    let tls = app.serve.as_ref().filter(|_| own);
    // Who has no certificate to show is shown the door, however well the application is.
    let may_ask = tls.is_none_or(|serve| !serve.mutual);
    let get = |path: &HttpTarget| get(path, port, if tls.is_some() { Some("HTTPS") } else { None });
    let ask = |path: Option<&HttpTarget>| path.filter(|_| may_ask).map_or_else(|| open(port), get);
    let alive = health.liveness.as_ref();
    Probes {
        // Not readiness: a start that waits for a dependency must not be cut short by a restart either.
        startup: Some(probe::startup(ask(health.startup.as_ref().or(alive)), *app.start_time)),
        liveness: Some(probe::liveness(ask(alive))),
        readiness: Some(probe::readiness(ask(health.readiness.as_ref()))),
    }
}

/// Nobody sends it traffic, so there is nothing to be ready for.
fn watched(app: &App, command: &[String]) -> Probes {
    let run = Probe { exec: Some(ExecAction { command: Some(command.to_vec()) }), ..Probe::default() };
    Probes {
        startup: Some(probe::startup(run.clone(), *app.start_time)),
        liveness: Some(probe::liveness(run)),
        readiness: None,
    }
}

fn get(path: &HttpTarget, port: &AppPort, scheme: Option<&str>) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_string()),
            port: IntOrString::String(port.name.clone()),
            scheme: scheme.map(Into::into),
            ..HTTPGetAction::default()
        }),
        ..Probe::default()
    }
}

fn open(port: &AppPort) -> Probe {
    Probe {
        tcp_socket: Some(TCPSocketAction { port: IntOrString::String(port.name.clone()), host: None }),
        ..Probe::default()
    }
}
