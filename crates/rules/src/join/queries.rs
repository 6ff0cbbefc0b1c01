//! M06: what alerts and dashboards ask for is there.

use hagen_core::Step;

use super::Indexes;
use crate::codes;
use crate::facts::{Asks, Query};
use crate::finding::{Finding, steps};
use crate::labels::{HashSet, hash};

/// Namespaces that every cluster has.
const GIVEN: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let own = indexes.facts().flat_map(|facts| facts.places.iter().copied());
    let there: HashSet<u64> = own.chain(GIVEN.map(hash)).collect();
    let monitors: HashSet<u64> =
        indexes.facts().flat_map(|facts| facts.pod_monitors.iter().copied()).collect();
    for query in indexes.facts().flat_map(|facts| &facts.queries) {
        let (Asks::Namespace(name) | Asks::Monitor(name)) = &query.asks;
        let message = match &query.asks {
            Asks::Namespace(name) if !there.contains(&hash(name)) => {
                format!("asks for metrics of the namespace `{name}`, which is not there")
            }
            Asks::Monitor(name) if !monitors.contains(&hash(name)) && !is_of_chart(indexes, name) => {
                format!("asks for metrics of the PodMonitor `{name}`, which is not there")
            }
            _ => continue,
        };
        let finding = Finding::new(&codes::NO_METRICS, &query.subject, way(query), message);
        let texts = [format!("=\\\"{name}\\\""), format!("=\"{name}\""), name.to_string()];
        found.push(if query.file.is_some() { finding.within(texts) } else { finding });
    }
}

fn is_of_chart(indexes: &Indexes<'_>, monitor: &str) -> bool {
    monitor.split('/').next().is_some_and(|namespace| indexes.unseen.contains(&hash(namespace)))
}

fn way(query: &Query) -> Vec<Step> {
    match (query.rule, &query.file) {
        (Some((group, rule)), _) => steps!["spec", "groups", group, "rules", rule, "expr"],
        (None, Some(file)) => steps!["data", &**file],
        (None, None) => steps!["data"],
    }
}
