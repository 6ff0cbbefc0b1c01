//! The configuration of an OpenTelemetry collector: pipelines name components that are there.

use std::collections::BTreeSet;

use hagen_core::section::nearest;
use hagen_yaml::{Key, Value};

use super::wrong;
use crate::schema::{Finding, Problem, Schemas, Step};

/// The components whose keys are known: `exporters.otlphttp`, and where from.
static COMPONENTS: &str = include_str!("../../facts/components.txt");

/// What the chart configures itself, some of it only when a preset is switched on.
const DEFAULTS: [(&str, &[&str]); 4] = [
    (
        "receivers",
        &[
            "filelog",
            "hostmetrics",
            "jaeger",
            "k8scluster",
            "k8sevents",
            "k8sobjects",
            "kubeletstats",
            "otlp",
            "profiling",
            "prometheus",
            "receivercreator/logs",
            "receivercreator/metrics",
            "zipkin",
        ],
    ),
    ("processors", &["batch", "k8sattributes", "memorylimiter", "resourcedetection/env"]),
    ("exporters", &["debug"]),
    ("extensions", &["filestorage", "healthcheck", "k8sleaderelector", "k8sobserver"]),
];
const SECTIONS: [&str; 6] = ["connectors", "exporters", "extensions", "processors", "receivers", "service"];
const SERVICE: [&str; 3] = ["extensions", "pipelines", "telemetry"];
const TELEMETRY: [&str; 4] = ["logs", "metrics", "resource", "traces"];
const PIPELINE: [&str; 3] = ["exporters", "processors", "receivers"];
const SIGNALS: [&str; 4] = ["logs", "metrics", "profiles", "traces"];

/// What the collector would refuse.
pub(super) fn check(config: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (section, _) in config.as_map().into_iter().flatten() {
        if !SECTIONS.contains(&section.as_ref()) {
            let message = format!("the collector has no section `{section}`, only {}", SECTIONS.join(", "));
            findings.push(wrong(&[key(section)], message));
        }
    }
    findings.extend(components(config));
    let service = config.get("service");
    findings.extend(unknown(service, &SERVICE, &[key("service")]));
    let telemetry = service.and_then(|service| service.get("telemetry"));
    findings.extend(unknown(telemetry, &TELEMETRY, &[key("service"), key("telemetry")]));
    let pipelines = service.and_then(|service| service.get("pipelines")).and_then(Value::as_map);
    for (name, pipeline) in pipelines.into_iter().flatten() {
        let path = [key("service"), key("pipelines"), key(name)];
        let signal = name.split('/').next().unwrap_or_default();
        if !SIGNALS.contains(&signal) {
            let message = format!("a pipeline is of {}, and not of `{signal}`", SIGNALS.join(", "));
            findings.push(wrong(&path, message));
        }
        findings.extend(unknown(Some(pipeline), &PIPELINE, &path));
        for section in ["receivers", "processors", "exporters"] {
            findings.extend(parts(config, section, pipeline.get(section), &path));
        }
    }
    let extensions = service.and_then(|service| service.get("extensions"));
    findings.extend(parts(config, "extensions", extensions, &[key("service")]));
    findings
}

/// What the components themselves would refuse.
fn components(config: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for section in ["connectors", "exporters", "extensions", "processors", "receivers"] {
        for (name, value) in config.get(section).and_then(Value::as_map).into_iter().flatten() {
            let kind = plain(name.split('/').next().unwrap_or_default());
            let path = [key(section), key(name)];
            match Schemas::component(&format!("{section}.{kind}")) {
                Some(part) => findings.extend(part.check(value).into_iter().filter_map(|finding| {
                    (!is_taken(&finding, value)).then(|| within(&path, section, name, finding))
                })),
                None => findings.extend(misspelled(section, name, &kind, &path)),
            }
        }
    }
    findings
}

