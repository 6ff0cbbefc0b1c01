//! What charts pass on whole: checked as what it becomes, located where the user wrote it.

mod dashboards;

use std::collections::BTreeSet;

use hagen_charts::codes::UNKNOWN_VALUE;
use hagen_charts::facts::ChartFacts;
use hagen_check::objects::Origin;
use hagen_check::passed::{below, operated, passed, plain};
use hagen_check::schema::{Finding, Minor, Problem, Schemas, Severity};
use hagen_check::{codes, objects};
use hagen_core::artifact::HelmRelease;
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_kube::Manifest;
use hagen_observe::promql::query;
use hagen_yaml::{Node, NodeKind, Reading, Value};

use crate::measured;
use crate::queries::Queries;
use dashboards::chart_dashboard;
pub(crate) use dashboards::check_dashboards;

/// What is wrong with the values that the chart of a release passes on. What a user wrote (`user`, which stands at
/// [`HelmRelease::values_path`]) is found there, hagen's own at the component.
pub(crate) fn check_passed(
    schemas: &Schemas,
    release: &HelmRelease,
    user: Option<&Node>,
    component: &Path,
) -> Vec<Diagnostic> {
    let Some(facts) = ChartFacts::of(release.chart.name, release.chart.version) else { return Vec::new() };
    let findings = findings(schemas, &facts, &release.values).into_iter();
    let diagnostic = |(path, finding): (Path, Finding)| {
        let spot = user.and_then(|user| spot(&path, &finding, user));
        let is_written = spot.as_ref().is_some_and(|spot| spot.path == path);
        let place = spot.map(|spot| Place { path: release.values_path.join(spot.path.steps()), ..spot });
        let chart = release.chart;
        let message =
            format!("value `{path}` of the chart `{}` {}: {}", chart.name, chart.version, finding.message);
        let place = place.unwrap_or_else(|| Place::key(component.clone()));
        let found = Diagnostic::new(code(&finding), place, message);
        if is_written { mended(found, &finding) } else { found }
    };
    findings.map(diagnostic).collect()
}

/// What is wrong with a file of values for a chart, each finding at its place in it: what the chart does not read, and
/// what it passes on to something that would refuse it.
pub fn check_values(facts: &ChartFacts, reading: &Reading) -> Vec<Diagnostic> {
    let Some(values) = &reading.node else { return Vec::new() };
    let schemas = Schemas::new(Minor::NEWEST);
    let mut found = hagen_charts::check_values(facts, values);
    found.retain(|found| !is_for_aliases(found, reading, values));
    found.extend(findings(&schemas, facts, &values.to_value()).into_iter().map(|(path, finding)| {
        let message = format!("value `{path}`: {}", finding.message);
        let place = spot(&path, &finding, values).unwrap_or_else(|| Place::span(values.span));
        mended(Diagnostic::new(code(&finding), place, message), &finding)
    }));
    found
}

/// Whether an unknown key is there to be repeated by aliases: the outermost ones bear any name, and inner ones none that
/// is nearly another.
fn is_for_aliases(found: &Diagnostic, reading: &Reading, values: &Node) -> bool {
    let steps = found.place.path.steps();
    let value = steps.iter().try_fold(values, |value, step| match (step, &value.kind) {
        (Step::Key(key), _) => value.get(key),
        (Step::Index(at), NodeKind::List(items)) => items.get(*at),
        (Step::Index(_), _) => None,
    });
    let is_apart = steps.len() == 1 || found.replacement.is_none();
    found.code == &UNKNOWN_VALUE && is_apart && value.is_some_and(|value| reading.is_repeated(value))
}

/// What is wrong with the values that a chart passes on, each with its path among all of them.
fn findings(schemas: &Schemas, facts: &ChartFacts, values: &Value) -> Vec<(Path, Finding)> {
    let mut found = Vec::new();
    for (path, value) in facts.open(values) {
        if is_in_another_form(facts.chart(), &path, values) {
            continue;
        }
        let mut findings = passed(schemas, facts.chart(), &path, &value);
        findings.retain(|finding| !is_of_another_version(facts.chart(), &path, finding, values));
        findings.extend(chart_dashboard(facts.chart(), &path, &value));
        found.extend(findings.into_iter().map(|finding| (below(&path, &finding), finding)));
    }
    for (path, value) in facts.plain(values) {
        let findings = plain(schemas, facts.chart(), &path, &value).into_iter();
        found.extend(findings.map(|finding| (path.clone(), finding)));
    }
    found
}

