//! `PeerAuthentication` and `AuthorizationPolicy`: who has to show a certificate, and whose calls are let in.

use std::collections::BTreeMap;

use serde::Serialize;

use super::PodSelector;
use crate::manifest::CustomResource;

/// Whether clients have to show a certificate of the mesh.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeerAuthentication {
    /// The pods it holds for. Absent: all of the namespace, or of the mesh in its root namespace.
    pub selector: Option<PodSelector>,
    /// Whether.
    pub mtls: Option<Mtls>,
    /// What holds for single ports of the pods.
    pub port_level_mtls: Option<BTreeMap<String, Mtls>>,
}

/// Whether clients have to show a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mtls {
    /// `STRICT` or `PERMISSIVE`.
    pub mode: &'static str,
}

/// Whose calls are let in.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct AuthorizationPolicy {
    /// The pods it holds for. Absent: all of the namespace.
    pub selector: Option<PodSelector>,
    /// `ALLOW`. Absent too, in a policy without rules, which lets nobody in.
    pub action: Option<&'static str>,
    /// The calls; one rule is enough.
    pub rules: Option<Vec<AuthorizationRule>>,
}

/// Some calls: all that is said has to hold.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct AuthorizationRule {
    /// Who calls. Absent: anybody.
    pub from: Option<Vec<From>>,
    /// What is called. Absent: anything.
    pub to: Option<Vec<To>>,
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct From {
    /// The caller.
    pub source: Source,
}

/// Callers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// Their identities.
    pub principals: Vec<String>,
}

/// What is called.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct To {
    /// The call.
    pub operation: Operation,
}

/// Calls.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// The ports of the pods.
    pub ports: Vec<String>,
}

impl CustomResource for PeerAuthentication {
    const API_VERSION: &'static str = "security.istio.io/v1";
    const KIND: &'static str = "PeerAuthentication";
}

impl CustomResource for AuthorizationPolicy {
    const API_VERSION: &'static str = "security.istio.io/v1";
    const KIND: &'static str = "AuthorizationPolicy";
}
