//! Who may talk to whom around a cluster. The operator makes no policies of its own: they know no way out.

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use crate::component::{KafkaCluster, TLS};
use crate::operator;

/// Controllers, and what the operator asks them.
pub(crate) const CONTROL: u16 = 9090;
/// Brokers among each other, and the operators at them.
pub(crate) const REPLICATION: u16 = 9091;
/// The agent in each pod, which tells the operator how it is.
pub(crate) const AGENT: u16 = 8443;
const METRICS: u16 = 9404;
/// The topic operator and the user operator.
const ENTITY_METRICS: [u16; 2] = [8080, 8081];
/// The port of the API server: that of its Service, and that behind it.
pub(crate) const API_SERVER: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

pub(crate) fn policies(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Manifest> {
    let part = |part: &str| cluster.pods(cx.site.namespace, part);
    let (nodes, entities, exporter) = (part("kafka"), part("entity-operator"), part("kafka-exporter"));
    let api_server = Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() };
    let between = to(&nodes, &[CONTROL, REPLICATION]);
    let mut ingress = vec![
        between.clone(),
        to(&operator::pods(), &[CONTROL, REPLICATION, AGENT]),
        to(&entities, &[REPLICATION]),
        to(&exporter, &[REPLICATION]),
    ];
    ingress.extend(cx.used_by.iter().flat_map(|edge| &edge.from_pods).map(|pods| to(pods, &[TLS])));
    ingress.extend(scraped(cx, &[METRICS]));
    let way_in = to(&nodes, &[REPLICATION]);
    let name = cluster.object_name();
    let policies = [
        // A node asks the API server which zone it is in.
        policy(cx, &name, &nodes, &ingress, &[between, api_server.clone()]),
        policy(
            cx,
            &name.join("entity-operator"),
            &entities,
            &scraped(cx, &ENTITY_METRICS),
            &[way_in.clone(), api_server],
        ),
        cx.site
            .shared
            .prometheus
            .is_some()
            .then(|| policy(cx, &name.join("kafka-exporter"), &exporter, &scraped(cx, &[METRICS]), &[way_in]))
            .flatten(),
    ];
    policies.into_iter().flatten().collect()
}

fn policy(
    cx: &Context<'_>,
    name: &Name,
    pods: &Pods,
    ingress: &[Endpoint],
    egress: &[Endpoint],
) -> Option<Manifest> {
    network_policy(&cx.site, &cx.identity("kafka", name.clone()), &pods.labels, ingress, egress)
}

fn to(pods: &Pods, ports: &[u16]) -> Endpoint {
    Endpoint { peer: Peer::Pods(pods.clone()), ports: ports.iter().map(|&port| Port::tcp(port)).collect() }
}

fn scraped(cx: &Context<'_>, ports: &[u16]) -> Vec<Endpoint> {
    cx.site.shared.prometheus.iter().map(|pods| to(pods, ports)).collect()
}
