//! Who reaches Grafana, and whom it asks.

use hagen_core::component::{Endpoint, Peer, Port};
use hagen_core::context::{Backend, Context};
use hagen_core::network::network_policy;
use hagen_kube::{Identity, Manifest};

use super::GrafanaPart;
use crate::pods::{self, ALERTMANAGER_PORT, GOSSIP, PROMETHEUS_PORT};
use crate::stack::{anywhere, endpoint, networks};

const HTTP: Port = Port::tcp(3000);
const HTTPS: Port = Port::tcp(443);

pub(super) fn policy(part: &GrafanaPart, cx: &Context<'_>, identity: &Identity) -> Option<Manifest> {
    let shared = &cx.site.shared;
    let mut ingress = vec![endpoint(Peer::Pods(pods::grafana()), &GOSSIP)];
    ingress.extend(shared.prometheus.iter().map(|pods| endpoint(Peer::Pods(pods.clone()), &[HTTP])));
    if part.said().expose.is_some() {
        ingress.extend(shared.entry.iter().map(|entry| endpoint(Peer::Pods(entry.pods.clone()), &[HTTP])));
    }
    // The sidecars ask the API server; an identity provider on the internet is behind the same port.
    let mut egress = vec![
        endpoint(Peer::Pods(pods::grafana()), &GOSSIP),
        endpoint(Peer::Pods(pods::alertmanager()), &[ALERTMANAGER_PORT]),
        anywhere(&[HTTPS, Port::tcp(6443)]),
    ];
    egress
        .extend(shared.prometheus.iter().map(|pods| endpoint(Peer::Pods(pods.clone()), &[PROMETHEUS_PORT])));
    egress.extend(shared.logs.iter().chain(&shared.traces).map(backend));
    egress.extend(cx.uses.iter().flat_map(|edge| edge.connection.endpoints.clone()));
    egress.extend(part.said().oauth.iter().flat_map(|oauth| networks(&oauth.networks)));
    network_policy(&cx.site, identity, &pods::grafana().labels, &ingress, &egress)
}

fn backend(backend: &Backend) -> Endpoint {
    endpoint(Peer::Pods(backend.pods.clone()), &[backend.port])
}
