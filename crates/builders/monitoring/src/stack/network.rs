//! Who reaches whom.

use std::collections::BTreeMap;

use hagen_core::component::{Endpoint, Need, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Cidr, Manifest, Name};

use super::{Stack, etcd};
use crate::pods::{self, ALERTMANAGER_PORT, GOSSIP, PROMETHEUS_PORT};
use crate::section::{ControlPlaneComponent, Thanos};

const API: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];
const KUBELET: Port = Port::tcp(10250);
const NODE_EXPORTER: Port = Port::tcp(9100);
const HTTPS: Port = Port::tcp(443);
/// Of the container that reloads the configuration beside each Prometheus and Alertmanager.
const RELOADER: Port = Port::tcp(8080);
const THANOS: Port = Port::tcp(10902);
/// Of the operator and of its webhooks.
const OPERATOR: [Port; 2] = [Port::tcp(10250), Port::tcp(8080)];
const KUBE_STATE_METRICS: [Port; 2] = [Port::tcp(8080), Port::tcp(8081)];

pub(super) fn policies(stack: &Stack, cx: &Context<'_>) -> Vec<Manifest> {
    let scraped = |ports: &[Port]| endpoint(Peer::Pods(pods::prometheus()), ports);
    let api = anywhere(&API);
    let mut operator_ingress = vec![scraped(&OPERATOR)];
    let mut policies = vec![
        policy(cx, "prometheus", &pods::prometheus(), &prometheus_ingress(cx), &prometheus_egress(stack, cx)),
        policy(
            cx,
            "alertmanager",
            &pods::alertmanager(),
            &alertmanager_ingress(cx),
            &alertmanager_egress(stack),
        ),
        policy(
            cx,
            "kube-state-metrics",
            &pods::kube_state_metrics(),
            &[scraped(&KUBE_STATE_METRICS)],
            std::slice::from_ref(&api),
        ),
    ];
    if Stack::has_webhooks(&cx.site) {
        // The API server calls from an address that nobody can know here.
        let called = anywhere(&OPERATOR[..1]);
        policies.push(policy(cx, "operator-webhook", &pods::webhook(), &[called], &[]));
    } else {
        operator_ingress.truncate(1);
    }
    policies.push(policy(cx, "operator", &pods::operator(), &operator_ingress, &[api]));
    policies.into_iter().flatten().collect()
}

fn prometheus_ingress(cx: &Context<'_>) -> Vec<Endpoint> {
    let mut all = vec![
        endpoint(Peer::Pods(pods::prometheus()), &[PROMETHEUS_PORT, RELOADER, THANOS]),
        endpoint(Peer::Pods(pods::grafana()), &[PROMETHEUS_PORT]),
    ];
    all.extend(observers(cx, PROMETHEUS_PORT));
    all.extend(analysts(cx));
    all
}

/// Argo Rollouts asks how new versions do.
fn analysts(cx: &Context<'_>) -> Option<Endpoint> {
    let rollouts = Peer::Namespace(Name::known("argo-rollouts"));
    cx.offers.needs.contains(&Need::ArgoRollouts).then(|| endpoint(rollouts, &[PROMETHEUS_PORT]))
}

/// Those who keep logs and traces: they write series, and alert by rules of their own.
fn observers(cx: &Context<'_>, port: Port) -> Vec<Endpoint> {
    let keepers = cx.site.shared.logs.iter().chain(&cx.site.shared.traces);
    keepers.map(|keeper| endpoint(Peer::Namespace(keeper.pods.namespace.clone()), &[port])).collect()
}

/// Whatever may be scraped in the namespaces of the platform and of the environments, the nodes, the API server.
fn prometheus_egress(stack: &Stack, cx: &Context<'_>) -> Vec<Endpoint> {
    let kube_system = Name::known("kube-system");
    let environments = cx.offers.environments.iter().map(|(_, namespace)| namespace);
    let said = &stack.section.prometheus;
    let namespaces = environments.chain(&cx.offers.namespaces).chain(&said.namespaces).chain([&kube_system]);
    let mut all: Vec<_> = namespaces.map(|name| endpoint(Peer::Namespace(name.clone()), &[])).collect();
    let mut on_nodes = vec![API[0], API[1], KUBELET, NODE_EXPORTER];
    on_nodes.extend((!stack.section.control_plane.etcd.is_empty()).then_some(etcd::METRICS));
    on_nodes.extend(stack.section.control_plane.components.iter().copied().map(component_port));
    all.push(anywhere(&on_nodes));
    all.extend(said.thanos.iter().flat_map(object_store));
    all
}

fn component_port(component: ControlPlaneComponent) -> Port {
    match component {
        ControlPlaneComponent::ControllerManager => Port::tcp(10257),
        ControlPlaneComponent::Scheduler => Port::tcp(10259),
        ControlPlaneComponent::Proxy => Port::tcp(10249),
    }
}

fn object_store(thanos: &Thanos) -> Vec<Endpoint> {
    if thanos.networks.is_empty() {
        return vec![endpoint(Peer::Internet, &[HTTPS])];
    }
    networks(&thanos.networks)
}

fn alertmanager_ingress(cx: &Context<'_>) -> Vec<Endpoint> {
    let mut all = vec![
        endpoint(Peer::Pods(pods::prometheus()), &[ALERTMANAGER_PORT, RELOADER]),
        endpoint(Peer::Pods(pods::grafana()), &[ALERTMANAGER_PORT]),
        endpoint(Peer::Pods(pods::alertmanager()), &GOSSIP),
    ];
    all.extend(observers(cx, ALERTMANAGER_PORT));
    all
}

/// Its own kind, and the receivers: on the internet by HTTPS and by the ports of mail servers, and whatever listens in
/// the private networks that are named.
fn alertmanager_egress(stack: &Stack) -> Vec<Endpoint> {
    let said = &stack.section.alertmanager;
    let mut all = vec![endpoint(Peer::Pods(pods::alertmanager()), &GOSSIP)];
    let mut ports = vec![HTTPS];
    let mail = said.receivers.values().filter_map(|receiver| receiver.email.as_ref());
    ports.extend(mail.filter_map(|email| Some(Port::tcp(u16::try_from(email.port.get()).ok()?))));
    if !said.receivers.is_empty() || said.watchdog.is_some() {
        all.push(endpoint(Peer::Internet, &ports));
    }
    all.extend(networks(&said.networks));
    all
}

pub(crate) fn networks(networks: &[Cidr]) -> Vec<Endpoint> {
    networks.iter().map(|network| endpoint(Peer::Network(network.clone()), &[])).collect()
}

pub(crate) fn endpoint(peer: Peer, ports: &[Port]) -> Endpoint {
    Endpoint { peer, ports: ports.to_vec() }
}

/// Nodes and the API server are at addresses that nobody can know here.
pub(crate) fn anywhere(ports: &[Port]) -> Endpoint {
    endpoint(Peer::ApiServer, ports)
}

fn policy(
    cx: &Context<'_>,
    part: &str,
    pods: &Pods,
    ingress: &[Endpoint],
    egress: &[Endpoint],
) -> Option<Manifest> {
    let identity = cx.identity("kube-prometheus-stack", Name::known(pods::STACK).join(part));
    let selector: &BTreeMap<_, _> = &pods.labels;
    network_policy(&cx.site, &identity, selector, ingress, egress)
}
