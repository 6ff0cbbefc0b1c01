//! Network policies: every edge open at both ends, everything else closed.

use std::collections::BTreeMap;

use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::component::{Endpoint, Peer, Pods, Port, Protocol};
use crate::context::Site;

/// Addresses that are not the public internet: private, shared, loopback, link-local (with the clouds' metadata
/// service), multicast and reserved ranges (RFC 6890).
const NOT_PUBLIC: [&str; 9] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/4",
    "240.0.0.0/4",
];
const NOT_PUBLIC_6: [&str; 4] = ["::1/128", "fc00::/7", "fe80::/10", "ff00::/8"];

/// The policy of some pods: they take traffic of `ingress` and send to `egress`, and to DNS. Both directions are
/// closed otherwise. `None` when the blueprint leaves the network open.
///
/// `pods` are the labels that select them; none select every pod of the namespace.
/// In `ingress` an endpoint's ports are those of the pods themselves; in `egress` they are the peer's.
pub fn network_policy(
    site: &Site<'_>,
    identity: &Identity,
    pods: &BTreeMap<String, String>,
    ingress: &[Endpoint],
    egress: &[Endpoint],
) -> Option<Manifest> {
    if !site.shared.network_policies {
        return None;
    }
    let mut out: Vec<_> = vec![dns()];
    out.extend(merged(egress).iter().map(|endpoint| NetworkPolicyEgressRule {
        to: Some(peers(site, &endpoint.peer)).filter(|peers| !peers.is_empty()),
        ports: Some(ports(&endpoint.ports)).filter(|ports| !ports.is_empty()),
    }));
    let inward = merged(ingress);
    let inward = inward.iter().map(|endpoint| NetworkPolicyIngressRule {
        from: Some(peers(site, &endpoint.peer)).filter(|peers| !peers.is_empty()),
        ports: Some(ports(&endpoint.ports)).filter(|ports| !ports.is_empty()),
    });
    Some(Manifest::new(&NetworkPolicy {
        metadata: ObjectMeta {
            name: Some(identity.instance.to_string()),
            namespace: Some(site.namespace.to_string()),
            labels: Some(identity.labels()),
            ..ObjectMeta::default()
        },
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(selector(pods)),
            policy_types: Some(vec!["Ingress".into(), "Egress".into()]),
            // An empty list would come back as none from the server, and be put there again by every sync.
            ingress: Some(inward.collect()).filter(|rules: &Vec<_>| !rules.is_empty()),
            egress: Some(out),
        }),
    }))
}

/// Lets the entry reach the pods that prove names to an authority by an answer on port 80. cert-manager runs them in
/// the namespace of the certificate: that of the Gateways, or that of an Ingress.
pub fn acme_solver_policy(site: &Site<'_>, identity: &Identity) -> Option<Manifest> {
    let entry = site.shared.entry.as_ref()?;
    let selector = BTreeMap::from([("acme.cert-manager.io/http01-solver".to_owned(), "true".to_owned())]);
    let from_entry = Endpoint { peer: Peer::Pods(entry.pods.clone()), ports: vec![Port::tcp(8089)] };
    network_policy(site, identity, &selector, &[from_entry], &[])
}

/// The policy that closes a namespace: no pod takes or sends anything that another policy does not open.
pub fn default_deny(namespace: &Name, labels: BTreeMap<String, String>) -> Manifest {
    Manifest::new(&NetworkPolicy {
        metadata: ObjectMeta {
            name: Some("default-deny".into()),
            namespace: Some(namespace.to_string()),
            labels: Some(labels),
            ..ObjectMeta::default()
        },
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(LabelSelector::default()),
            policy_types: Some(vec!["Ingress".into(), "Egress".into()]),
            ..NetworkPolicySpec::default()
        }),
    })
}

/// One endpoint a peer, in the order of the peers, each port once: edges to the same peer become one rule.
fn merged(endpoints: &[Endpoint]) -> Vec<Endpoint> {
    let mut by_peer: BTreeMap<&Peer, Vec<Port>> = BTreeMap::new();
    for endpoint in endpoints {
        by_peer.entry(&endpoint.peer).or_default().extend(&endpoint.ports);
    }
    by_peer
        .into_iter()
        .map(|(peer, mut ports)| {
            ports.sort_unstable();
            ports.dedup();
            Endpoint { peer: peer.clone(), ports }
        })
        .collect()
}

fn dns() -> NetworkPolicyEgressRule {
    let kube_system = Pods {
        namespace: Name::known("kube-system"),
        labels: BTreeMap::from([("k8s-app".into(), "kube-dns".into())]),
    };
    NetworkPolicyEgressRule {
        to: Some(vec![pods(&kube_system)]),
        ports: Some(ports(&[Port::udp(53), Port::tcp(53)])),
    }
}

fn peers(site: &Site<'_>, peer: &Peer) -> Vec<NetworkPolicyPeer> {
    match peer {
        Peer::Pods(those) if those.namespace == *site.namespace => {
            vec![NetworkPolicyPeer {
                pod_selector: Some(selector(&those.labels)),
                ..NetworkPolicyPeer::default()
            }]
        }
        Peer::Pods(those) => vec![pods(those)],
        Peer::Namespace(name) => {
            vec![NetworkPolicyPeer {
                namespace_selector: Some(namespace(name)),
                ..NetworkPolicyPeer::default()
            }]
        }
        Peer::Network(network) => vec![block(network.as_str(), &[])],
        Peer::Internet => vec![block("0.0.0.0/0", &NOT_PUBLIC), block("::/0", &NOT_PUBLIC_6)],
        // The API server is outside the pod network, at addresses that only the cluster knows.
        Peer::ApiServer => Vec::new(),
    }
}

fn pods(pods: &Pods) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        namespace_selector: Some(namespace(&pods.namespace)),
        pod_selector: Some(selector(&pods.labels)),
        ..NetworkPolicyPeer::default()
    }
}

fn selector(labels: &BTreeMap<String, String>) -> LabelSelector {
    // No labels select everything; an empty mapping would come back as none from the server.
    let match_labels = Some(labels.clone()).filter(|labels| !labels.is_empty());
    LabelSelector { match_labels, ..LabelSelector::default() }
}

fn namespace(name: &Name) -> LabelSelector {
    selector(&BTreeMap::from([("kubernetes.io/metadata.name".to_owned(), name.to_string())]))
}

fn block(cidr: &str, except: &[&str]) -> NetworkPolicyPeer {
    let except =
        Some(except.iter().map(|&range| range.to_owned()).collect()).filter(|e: &Vec<_>| !e.is_empty());
    NetworkPolicyPeer {
        ip_block: Some(IPBlock { cidr: cidr.to_owned(), except }),
        ..NetworkPolicyPeer::default()
    }
}

fn ports(ports: &[Port]) -> Vec<NetworkPolicyPort> {
    ports
        .iter()
        .map(|port| NetworkPolicyPort {
            port: Some(IntOrString::Int(port.number.into())),
            protocol: Some(if port.protocol == Protocol::Tcp { "TCP" } else { "UDP" }.into()),
            end_port: None,
        })
        .collect()
}
