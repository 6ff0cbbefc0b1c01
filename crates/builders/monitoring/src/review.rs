//! What only the cluster and everything on it together can tell.

use std::net::IpAddr;

use hagen_core::context::Context;
use hagen_core::target::Distribution;
use hagen_core::{Code, Diagnostic, Path, Place};

use crate::codes;
use crate::grafana::GrafanaPart;
use crate::probes::BlackboxExporter;
use crate::section::{Alertmanager, Prometheus, Severity};
use crate::stack::Stack;

fn monitoring() -> Path {
    Path::ROOT.key("monitoring")
}

fn at(code: &'static Code, path: Path, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Place::value(path), message)
}

fn whole(code: &'static Code, path: Path, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Place::key(path), message)
}

pub(crate) fn stack(stack: &Stack, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = control_plane(stack, cx);
    if stack.is_there {
        found.extend(provided(stack));
        return found;
    }
    found.extend(receivers(stack));
    found.extend(untold(stack, cx));
    found.extend(unreached(stack));
    found.extend(environments(stack, cx));
    found.extend(replicas(cx, "prometheus", stack.prometheus_replicas(&cx.site)));
    found.extend(replicas(cx, "alertmanager", stack.alertmanager_replicas(&cx.site)));
    found
}

/// Keys that nothing is made of, because the cluster has a Prometheus and an Alertmanager of its own.
fn provided(stack: &Stack) -> Vec<Diagnostic> {
    let said = [
        ("prometheus", stack.section.prometheus != Prometheus::default()),
        ("alertmanager", stack.section.alertmanager != Alertmanager::default()),
    ];
    let of = |(key, _): (&str, bool)| {
        let message = format!("the cluster has its own `{key}`, which hagen does not touch");
        whole(&codes::PROVIDED, monitoring().key(key), message)
            .help("take the key out, or `prometheus-operator` out of the cluster's `provides`")
    };
    said.into_iter().filter(|(_, is_said)| *is_said).map(of).collect()
}

fn receivers(stack: &Stack) -> Vec<Diagnostic> {
    let said = &stack.section.alertmanager;
    let mut found = Vec::new();
    if said.receivers.is_empty() {
        found.push(
            whole(&codes::NO_RECEIVER, monitoring(), "alerts reach nobody").help(
                "say who is told: `alertmanager: { receivers: { oncall: { telegram: { chat: …, token: telegram/bot-token } } } }`",
            ),
        );
    }
    if said.watchdog.is_none() {
        found.push(
            whole(&codes::NO_WATCHDOG, monitoring(), "nobody notices when the monitoring itself is down").help(
                "name something outside that is called while all is well: `alertmanager: { watchdog: healthchecks/url }`",
            ),
        );
    }
    found
}

/// Critical alerts that no receiver chooses.
fn untold(stack: &Stack, cx: &Context<'_>) -> Option<Diagnostic> {
    let receivers = &stack.section.alertmanager.receivers;
    let takes = |environment: &str| {
        receivers.values().any(|receiver| {
            (receiver.severities.is_empty() || receiver.severities.contains(&Severity::Critical))
                && (receiver.environments.is_empty()
                    || receiver.environments.iter().any(|name| name.as_str() == environment))
        })
    };
    let all = cx.offers.environments.iter().map(|(name, _)| name.as_str()).chain(["platform"]);
    let missing: Vec<&str> = all.filter(|environment| !takes(environment)).collect();
    (!receivers.is_empty() && !missing.is_empty()).then(|| {
        let message = format!("critical alerts of {} reach nobody", quoted(&missing));
        let path = monitoring().key("alertmanager").key("receivers");
        whole(&codes::UNTOLD, path, message)
            .help("give one receiver all, without `severities` and `environments`")
    })
}

/// Mail servers in a private network that nobody has opened.
fn unreached(stack: &Stack) -> Vec<Diagnostic> {
    let said = &stack.section.alertmanager;
    let is_private = |ip: IpAddr| match ip {
        IpAddr::V4(address) => address.is_private(),
        IpAddr::V6(address) => address.is_unique_local(),
    };
    let is_open = |ip: IpAddr| said.networks.iter().any(|network| network.contains(ip));
    let mut found = Vec::new();
    for (name, receiver) in &said.receivers {
        let Some(ip) = receiver.email.as_ref().and_then(|email| email.server.ip()) else { continue };
        if !is_private(ip) || is_open(ip) {
            continue;
        }
        let path = Path::of(["monitoring", "alertmanager", "receivers", name.as_str(), "email", "server"]);
        let message = format!("`{ip}` is in a private network, which is closed to Alertmanager");
        let network = if ip.is_ipv4() { format!("{ip}/32") } else { format!("{ip}/128") };
        let help = format!("say `networks: [{network}]` beside `receivers`");
        found.push(at(&codes::UNREACHED, path, message).help(help));
    }
    found
}

