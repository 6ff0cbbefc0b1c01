//! Prometheus' way to the machines.

use hagen_core::component::{Endpoint, Peer, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Cidr, Manifest, ServerAddress};

use crate::component::Machines;

pub(crate) fn policy(machines: &Machines, cx: &Context<'_>) -> Option<Manifest> {
    let prometheus = cx.site.shared.prometheus.as_ref()?;
    let exporters = machines.group.exporters.all();
    let ports: Vec<Port> = exporters.iter().map(|(_, exporter)| Port::tcp(exporter.number())).collect();
    let egress: Vec<_> =
        peers(machines).into_iter().map(|peer| Endpoint { peer, ports: ports.clone() }).collect();
    network_policy(&cx.site, &machines.identity(cx), &prometheus.labels, &[], &egress)
}

/// The addresses, and the networks of those that have names; anywhere, on these ports, where nothing is known.
fn peers(machines: &Machines) -> Vec<Peer> {
    let group = &machines.group;
    let mut peers: Vec<Peer> = group.hosts.values().filter_map(address).map(Peer::Network).collect();
    if group.hosts.values().any(|host| address(host).is_none()) {
        if group.networks.is_empty() {
            return vec![Peer::ApiServer];
        }
        peers.extend(group.networks.iter().cloned().map(Peer::Network));
    }
    peers
}

/// The network of one address. `None` for a name.
pub(crate) fn address(host: &ServerAddress) -> Option<Cidr> {
    Cidr::of_address(host.as_str())
}
