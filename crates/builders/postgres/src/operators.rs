//! The operators that servers need, as parts of the platform.

pub(crate) mod barman_cloud;
pub(crate) mod cloudnative_pg;
pub(crate) mod postgres_operator;

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::chart::{UserValues, labels};
use hagen_core::component::{Component, Endpoint, Need, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// The ports of an API server: that of its Service, and that behind it. Policies see the one or the other, as the
/// network plugin has it.
pub(crate) const API_SERVER: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

/// The operator behind a need, if it is one of those that run databases. `values` are laid over hagen's own for its
/// chart.
pub fn operator(need: Need, values: UserValues) -> Option<Box<dyn Component>> {
    Some(match need {
        Need::CloudNativePg => Box::new(cloudnative_pg::CloudNativePg { values }),
        Need::BarmanCloud => Box::new(barman_cloud::BarmanCloud { values }),
        Need::PostgresOperator => Box::new(postgres_operator::PostgresOperator { values }),
        _ => return None,
    })
}

fn metadata(cx: &Context<'_>, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(name, Name::known(name)).labels()),
        ..ObjectMeta::default()
    }
}

/// The pods with these labels in every environment on the cluster, and wherever a part of the platform needs the
/// operator.
fn of_clusters(
    cx: &Context<'_>,
    need: Need,
    selector: &BTreeMap<String, String>,
    ports: &[u16],
) -> Vec<Endpoint> {
    let mut namespaces: BTreeSet<Name> = cx.offers.needed_in.get(&need).cloned().unwrap_or_default();
    namespaces.remove(cx.site.namespace);
    namespaces.extend(cx.offers.environments.iter().map(|(_, namespace)| namespace.clone()));
    let pods = namespaces.into_iter().map(|namespace| Pods { namespace, labels: selector.clone() });
    let ports: Vec<_> = ports.iter().map(|&port| Port::tcp(port)).collect();
    pods.map(|pods| Endpoint { peer: Peer::Pods(pods), ports: ports.clone() }).collect()
}

fn policy(cx: &Context<'_>, name: &str, ingress: &[Endpoint], egress: &[Endpoint]) -> Option<Manifest> {
    let identity = cx.identity(name, Name::known(name));
    hagen_core::network::network_policy(&cx.site, &identity, &labels(name, name), ingress, egress)
}

/// The edge from the API server, which stands outside the pod network.
fn from_api_server(port: u16) -> Endpoint {
    Endpoint { peer: Peer::ApiServer, ports: vec![Port::tcp(port)] }
}

/// The edge to the API server.
fn to_api_server() -> Endpoint {
    Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() }
}

/// The edge from Prometheus, when there is one.
fn from_prometheus(cx: &Context<'_>, port: u16) -> Option<Endpoint> {
    let prometheus = cx.site.shared.prometheus.clone()?;
    Some(Endpoint { peer: Peer::Pods(prometheus), ports: vec![Port::tcp(port)] })
}
