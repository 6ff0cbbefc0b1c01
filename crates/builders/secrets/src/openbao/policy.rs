//! Who talks with the servers.

use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use super::{API, RELEASE, pods, selector};
use crate::OPERATOR;

/// Where the servers talk with each other, beside [`API`].
const CLUSTER: Port = Port::tcp(8201);

const API_SERVER: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

/// In from External Secrets, Prometheus and each other; out to each other, and to the API server, which tells whose
/// token it is that somebody signs in with.
pub(super) fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let operator =
        Pods { namespace: Name::known(OPERATOR), labels: hagen_core::chart::labels(OPERATOR, OPERATOR) };
    let members = Endpoint { peer: Peer::Pods(pods()), ports: vec![API, CLUSTER] };
    let mut ingress = vec![members.clone(), from(operator)];
    ingress.extend(cx.site.shared.prometheus.clone().map(from));
    let api_server = Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() };
    network_policy(&cx.site, &identity, &selector(), &ingress, &[members, api_server])
}

fn from(pods: Pods) -> Endpoint {
    Endpoint { peer: Peer::Pods(pods), ports: vec![API] }
}
