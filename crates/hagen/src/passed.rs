//! What charts pass on whole, and dashboards of the user's: checked as what they become, located where the user wrote them.

use std::collections::BTreeSet;

use hagen_charts::facts::ChartFacts;
use hagen_check::objects::Origin;
use hagen_check::passed::{below, dashboard, dashboards, expressions, passed};
use hagen_check::schema::{Finding, Schemas, Severity};
use hagen_check::{codes, objects};
use hagen_core::artifact::HelmRelease;
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_kube::Manifest;
use hagen_observe::exposed;
use hagen_observe::promql::query;
use hagen_yaml::{Node, Value};

/// What is wrong with the values that the chart of a release passes on. What a user wrote (`user`, which stands at
/// [`HelmRelease::values_path`]) is found there, hagen's own at the component.
pub(crate) fn check_passed(
    schemas: &Schemas,
    release: &HelmRelease,
    user: Option<&Node>,
    component: &Path,
) -> Vec<Diagnostic> {
    let Some(facts) = ChartFacts::of(release.chart.name, release.chart.version) else { return Vec::new() };
    let mut found = Vec::new();
    for (path, value) in facts.open(&release.values) {
        let mut findings = passed(schemas, release.chart.name, &path, &value);
        findings.extend(chart_dashboard(release, &path, &value));
        for finding in findings {
            let path = below(&path, &finding);
            let place = place(&path, release, user).unwrap_or_else(|| Place::key(component.clone()));
            let chart = release.chart;
            let message = format!(
                "value `{path}` of the chart `{}` {}: {}",
                chart.name, chart.version, finding.message
            );
            found.push(Diagnostic::new(code(&finding), place, message));
        }
    }
    found
}

fn code(finding: &Finding) -> &'static hagen_core::Code {
    match finding.problem.severity() {
        Severity::Warning => &codes::DISCOURAGED,
        Severity::Error => &codes::PASSED,
    }
}

/// A dashboard among the values of Grafana: `dashboards.<provider>.<name>.json`.
fn chart_dashboard(release: &HelmRelease, path: &Path, value: &Value) -> Option<Finding> {
    let is_it = release.chart.name == "grafana"
        && matches!(path.steps(), [Step::Key(first), .., Step::Key(last)] if first == "dashboards" && last == "json");
    let text = value.as_str().filter(|_| is_it)?;
    let message = dashboard(text)?;
    Some(Finding { path: Vec::new(), problem: hagen_check::schema::Problem::Inconsistent, message })
}

/// The place in what the user wrote: that of the value itself, or of the nearest one around it.
fn place(path: &Path, release: &HelmRelease, user: Option<&Node>) -> Option<Place> {
    let (span, depth) = objects::walk(user?, path.steps());
    let path = release.values_path.join(&path.steps()[..depth]);
    (depth > 0).then_some(Place { path, span, at_key: false })
}

/// What is wrong with the dashboards of an object that a user wrote.
pub(crate) fn check_dashboards(manifest: &Manifest, written: &Node) -> Vec<Diagnostic> {
    let diagnostic = |finding: Finding| {
        let (span, _) = objects::walk(written, &finding.path);
        let message = format!("{} `{}`: {}", manifest.kind(), manifest.name(), finding.message);
        Diagnostic::new(&codes::PASSED, Place::span(span), message)
    };
    let mut found: Vec<Diagnostic> = dashboards(manifest).into_iter().map(diagnostic).collect();
    for (name, expr) in expressions(manifest) {
        let way = ["data", name.as_str()].map(|key| Step::Key(key.to_owned()));
        let place = Place::span(objects::walk(written, &way).0);
        let asked = query(&expr).map(|query| query.metrics).unwrap_or_default();
        found.extend(asked.iter().filter_map(|metric| unknown_metric(manifest, metric, place.clone())));
    }
    found
}

