//! Alerts about the monitoring itself, and about what it asks from outside. What kube-prometheus-stack brings is not
//! repeated: targets that are down, a Prometheus or an Alertmanager with errors, nodes, workloads.

mod grafana;
mod probes;
mod stack;

pub(crate) use grafana::artifacts as grafana;
pub(crate) use probes::artifacts as probes;
pub(crate) use stack::artifacts as stack;

use hagen_observe::Selector;

/// How many of some targets answer, and nought where there are none.
fn answering(job: &str) -> String {
    let targets = Selector::namespace(crate::pods::NAMESPACE).is("job", job);
    format!("(count({} == 1) or vector(0))", targets.of("up"))
}
