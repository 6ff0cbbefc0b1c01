//! What a chart passes on whole is checked as what it becomes: a field of an object, or a configuration.
//!
//! Which values go where is a table, `facts/passed.txt`; the configurations are facts like the schemas, made by
//! `hagen-facts configs`.

mod alertmanager;
mod analysis;
mod annotations;
mod argocd;
mod bounds;
mod collector;
mod dashboard;
mod expression;
mod grafana;
mod operated;
mod rbac;
mod settings;
mod table;
mod traefik;

use hagen_core::{Path, Step};
use hagen_yaml::{Map, Value};

pub use dashboard::{
    Answers, answered, broken_line, dashboard, dashboards, expressions, in_json, queries,
    texts as dashboard_texts,
};
pub use expression::fault as condition_fault;
pub use operated::operated;

use crate::schema::{Finding, Problem, Schemas};
use table::{Found, PLAIN, Target, WHOLE};

/// What who takes a value of a chart would refuse of it. `path` is where the value stands among those of the chart; the
/// paths of the findings begin at the value.
pub fn passed(schemas: &Schemas, chart: &str, path: &Path, value: &Value) -> Vec<Finding> {
    let Some(found) = WHOLE.target(chart, path.steps()) else { return Vec::new() };
    let Some(value) = without_nulls(value).filter(|value| !is_empty(value)) else { return Vec::new() };
    if let Some(finding) = found.is_strict.then(|| missing(schemas, &found)).flatten() {
        return vec![finding];
    }
    // A text is a template of what it becomes.
    let is_text = matches!(value, Value::String(_)) && !found.targets.iter().any(Target::takes_text);
    let best = if is_text { None } else { nearest(schemas, &found, &value) }.unwrap_or_default();
    best.into_iter().filter(|finding| !is_excused(finding, &value)).map(|one| said(one, &value)).collect()
}

