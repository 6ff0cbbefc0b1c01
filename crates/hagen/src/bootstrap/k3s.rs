//! `bootstrap/k3s/`: the configuration of the nodes of k3s clusters, as it has to be before k3s is installed.

use hagen_core::target::{Cluster, Distribution};
use hagen_kube::Name;
use hagen_yaml::{Map, Style, Value, write};

use super::{HEADER, releases};
use crate::argocd::OWN_CLUSTER;
use crate::layout::Contents;
use crate::output::{File, Plan};

/// What k3s brings along under the name of a chart that hagen may bring itself.
const BUILT_IN: [&str; 2] = ["metrics-server", "traefik"];

/// A file for the servers and one for the agents of each k3s cluster.
pub(super) fn files(plan: &Plan<'_>, contents: &[Contents]) -> Vec<File> {
    let clusters = plan.clusters.iter().filter(|(_, cluster)| cluster.distribution == Distribution::K3s);
    let mut files = Vec::new();
    for (name, cluster) in clusters {
        let disabled = BUILT_IN.into_iter().filter(|chart| releases(plan, contents, name, chart)).collect();
        files.push(file(name, "server", &server_comment(name, cluster), server(cluster, disabled)));
        files.push(file(name, "agent", &agent_comment(name, cluster), agent(cluster)));
    }
    files
}

fn file(cluster: &Name, role: &str, comment: &str, config: Map) -> File {
    let header = format!("{HEADER}\n{comment}");
    let text = write(&Value::Map(config), &Style::default().with_header(&header));
    File { path: format!("bootstrap/k3s/{cluster}-{role}.yaml"), text }
}

fn server(cluster: &Cluster, disabled: Vec<&'static str>) -> Map {
    let mut config = Map::new();
    config.push("cluster-init", true);
    if let Some(host) = host(cluster) {
        config.push("tls-san", vec![host.to_owned()]);
    }
    config.push("secrets-encryption", true);
    config.push("etcd-expose-metrics", true);
    if !disabled.is_empty() {
        config.push("disable", disabled);
    }
    config.push("write-kubeconfig-mode", "0600");
    config
}

fn agent(cluster: &Cluster) -> Map {
    let mut config = Map::new();
    let address = host(cluster).map_or("https://SERVER:6443", |_| cluster.server.as_str());
    config.push("server", address.to_owned());
    config
}

/// The name or address of the API server, if the blueprint says how it is reached from outside.
fn host(cluster: &Cluster) -> Option<&str> {
    let address = cluster.server.as_str();
    let authority = address.split_once("://")?.1.split('/').next()?;
    let host = match authority.strip_prefix('[') {
        Some(ipv6) => ipv6.split(']').next()?,
        None => authority.split(':').next()?,
    };
    Some(host).filter(|_| address != OWN_CLUSTER)
}

fn server_comment(name: &Name, cluster: &Cluster) -> String {
    let mut comment = format!(
        "/etc/rancher/k3s/config.yaml of the servers of {name}, before k3s is installed there.\n\
         The first server starts the cluster. On the others `server: https://<the first one>:6443` stands in the\n\
         place of `cluster-init`; the other lines are the same on all of them, or they do not join.\n\
         The token that they share is a secret: it goes into K3S_TOKEN when k3s is installed.\n\
         secrets-encryption: Secrets are encrypted in etcd, which takes effect when it is there from the start.\n\
         etcd-expose-metrics: port 2381 tells Prometheus how etcd is; let nobody else reach it."
    );
    comment.push_str(&zones(cluster));
    comment
}

fn agent_comment(name: &Name, cluster: &Cluster) -> String {
    let mut comment = format!(
        "/etc/rancher/k3s/config.yaml of the agents of {name}, before k3s is installed there.\n\
         The token of the cluster goes into K3S_TOKEN when k3s is installed."
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
