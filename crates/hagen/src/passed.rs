//! What charts pass on whole, and dashboards of the user's: checked as what they become, located where the user wrote them.

use hagen_charts::facts::ChartFacts;
use hagen_check::objects::Origin;
use hagen_check::passed::{below, dashboard, dashboards, passed};
use hagen_check::schema::{Finding, Schemas, Severity};
use hagen_check::{codes, objects};
use hagen_core::artifact::HelmRelease;
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_kube::Manifest;
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
    let steps: Vec<hagen_check::schema::Step> = path.steps().iter().map(step).collect();
    let (span, depth) = objects::walk(user?, &steps);
    let path = path.steps()[..depth].iter().fold(release.values_path.clone(), |path, step| match step {
        Step::Key(key) => path.key(key),
        Step::Index(at) => path.index(*at),
    });
    (depth > 0).then_some(Place { path, span, at_key: false })
}

fn step(step: &Step) -> hagen_check::schema::Step {
    match step {
        Step::Key(key) => hagen_check::schema::Step::Key(key.clone()),
        Step::Index(at) => hagen_check::schema::Step::Index(*at),
    }
}

/// What is wrong with the dashboards of an object that a user wrote.
pub(crate) fn check_dashboards(manifest: &Manifest, written: &Node) -> Vec<Diagnostic> {
    let diagnostic = |finding: Finding| {
        let (span, _) = objects::walk(written, &finding.path);
        let message = format!("{} `{}`: {}", manifest.kind(), manifest.name(), finding.message);
        Diagnostic::new(&codes::PASSED, Place::span(span), message)
    };
    dashboards(manifest).into_iter().map(diagnostic).collect()
}

/// What is wrong with the expressions of the alerts that a user wrote or changed.
pub(crate) fn check_expressions(manifest: &Manifest, origin: Origin<'_>) -> Vec<Diagnostic> {
    let is_touched = origin.written.is_some() || !origin.patches.is_empty();
    if manifest.kind() != "PrometheusRule" || !is_touched {
        return Vec::new();
    }
    let mut found = Vec::new();
    let groups = manifest.value().at(&["spec", "groups"]).and_then(Value::as_list).unwrap_or_default();
    for (at, group) in groups.iter().enumerate() {
        let rules = group.get("rules").and_then(Value::as_list).unwrap_or_default();
        for (number, rule) in rules.iter().enumerate() {
            let Some(Err(error)) = rule.get("expr").and_then(Value::as_str).map(query) else { continue };
            let way = [
                Step::Key("spec".into()),
                Step::Key("groups".into()),
                Step::Index(at),
                Step::Key("rules".into()),
                Step::Index(number),
                Step::Key("expr".into()),
            ];
            let message =
                format!("PrometheusRule `{}`: Prometheus cannot read `expr`: {error}", manifest.name());
            found.push(Diagnostic::new(&codes::PASSED, origin.place(&way), message));
        }
    }
    found
}
