//! Who may talk to whom around a Patroni cluster.

use std::collections::BTreeMap;

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use super::{PATRONI, exporter, instance_labels, pooler_labels, pooler_name};
use crate::backup;
use crate::cloudnative_pg::consumers;
use crate::component::{PORT, Server};
use crate::operators::{API_SERVER, postgres_operator};

pub(super) fn policies(server: &Server, cx: &Context<'_>) -> Vec<Manifest> {
    let name = server.object_name();
    let pooler = server.spec.pooler.as_ref().and_then(|_| of_pooler(&name, cx));
    of_instances(server, &name, cx).into_iter().chain(pooler).collect()
}

/// Members replicate from each other and ask each other's Patroni; the state is in the API server.
fn of_instances(server: &Server, name: &Name, cx: &Context<'_>) -> Option<Manifest> {
    let members = pods(cx, instance_labels(name), &[PORT, PATRONI]);
    let mut ingress = vec![
        members.clone(),
        Endpoint { peer: Peer::Pods(postgres_operator::pods()), ports: tcp(&[PORT, PATRONI]) },
    ];
    match server.spec.pooler {
        Some(_) => ingress.push(pods(cx, pooler_labels(name), &[PORT])),
        None => ingress.extend(consumers(cx)),
    }
    if let Some(prometheus) = cx.site.shared.prometheus.clone() {
        ingress.push(Endpoint { peer: Peer::Pods(prometheus), ports: tcp(&[PATRONI, exporter::PORT]) });
    }
    let mut egress = vec![members, Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() }];
    egress.extend(backup::store(server, cx).map(|store| store.endpoints).unwrap_or_default());
    policy(cx, name, &instance_labels(name), &ingress, &egress)
}

fn of_pooler(name: &Name, cx: &Context<'_>) -> Option<Manifest> {
    let egress = [pods(cx, instance_labels(name), &[PORT])];
    policy(cx, &pooler_name(name), &pooler_labels(name), &consumers(cx), &egress)
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

fn tcp(ports: &[u16]) -> Vec<Port> {
    ports.iter().map(|&port| Port::tcp(port)).collect()
}
