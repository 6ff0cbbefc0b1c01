//! What every workload has in common: pods that need processors, memory and volumes.

use crate::dashboard::{Color, Panel, Row, Target, Unit};
use crate::selector::Selector;

/// The characters of the names that Kubernetes makes up.
const RANDOM: &str = "[b-df-hj-np-tv-xz2-9]";

/// Which pods are meant: those of a namespace whose whole name matches a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodSet {
    /// The namespace.
    pub namespace: String,
    /// A regular expression of the names.
    pub names: String,
}

impl PodSet {
    /// The pods of a Deployment.
    pub fn of_deployment(namespace: &str, name: &str) -> Self {
        Self::matching(namespace, format!("{name}-{RANDOM}{{5,10}}-{RANDOM}{{5}}"))
    }

    /// The pods of a StatefulSet, or of whatever else counts them.
    pub fn of_stateful_set(namespace: &str, name: &str) -> Self {
        Self::matching(namespace, format!("{name}-[0-9]+"))
    }

    /// The pods of a DaemonSet.
    pub fn of_daemon_set(namespace: &str, name: &str) -> Self {
        Self::matching(namespace, format!("{name}-{RANDOM}{{5}}"))
    }

    /// The pods of a CronJob's Jobs.
    pub fn of_cron_job(namespace: &str, name: &str) -> Self {
        Self::matching(namespace, format!("{name}-[0-9]+-{RANDOM}{{5}}"))
    }

    /// The pods whose whole name matches.
    pub fn matching(namespace: &str, names: impl Into<String>) -> Self {
        Self { namespace: namespace.to_owned(), names: names.into() }
    }

    /// Their series.
    pub fn selector(&self) -> Selector {
        Selector::namespace(&self.namespace).matches("pod", &self.names)
    }

    /// The series of their containers: the kubelet also shows whole pods, without a container's name.
    pub fn containers(&self) -> Selector {
        self.selector().is_not("container", "")
    }

    /// What they use of what they may use.
    pub fn resources(&self) -> Row {
        Row::new(
            "Resources",
            [self.processors(), self.throttling(), self.memory(), self.restarts(), self.network()],
        )
    }

    fn processors(&self) -> Panel {
        let used = self.containers().over("container_cpu_usage_seconds_total", "$__rate_interval");
        Panel::time_series(
            "CPU",
            Unit::Cores,
            [
                Target::new(format!("sum by (pod) (rate({used}))"), "{{pod}}"),
                Target::new(self.largest("kube_pod_container_resource_requests", "cpu"), "request"),
                Target::new(self.largest("kube_pod_container_resource_limits", "cpu"), "limit"),
            ],
        )
        .describe("What each pod uses. Over its request it lives on what others leave.")
        .min(0.0)
    }

    fn throttling(&self) -> Panel {
        let periods = |metric| self.containers().over(metric, "$__rate_interval");
        let throttled = periods("container_cpu_cfs_throttled_periods_total");
        let all = periods("container_cpu_cfs_periods_total");
        let share = format!("sum by (pod) (rate({throttled})) / sum by (pod) (rate({all}))");
        Panel::line("CPU throttling", Unit::Share, share, "{{pod}}")
            .describe("In how many of its periods a pod was held back. There is none without a limit.")
            .threshold(0.25, Color::Red)
            .min(0.0)
    }

    fn memory(&self) -> Panel {
        let used = self.containers().of("container_memory_working_set_bytes");
        Panel::time_series(
            "Memory",
            Unit::Bytes,
            [
                Target::new(format!("sum by (pod) ({used})"), "{{pod}}"),
                Target::new(self.largest("kube_pod_container_resource_requests", "memory"), "request"),
                Target::new(self.largest("kube_pod_container_resource_limits", "memory"), "limit"),
            ],
        )
        .describe("What each pod holds and cannot give back. At its limit it is killed.")
        .min(0.0)
    }

    fn restarts(&self) -> Panel {
        let restarts = self.selector().over("kube_pod_container_status_restarts_total", "$__rate_interval");
        let ended = self.selector().of("kube_pod_container_status_last_terminated_reason");
        Panel::time_series(
            "Restarts",
            Unit::Short,
            [
                Target::new(format!("sum by (pod) (increase({restarts}))"), "{{pod}}"),
                Target::new(format!("sum by (reason) ({ended})"), "last ended: {{reason}}"),
            ],
        )
        .min(0.0)
    }

    fn network(&self) -> Panel {
        let rate = |metric| format!("sum(rate({}))", self.selector().over(metric, "$__rate_interval"));
        Panel::time_series(
            "Network",
            Unit::BytesPerSecond,
            [
                Target::new(rate("container_network_receive_bytes_total"), "received"),
                Target::new(rate("container_network_transmit_bytes_total"), "sent"),
            ],
        )
        .min(0.0)
    }

    /// What the largest of the pods asks for.
    fn largest(&self, metric: &str, resource: &str) -> String {
        format!("max(sum by (pod) ({}))", self.selector().is("resource", resource).of(metric))
    }
}

/// How full volumes are. `claims` is a regular expression of the names of their claims.
pub fn volumes(namespace: &str, claims: &str) -> Row {
    let of =
        |metric: &str| Selector::namespace(namespace).matches("persistentvolumeclaim", claims).of(metric);
    let share = |used: &str, all: &str| {
        [Target::new(format!("{} / {}", of(used), of(all)), "{{persistentvolumeclaim}}")]
    };
    let used = share("kubelet_volume_stats_used_bytes", "kubelet_volume_stats_capacity_bytes");
    let files = share("kubelet_volume_stats_inodes_used", "kubelet_volume_stats_inodes");
    let left = [Target::new(of("kubelet_volume_stats_available_bytes"), "{{persistentvolumeclaim}}")];
    let panel = |title, targets| {
        Panel::time_series(title, Unit::Share, targets).threshold(0.9, Color::Red).min(0.0).max(1.0)
    };
    Row::new(
        "Volumes",
        [
            panel("Used", used),
            Panel::time_series("Left", Unit::Bytes, left).min(0.0),
            panel("Files used", files).describe("A volume has room for so many files, however small."),
        ],
    )
}
