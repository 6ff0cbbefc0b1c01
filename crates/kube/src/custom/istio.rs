//! Istio's resources: the fields that hagen sets, by API group.
//!
//! <https://istio.io/latest/docs/reference/config/>

mod destination;
mod filter;
mod registry;
mod route;
mod security;
mod telemetry;

use std::collections::BTreeMap;

use serde::Serialize;

pub use destination::{
    ConnectionPool, ConsistentHash, DestinationRule, HttpCookie, HttpPool, LoadBalancer, OutlierDetection,
    TcpPool, TrafficPolicy, UpstreamTls,
};
pub use filter::{EnvoyFilter, FilterMatch, FilterPatch, ListenerMatch, PatchBody};
pub use registry::{OutboundPolicy, ServiceEntry, ServiceEntryPort, Sidecar, SidecarEgress};
pub use route::{
    Destination, HttpMatch, HttpRetry, HttpRule, IstioGateway, PortNumber, RouteDestination, Server,
    ServerPort, ServerTls, StringMatch, VirtualService,
};
pub use security::{
    AuthorizationPolicy, AuthorizationRule, From, Mtls, Operation, PeerAuthentication, Source, To,
};
pub use telemetry::{AccessLogging, LogFilter, Provider, Telemetry, Tracing};

/// Some pods of the namespace of the object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodSelector {
    /// Their labels.
    pub match_labels: BTreeMap<String, String>,
}

/// Some pods of the namespace of the object, as the group `networking.istio.io` selects them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkloadSelector {
    /// Their labels.
    pub labels: BTreeMap<String, String>,
}

/// Who may call: the identity of a ServiceAccount in the mesh, as certificates carry it.
pub fn principal(namespace: &str, account: &str) -> String {
    format!("cluster.local/ns/{namespace}/sa/{account}")
}
