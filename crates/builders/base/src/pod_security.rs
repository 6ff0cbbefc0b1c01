//! Which Pod Security Standard a namespace enforces.

use hagen_core::component::Need;
use hagen_kube::Name;

/// A Pod Security Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PodSecurity {
    /// No privileges, no root: everything that hagen itself makes.
    Restricted,
    /// No known way out of the container.
    Baseline,
    /// Anything: what works on the node itself.
    Privileged,
}

impl PodSecurity {
    /// What the pods of a part of the platform can live with.
    pub(crate) fn of(namespace: &Name) -> Self {
        match namespace.as_str() {
            // Its chart sets neither a seccomp profile nor dropped capabilities.
            "postgres-operator" => Self::Baseline,
            // Exporters and collectors read the node's own files; volumes and the mesh change its mounts and routes.
            "monitoring" | "alloy" | "longhorn-system" | "istio-system" => Self::Privileged,
            _ => Self::Restricted,
        }
    }

    /// What the pods of an environment can live with, given what is needed on its cluster.
    pub(crate) fn of_environment(needs: &[Need]) -> Self {
        // Spilo's pods, which nobody but Zalando's operator makes, have neither a seccomp profile nor dropped
        // capabilities, and no setting gives them any.
        if needs.contains(&Need::PostgresOperator) { Self::Baseline } else { Self::Restricted }
    }

    /// The word in the label.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Baseline => "baseline",
            Self::Privileged => "privileged",
        }
    }
}