fn environments(stack: &Stack, cx: &Context<'_>) -> Vec<Diagnostic> {
    let known: Vec<&str> =
        cx.offers.environments.iter().map(|(name, _)| name.as_str()).chain(["platform"]).collect();
    let mut found = Vec::new();
    for (name, receiver) in &stack.section.alertmanager.receivers {
        for (index, environment) in receiver.environments.iter().enumerate() {
            if known.contains(&environment.as_str()) {
                continue;
            }
            let path = Path::of(["monitoring", "alertmanager", "receivers", name.as_str(), "environments"]);
            let message = format!("there is no environment `{environment}` on this cluster");
            found.push(
                at(&codes::UNKNOWN_ENVIRONMENT, path.index(index), message)
                    .help(format!("there are {}", quoted(&known))),
            );
        }
    }
    found
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Replicas that never share a node need as many nodes.
fn replicas(cx: &Context<'_>, part: &str, replicas: i32) -> Option<Diagnostic> {
    let nodes = cx.site.cluster.nodes.schedulable();
    if i64::from(replicas) > nodes {
        let message = format!("{replicas} replicas, each on a node of its own, do not fit {nodes} nodes");
        let path = monitoring().key(part).key("replicas");
        return Some(at(&codes::TOO_MANY_REPLICAS, path, message).help(format!("use {nodes} or fewer")));
    }
    (replicas == 1).then(|| {
        let message = format!("one replica of {part}: it is away while its node is, or while it is updated");
        whole(&codes::SINGLE_REPLICA, monitoring(), message)
    })
}

fn control_plane(stack: &Stack, cx: &Context<'_>) -> Vec<Diagnostic> {
    let said = &stack.section.control_plane;
    let path = monitoring().key("controlPlane");
    let cluster = cx.site.cluster;
    let is_managed =
        matches!(cluster.distribution, Distribution::Eks | Distribution::Gke | Distribution::Aks);
    let mut found = Vec::new();
    if is_managed && !said.etcd.is_empty() {
        let message = "the provider of this cluster shows nothing of its etcd";
        found.push(at(&codes::NO_METRICS_THERE, path.key("etcd"), message).help("take the addresses out"));
    }
    if (is_managed || cluster.distribution == Distribution::K3s) && !said.components.is_empty() {
        let message = if is_managed {
            "the provider of this cluster shows nothing of its control plane"
        } else {
            "k3s is one process, whose kubelet shows the series of all components"
        };
        found.push(at(&codes::NO_METRICS_THERE, path.key("components"), message).help("take them out"));
    }
    if !is_managed && said.etcd.is_empty() && cluster.nodes.servers.get() > 1 {
        let message = "etcd, on which the whole cluster stands, is not watched";
        let help = if cluster.distribution == Distribution::K3s {
            "start the servers with `--etcd-expose-metrics` and list their addresses: `controlPlane: { etcd: […] }`"
        } else {
            "have it listen on port 2381 (`listen-metrics-urls`) and list the servers' addresses: `controlPlane: { etcd: […] }`"
        };
        found.push(whole(&codes::UNWATCHED_ETCD, monitoring(), message).help(help));
    }
    found
}

pub(crate) fn grafana(part: &GrafanaPart, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(state(part, cx));
    found.extend(certificate(part, cx));
    found.extend(pooler(part, cx));
    found
}

fn state(part: &GrafanaPart, cx: &Context<'_>) -> Option<Diagnostic> {
    let path = part_path();
    let replicas = part.replicas(&cx.site);
    if part.database.is_some() {
        return None;
    }
    let help = "name a database for its state: `grafana: { database: postgres/main }`";
    if replicas > 1 {
        let message =
            format!("{replicas} replicas of Grafana would each have users and dashboards of their own");
        return Some(at(&codes::SPLIT_STATE, path.key("replicas"), message).help(help));
    }
    let message = "Grafana has one replica and a volume, because there is no database for its state";
    Some(whole(&codes::NO_DATABASE, monitoring(), message).help(help))
}

fn part_path() -> Path {
    monitoring().key("grafana")
}

fn certificate(part: &GrafanaPart, cx: &Context<'_>) -> Option<Diagnostic> {
    let expose = part.said().expose.as_ref()?;
    let none = part.tls(&cx.site)?.err()?;
    let (message, help) = none.explain(&expose.host, &cx.site.shared.issuers);
    let key = if none.is_unknown() { "tls" } else { "host" };
    Some(at(&codes::CERTIFICATE, part_path().key("expose").key(key), message).help(help))
}

/// Grafana's migrations hold a lock of the session, which pooling by transaction takes away.
fn pooler(part: &GrafanaPart, cx: &Context<'_>) -> Option<Diagnostic> {
    let edge = cx.uses.first()?;
    let is_pooler = |peer: &hagen_core::component::Peer| match peer {
        hagen_core::component::Peer::Pods(pods) => {
            pods.labels.keys().any(|label| label == "cnpg.io/poolerName")
        }
        _ => false,
    };
    edge.connection.endpoints.iter().any(|endpoint| is_pooler(&endpoint.peer)).then(|| {
        let message = format!(
            "Grafana reaches `{}` by its pooler, where the lock of its migrations does not hold",
            edge.to
        );
        let path = if part.said().database.is_some() { part_path().key("database") } else { monitoring() };
        at(&codes::POOLED_DATABASE, path, message)
            .help("use a database without `pooler`, or let Grafana start with one replica after an upgrade")
    })
}

pub(crate) fn probes(part: &BlackboxExporter, cx: &Context<'_>) -> Vec<Diagnostic> {
    let known: Vec<&str> = cx.offers.hosts.iter().map(|placed| placed.what.host.as_str()).collect();
    let unknown = part.section.paths.keys().filter(|host| !known.contains(&host.as_str()));
    let of = |host: &hagen_kube::Host| {
        let path = Path::of(["monitoring", "probes", "paths"]).key(host.as_str());
        let near = hagen_core::section::nearest(host.as_str(), known.iter().copied());
        whole(&codes::UNKNOWN_HOST, path, format!("nobody exposes `{host}`"))
            .help_if(near.map(|near| format!("did you mean `{near}`?")))
    };
    unknown.map(of).collect()
}
