//! The values of the exporters, and which of the chart's rules hold.

use hagen_core::chart::{resources, topology_spread};
use hagen_core::context::Site;
use hagen_core::workload::priority::CRITICAL;
use hagen_yaml::{Value, value};

use crate::pods;

pub(super) fn values(site: &Site<'_>) -> Value {
    value!({
        "kube-state-metrics": {
            "priorityClassName": CRITICAL,
            "resources": (resources("50m", "1", "256Mi")),
            "topologySpreadConstraints": (topology_spread(site, &pods::kube_state_metrics().labels, 1)),
            // It would have to read every secret of the cluster to count them.
            "collectorsExclude": ["secrets"],
            "selfMonitor": { "enabled": true },
        },
        "nodeExporter": { "operatingSystems": { "aix": { "enabled": false }, "darwin": { "enabled": false } } },
        "prometheus-node-exporter": {
            "priorityClassName": CRITICAL,
            "resources": (resources("50m", "500m", "64Mi")),
            // Every node has one, whatever keeps others away.
            "tolerations": [{ "operator": "Exists" }],
        },
        "defaultRules": { "rules": { "windows": false } },
    })
}
