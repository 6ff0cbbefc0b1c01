//! The section `monitoring`.

mod alertmanager;
mod check;
mod grafana;
mod prometheus;
mod receiver;
mod role;

use hagen_core::section::{Distinct, Map, Section};
use hagen_core::target::Cores;
use hagen_kube::{Duration, Host, HttpPath, Quantity, ServerAddress};

pub use alertmanager::Alertmanager;
pub use grafana::{Grafana, GrafanaExpose, OAuth};
pub use prometheus::{Prometheus, Thanos};
pub use receiver::{Email, Pagerduty, Receiver, Severity, Slack, Telegram, Webhook};

/// Metrics, alerts and dashboards for the cluster and everything on it.
///
/// By default two Prometheus that scrape the same, three Alertmanagers that gossip, Grafana with its state in the
/// blueprint's database, the usual exporters, rules and dashboards, and a probe of every exposed host.
/// `monitoring: {}` is enough.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Monitoring {
    /// What scrapes, stores and evaluates.
    #[section(default)]
    pub prometheus: Prometheus,
    /// Whom alerts reach.
    #[section(default)]
    pub alertmanager: Alertmanager,
    /// What draws.
    #[section(default)]
    pub grafana: Grafana,
    /// What asks exposed hosts from outside of their pods.
    #[section(default)]
    pub probes: Probes,
    /// Where the control plane shows its metrics.
    #[section(default)]
    pub control_plane: ControlPlane,
}

/// What asks exposed hosts whether they answer, and how long their certificates last.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::probes)]
pub struct Probes {
    /// Whether they are asked at all.
    #[section(default = true)]
    pub enabled: bool,
    /// How often.
    #[section(default = Duration::seconds(60))]
    pub interval: Duration,
    /// The path to ask, for hosts whose `/` does not answer: a host without an entry is asked for `/`.
    #[section(example = "{ shop.example.com: /health }")]
    pub paths: Map<Host, HttpPath>,
}

/// Where the control plane shows its metrics. What a cluster shows without being told is known: the API server, the
/// kubelets, the cluster's DNS.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::control_plane)]
pub struct ControlPlane {
    /// The addresses of the servers whose etcd shows its metrics on port 2381. k3s does so with
    /// `--etcd-expose-metrics`, kubeadm with `listen-metrics-urls`.
    #[section(example = "[10.0.0.11, 10.0.0.12, 10.0.0.13]")]
    pub etcd: Distinct<ServerAddress>,
    /// Components that listen beyond `127.0.0.1`, which is not their default.
    pub components: Distinct<ControlPlaneComponent>,
}

/// A component of the control plane with metrics of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Section)]
pub enum ControlPlaneComponent {
    /// kube-controller-manager.
    ControllerManager,
    /// kube-scheduler.
    Scheduler,
    /// kube-proxy.
    Proxy,
}

/// What a container gets of its node. The request for memory is also its limit.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Resources {
    /// Cores.
    #[section(example = "1")]
    pub cpu: Cores,
    /// Memory.
    #[section(example = "4Gi")]
    pub memory: Quantity,
}
