//! A25, A34: Services and the pods behind them.

use super::Indexes;
use crate::codes;
use crate::facts::{PortName, Service, Workload};
use crate::finding::{Finding, steps};

/// A25.
pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    for service in indexes.facts().flat_map(|facts| &facts.services) {
        let Some(selector) = &service.selector else { continue };
        let behind: Vec<&Workload> = indexes.pods.select(service.namespace, selector).collect();
        if !behind.is_empty() {
            found.extend(ports(service, &behind));
            found.extend(mixed(service, &behind));
        } else if !indexes.may_be_unseen(service.namespace, selector) {
            let message = "leads to no pod";
            found.push(Finding::new(&codes::SERVICE, &service.subject, steps!["spec", "selector"], message));
        }
    }
}

/// What is wrong with pods of two workloads behind one Service, where a user has a part in that.
fn mixed(service: &Service, behind: &[&Workload]) -> Option<Finding> {
    let [first, others @ ..] = behind else { return None };
    let is_foreign = |it: &&&Workload| it.subject.component != first.subject.component;
    let other = others.iter().find(is_foreign)?;
    let by_user = service.subject.by_user || behind.iter().any(|it| it.subject.by_user);
    if service.is_headless || !by_user {
        return None;
    }
    let listens = |workload: &Workload, target: &PortName| {
        workload.ports.iter().any(|(name, number)| target.is(name.as_deref(), *number))
    };
    // Pods without a port of a name are left out.
    let deaf = service.ports.iter().enumerate().find_map(|(at, port)| {
        let is_number = matches!(port.target, PortName::Number(_));
        let deaf = behind.iter().find(|it| is_number && !listens(it, &port.target))?;
        behind.iter().any(|it| listens(it, &port.target)).then_some((at, port.number, deaf))
    });
    if let Some((at, number, deaf)) = deaf {
        let message = format!("leads its port {number} to {} too, which has none such", deaf.subject.title());
        let way = steps!["spec", "ports", at];
        let finding = Finding::new(&codes::SERVICE, &service.subject, way, message);
        return Some(finding.help("a part of the requests fails: select what only one of them has"));
    }
    if !service.ports.iter().any(|port| behind.iter().filter(|it| listens(it, &port.target)).count() > 1) {
        return None;
    }
    let (one, two) = (first.subject.title(), other.subject.title());
    let message = format!("leads to the pods of {one} and of {two}: each answers a part of the requests");
    let way = steps!["spec", "selector"];
    let finding = Finding::new(&codes::TWO_BEHIND, &service.subject, way, message);
    Some(finding.help("select what only one of them has: `app.kubernetes.io/name`"))
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
