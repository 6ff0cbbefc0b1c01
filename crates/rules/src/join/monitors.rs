//! M04: what watches, and what is watched; N08: what routes lead to.

use super::{Indexes, network};
use crate::codes;
use crate::facts::{Monitor, PortName, Service, Workload};
use crate::finding::{Finding, steps};
use crate::labels::{HashMap, Index, hash};

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let services = || indexes.facts().flat_map(|facts| &facts.services);
    let by_labels = Index::new(services().map(|service| (service.namespace, &service.labels, service)));
    for monitor in indexes.facts().flat_map(|facts| &facts.monitors) {
        let Some(namespaces) = &monitor.places else { continue };
        if namespaces.iter().any(|namespace| indexes.may_be_unseen(*namespace, &monitor.selector)) {
            continue;
        }
        if monitor.of_pods {
            pods(indexes, monitor, namespaces, found);
        } else {
            watched_services(indexes, &by_labels, (monitor, namespaces), found);
        }
    }
    let by_name: HashMap<(u64, u64), &Service> =
        services().map(|service| ((service.namespace, hash(&service.subject.name)), service)).collect();
    backends(indexes, &by_name, found);
}

fn watched_services(
    indexes: &Indexes<'_>,
    services: &Index<'_, Service>,
    (monitor, namespaces): (&Monitor, &[u64]),
    found: &mut Vec<Finding>,
) {
    let watched: Vec<&Service> =
        namespaces.iter().flat_map(|namespace| services.select(*namespace, &monitor.selector)).collect();
    if watched.is_empty() {
        found.push(nothing(monitor, "watches no Service"));
    }
    for (at, port) in monitor.ports.iter().filter(|_| !watched.is_empty()) {
        let ports =
            || watched.iter().flat_map(|service| service.ports.iter().map(move |port| (service, port)));
        let asked: Vec<_> = ports().filter(|(_, it)| port.is(it.name.as_deref(), it.number)).collect();
        if asked.is_empty() {
            found.push(unknown(monitor, *at, port));
        }
        for (service, it) in asked {
            let Some(selector) = &service.selector else { continue };
            for workload in indexes.pods.select(service.namespace, selector) {
                found.extend(scraped(indexes, workload, &it.target));
            }
        }
    }
}

fn pods(indexes: &Indexes<'_>, monitor: &Monitor, namespaces: &[u64], found: &mut Vec<Finding>) {
    let watched: Vec<&Workload> =
        namespaces.iter().flat_map(|namespace| indexes.pods.select(*namespace, &monitor.selector)).collect();
    if watched.is_empty() {
        found.push(nothing(monitor, "watches no pod"));
    }
    for (at, port) in monitor.ports.iter().filter(|_| !watched.is_empty()) {
        let mut declared = watched.iter().flat_map(|workload| workload.ports.iter());
        if !declared.any(|(name, number)| port.is(name.as_deref(), *number)) {
            found.push(unknown(monitor, *at, port));
        }
        for workload in &watched {
            found.extend(scraped(indexes, workload, port));
        }
    }
}

fn nothing(monitor: &Monitor, message: &str) -> Finding {
    Finding::new(&codes::MONITOR, &monitor.subject, steps!["spec", "selector"], message)
}

fn unknown(monitor: &Monitor, at: u32, port: &PortName) -> Finding {
    let list = if monitor.of_pods { "podMetricsEndpoints" } else { "endpoints" };
    let message = format!("asks the port `{port}`, which nothing that it watches has");
    Finding::new(&codes::MONITOR, &monitor.subject, steps!["spec", list, at as usize, "port"], message)
}

fn scraped(indexes: &Indexes<'_>, workload: &Workload, port: &PortName) -> Option<Finding> {
    let declared = workload.ports.iter().find(|(name, number)| port.is(name.as_deref(), *number))?;
    network::unscraped(indexes, workload.namespace, &workload.labels, declared.1)
}

/// N08.
fn backends(indexes: &Indexes<'_>, services: &HashMap<(u64, u64), &Service>, found: &mut Vec<Finding>) {
    for backend in indexes.facts().flat_map(|facts| &facts.backends) {
        let Some(service) = services.get(&(backend.namespace, hash(&backend.name))) else {
            if indexes.places.contains(&backend.namespace) && !indexes.unseen.contains(&backend.namespace) {
                let message = format!("leads to the Service `{}`, which is not there", backend.name);
                found.push(Finding::new(&codes::ROUTE, &backend.subject, backend.way(), message));
            }
            continue;
        };
        let has = |port: &PortName| service.ports.iter().any(|it| port.is(it.name.as_deref(), it.number));
        if let Some(port) = backend.port.as_ref().filter(|port| !has(port)) {
            let message =
                format!("leads to the port `{port}` of {}, which has none such", service.subject.title());
            let finding = Finding::new(&codes::ROUTE, &backend.subject, backend.port_way(), message);
            found.push(finding.also(&service.subject, "is what it leads to"));
        }
    }
    abroad(indexes, found);
}

/// N08: what leads to Services of another namespace, which has to agree.
fn abroad(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let granted = |to: u64, from: u64| {
        let mut grants = indexes.facts().flat_map(|facts| &facts.grants);
        grants.any(|grant| (grant.to, grant.from) == (to, from))
    };
    let backends = indexes.facts().flat_map(|facts| &facts.backends);
    for backend in backends.filter(|it| it.subject.by_user && it.home != it.namespace) {
        if !granted(backend.namespace, backend.home) {
            let message =
                format!("leads to `{}` of another namespace, which does not allow it", backend.name);
            let help = "bring a ReferenceGrant along, in the namespace of the Service";
            found.push(Finding::new(&codes::ROUTE, &backend.subject, backend.way(), message).help(help));
        }
    }
}