/// Zalando's operator can also be told by a ConfigMap, which is texts without levels.
fn is_in_another_form(chart: &str, path: &Path, values: &Value) -> bool {
    let is_of_operator = chart == "postgres-operator"
        && matches!(path.steps(), [Step::Key(first), ..] if first.starts_with("config"));
    is_of_operator && values.get("configTarget").and_then(Value::as_str) == Some("ConfigMap")
}

/// A collector in another version than the chart's has components with other keys.
fn is_of_another_version(chart: &str, path: &Path, finding: &Finding, values: &Value) -> bool {
    let is_component = chart == "opentelemetry-collector"
        && matches!(path.steps(), [Step::Key(config)] if config == "config")
        && finding.path.len() > 1
        && !matches!(&finding.path[..], [Step::Key(section), ..] if section == "service");
    let image = |key: &str| values.at(&["image", key]).and_then(Value::as_str);
    is_component && ["tag", "digest"].into_iter().any(|key| image(key).is_some_and(|said| !said.is_empty()))
}

fn code(finding: &Finding) -> &'static hagen_core::Code {
    match finding.problem.severity() {
        Severity::Warning => &codes::DISCOURAGED,
        Severity::Error => &codes::PASSED,
    }
}

/// The place in what the user wrote: that of the value itself, of its key when that is at fault, or of the nearest value
/// around it.
fn spot(path: &Path, finding: &Finding, written: &Node) -> Option<Place> {
    let steps = path.steps();
    let (span, depth) = objects::walk(written, steps);
    let path = Path::ROOT.join(&steps[..depth]);
    let is_key = matches!(finding.problem, Problem::UnknownField { .. } | Problem::Ignored);
    if is_key && depth == steps.len() {
        let key = Place { path: path.clone(), at_key: true, ..Place::default() };
        return Some(key.located(written));
    }
    (depth > 0).then_some(Place { path, span, at_key: false })
}

/// Offers the key that was meant.
fn mended(found: Diagnostic, finding: &Finding) -> Diagnostic {
    match &finding.problem {
        Problem::UnknownField { suggestion: Some(near), .. } => found.replace_with(near.clone()),
        _ => found,
    }
}

/// What is wrong with an object that a user wrote or changed for the operator that reads it.
pub(crate) fn check_operated(manifest: &Manifest, origin: Origin<'_>) -> Vec<Diagnostic> {
    if origin.written.is_none() && origin.patches.is_empty() {
        return Vec::new();
    }
    let diagnostic = |finding: Finding| {
        let message = format!("{} `{}`: {}", manifest.kind(), manifest.name(), finding.message);
        Diagnostic::new(&codes::PASSED, origin.place(&finding.path), message)
    };
    operated(manifest).into_iter().map(diagnostic).collect()
}

/// What is wrong with the queries of an `AnalysisTemplate`; other kinds have none at these places.
fn check_measured(manifest: &Manifest, origin: Origin<'_>) -> Vec<Diagnostic> {
    let metrics = manifest.value().at(&["spec", "metrics"]).and_then(Value::as_list).unwrap_or_default();
    let fault = |(at, metric): (usize, &Value)| {
        let expr = metric.at(&["provider", "prometheus", "query"])?.as_str()?;
        let error = measured::fault(expr)?;
        let keys = ["provider", "prometheus", "query"].map(|key| Step::Key(key.to_owned()));
        let way: Vec<Step> = [Step::Key("spec".to_owned()), Step::Key("metrics".to_owned()), Step::Index(at)]
            .into_iter()
            .chain(keys)
            .collect();
        let message =
            format!("{} `{}`: Prometheus cannot read `query`: {error}", manifest.kind(), manifest.name());
        Some(Diagnostic::new(&codes::PASSED, origin.place(&way), message))
    };
    metrics.iter().enumerate().filter_map(fault).collect()
}

/// What is wrong with the expressions of the alerts that a user wrote or changed.
pub(crate) fn check_expressions(
    manifest: &Manifest,
    origin: Origin<'_>,
    queries: Queries<'_>,
) -> Vec<Diagnostic> {
    let is_touched = origin.written.is_some() || !origin.patches.is_empty();
    if is_touched && manifest.group() == "argoproj.io" {
        return check_measured(manifest, origin);
    }
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
                let place = origin.place(&way);
                found.extend(asked.filter_map(|metric| queries.metric(&title(manifest), metric, &place)));
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

fn title(manifest: &Manifest) -> String {
    format!("{} `{}`", manifest.kind(), manifest.name())
}
