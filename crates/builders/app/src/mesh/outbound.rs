//! What an application may reach outside of the cluster, where proxies let nothing else out.
//!
//! Proxies know these destinations in the whole environment. Which application may send there is for its network policy.

use std::collections::BTreeMap;

use hagen_core::component::{Peer, Port, Protocol};
use hagen_kube::custom::istio::{
    OutboundPolicy, ServiceEntry, ServiceEntryPort, Sidecar, SidecarEgress, WorkloadSelector,
};
use hagen_kube::{Manifest, Name};

use crate::network_policy::{declared, endpoint};
use crate::spec::Destination;
use crate::workload::Workload;

/// The hosts and networks that are named.
pub(super) fn service_entries(workload: &Workload<'_>) -> Vec<Manifest> {
    let mut named: BTreeMap<Name, ServiceEntry> = BTreeMap::new();
    for egress in &workload.app.egress {
        if let Destination::Host(host) = &egress.to {
            let ports = endpoint(egress).ports;
            let name = object_name(workload, host.as_str());
            named.extend(entry(&ports, host.as_str().to_owned(), None).map(|entry| (name, entry)));
        }
    }
    for endpoint in declared(workload) {
        if let Peer::Network(network) = &endpoint.peer {
            let name = object_name(workload, network.as_str());
            let host = format!("{name}.network.internal");
            let network = Some(network.to_string());
            named.extend(entry(&endpoint.ports, host, network).map(|entry| (name, entry)));
        }
    }
    named.iter().map(|(name, entry)| Manifest::custom(&workload.metadata_of(name), entry)).collect()
}

/// Lets everything out of the pods of an application that reaches the whole internet.
pub(super) fn sidecar(workload: &Workload<'_>) -> Option<Manifest> {
    let named = workload.app.egress.iter().filter(|egress| matches!(egress.to, Destination::Host(_))).count();
    let open = declared(workload).iter().filter(|endpoint| endpoint.peer == Peer::Internet).count();
    let spec = Sidecar {
        workload_selector: WorkloadSelector { labels: workload.selector.clone() },
        egress: vec![SidecarEgress { hosts: vec!["*/*"] }],
        outbound_traffic_policy: OutboundPolicy { mode: "ALLOW_ANY" },
    };
    (open > named).then(|| Manifest::custom(&workload.metadata(), &spec))
}

fn object_name(workload: &Workload<'_>, destination: &str) -> Name {
    let dashed: String = destination
        .replace('*', "any")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    workload.name.join(dashed.trim_matches('-'))
}

/// `None` without a TCP port: proxies have nothing to do with the others.
fn entry(ports: &[Port], host: String, network: Option<String>) -> Option<ServiceEntry> {
    let tcp = ports.iter().filter(|port| port.protocol == Protocol::Tcp);
    let ports: Vec<ServiceEntryPort> = tcp
        .map(|port| {
            let protocol = protocol(port.number, network.is_some());
            ServiceEntryPort {
                number: port.number,
                name: format!("{}-{}", protocol.to_lowercase(), port.number),
                protocol,
            }
        })
        .collect();
    // A name on a port of bare TCP, and a network, cannot be told from what a client says: it goes where it was sent.
    let by_name =
        network.is_none() && !host.starts_with('*') && ports.iter().all(|port| port.protocol != "TCP");
    (!ports.is_empty()).then(|| ServiceEntry {
        hosts: vec![host],
        addresses: network.map(|network| vec![network]),
        ports,
        location: "MESH_EXTERNAL",
        resolution: if by_name { "DNS" } else { "NONE" },
        export_to: vec!["."],
    })
}

fn protocol(port: u16, is_network: bool) -> &'static str {
    match port {
        _ if is_network => "TCP",
        443 | 8443 => "TLS",
        80 => "HTTP",
        _ => "TCP",
    }
}
