//! Rules about who reaches whom.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::object::{Object, Tree, list, selects};

const WORKLOADS: [&str; 5] = ["Deployment", "Rollout", "StatefulSet", "DaemonSet", "CronJob"];

fn beside<'a>(tree: &'a Tree, other: &'a Object) -> impl Iterator<Item = &'a Object> {
    WORKLOADS.into_iter().flat_map(move |kind| tree.beside(other, kind))
}

pub(crate) fn services(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for service in tree.of(&["Service"]) {
        let Some(selector) = service.at("/spec/selector").as_object() else { continue };
        let selector = json!({ "matchLabels": selector });
        let behind: Vec<&Object> = beside(tree, service)
            .filter(|object| selects(&selector, &object.template()["metadata"]["labels"]))
            .collect();
        if behind.is_empty() {
            // The pods of charts are made by the charts.
            if !service.path.contains("/platform/") {
                broken.push(service.says("reaches no pod"));
            }
            continue;
        }
        let ports: BTreeSet<String> = behind
            .iter()
            .flat_map(|object| object.containers())
            .flat_map(|container| list(&container["ports"]))
            .flat_map(|port| [port["name"].to_string(), port["containerPort"].to_string()])
            .collect();
        for port in list(service.at("/spec/ports")) {
            let target = if port["targetPort"].is_null() { &port["port"] } else { &port["targetPort"] };
            if !ports.contains(&target.to_string()) {
                broken.push(service.says(format!("leads to the undeclared port {target}")));
            }
        }
    }
    broken
}

pub(crate) fn monitors(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for monitor in tree.of(&["ServiceMonitor"]) {
        if !monitor.at("/spec/namespaceSelector").is_null() {
            continue;
        }
        let labels = |service: &Object| service.at("/metadata/labels").clone();
        let services: Vec<&Object> = tree
            .beside(monitor, "Service")
            .filter(|service| selects(monitor.at("/spec/selector"), &labels(service)))
            .collect();
        // The services of charts are made by the charts.
        if services.is_empty() && !monitor.path.contains("/platform/") {
            broken.push(monitor.says("watches no service"));
        }
        let names: Vec<&Value> = services
            .iter()
            .flat_map(|service| list(service.at("/spec/ports")))
            .map(|port| &port["name"])
            .collect();
        for endpoint in list(monitor.at("/spec/endpoints")) {
            if !services.is_empty() && !names.contains(&&endpoint["port"]) {
                broken.push(monitor.says(format!("asks the unknown port {}", endpoint["port"])));
            }
        }
    }
    broken
}

pub(crate) fn closed(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for namespace in tree.of(&["Namespace"]) {
        let is_closing = |policy: &&Object| {
            policy.cluster() == namespace.cluster()
                && policy.namespace() == namespace.name()
                && policy.at("/spec/podSelector") == &json!({})
                && policy.at("/spec/ingress").is_null()
                && policy.at("/spec/egress").is_null()
                && list(policy.at("/spec/policyTypes")).count() == 2
        };
        // Argo CD's chart has a policy for each of its pods, and Argo CD must work before hagen's first sync.
        let is_argo_cd = namespace.name() == "argocd";
        if !is_argo_cd && !tree.of(&["NetworkPolicy"]).any(|policy| is_closing(&policy)) {
            broken.push(namespace.says("is open"));
        }
        if namespace.at("/metadata/labels/pod-security.kubernetes.io~1enforce").is_null() {
            broken.push(namespace.says("takes pods of any privilege"));
        }
    }
    broken
}

pub(crate) fn policies(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for kind in WORKLOADS {
        for object in tree.of(&[kind]) {
            let labels = &object.template()["metadata"]["labels"];
            let own = tree.beside(object, "NetworkPolicy").filter(|policy| {
                policy.at("/spec/podSelector") != &json!({})
                    && selects(policy.at("/spec/podSelector"), labels)
            });
            if own.count() == 0 {
                broken.push(object.says("has no network policy of its own"));
            }
        }
    }
    broken
}

pub(crate) fn nothing_open(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for policy in tree.of(&["NetworkPolicy"]) {
        for (direction, key) in [("ingress", "from"), ("egress", "to")] {
            for rule in list(&policy.value["spec"][direction]) {
                if rule[key].is_null() && list(&rule["ports"]).count() == 0 {
                    broken.push(policy.says(format!("has an {direction} rule for everyone and everything")));
                }
                for peer in list(&rule[key]) {
                    let block = &peer["ipBlock"];
                    if block["cidr"] == "0.0.0.0/0" && list(&block["except"]).count() == 0 {
                        broken.push(policy.says("opens the whole network, metadata service included"));
                    }
                }
            }
        }
    }
    broken
}
