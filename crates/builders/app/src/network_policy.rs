//! Who may talk with an application, and whom it may talk to: what its links say, and nothing else.

use hagen_core::component::{Endpoint, Peer, Pods, Port, Protocol};
use hagen_core::network::network_policy as policy;
use hagen_kube::Manifest;

use crate::callers::{Caller, callers};
use crate::mesh;
use crate::ports::AppPort;
use crate::spec::{Destination, Egress};
use crate::split::entered;
use crate::tracing;
use crate::workload::{Shape, Workload};

/// The ports of API servers: the Service's own, and the one behind it, which network policies see.
const API_SERVER: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

pub(crate) fn network_policy(workload: &Workload<'_>) -> Option<Manifest> {
    let (mut ingress, mut egress) = (ingress(workload), egress(workload));
    ingress.extend(mesh::ingress(workload, &ingress));
    egress.extend(mesh::egress(workload, &egress));
    policy(workload.site(), &workload.identity, &workload.selector, &ingress, &egress)
}

fn ingress(workload: &Workload<'_>) -> Vec<Endpoint> {
    let shared = &workload.site().shared;
    let entry = shared
        .entry
        .as_ref()
        .zip(entered(workload))
        .map(|(entry, port)| Endpoint { peer: Peer::Pods(entry.pods.clone()), ports: vec![port] });
    let prometheus = shared
        .prometheus
        .as_ref()
        .filter(|_| mesh::merged_metrics(workload).is_none())
        .zip(workload.app.metrics_port())
        .map(|(pods, port)| Endpoint { peer: Peer::Pods(pods.clone()), ports: vec![port.port] });
    entry.into_iter().chain(prometheus).chain(consumers(workload)).chain(siblings(workload)).collect()
}

/// The pods of those that call the application, on the ports that their links lead to.
fn consumers(workload: &Workload<'_>) -> impl Iterator<Item = Endpoint> {
    callers(workload).into_iter().flat_map(|Caller { edge, ports }| {
        let of = move |pods: &Pods| Endpoint { peer: Peer::Pods(pods.clone()), ports: ports.clone() };
        edge.from_pods.iter().map(of).collect::<Vec<_>>()
    })
}

/// The replicas of a StatefulSet, which have names to find each other by.
fn siblings(workload: &Workload<'_>) -> Option<Endpoint> {
    let ports: Vec<Port> = workload.app.served_ports().iter().map(|port: &AppPort| port.port).collect();
    (workload.shape == Shape::StatefulSet && !ports.is_empty())
        .then(|| Endpoint { peer: Peer::Pods(workload.pods()), ports })
}

/// Where its links and its own words say that it sends traffic.
pub(crate) fn declared(workload: &Workload<'_>) -> Vec<Endpoint> {
    let links = workload.cx.uses.iter().flat_map(|edge| edge.connection.endpoints.iter().cloned());
    links.chain(workload.app.egress.iter().map(endpoint)).collect()
}

fn egress(workload: &Workload<'_>) -> Vec<Endpoint> {
    let api = Endpoint { peer: Peer::ApiServer, ports: API_SERVER.into() };
    let api = workload.app.kubernetes_api.then_some(api);
    declared(workload)
        .into_iter()
        .chain(api)
        .chain(tracing::egress(workload))
        .chain(siblings(workload))
        .collect()
}

/// Where a destination outside of the cluster is.
pub(crate) fn endpoint(egress: &Egress) -> Endpoint {
    let protocol: Protocol = egress.protocol.into();
    let port = |number: i64| Port { number: u16::try_from(number).unwrap_or(u16::MAX), protocol };
    Endpoint {
        peer: match &egress.to {
            Destination::Internet | Destination::Host(_) => Peer::Internet,
            Destination::Network(network) => Peer::Network(network.clone()),
        },
        ports: egress.ports.iter().map(|number| port(number.get())).collect(),
    }
}
