//! N08: the gateways that routes of users want to be of.

use super::Indexes;
use crate::codes;
use crate::facts::{Parent, Way};
use crate::finding::{Finding, IntoStep};
use crate::labels::HashMap;

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let gateways = indexes.facts().flat_map(|facts| &facts.gateways);
    let gateways: HashMap<(u64, &str), &Way> = gateways.map(|it| ((it.namespace, &*it.name), it)).collect();
    for parent in indexes.facts().flat_map(|facts| &facts.parents) {
        match gateways.get(&(parent.namespace, &*parent.name)) {
            Some(gateway) => found.extend(refused(parent, gateway)),
            None if indexes.places.contains(&parent.namespace) && !indexes.has_any_chart => {
                let message = format!("wants to be of the Gateway `{}`, which is not there", parent.name);
                found.push(finding(parent, "name", message));
            }
            None => {}
        }
    }
}

fn finding(parent: &Parent, key: &str, message: String) -> Finding {
    let way = parent.way.iter().cloned().chain((!key.is_empty()).then(|| key.step())).collect();
    Finding::new(&codes::ROUTE, &parent.subject, way, message)
}

/// Why no listener of a gateway takes the route, if none does.
fn refused(parent: &Parent, gateway: &Way) -> Option<Finding> {
    let named = |section: &str| gateway.listeners.iter().any(|listener| *listener.name == *section);
    if let Some(section) = parent.section.as_deref().filter(|section| !named(section)) {
        let message = format!("names the listener `{section}`, which the Gateway `{}` has not", gateway.name);
        return Some(finding(parent, "sectionName", message));
    }
    let listeners = gateway.listeners.iter().filter(|listener| {
        parent.section.as_deref().is_none_or(|section| *listener.name == *section)
            && parent.port.is_none_or(|port| listener.port == port)
    });
    let listeners: Vec<_> = listeners.collect();
    if let (Some(port), []) = (parent.port, &listeners[..]) {
        let message =
            format!("names the port {port}, which the Gateway `{}` does not listen on", gateway.name);
        return Some(finding(parent, "port", message));
    }
    if !listeners.iter().any(|listener| listener.takes(&parent.hosts)) {
        let message = format!("is for hosts that no listener of the Gateway `{}` takes", gateway.name);
        return Some(finding(parent, "", message));
    }
    let is_abroad = parent.home != parent.namespace;
    (is_abroad && listeners.iter().all(|listener| listener.is_for_own)).then(|| {
        let message =
            format!("is of another namespace than the Gateway `{}`, which allows none", gateway.name);
        finding(parent, "", message)
    })
}
