//! The Gateway of the hosts whose routes say what only the mesh's own kinds can.

use std::collections::BTreeMap;

use hagen_core::component::ExposedHost;
use hagen_core::context::{Context, Placed};
use hagen_core::gateway::{certificate_secret, listener, mesh_gateway, plain_listener};
use hagen_kube::custom::istio::{IstioGateway, Server, ServerPort, ServerTls};
use hagen_kube::{Host, Manifest, Name};

use super::metadata;
use crate::istio;

/// Beside the environment's other Gateway, on the same pods. `None` when no host needs it.
pub(super) fn gateway(cx: &Context<'_>, environment: Option<&Name>) -> Option<Manifest> {
    let mut hosts: BTreeMap<&Host, Vec<&Placed<ExposedHost>>> = BTreeMap::new();
    for placed in cx.offers.hosts.iter().filter(|placed| placed.environment.as_ref() == environment) {
        if cx.offers.is_routed_by_mesh(environment, &placed.what.host) {
            hosts.entry(&placed.what.host).or_default().push(placed);
        }
    }
    if hosts.is_empty() {
        return None;
    }
    let plain = |host: &Host| cx.offers.is_plain(environment, host);
    let servers = hosts.iter().flat_map(|(host, exposures)| {
        let unsecured = plain(host).then(|| unsecured(host, exposures));
        [server(environment, host, exposures)].into_iter().chain(unsecured)
    });
    let spec = IstioGateway { selector: istio::pods().labels, servers: servers.collect() };
    Some(Manifest::custom(&metadata(cx, &mesh_gateway(environment)), &spec))
}

fn server(environment: Option<&Name>, host: &Host, exposures: &[&Placed<ExposedHost>]) -> Server {
    let name = listener(host);
    Server {
        port: ServerPort { number: 443, name: name.clone(), protocol: "HTTPS" },
        name,
        hosts: served(host, exposures),
        tls: exposures.first().map(|placed| ServerTls {
            mode: "SIMPLE",
            credential_name: certificate_secret(environment, &placed.what),
            min_protocol_version: "TLSV1_2",
        }),
    }
}

/// The same without TLS.
fn unsecured(host: &Host, exposures: &[&Placed<ExposedHost>]) -> Server {
    let name = plain_listener(host);
    Server {
        port: ServerPort { number: 80, name: name.clone(), protocol: "HTTP" },
        name,
        hosts: served(host, exposures),
        tls: None,
    }
}

fn served(host: &Host, exposures: &[&Placed<ExposedHost>]) -> Vec<String> {
    let mut hosts: Vec<String> =
        exposures.iter().map(|placed| Server::host(&placed.what.namespace, host)).collect();
    hosts.dedup();
    hosts
}
