//! X04: rules of the mesh of a user's own are for something that is there.

use super::Indexes;
use crate::codes;
use crate::facts::{Aim, Call, Service, Subset, Workload};
use crate::finding::{Finding, IntoStep, steps};
use crate::labels::{HashMap, hash};

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    for aim in indexes.facts().flat_map(|facts| &facts.aims) {
        found.extend(aimed(indexes, aim));
    }
    if indexes.facts().all(|facts| facts.calls.is_empty()) {
        return;
    }
    let services = indexes.facts().flat_map(|facts| &facts.services);
    let services: HashMap<(u64, u64), &Service> =
        services.map(|service| ((service.namespace, hash(&service.subject.name)), service)).collect();
    for call in indexes.facts().flat_map(|facts| &facts.calls) {
        found.extend(called(indexes, &services, call));
    }
    for subset in indexes.facts().flat_map(|facts| &facts.subsets).filter(|it| it.subject.by_user) {
        found.extend(empty(indexes, &services, subset));
    }
}

/// What is wrong with the pods that a rule is for.
fn aimed(indexes: &Indexes<'_>, aim: &Aim) -> Vec<Finding> {
    let Some((selector, way)) = &aim.selector else {
        let help = "select the pods whose port it is";
        let one = |(_, way): &(i64, Vec<_>)| {
            let message = "speaks of a port, and of no pods: the mesh does not heed it";
            Finding::new(&codes::MESH_RULE, &aim.subject, way.clone(), message).help(help)
        };
        return aim.ports.iter().map(one).collect();
    };
    let pods: Vec<&Workload> = indexes.pods.select(aim.namespace, selector).collect();
    if pods.is_empty() {
        let is_seen =
            indexes.places.contains(&aim.namespace) && !indexes.may_be_unseen(aim.namespace, selector);
        let message = "is for no pod: nothing that is there has these labels";
        return is_seen
            .then(|| Finding::new(&codes::MESH_RULE, &aim.subject, way.clone(), message))
            .into_iter()
            .collect();
    }
    let has = |port: i64| pods.iter().flat_map(|pod| pod.ports.iter()).any(|(_, number)| *number == port);
    let missing = aim.ports.iter().filter(|(port, _)| !has(*port));
    let one = |(port, way): &(i64, Vec<_>)| {
        let message = format!("speaks of the port {port}, which none of its pods has");
        Finding::new(&codes::MESH_RULE, &aim.subject, way.clone(), message)
            .also(&pods[0].subject, "is what it is for")
    };
    missing.map(one).collect()
}

/// What is wrong with where a rule leads to.
fn called(indexes: &Indexes<'_>, services: &HashMap<(u64, u64), &Service>, call: &Call) -> Option<Finding> {
    let at = |key: &[&str]| call.way.iter().cloned().chain(key.iter().map(|key| key.step())).collect();
    let find = |key: &[&str], message: String| {
        Some(Finding::new(&codes::MESH_RULE, &call.subject, at(key), message))
    };
    let Some(service) = services.get(&(call.namespace, hash(&call.service))) else {
        let is_seen = indexes.places.contains(&call.namespace) && !indexes.unseen.contains(&call.namespace);
        let message = format!("leads to the Service `{}`, which is not there", call.service);
        return if is_seen { find(&["host"], message) } else { None };
    };
    if let Some(port) = call.port.filter(|port| service.ports.iter().all(|it| it.number != *port)) {
        let message = format!("leads to the port {port} of {}, which has none such", service.subject.title());
        return find(&["port", "number"], message);
    }
    let subset = call.subset.as_deref()?;
    let is_it = |it: &Subset| {
        (it.namespace, it.service) == (call.namespace, hash(&call.service)) && &*it.name == subset
    };
    if indexes.facts().flat_map(|facts| &facts.subsets).any(is_it) {
        return None;
    }
    let message =
        format!("leads to the subset `{subset}` of `{}`, which no DestinationRule makes", call.service);
    find(&["subset"], message)
}

/// A subset without pods.
fn empty(
    indexes: &Indexes<'_>,
    services: &HashMap<(u64, u64), &Service>,
    subset: &Subset,
) -> Option<Finding> {
    let service = services.get(&(subset.namespace, subset.service))?;
    let behind = indexes.pods.select(subset.namespace, service.selector.as_ref()?);
    if behind.into_iter().any(|pod| subset.labels.selects(&pod.labels))
        || indexes.may_be_unseen(subset.namespace, &subset.labels)
    {
        return None;
    }
    let message = format!("makes the subset `{}` of pods that are not there", subset.name);
    let way = steps!["spec", "subsets", subset.at, "labels"];
    Some(Finding::new(&codes::MESH_RULE, &subset.subject, way, message))
}
