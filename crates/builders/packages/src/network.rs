//! Who may talk with a packaged application, and whom it may talk to.

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::Manifest;

use crate::component::Release;

/// One policy for all its pods: those that serve, and those that work in the background.
pub(crate) fn policies(release: &Release, cx: &Context<'_>) -> Option<Manifest> {
    let (_, port) = release.wiring().ports();
    let shared = cx.site.shared;
    let entry = shared.entry.as_ref().filter(|_| release.package.expose.is_some()).map(|entry| &entry.pods);
    let consumers = cx.used_by.iter().flat_map(|edge| &edge.from_pods);
    let from = |pods: &Pods| Endpoint { peer: Peer::Pods(pods.clone()), ports: vec![port] };
    let ingress: Vec<_> = entry.into_iter().chain(&shared.prometheus).chain(consumers).map(from).collect();
    let links = cx.uses.iter().flat_map(|edge| edge.connection.endpoints.iter().cloned());
    let internet = Endpoint { peer: Peer::Internet, ports: vec![Port::tcp(80), Port::tcp(443)] };
    let egress: Vec<_> = links.chain(release.package.internet.then_some(internet)).collect();
    let identity = release.identity(&cx.site);
    let pods = release.wiring().pods(release.name());
    network_policy(&cx.site, &identity, &pods, &ingress, &egress)
}
