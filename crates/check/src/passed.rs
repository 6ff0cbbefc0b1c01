//! What a chart passes on whole is checked as what it becomes: a field of an object, or a configuration.
//!
//! Which values go where is a table, `facts/passed.txt`; the configurations are facts like the schemas, made by
//! `hagen-facts configs`.

mod alertmanager;
mod collector;
mod dashboard;
mod grafana;
mod table;

use hagen_core::{Path, Step};
use hagen_yaml::{Map, Value};

pub use dashboard::{dashboard, dashboards, expressions, queries};

use crate::schema::{Finding, Part, Problem, Schemas};
use table::{Target, target};

/// What who takes a value of a chart would refuse of it. `path` is where the value stands among those of the chart; the
/// paths of the findings begin at the value.
pub fn passed(schemas: &Schemas, chart: &str, path: &Path, value: &Value) -> Vec<Finding> {
    let Some(found) = target(chart, path.steps()) else { return Vec::new() };
    let Some(value) = without_nulls(value).filter(|value| !is_empty(value)) else { return Vec::new() };
    let outcomes =
        found.targets.iter().filter_map(|target| against(schemas, target, &found.captured, &value));
    let best = outcomes.min_by_key(Vec::len).unwrap_or_default();
    best.into_iter().filter(|finding| !is_excused(finding, &value)).map(|one| said(one, &value)).collect()
}

/// The findings of one possible target; none when it is not there, or when the value is a text that makes it.
fn against(schemas: &Schemas, target: &Target, captured: &str, value: &Value) -> Option<Vec<Finding>> {
    if let Target::Config { name: "grafana", .. } = target {
        return Some(grafana::check(captured, value));
    }
    if matches!(value, Value::String(_)) {
        return None;
    }
    Some(match target {
        Target::Field { api_version, kind, path } => {
            schemas.field(api_version, kind, &path.replace("{}", captured))?.check(value)
        }
        Target::Config { name: "collector", .. } => collector::check(value),
        Target::Config { name, path: "[]" } => each(Schemas::configuration(name, "")?, value),
        Target::Config { name, path } => {
            let part = Schemas::configuration(name, &path.replace("{}", captured))?;
            let mut findings = part.check(value);
            if *name == "alertmanager" && path.is_empty() {
                findings.extend(alertmanager::check(value));
            }
            findings
        }
        Target::Nothing => Vec::new(),
    })
}

/// The elements of a list against a part.
fn each(part: Part<'_>, list: &Value) -> Vec<Finding> {
    let items = list.as_list().unwrap_or_default().iter().enumerate();
    let findings = |(at, item)| {
        let within = move |mut finding: Finding| {
            finding.path.insert(0, Step::Index(at));
            finding
        };
        part.check(item).into_iter().map(within).collect::<Vec<_>>()
    };
    items.flat_map(findings).collect()
}

/// A value as Helm hands it on: `null` takes a default away.
fn without_nulls(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Null => return None,
        Value::Map(map) => {
            let entries = map.iter().filter_map(|(key, value)| Some((key.clone(), without_nulls(value)?)));
            Value::Map(entries.collect::<Map>())
        }
        Value::List(items) => Value::List(items.iter().filter_map(without_nulls).collect()),
        scalar => scalar.clone(),
    })
}

/// Charts leave out what is empty.
fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Map(map) if map.is_empty()) || value.as_list().is_some_and(<[Value]>::is_empty)
}

/// The pattern of a duration says less than the word.
fn said(finding: Finding, value: &Value) -> Finding {
    let is_duration = |pattern: &str| pattern.ends_with("|^0$");
    match finding.problem {
        Problem::Pattern { pattern } if is_duration(pattern) => {
            let text = at(value, &finding).and_then(Value::as_str).unwrap_or_default();
            let expected = "a duration like `30s` or `5m`";
            let message = format!("`{text}` is not {expected}");
            Finding { path: finding.path, problem: Problem::Syntax { expected }, message }
        }
        _ => finding,
    }
}

/// What cannot be held against a value: the chart adds keys beside it, and templates and variables become something
/// else before anybody reads them.
fn is_excused(finding: &Finding, value: &Value) -> bool {
    let is_partial = matches!(
        finding.problem,
        Problem::MissingField { .. } | Problem::Choice { .. } | Problem::Condition | Problem::Rule { .. }
    );
    if finding.path.is_empty() && is_partial && matches!(value, Value::Map(_)) {
        return true;
    }
    // Some charts take a mapping for what becomes a list; which of the two, their own facts tell.
    if finding.path.is_empty() && matches!(finding.problem, Problem::WrongType { .. }) {
        return true;
    }
    match &finding.problem {
        Problem::UnknownField { name, .. } if is_template(name) => return true,
        // Each kind of discovery is a key of its own, which its package brings.
        Problem::UnknownField { name, .. } if name.ends_with("_sd_configs") || name == "static_configs" => {
            return true;
        }
        _ => {}
    }
    at(value, finding).and_then(Value::as_str).is_some_and(is_template)
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("${")
}

fn at<'v>(value: &'v Value, finding: &Finding) -> Option<&'v Value> {
    finding.path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(at) => value.as_list()?.get(*at),
    })
}

/// The path of a finding below the place of its value.
pub fn below(path: &Path, finding: &Finding) -> Path {
    path.join(&finding.path)
}

/// The keys of a path; an element counts as any key.
fn key(step: &Step) -> &str {
    match step {
        Step::Key(key) => key,
        Step::Index(_) => "*",
    }
}

/// A finding that code makes.
fn wrong(path: &[Step], message: String) -> Finding {
    Finding { path: path.to_vec(), problem: Problem::Inconsistent, message }
}
