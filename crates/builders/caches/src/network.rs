//! Who may talk to whom around a cache.

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::Manifest;

use crate::component::{CacheComponent, METRICS, PORT, SENTINEL};
use crate::haproxy::STATUS;

pub(crate) fn policies(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Manifest> {
    let policies = if cache.is_replicated(&cx.site) {
        vec![of_servers(cache, cx), of_entry(cache, cx)]
    } else {
        vec![of_single_server(cache, cx)]
    };
    policies.into_iter().flatten().collect()
}

/// The servers and their sentinels talk with each other, and the entry with all of them.
fn of_servers(cache: &CacheComponent, cx: &Context<'_>) -> Option<Manifest> {
    let each_other = to(cache.server_pods(&cx.site), &[PORT, SENTINEL]);
    let mut ingress = vec![each_other.clone(), to(cache.entry_pods(&cx.site), &[PORT, SENTINEL])];
    ingress.extend(prometheus(cx, METRICS));
    let identity = cache.servers_identity(cx);
    network_policy(&cx.site, &identity, &identity.selector(), &ingress, &[each_other])
}

fn of_entry(cache: &CacheComponent, cx: &Context<'_>) -> Option<Manifest> {
    let ingress: Vec<_> = consumers(cx).chain(prometheus(cx, STATUS)).collect();
    let identity = cache.entry_identity(cx);
    let servers = to(cache.server_pods(&cx.site), &[PORT, SENTINEL]);
    network_policy(&cx.site, &identity, &identity.selector(), &ingress, &[servers])
}

fn of_single_server(cache: &CacheComponent, cx: &Context<'_>) -> Option<Manifest> {
    let ingress: Vec<_> = consumers(cx).chain(prometheus(cx, METRICS)).collect();
    let identity = cache.servers_identity(cx);
    network_policy(&cx.site, &identity, &identity.selector(), &ingress, &[])
}

fn consumers(cx: &Context<'_>) -> impl Iterator<Item = Endpoint> {
    cx.used_by.iter().flat_map(|edge| &edge.from_pods).map(|pods| to(pods.clone(), &[PORT]))
}

fn prometheus(cx: &Context<'_>, port: u16) -> Option<Endpoint> {
    cx.site.shared.prometheus.clone().map(|pods| to(pods, &[port]))
}

fn to(pods: Pods, ports: &[u16]) -> Endpoint {
    Endpoint { peer: Peer::Pods(pods), ports: ports.iter().map(|&port| Port::tcp(port)).collect() }
}
