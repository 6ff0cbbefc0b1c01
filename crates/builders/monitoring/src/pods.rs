//! The pods of the monitoring, and the Services in front of them.

use std::collections::BTreeMap;

use hagen_core::component::{Pods, Port};
use hagen_kube::Name;

/// The namespace of all of it.
pub(crate) const NAMESPACE: &str = "monitoring";

/// The release of kube-prometheus-stack, which its objects are named after.
pub(crate) const STACK: &str = "kps";

/// The release of Grafana.
pub(crate) const GRAFANA: &str = "grafana";

/// The release of the blackbox exporter.
pub(crate) const BLACKBOX: &str = "blackbox-exporter";

/// The port of Prometheus.
pub(crate) const PROMETHEUS_PORT: Port = Port::tcp(9090);

/// The port of Alertmanager.
pub(crate) const ALERTMANAGER_PORT: Port = Port::tcp(9093);

/// Where Alertmanagers, and Grafanas, tell each other what they have sent.
pub(crate) const GOSSIP: [Port; 2] = [Port::tcp(9094), Port::udp(9094)];

/// The port of the blackbox exporter.
pub(crate) const BLACKBOX_PORT: Port = Port::tcp(9115);

/// The Service of Prometheus.
pub(crate) const PROMETHEUS_SERVICE: &str = "kps-prometheus";

/// The Service of Alertmanager.
pub(crate) const ALERTMANAGER_SERVICE: &str = "kps-alertmanager";

/// The Prometheus of this release.
pub(crate) fn prometheus() -> Pods {
    here(&[("name", "prometheus"), ("instance", "kps-prometheus")])
}

/// A Prometheus that was there before hagen, where kube-prometheus-stack puts it.
pub(crate) fn existing_prometheus() -> Pods {
    here(&[("name", "prometheus")])
}

pub(crate) fn alertmanager() -> Pods {
    here(&[("name", "alertmanager"), ("instance", "kps-alertmanager")])
}

pub(crate) fn operator() -> Pods {
    here(&[
        ("name", "kube-prometheus-stack-prometheus-operator"),
        ("instance", STACK),
        ("component", "prometheus-operator"),
    ])
}

pub(crate) fn webhook() -> Pods {
    here(&[
        ("name", "kube-prometheus-stack-prometheus-operator"),
        ("instance", STACK),
        ("component", "prometheus-operator-webhook"),
    ])
}

pub(crate) fn kube_state_metrics() -> Pods {
    here(&[("name", "kube-state-metrics"), ("instance", STACK)])
}

pub(crate) fn grafana() -> Pods {
    here(&[("name", GRAFANA), ("instance", GRAFANA)])
}

pub(crate) fn blackbox() -> Pods {
    here(&[("name", "prometheus-blackbox-exporter"), ("instance", BLACKBOX)])
}

fn here(labels: &[(&str, &str)]) -> Pods {
    let label = |(key, value): &(&str, &str)| (format!("app.kubernetes.io/{key}"), (*value).to_owned());
    let labels: BTreeMap<_, _> = labels.iter().map(label).collect();
    Pods { namespace: Name::known(NAMESPACE), labels }
}
