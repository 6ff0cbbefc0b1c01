//! Who may talk with whom in Loki's namespace.

use std::collections::BTreeMap;

use hagen_core::bucket::Access;
use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::Manifest;

use super::{GATEWAY_PORT, Loki, RELEASE, entry, labels};
use crate::alloy;

const HTTP: Port = Port::tcp(3100);
const GRPC: Port = Port::tcp(9095);
const GOSSIP: [Port; 2] = [Port::tcp(7946), Port::udp(7946)];
const MEMCACHED: Port = Port::tcp(11211);
const MEMCACHED_METRICS: Port = Port::tcp(9150);
const GATEWAY_METRICS: Port = Port::tcp(4040);
const CANARY_METRICS: Port = Port::tcp(3500);
const CACHES: [&str; 2] = ["memcached-chunks-cache", "memcached-results-cache"];

/// The labels that all parts of Loki have, whatever the mode, and nothing beside them.
pub(super) fn servers() -> BTreeMap<String, String> {
    let mut labels = hagen_core::chart::labels(RELEASE, RELEASE);
    labels.insert("app.kubernetes.io/part-of".into(), "memberlist".into());
    labels
}

pub(super) fn policies(loki: &Loki, cx: &Context<'_>, access: Option<&Access>) -> Vec<Manifest> {
    let mut policies = vec![server_policy(loki, cx, access), gateway_policy(loki, cx)];
    policies.extend(CACHES.map(|cache| {
        let from_loki = to(cx, servers(), &[MEMCACHED]);
        let ingress: Vec<_> = [from_loki].into_iter().chain(scraped(cx, MEMCACHED_METRICS)).collect();
        policy(cx, cache, &labels(cache), &ingress, &[])
    }));
    if cx.site.shared.prometheus.is_some() {
        let ingress: Vec<_> = scraped(cx, CANARY_METRICS).collect();
        let gateway = to(cx, labels("gateway"), &[Port::tcp(GATEWAY_PORT)]);
        policies.push(policy(cx, "canary", &labels("canary"), &ingress, &[gateway]));
    }
    policies.into_iter().flatten().collect()
}

/// The parts of Loki talk with each other, by requests and by gossip.
fn server_policy(loki: &Loki, cx: &Context<'_>, access: Option<&Access>) -> Option<Manifest> {
    let each_other = to(cx, servers(), &[HTTP, GRPC, GOSSIP[0], GOSSIP[1]]);
    let mut ingress = vec![each_other.clone(), to(cx, labels("gateway"), &[HTTP])];
    ingress.extend(scraped(cx, HTTP));
    let mut egress = vec![each_other];
    egress.extend(CACHES.map(|cache| to(cx, labels(cache), &[MEMCACHED])));
    egress.extend(access.iter().flat_map(|access| access.endpoints.iter().cloned()));
    if let Some(alertmanager) =
        cx.site.shared.alertmanager.as_ref().filter(|_| !loki.section.rules.is_empty())
    {
        egress.push(Endpoint { peer: Peer::Pods(alertmanager.pods.clone()), ports: vec![alertmanager.port] });
    }
    policy(cx, "", &servers(), &ingress, &egress)
}

fn gateway_policy(loki: &Loki, cx: &Context<'_>) -> Option<Manifest> {
    let port = Port::tcp(GATEWAY_PORT);
    let from = |pods: Pods| Endpoint { peer: Peer::Pods(pods), ports: vec![port] };
    let mut ingress: Vec<_> = alloy::pods().into_iter().map(from).collect();
    ingress.extend(cx.site.shared.grafana.clone().map(from));
    ingress.push(to(cx, labels("canary"), &[port]));
    ingress.extend(scraped(cx, GATEWAY_METRICS));
    ingress.extend(entry::ingress(loki, cx));
    policy(cx, "gateway", &labels("gateway"), &ingress, &[to(cx, servers(), &[HTTP])])
}

fn to(cx: &Context<'_>, labels: BTreeMap<String, String>, ports: &[Port]) -> Endpoint {
    let pods = Pods { namespace: cx.site.namespace.clone(), labels };
    Endpoint { peer: Peer::Pods(pods), ports: ports.to_vec() }
}

fn scraped(cx: &Context<'_>, port: Port) -> impl Iterator<Item = Endpoint> {
    let prometheus = cx.site.shared.prometheus.clone();
    prometheus.into_iter().map(move |pods| Endpoint { peer: Peer::Pods(pods), ports: vec![port] })
}

fn policy(
    cx: &Context<'_>,
    component: &str,
    selector: &BTreeMap<String, String>,
    ingress: &[Endpoint],
    egress: &[Endpoint],
) -> Option<Manifest> {
    network_policy(&cx.site, &Loki::identity(cx, component), selector, ingress, egress)
}
