//! Which parts of the control plane are scraped, by what the distribution shows.

use hagen_core::context::Site;
use hagen_core::target::Distribution;
use hagen_yaml::{Value, to_value, value};

use crate::section::{ControlPlane, ControlPlaneComponent};

pub(super) fn values(said: &ControlPlane, site: &Site<'_>) -> Value {
    let shows = |component| said.components.contains(&component);
    let distribution = site.cluster.distribution;
    let mut values = value!({
        "kubeControllerManager": { "enabled": (shows(ControlPlaneComponent::ControllerManager)) },
        "kubeScheduler": { "enabled": (shows(ControlPlaneComponent::Scheduler)) },
        "kubeProxy": { "enabled": (shows(ControlPlaneComponent::Proxy)) },
        // The rules and the dashboard alone: the chart's Endpoints are deprecated, and Argo CD leaves them alone.
        "kubeEtcd": {
            "enabled": (!said.etcd.is_empty()),
            "service": { "enabled": false },
            "serviceMonitor": { "enabled": false },
        },
    });
    match distribution {
        Distribution::Gke => values.merge(value!({
            "coreDns": { "enabled": false },
            "kubeDns": { "enabled": true },
        })),
        Distribution::K3s => values.merge(one_process()),
        Distribution::Generic | Distribution::Eks | Distribution::Aks => {}
    }
    values
}

/// The whole control plane of k3s is one process with one registry: the kubelet's port shows the API server's series
/// and the other way round. Each is kept once.
fn one_process() -> Value {
    let of_the_control_plane = "(aggregator|apiextensions|apiserver|authentication|authorization|cronjob|endpoint_slice|etcd|\
        garbagecollector|job|kine|kubeproxy|node_collector|scheduler|serviceaccount|service_controller|ttl|watch|workqueue)_.*";
    let of_the_node = "(cadvisor|container|csi|kubelet|kubeproxy|prober|scheduler|storage|volume)_.*";
    value!({
        "kubelet": { "serviceMonitor": {
            "metricRelabelings": (to_value(&[
                to_value(&drop_buckets(
                    "(csi_operations|storage_operation_duration)_seconds_bucket;(0.25|2.5|15|25|120|600)(\\.0)?",
                )),
                drop_series(of_the_control_plane),
            ])),
        } },
        "kubeApiServer": { "serviceMonitor": {
            "metricRelabelings": (to_value(&[
                to_value(&drop_buckets(
                    "(etcd_request|apiserver_request_slo|apiserver_request_sli|apiserver_request)_duration_seconds_bucket;\
                    (0\\.15|0\\.2|0\\.3|0\\.35|0\\.4|0\\.45|0\\.6|0\\.7|0\\.8|0\\.9|1\\.25|1\\.5|1\\.75|2|3|3\\.5|4|4\\.5|6|7|8|9|15|20|40|45|50)(\\.0)?",
                )),
                drop_series(of_the_node),
            ])),
        } },
    })
}

/// What the chart drops by itself: a list in values replaces its own.
fn drop_buckets(regex: &str) -> Value {
    value!({ "action": "drop", "sourceLabels": ["__name__", "le"], "regex": (regex.to_owned()) })
}

fn drop_series(regex: &str) -> Value {
    value!({ "action": "drop", "sourceLabels": ["__name__"], "regex": (regex.to_owned()) })
}
