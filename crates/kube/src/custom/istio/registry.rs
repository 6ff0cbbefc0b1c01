//! `ServiceEntry` and `Sidecar`: what proxies know of the world, and what they let out.

use serde::Serialize;

use super::WorkloadSelector;
use crate::manifest::CustomResource;

/// Something outside the cluster that proxies may know.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceEntry {
    /// Its hosts.
    pub hosts: Vec<String>,
    /// Its networks, in CIDR notation, where it has no DNS name.
    pub addresses: Option<Vec<String>>,
    /// Its ports.
    pub ports: Vec<ServiceEntryPort>,
    /// `MESH_EXTERNAL`: nobody there has a proxy.
    pub location: &'static str,
    /// `DNS`, or `NONE` when traffic goes where the client sends it.
    pub resolution: &'static str,
    /// `.`: nobody in other namespaces knows it.
    pub export_to: Vec<&'static str>,
}

/// A port.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceEntryPort {
    /// The number.
    pub number: u16,
    /// Its name, unique in the entry.
    pub name: String,
    /// `TLS`, `HTTP` or `TCP`.
    pub protocol: &'static str,
}

/// What the proxies of some pods know and let out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sidecar {
    /// The pods.
    pub workload_selector: WorkloadSelector,
    /// What they know.
    pub egress: Vec<SidecarEgress>,
    /// What becomes of traffic to what they do not know.
    pub outbound_traffic_policy: OutboundPolicy,
}

/// Hosts, each as `namespace/host`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SidecarEgress {
    /// The hosts.
    pub hosts: Vec<&'static str>,
}

/// What becomes of traffic to the unknown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutboundPolicy {
    /// `ALLOW_ANY` or `REGISTRY_ONLY`.
    pub mode: &'static str,
}

impl CustomResource for ServiceEntry {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "ServiceEntry";
}

impl CustomResource for Sidecar {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "Sidecar";
}
