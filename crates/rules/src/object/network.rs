//! Rules about one network policy or route alone.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::pod::{items, text};

/// N04, N05.
pub(super) fn policy(judge: &mut Judge<'_>, value: &Value) {
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        for (at, rule) in items(value.at(&["spec", direction])).enumerate() {
            let way = || steps!["spec", direction, at];
            if rule.get(peers).is_none() && items(rule.get("ports")).next().is_none() {
                judge.find(
                    &codes::OPEN,
                    way(),
                    format!("lets everybody and everything through ({direction})"),
                );
            }
            let is_open = |peer: &Value| {
                matches!(text(peer, &["ipBlock", "cidr"]), Some("0.0.0.0/0" | "::/0"))
                    && items(peer.at(&["ipBlock", "except"])).next().is_none()
            };
            if items(rule.get(peers)).any(is_open) {
                let message = "opens every address, that of the cloud's own metadata included";
                judge.find(&codes::OPEN, way(), message);
            }
        }
    }
    names(judge, value);
}

/// N05.
fn names(judge: &mut Judge<'_>, value: &Value) {
    let mut rules = items(value.at(&["spec", "egress"])).peekable();
    if rules.peek().is_none() {
        return;
    }
    let mut open = [false; 2];
    for rule in rules {
        let all = items(rule.get("ports")).next().is_none();
        for (protocol, is_open) in ["UDP", "TCP"].into_iter().zip(&mut open) {
            let is_it = |port: &Value| {
                text(port, &["protocol"]).unwrap_or("TCP") == protocol
                    && port.get("port").and_then(Value::as_int) == Some(53)
            };
            *is_open |= all || items(rule.get("ports")).any(is_it);
        }
    }
    if open != [true, true] {
        let help = "open port 53 to `k8s-app: kube-dns` in `kube-system`, by UDP and TCP";
        let message = "lets its pods find nobody: names are asked for on port 53, by UDP and TCP";
        judge.find_and_help(&codes::NO_NAMES, steps!["spec", "egress"], message, help);
    }
}

/// N08, as far as it needs no Services.
pub(super) fn ingress(judge: &mut Judge<'_>, manifest: &Manifest) {
    let value = manifest.value();
    if items(value.at(&["spec", "tls"])).next().is_none() {
        judge.find(&codes::ROUTE, steps!["spec", "tls"], "takes requests without a certificate");
    }
    let annotations = value.at(&["metadata", "annotations"]).and_then(Value::as_map);
    for (key, _) in annotations.into_iter().flatten().filter(|(key, _)| key.ends_with("-snippet")) {
        let way = steps!["metadata", "annotations", &**key];
        judge.find(&codes::ROUTE, way, "changes the configuration of the whole entry");
    }
}