/// What is wrong with the expressions of the alerts that a user wrote or changed.
pub(crate) fn check_expressions(manifest: &Manifest, origin: Origin<'_>) -> Vec<Diagnostic> {
    let is_touched = origin.written.is_some() || !origin.patches.is_empty();
    if manifest.kind() != "PrometheusRule" || !is_touched {
        return Vec::new();
    }
    let mut found = Vec::new();
    let recorded: BTreeSet<&str> =
        rules(manifest).filter_map(|(_, rule)| rule.get("record")?.as_str()).collect();
    for ((at, number), rule) in rules(manifest) {
        let way = steps(at, number);
        match rule.get("expr").and_then(Value::as_str).map(query) {
            Some(Err(error)) => {
                let message =
                    format!("PrometheusRule `{}`: Prometheus cannot read `expr`: {error}", manifest.name());
                found.push(Diagnostic::new(&codes::PASSED, origin.place(&way), message));
            }
            Some(Ok(query)) => {
                let asked = query.metrics.iter().filter(|metric| !recorded.contains(metric.as_str()));
                found.extend(asked.filter_map(|metric| unknown_metric(manifest, metric, origin.place(&way))));
            }
            None => {}
        }
    }
    found
}

/// The rules of all groups, by the numbers of group and rule.
fn rules(manifest: &Manifest) -> impl Iterator<Item = ((usize, usize), &Value)> {
    let groups = manifest.value().at(&["spec", "groups"]).and_then(Value::as_list).unwrap_or_default();
    groups.iter().enumerate().flat_map(move |(at, group)| {
        let rules = group.get("rules").and_then(Value::as_list).unwrap_or_default();
        rules.iter().enumerate().map(move |(number, rule)| ((at, number), rule))
    })
}

fn steps(group: usize, rule: usize) -> [Step; 6] {
    let key = |key: &str| Step::Key(key.to_owned());
    [key("spec"), key("groups"), Step::Index(group), key("rules"), Step::Index(rule), key("expr")]
}

fn unknown_metric(manifest: &Manifest, metric: &str, place: Place) -> Option<Diagnostic> {
    let unknown = exposed::unknown(metric)?;
    let message =
        format!("{} `{}`: {} has no metric `{metric}`", manifest.kind(), manifest.name(), unknown.exporter);
    let near = unknown.near.map(|near| format!("did you mean `{near}`?"));
    Some(Diagnostic::new(&codes::UNKNOWN_METRIC, place, message).help_if(near))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Source, compile_text};

    const BLUEPRINT: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
        delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
        clusters: { in-cluster: { provides: [prometheus-operator] } }\n\
        manifests: { own: { from: own.yaml } }\n";

    /// What is said of an own file, each with the text it points at.
    fn said(own: &str) -> Vec<(String, String)> {
        let files = BTreeMap::from([("own.yaml".to_owned(), own.as_bytes().to_vec())]);
        let source = Source { name: "blueprint.yaml".into(), text: BLUEPRINT.into() };
        let compilation = compile_text(source, &files);
        let found = compilation.diagnostics.iter().filter(|found| found.code.id.starts_with("HG06"));
        let shown = |found: &hagen_core::Diagnostic| {
            let span = found.place.span;
            let text = &compilation.sources.get(span.file).unwrap().text;
            let text = &text[span.start as usize..span.end as usize];
            let help = found.help.clone().unwrap_or_default();
            (format!("{} {help}", found.message), String::from_utf8_lossy(text).into_owned())
        };
        found.map(shown).collect()
    }

    #[test]
    fn alerts_ask_for_metrics_that_there_are() {
        let own = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: own }\nspec:\n  groups:\n  \
            - name: own\n    rules:\n    \
            - { record: node_own, expr: orders_total }\n    \
            - { alert: A, expr: kube_pod_staus_phase > 0 }\n    \
            - { alert: B, expr: node_own + orders_total + kube_pod_info }\n";
        let message = "PrometheusRule `own`: kube-state-metrics has no metric `kube_pod_staus_phase` \
            did you mean `kube_pod_status_phase`?";
        assert_eq!(said(own), [(message.to_owned(), "kube_pod_staus_phase > 0".to_owned())]);
    }

    #[test]
    fn dashboards_do_too() {
        let own = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own, labels: { grafana_dashboard: \"1\" } }\ndata:\n  \
            own.json: '{ \"title\": \"a\", \"panels\": [{ \"targets\": [{ \"expr\": \
            \"rate(container_cpu_usage_second_total[$__rate_interval])\" }, { \"expr\": \"node_load1{\" }] }] }'\n";
        let found = said(own);
        assert_eq!(found.len(), 1, "{found:?}");
        let meant = "did you mean `container_cpu_usage_seconds_total`?";
        assert!(found[0].0.ends_with(meant), "{found:?}");
    }
}