/// Whether the collector takes a value of another type: a text for a list, which it splits at commas.
fn is_taken(finding: &Finding, value: &Value) -> bool {
    let at = finding.path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(at) => value.as_list()?.get(*at),
    });
    matches!(finding.problem, Problem::WrongType { expected: "a list", .. })
        && at.and_then(Value::as_str).is_some()
}

/// A finding within a component.
fn within(path: &[Step], section: &str, name: &str, finding: Finding) -> Finding {
    let message = format!("the collector does not start: {} in `{section}.{name}`", finding.message);
    Finding { path: [path, &finding.path].concat(), problem: finding.problem, message }
}

/// Whether two names are one slip apart: a letter, or two that changed places.
fn is_slip(one: &str, other: &str) -> bool {
    let same = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| {
        one.zip(other).take_while(|(one, other)| one == other).count()
    };
    let before = same(&mut one.chars(), &mut other.chars());
    let behind = same(&mut one.chars().rev(), &mut other.chars().rev());
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    let is_inner = before < short && behind < short;
    let is_cut = one.len() + 1 == long && (before == short || behind == short);
    is_cut || is_inner && (before + behind + 1 >= long || short == long && before + behind + 2 >= long)
}

/// A component that is nearly one that is known. There are many others.
fn misspelled(section: &str, name: &str, kind: &str, path: &[Step]) -> Option<Finding> {
    let known = COMPONENTS
        .lines()
        .filter_map(|line| line.split(' ').next()?.strip_prefix(section)?.strip_prefix('.'));
    let near = nearest(kind, known).filter(|near| is_slip(kind, near))?;
    let meant = name.replacen(name.split('/').next().unwrap_or_default(), near, 1);
    let message = format!("the collector has no `{name}` among its {section}, did you mean `{meant}`");
    let problem = Problem::UnknownField { name: name.to_owned(), suggestion: Some(meant), place: None };
    Some(Finding { path: path.to_vec(), problem, message })
}

/// The keys of a part that has no others than these.
fn unknown(part: Option<&Value>, known: &'static [&str], path: &[Step]) -> Vec<Finding> {
    let keys = part.and_then(Value::as_map).into_iter().flatten().map(|(name, _)| name);
    let strange = keys.filter(|name| !known.contains(&name.as_ref()));
    let finding = |name: &Key| {
        let suggestion = nearest(name, known.iter().copied()).map(str::to_owned);
        let meant = suggestion.as_ref().map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
        let message = format!("the collector does not start with `{name}` here{meant}");
        let problem = Problem::UnknownField { name: name.to_string(), suggestion, place: None };
        Finding { path: [path, &[key(name)]].concat(), problem, message }
    };
    strange.map(finding).collect()
}

/// What a list names that is not there.
fn parts(config: &Value, section: &str, named: Option<&Value>, path: &[Step]) -> Vec<Finding> {
    let known = known(config, section);
    let items = named.and_then(Value::as_list).unwrap_or_default().iter().enumerate();
    let missing = items.filter_map(|(at, name)| {
        let name = name.as_str().filter(|name| !known.contains(&plain(name)) && !name.contains("${"))?;
        let path = [path, &[key(section), Step::Index(at)]].concat();
        Some(wrong(&path, format!("there is no `{name}` among the {section}")))
    });
    missing.collect()
}

/// A component as its newer and its older name have it in common: the chart writes one for the other.
fn plain(name: &str) -> String {
    let (kind, rest) = name.split_at(name.find('/').unwrap_or(name.len()));
    kind.replace('_', "") + rest
}

fn known(config: &Value, section: &str) -> BTreeSet<String> {
    let keys = |section: &str| {
        config.get(section).and_then(Value::as_map).into_iter().flatten().map(|(name, _)| plain(name))
    };
    let mut known: BTreeSet<String> = keys(section).collect();
    if matches!(section, "receivers" | "exporters") {
        known.extend(keys("connectors"));
    }
    let defaults = DEFAULTS.iter().filter(|(name, _)| *name == section);
    known.extend(defaults.flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())));
    known
}

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}
