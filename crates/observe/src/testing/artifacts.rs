//! What is asked by the dashboards and rules among artifacts.

use std::collections::BTreeSet;

use hagen_core::artifact::Artifact;
use hagen_kube::Manifest;
use serde_json::Value;

use crate::dashboard::LABEL;
use crate::promql;

/// What dashboards and rules ask of a Prometheus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expressions {
    /// Each expression with where it stands.
    pub asked: Vec<(String, String)>,
    /// The series that recording rules make.
    pub recorded: BTreeSet<String>,
}

impl Expressions {
    /// The metrics that are asked for and that neither these exporters show nor a rule records. Each with where it
    /// stands. An expression that is none fails the test.
    pub fn unknown(&self, exposed: &BTreeSet<String>) -> Vec<String> {
        let unknown = |(place, expr): &(String, String)| {
            let query = promql::query(expr).unwrap_or_else(|wrong| panic!("{place}: {wrong}\n{expr}"));
            let names = query.metrics.into_iter();
            let names = names.filter(|name| !exposed.contains(name) && !self.recorded.contains(name));
            names.map(|name| format!("{place}: {name}")).collect::<Vec<_>>()
        };
        self.asked.iter().flat_map(unknown).collect()
    }
}

/// All expressions of PromQL in rules and dashboards.
pub fn expressions(artifacts: &[Artifact]) -> Expressions {
    let mut found = Expressions::default();
    for manifest in artifacts.iter().filter_map(Artifact::manifest) {
        let object = json(manifest);
        if manifest.kind() == "PrometheusRule" {
            of_rules(manifest.name(), &object, &mut found);
        } else if object["metadata"]["labels"][LABEL] == "1" {
            of_dashboards(&object, &mut found);
        }
    }
    found
}

/// An object as JSON.
pub(super) fn json(manifest: &Manifest) -> Value {
    serde_json::to_value(manifest.value()).expect("an object has text for keys")
}

fn of_rules(name: &str, object: &Value, found: &mut Expressions) {
    let groups = object["spec"]["groups"].as_array().into_iter().flatten();
    for rule in groups.flat_map(|group| group["rules"].as_array().into_iter().flatten()) {
        let what = rule["alert"].as_str().or(rule["record"].as_str()).unwrap_or_default();
        found.recorded.extend(rule["record"].as_str().map(str::to_owned));
        let expr = rule["expr"].as_str().unwrap_or_default();
        found.asked.push((format!("{name} {what}"), expr.to_owned()));
    }
}

fn of_dashboards(object: &Value, found: &mut Expressions) {
    for (file, text) in object["data"].as_object().into_iter().flatten() {
        let text = text.as_str().unwrap_or_default();
        let dashboard: Value = serde_json::from_str(text).unwrap_or_else(|wrong| panic!("{file}: {wrong}"));
        let rows = dashboard["panels"].as_array().into_iter().flatten();
        for panel in
            rows.flat_map(|row| std::iter::once(row).chain(row["panels"].as_array().into_iter().flatten()))
        {
            of_panel(file, panel, found);
        }
        for variable in dashboard["templating"]["list"].as_array().into_iter().flatten() {
            of_variable(file, variable, found);
        }
    }
}

fn of_panel(file: &str, panel: &Value, found: &mut Expressions) {
    if panel["datasource"]["type"] != "prometheus" {
        return;
    }
    for target in panel["targets"].as_array().into_iter().flatten() {
        let expr = target["expr"].as_str().unwrap_or_default();
        found.asked.push((format!("{file} {}", panel["title"]), expr.to_owned()));
    }
}

/// `label_values(<series>, <label>)`.
fn of_variable(file: &str, variable: &Value, found: &mut Expressions) {
    let query = variable["definition"].as_str().and_then(|query| query.strip_prefix("label_values("));
    if let Some((series, _)) = query.and_then(|query| query.rsplit_once(", ")) {
        found.asked.push((format!("{file} {}", variable["name"]), series.to_owned()));
    }
}
