//! What is collected.

use hagen_core::section::{Distinct, Section};
use hagen_kube::Name;

use super::Resources;

/// What is collected. A collector runs on every node, whatever its taints, and reads the files that the nodes keep of
/// their containers' output; where it has got to is kept on the node.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Collector {
    /// Collects the events of Kubernetes, which the cluster itself forgets within an hour.
    #[section(default = true)]
    pub events: bool,
    /// Collects the journals of the nodes: kubelet, container runtime, kernel.
    #[section(default = false)]
    pub journal: bool,
    /// Namespaces whose logs are left out.
    #[section(example = "[kube-system]")]
    pub exclude_namespaces: Distinct<Name>,
    /// What the collector of a node gets. Absent: a tenth of a core and 512Mi.
    #[section(example = "{ cpu: 200m, memory: 1Gi }")]
    pub resources: Option<Resources>,
}
