//! Services and the pods behind them.

use super::Indexes;
use crate::codes;
use crate::facts::{Service, Workload};
use crate::finding::{Finding, steps};

/// A25.
pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    for service in indexes.facts().flat_map(|facts| &facts.services) {
        let Some(selector) = &service.selector else { continue };
        let behind: Vec<&Workload> = indexes.pods.select(service.namespace, selector).collect();
        if !behind.is_empty() {
            found.extend(ports(service, &behind));
        } else if !indexes.may_be_unseen(service.namespace, selector) {
            let message = "leads to no pod";
            found.push(Finding::new(&codes::SERVICE, &service.subject, steps!["spec", "selector"], message));
        }
    }
}

fn ports(service: &Service, behind: &[&Workload]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, port) in service.ports.iter().enumerate() {
        let mut declared = behind.iter().flat_map(|workload| workload.ports.iter());
        if !declared.any(|(name, number)| port.target.is(name.as_deref(), *number)) {
            let message = format!("leads its port {} to one that no container has", port.number);
            let way = steps!["spec", "ports", at, "targetPort"];
            let finding = Finding::new(&codes::SERVICE, &service.subject, way, message);
            found.push(finding.also(&behind[0].subject, "is what it leads to"));
        }
    }
    found
}
