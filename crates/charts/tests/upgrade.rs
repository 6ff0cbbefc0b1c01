//! What another version of a chart means for a file of values.

use hagen_charts::check_upgrade;
use hagen_charts::facts::{ChartFacts, diff};
use hagen_yaml::{FileId, Limits, read};

fn found(chart: &str, old: &str, new: &str, text: &str) -> Vec<String> {
    let facts = |version| ChartFacts::of(chart, version).expect("it is among the facts");
    let (old, new) = (facts(old), facts(new));
    let values = read(FileId(0), text, &Limits::default()).node.expect("it is YAML");
    let found = check_upgrade(&old, &new, &diff(&old, &new), &values);
    found.iter().map(|finding| format!("{} {}", finding.code.id, finding.place.path)).collect()
}

#[test]
fn what_is_gone_is_told_at_its_key() {
    let text = "enterprise: { enabled: false }\nloki: { auth_enabled: false }\n";
    assert_eq!(found("loki", "6.55.0", "18.11.0", text), ["HG0701 enterprise"]);
}

#[test]
fn what_was_wrong_before_is_not_the_upgrades_fault() {
    let text = "lokki: {}\n";
    assert_eq!(found("loki", "6.55.0", "18.11.0", text), Vec::<String>::new());
}

#[test]
fn another_kind_is_a_warning() {
    let text = "grafana: { livenessProbe: { httpGet: { port: 3000 } }, replicas: 3 }\n";
    let expected = ["HG0704 grafana.livenessProbe.httpGet.port"];
    assert_eq!(found("kube-prometheus-stack", "70.7.0", "88.5.3", text), expected);
}
