//! Who may call an application, by the certificates of callers.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::component::Protocol;
use hagen_core::context::Mesh;
use hagen_kube::Manifest;
use hagen_kube::custom::istio::{
    AuthorizationPolicy, AuthorizationRule, From, Mtls, Operation, PeerAuthentication, PodSelector, Source,
    To, principal,
};

use crate::callers::Caller;
use crate::split::entered;
use crate::workload::{Shape, Workload};

/// Callers of the same ports. None: anybody whom the network lets through.
type Callers = BTreeMap<Vec<u16>, Option<BTreeSet<String>>>;

/// Lets in exactly those that the network policy lets in, known by more than their address. `None` when nobody calls:
/// the environment is closed then.
pub(super) fn authorization_policy(workload: &Workload<'_>) -> Option<Manifest> {
    let callers = by_ports(workload);
    let policy = AuthorizationPolicy {
        selector: Some(selector(workload)),
        action: Some("ALLOW"),
        rules: Some(callers.iter().map(|(ports, who)| rule(ports, who.as_ref())).collect()),
    };
    (!callers.is_empty()).then(|| Manifest::custom(&workload.metadata(), &policy))
}

/// Lets Prometheus, which is not in the mesh, read the port of the metrics where no sidecar shows them.
pub(super) fn plain_metrics(workload: &Workload<'_>, mesh: &Mesh) -> Option<Manifest> {
    let port = plain_metrics_port(workload)?;
    let policy = PeerAuthentication {
        selector: Some(selector(workload)),
        mtls: None,
        port_level_mtls: Some(BTreeMap::from([(port.to_string(), Mtls { mode: "PERMISSIVE" })])),
    };
    mesh.strict.then(|| Manifest::custom(&workload.metadata(), &policy))
}

fn selector(workload: &Workload<'_>) -> PodSelector {
    PodSelector { match_labels: workload.selector.clone() }
}

fn plain_metrics_port(workload: &Workload<'_>) -> Option<u16> {
    let shared = &workload.site().shared;
    shared.prometheus.as_ref()?;
    shared.mesh.as_ref().filter(|mesh| !mesh.has_sidecars())?;
    Some(workload.app.metrics_port()?.port.number)
}

fn by_ports(workload: &Workload<'_>) -> Callers {
    let mut callers = Callers::new();
    let namespace = workload.site().namespace.as_str();
    for Caller { edge, ports } in crate::callers::callers(workload) {
        let tcp = ports.iter().filter(|port| port.protocol == Protocol::Tcp).map(|port| port.number);
        let meshed = edge.from.section == "apps";
        let who = meshed.then(|| principal(edge.from_namespace.as_str(), edge.from.name.as_str()));
        add(&mut callers, tcp.collect(), who);
    }
    let entry = workload.site().shared.entry.as_ref();
    if let Some((entry, port)) = entry.zip(entered(workload)) {
        let who = entry.account().map(|account| principal(entry.pods.namespace.as_str(), account));
        add(&mut callers, vec![port.number], who);
    }
    if workload.shape == Shape::StatefulSet {
        let ports = workload.app.served_ports();
        let tcp = ports.iter().filter(|port| port.is_tcp()).map(|port| port.port.number).collect();
        add(&mut callers, tcp, Some(principal(namespace, workload.name.as_str())));
    }
    if let Some(port) = plain_metrics_port(workload) {
        add(&mut callers, vec![port], None);
    }
    callers
}

fn add(callers: &mut Callers, mut ports: Vec<u16>, who: Option<String>) {
    ports.sort_unstable();
    ports.dedup();
    if ports.is_empty() {
        return;
    }
    let known = callers.entry(ports).or_insert_with(|| Some(BTreeSet::new()));
    match (known.as_mut(), who) {
        (Some(known), Some(who)) => drop(known.insert(who)),
        _ => *known = None,
    }
}

fn rule(ports: &[u16], who: Option<&BTreeSet<String>>) -> AuthorizationRule {
    let ports = ports.iter().map(ToString::to_string).collect();
    AuthorizationRule {
        from: who.map(|who| vec![From { source: Source { principals: who.iter().cloned().collect() } }]),
        to: Some(vec![To { operation: Operation { ports } }]),
    }
}
