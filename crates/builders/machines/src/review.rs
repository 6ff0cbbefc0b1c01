//! What only the cluster and the other groups can tell.

use hagen_core::component::Component as _;
use hagen_core::context::Context;
use hagen_core::{Diagnostic, Place};

use crate::codes;
use crate::component::Machines;
use crate::network::address;

pub(crate) fn review(machines: &Machines, cx: &Context<'_>) -> Vec<Diagnostic> {
    [
        not_watched(machines, cx),
        quorum(machines),
        any_address(machines, cx),
        balances(machines),
        environment(machines, cx),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn not_watched(machines: &Machines, cx: &Context<'_>) -> Option<Diagnostic> {
    cx.site.shared.prometheus.is_none().then(|| {
        let message = format!("nobody watches the machines `{}`: there is no Prometheus", machines.name);
        Diagnostic::new(&codes::NOT_WATCHED, Place::key(machines.path()), message)
            .help("write `monitoring: {}`")
    })
}

fn quorum(machines: &Machines) -> Option<Diagnostic> {
    machines.group.exporters.etcd.as_ref()?;
    let members = machines.group.hosts.len();
    (members < 3 || members.is_multiple_of(2)).then(|| {
        let survives = members.saturating_sub(1) / 2;
        let message = format!("etcd with {members} members survives the loss of {survives}");
        let place = Place::value(machines.path().key("hosts"));
        Diagnostic::new(&codes::ETCD_QUORUM, place, message).help("use three machines, or five")
    })
}

fn any_address(machines: &Machines, cx: &Context<'_>) -> Option<Diagnostic> {
    let group = &machines.group;
    let named = group.hosts.iter().find(|(_, host)| address(host).is_none());
    let (name, host) = named.filter(|_| group.networks.is_empty() && cx.site.shared.network_policies)?;
    let message = format!(
        "Prometheus may reach any address on the ports of these machines, because `{host}` is a name"
    );
    let place = Place::value(machines.path().key("hosts").key(name.as_str()));
    Some(
        Diagnostic::new(&codes::ANY_ADDRESS, place, message)
            .help("write addresses, or say `networks: [192.168.2.0/24]`"),
    )
}

fn balances(machines: &Machines) -> Option<Diagnostic> {
    let said = machines.group.balances.as_ref();
    let wanted = said.is_some() || machines.group.exporters.haproxy.is_some();
    if !wanted || machines.balanced().is_some() {
        return None;
    }
    let group = said.unwrap_or(&machines.name);
    let path = if said.is_some() {
        machines.path().key("balances")
    } else {
        machines.path().key("exporters").key("haproxy")
    };
    let message = format!("HAProxy leads to the Patroni of `{group}`, which has none");
    Some(
        Diagnostic::new(&codes::UNKNOWN_GROUP, Place::value(path), message)
            .help("name the group that has `exporters: { patroni: 8008 }`: `balances: db`"),
    )
}

fn environment(machines: &Machines, cx: &Context<'_>) -> Option<Diagnostic> {
    let environment = machines.group.environment.as_ref()?;
    let known: Vec<String> = cx.offers.environments.iter().map(|(name, _)| format!("`{name}`")).collect();
    if known.contains(&format!("`{environment}`")) {
        return None;
    }
    let place = Place::value(machines.path().key("environment"));
    let message = format!("there is no environment `{environment}` on this cluster");
    Some(
        Diagnostic::new(&codes::UNKNOWN_ENVIRONMENT, place, message)
            .help(format!("there are {}", known.join(", "))),
    )
}
