//! Who may talk with whom in the collectors' namespace.

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use super::{Alloy, OPERATOR, RELEASE, labels};
use crate::loki;

/// The ports of an API server: that of its Service, and that behind it.
const API_SERVER: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];
const METRICS: Port = Port::tcp(12345);
const OPERATOR_METRICS: Port = Port::tcp(8082);

pub(super) fn policies(alloy: &Alloy, cx: &Context<'_>) -> Vec<Manifest> {
    let api_server = Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() };
    let scraped = |port: Port| -> Vec<Endpoint> {
        let prometheus = cx.site.shared.prometheus.clone();
        prometheus.into_iter().map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![port] }).collect()
    };
    let of_collector = |collector| {
        let identity = Alloy::identity(cx, collector);
        let egress = [api_server.clone(), gateway()];
        network_policy(&cx.site, &identity, &labels(collector), &scraped(METRICS), &egress)
    };
    let operator = hagen_core::chart::labels(OPERATOR, RELEASE);
    let identity = Alloy::identity(cx, "operator");
    let egress = [api_server.clone()];
    let of_operator = network_policy(&cx.site, &identity, &operator, &scraped(OPERATOR_METRICS), &egress);
    alloy.collectors().into_iter().map(of_collector).chain([of_operator]).flatten().collect()
}

fn gateway() -> Endpoint {
    let pods = Pods { namespace: Name::known(crate::NAMESPACE), labels: loki::labels("gateway") };
    Endpoint { peer: Peer::Pods(pods), ports: vec![Port::tcp(loki::GATEWAY_PORT)] }
}
