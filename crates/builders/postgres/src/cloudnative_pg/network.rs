//! Who may talk to whom around a cluster.

use std::collections::BTreeMap;

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use super::{cluster_labels, instance_labels, pooler_labels, pooler_name};
use crate::backup;
use crate::component::{PORT, Server};
use crate::operators::{API_SERVER, cloudnative_pg};

/// The instance manager: status, and the primary's check that others see it.
const STATUS: u16 = 8000;
const INSTANCE_METRICS: u16 = 9187;
const POOLER_METRICS: u16 = 9127;

pub(super) fn policies(server: &Server, cx: &Context<'_>) -> Vec<Manifest> {
    let name = server.object_name();
    let has_pooler = server.spec.pooler.is_some();
    let mut policies = vec![of_all(&name, cx), of_instances(server, &name, cx)];
    policies.extend(has_pooler.then(|| of_pooler(&name, cx)));
    policies.into_iter().flatten().collect()
}

/// Instances, poolers and the Jobs that make instances all reach the instances and the API server, from which they
/// get their configuration. Nobody reaches a Job.
fn of_all(name: &Name, cx: &Context<'_>) -> Option<Manifest> {
    let egress = [
        pods(cx, instance_labels(name), &[PORT, STATUS]),
        Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() },
    ];
    policy(cx, name, &cluster_labels(name), &[], &egress)
}

fn of_instances(server: &Server, name: &Name, cx: &Context<'_>) -> Option<Manifest> {
    let mut ingress = vec![
        Endpoint { peer: Peer::Pods(cloudnative_pg::pods()), ports: tcp(&[STATUS, PORT]) },
        pods(cx, cluster_labels(name), &[PORT, STATUS]),
    ];
    ingress.extend(metrics(cx, INSTANCE_METRICS));
    if server.spec.pooler.is_none() {
        ingress.extend(consumers(cx));
    }
    let egress = backup::store(server, cx).map(|store| store.endpoints).unwrap_or_default();
    policy(cx, &name.join("instances"), &instance_labels(name), &ingress, &egress)
}

fn of_pooler(name: &Name, cx: &Context<'_>) -> Option<Manifest> {
    let ingress: Vec<_> = consumers(cx).into_iter().chain(metrics(cx, POOLER_METRICS)).collect();
    policy(cx, &pooler_name(name), &pooler_labels(name), &ingress, &[])
}

fn policy(
    cx: &Context<'_>,
    name: &Name,
    selector: &BTreeMap<String, String>,
    ingress: &[Endpoint],
    egress: &[Endpoint],
) -> Option<Manifest> {
    network_policy(&cx.site, &cx.identity("postgresql", name.clone()), selector, ingress, egress)
}

fn pods(cx: &Context<'_>, labels: BTreeMap<String, String>, ports: &[u16]) -> Endpoint {
    let namespace = cx.site.namespace.clone();
    Endpoint { peer: Peer::Pods(Pods { namespace, labels }), ports: tcp(ports) }
}

/// Those who use the server, as one end of their edges.
pub(crate) fn consumers(cx: &Context<'_>) -> Vec<Endpoint> {
    let pods = cx.used_by.iter().flat_map(|edge| &edge.from_pods);
    pods.map(|pods| Endpoint { peer: Peer::Pods(pods.clone()), ports: tcp(&[PORT]) }).collect()
}

fn metrics(cx: &Context<'_>, port: u16) -> Option<Endpoint> {
    let prometheus = cx.site.shared.prometheus.clone()?;
    Some(Endpoint { peer: Peer::Pods(prometheus), ports: tcp(&[port]) })
}

fn tcp(ports: &[u16]) -> Vec<Port> {
    ports.iter().map(|&port| Port::tcp(port)).collect()
}