/// What who takes a plain value would refuse of it. Templates write it without quotes or with them: it is right when one
/// of both is.
pub fn plain(schemas: &Schemas, chart: &str, path: &Path, value: &Value) -> Vec<Finding> {
    let Some(found) = PLAIN.target(chart, path.steps()) else { return Vec::new() };
    if let [Target::Config { name: "argocd", path }] = found.targets {
        return argocd::check(path, &found.captured, value).into_iter().collect();
    }
    let text = match value {
        Value::String(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return Vec::new(),
    };
    // What counts as absent is left out.
    if matches!(&*text, "" | "-" | "0" | "false") || is_template(&text) {
        return Vec::new();
    }
    let bare = match (text.parse(), text.parse()) {
        (Ok(number), _) => Value::Int(number),
        (_, Ok(truth)) => Value::Bool(truth),
        _ => Value::from(text.clone()),
    };
    let quoted = nearest(schemas, &found, &Value::from(text)).unwrap_or_default();
    let findings = match nearest(schemas, &found, &bare) {
        _ if quoted.is_empty() => quoted,
        Some(findings) if !matches!(bare, Value::String(_)) => findings,
        _ => quoted,
    };
    let is_whole = |finding: &Finding| {
        let is_partial =
            matches!(finding.problem, Problem::Condition | Problem::Choice { .. } | Problem::Rule { .. });
        finding.path.is_empty() && !is_partial
    };
    findings.into_iter().filter(is_whole).map(|finding| said(finding, value)).collect()
}

/// That the object above has no such field.
fn missing(schemas: &Schemas, found: &Found<'_>) -> Option<Finding> {
    let [Target::Field { api_version, kind, path }] = found.targets else { return None };
    let above = schemas.field(api_version, kind, path.strip_suffix(".{}")?)?;
    let with_key = Value::Map([(found.captured.clone(), Value::Null)].into_iter().collect());
    let mut findings = above.check(&with_key).into_iter();
    let unknown = findings.find(|finding| matches!(finding.problem, Problem::UnknownField { .. }))?;
    Some(Finding { path: Vec::new(), ..unknown })
}

/// The findings of the target that has the least against a value; none where there is no target.
fn nearest(schemas: &Schemas, found: &Found<'_>, value: &Value) -> Option<Vec<Finding>> {
    let outcomes = found.targets.iter().filter_map(|target| against(schemas, target, &found.captured, value));
    outcomes.min_by_key(Vec::len)
}

/// The findings of one possible target; none when it is not there.
fn against(schemas: &Schemas, target: &Target, captured: &str, value: &Value) -> Option<Vec<Finding>> {
    if let Target::Config { name: "grafana", .. } = target {
        return Some(grafana::check(captured, value));
    }
    Some(match target {
        Target::Config { name: "argocd", path } => argocd::check(path, captured, value).into_iter().collect(),
        Target::Field { api_version, kind, path } => {
            schemas.field(api_version, kind, &path.replace("{}", captured))?.check(value)
        }
        Target::Config { name: "collector", .. } => collector::check(value),
        Target::Config { name: "rbac", .. } => rbac::check(value),
        Target::Config { name: "traefik", path: "" } => {
            within_each(value, |item| item.as_str().and_then(traefik::argument).into_iter().collect())
        }
        Target::Config { name: "traefik", path: "argument" } => {
            value.as_str().and_then(traefik::argument).into_iter().collect()
        }
        Target::Config { name: "traefik", path } => traefik::part(&path.replace("{}", captured), value),
        Target::Config { name, path: "[]" } => {
            let part = Schemas::configuration(name, "")?;
            within_each(value, |item| part.check(item))
        }
        Target::Config { name, path } => {
            let part = Schemas::configuration(name, &path.replace("{}", captured))?;
            let mut findings = part.check(value);
            if LENIENT.contains(name) {
                findings = findings.into_iter().filter_map(ignored).collect();
            }
            if *name == "tempo" && *path == "overrides" {
                findings.retain(|finding| !is_old_override(finding));
            }
            if *name == "alertmanager" && path.is_empty() {
                findings.extend(alertmanager::check(value));
            }
            findings
        }
        Target::Object => object(schemas, value),
        Target::Objects => within_each(value, |item| object(schemas, item)),
        Target::Nothing => Vec::new(),
    })
}

/// Tempo still takes its overrides in the form without levels, whose names are others.
fn is_old_override(finding: &Finding) -> bool {
    matches!(finding.problem, Problem::UnknownField { suggestion: None, .. }) && finding.path.len() == 1
}

/// Programs that pass over what they do not know.
const LENIENT: [&str; 3] = ["dashboards", "datasources", "mesh"];

/// A field that is unknown and like none that is known is only passed over. Names with underscores are those of old.
fn ignored(finding: Finding) -> Option<Finding> {
    match &finding.problem {
        Problem::UnknownField { name, .. } if name.contains('_') => None,
        Problem::UnknownField { name, suggestion: None, .. } => {
            let message = format!("nothing reads `{name}` here: it has no effect");
            Some(Finding { problem: Problem::Ignored, message, ..finding })
        }
        _ => Some(finding),
    }
}

/// What is wrong with the elements of a list, or with the values of a mapping.
fn within_each(value: &Value, check: impl Fn(&Value) -> Vec<Finding>) -> Vec<Finding> {
    let items = value.as_list().unwrap_or_default().iter().enumerate();
    let items = items.map(|(at, item)| (Step::Index(at), item));
    let entries = value.as_map().into_iter().flatten().map(|(key, item)| (Step::Key(key.to_string()), item));
    let findings = |(step, item): (Step, &Value)| {
        let within = move |mut finding: Finding| {
            finding.path.insert(0, step.clone());
            finding
        };
        check(item).into_iter().map(within).collect::<Vec<_>>()
    };
    items.chain(entries).flat_map(findings).collect()
}

/// What the API server would refuse of an object. Of kinds that hagen does not know nothing is said.
fn object(schemas: &Schemas, value: &Value) -> Vec<Finding> {
    let is_known = value.get("kind").is_some() && value.get("apiVersion").is_some();
    let findings = if is_known { schemas.check(value) } else { Vec::new() };
    findings.into_iter().filter(|found| !matches!(found.problem, Problem::UnknownKind { .. })).collect()
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
    let is_duration = |pattern: &str| pattern.ends_with("|^0$") || pattern.contains("([0-9]+)ms)?");
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
