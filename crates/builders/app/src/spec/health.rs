//! Health.

use hagen_core::section::{Checker, Section};
use hagen_kube::{HttpTarget, Name};

use crate::codes;

/// How to see that an application is well.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = HttpTarget, check = check)]
pub struct Health {
    /// The path that answers 200 as long as a restart would not help. It must not ask others: a dependency that is
    /// away is no reason to restart. Absent: the port accepts connections.
    #[section(example = "/livez", also = "livenessProbe live alive")]
    pub liveness: Option<HttpTarget>,
    /// The path that answers 200 as long as it can serve. Absent: the port accepts connections.
    #[section(example = "/readyz", also = "readinessProbe ready path httpGet")]
    pub readiness: Option<HttpTarget>,
    /// The path that answers 200 once it has started; liveness waits for it. Absent: what liveness asks.
    #[section(example = "/started", also = "startupProbe start")]
    pub startup: Option<HttpTarget>,
    /// The name of the port that is asked, when there are several. Absent: `http`, or else the first TCP port.
    pub port: Option<Name>,
    /// The command that ends with 0 as long as a restart would not help, for an application without a port.
    #[section(example = "[/app/bin/check]", also = "exec")]
    pub command: Vec<String>,
}

impl From<HttpTarget> for Health {
    fn from(path: HttpTarget) -> Self {
        Self { readiness: Some(path), ..Self::default() }
    }
}

impl Health {
    /// Whether a path is asked.
    pub fn asks(&self) -> bool {
        self.liveness.is_some() || self.readiness.is_some() || self.startup.is_some()
    }
}

fn check(health: &Health, checker: &mut Checker<'_, '_>) {
    if health.liveness.is_some() && health.liveness == health.readiness {
        let message = "liveness and readiness ask the same question";
        checker.report(&codes::HEALTH, "liveness", message).help = Some(
            "leave `liveness` out, and the port is watched instead; a slow dependency would restart every replica"
                .into(),
        );
    }
}
