//! `bootstrap/k3s/`: the configuration of the nodes of k3s clusters, as it has to be before k3s is installed.

use std::collections::BTreeSet;

use hagen_core::target::{Cluster, Distribution};
use hagen_kube::Name;
use hagen_yaml::{Map, Style, Value, write};

use super::{HEADER, releases};
use crate::argocd::OWN_CLUSTER;
use crate::layout::Contents;
use crate::output::{File, Plan};

/// What k3s brings along, and the chart of hagen's that takes its place: two entries would both want port 443.
const BUILT_IN: [(&str, &str); 3] =
    [("metrics-server", "metrics-server"), ("traefik", "traefik"), ("traefik", "istiod")];

/// A file for the servers and one for the agents of each k3s cluster.
pub(super) fn files(plan: &Plan<'_>, contents: &[Contents]) -> Vec<File> {
    let clusters = plan.clusters.iter().filter(|(_, cluster)| cluster.distribution == Distribution::K3s);
    let mut files = Vec::new();
    for (name, cluster) in clusters {
        let replaced = BUILT_IN.iter().filter(|(_, chart)| releases(plan, contents, name, chart));
        let disabled: BTreeSet<&str> = replaced.map(|(built_in, _)| *built_in).collect();
        let disabled: Vec<&str> = disabled.into_iter().collect();
        let first = server(cluster, &disabled, Join::First);
        files.push(file(name, "server", &server_comment(name, cluster), first));
        if cluster.nodes.servers.get() > 1 {
            let other = server(cluster, &disabled, Join::Other);
            files.push(file(name, "server-join", &join_comment(name, cluster), other));
        }
        files.push(file(name, "agent", &agent_comment(name, cluster), agent(cluster)));
    }
    files
}

fn file(cluster: &Name, role: &str, comment: &str, config: Map) -> File {
    let header = format!("{HEADER}\n{comment}");
    let text = write(&Value::Map(config), &Style::default().with_header(&header));
    File { path: format!("bootstrap/k3s/{cluster}-{role}.yaml"), text }
}

/// Which of the servers it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// The one that starts the cluster.
    First,
    /// One that joins it.
    Other,
}

fn server(cluster: &Cluster, disabled: &[&'static str], join: Join) -> Map {
    let mut config = Map::new();
    match join {
        Join::First => config.push("cluster-init", true),
        Join::Other => config.push("server", address(cluster).to_owned()),
    }
    if let Some(host) = host(cluster) {
        config.push("tls-san", vec![host.to_owned()]);
    }
    config.push("secrets-encryption", true);
    config.push("etcd-expose-metrics", true);
    if !disabled.is_empty() {
        config.push("disable", disabled.to_vec());
    }
    config.push("write-kubeconfig-mode", "0600");
    config
}

fn agent(cluster: &Cluster) -> Map {
    let mut config = Map::new();
    config.push("server", address(cluster).to_owned());
    config
}

fn address(cluster: &Cluster) -> &str {
    host(cluster).map_or("https://SERVER:6443", |_| cluster.server.as_str())
}

/// The name or address of the API server, if the blueprint says how it is reached from outside.
fn host(cluster: &Cluster) -> Option<&str> {
    Some(cluster.server.host()).filter(|_| cluster.server.as_str() != OWN_CLUSTER)
}

fn server_comment(name: &Name, cluster: &Cluster) -> String {
    let mut comment = format!(
        "/etc/rancher/k3s/config.yaml of the first server of {name}, before k3s is installed there:\n\
         `curl -sfL https://get.k3s.io | INSTALL_K3S_CHANNEL=v{minor} sh -s - server`. It starts the cluster.\n\
         The token that all nodes share is a secret: it goes into K3S_TOKEN, the same on each, when k3s is installed.\n\
         secrets-encryption: Secrets are encrypted in etcd, which takes effect when it is there from the start.\n\
         etcd-expose-metrics: port 2381 tells Prometheus how etcd is; let nobody else reach it.",
        minor = cluster.kubernetes,
    );
    comment.push_str(&zones(cluster));
    comment
}

fn join_comment(name: &Name, cluster: &Cluster) -> String {
    let others = cluster.nodes.servers.get() - 1;
    let mut comment = format!(
        "/etc/rancher/k3s/config.yaml of the other servers of {name} ({others}), before k3s is installed there, one after\n\
         the other: `curl -sfL https://get.k3s.io | INSTALL_K3S_CHANNEL=v{minor} sh -s - server` with K3S_TOKEN and without\n\
         K3S_URL, which would make an agent of it. But for `server`, the lines are those of the first one, or they do not\n\
         join.",
        minor = cluster.kubernetes,
    );
    if host(cluster).is_none() {
        comment.push_str("\nSERVER is the name or address of the first server.");
    }
    comment.push_str(&zones(cluster));
    comment
}

fn agent_comment(name: &Name, cluster: &Cluster) -> String {
    let mut comment = format!(
        "/etc/rancher/k3s/config.yaml of the agents of {name} ({workers}), before k3s is installed there:\n\
         `curl -sfL https://get.k3s.io | INSTALL_K3S_CHANNEL=v{minor} sh -s - agent`.\n\
         The token of the cluster goes into K3S_TOKEN when k3s is installed.",
        workers = cluster.nodes.workers.get(),
        minor = cluster.kubernetes,
    );
    if host(cluster).is_none() {
        comment.push_str(
            "\nSERVER is the name or address of a server, better of a load balancer before all of them.",
        );
    }
    comment.push_str(&zones(cluster));
    comment
}

fn zones(cluster: &Cluster) -> String {
    if cluster.nodes.zones.is_empty() {
        return String::new();
    }
    let zones: Vec<String> = cluster.nodes.zones.iter().map(ToString::to_string).collect();
    format!(
        "\nEach node also says in which zone it is ({}): `node-label: [topology.kubernetes.io/zone={}]`.",
        zones.join(", "),
        zones[0]
    )
}
