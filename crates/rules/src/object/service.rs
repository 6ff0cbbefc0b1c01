//! Rules about one Service alone.

use hagen_yaml::Value;

use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::pod::{items, text};

/// N07.
pub(super) fn service(judge: &mut Judge<'_>, value: &Value) {
    let kind = text(value, &["spec", "type"]).unwrap_or("ClusterIP");
    if matches!(kind, "NodePort" | "LoadBalancer") {
        let message = format!("is open to the outside: `{kind}`");
        let help = "let traffic in by `expose`, which has a name, a certificate and network policies";
        judge.find_and_help(&codes::OPEN_SERVICE, steps!["spec", "type"], message, help);
    }
    if items(value.at(&["spec", "externalIPs"])).next().is_some() {
        let message = "takes traffic that is meant for addresses of others";
        judge.find(&codes::OPEN_SERVICE, steps!["spec", "externalIPs"], message);
    }
}
