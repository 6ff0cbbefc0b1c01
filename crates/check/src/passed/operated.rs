//! Objects that the API server takes, and the program that they are for does not.

use hagen_kube::Manifest;
use hagen_kube::kafka::topic_fault;
use hagen_kube::template::template_fault;
use hagen_yaml::Value;

use super::{analysis, annotations, bounds, wrong};
use crate::schema::{Finding, Step};

/// What is wrong with an object for the operator that reads it.
pub fn operated(manifest: &Manifest) -> Vec<Finding> {
    let mut found = Found(annotations::check(manifest.value()));
    let Some(spec) = manifest.value().get("spec") else { return found.0 };
    match (manifest.group(), manifest.kind()) {
        ("monitoring.coreos.com", "PrometheusRule") => rules(spec, &mut found),
        ("monitoring.coreos.com", "AlertmanagerConfig") => receivers(spec, &mut found),
        ("monitoring.coreos.com", "ServiceMonitor") => endpoints(spec, "endpoints", &mut found),
        ("monitoring.coreos.com", "PodMonitor") => endpoints(spec, "podMetricsEndpoints", &mut found),
        ("monitoring.coreos.com", "ScrapeConfig") => targets(spec, &mut found),
        ("kafka.strimzi.io", "KafkaTopic") => topic(manifest, spec, &mut found),
        ("postgresql.cnpg.io", "ScheduledBackup") => schedule(spec, &mut found),
        ("cert-manager.io", "Certificate") => certificate(spec, &mut found),
        ("external-secrets.io", "ExternalSecret") => external_secret(spec, &mut found),
        ("argoproj.io", "AnalysisTemplate" | "ClusterAnalysisTemplate") => {
            analysis::template(spec, &mut found);
        }
        ("", "LimitRange") => bounds::range(spec, &mut found),
        _ => {}
    }
    found.0
}

pub(super) struct Found(Vec<Finding>);

impl Found {
    /// Says what is wrong at a way below `spec`.
    pub(super) fn at(&mut self, way: &[Step], message: impl Into<String>) {
        let way: Vec<Step> = [key("spec")].into_iter().chain(way.iter().cloned()).collect();
        self.0.push(wrong(&way, message.into()));
    }
}

pub(super) fn key(key: &str) -> Step {
    Step::Key(key.to_owned())
}

pub(super) fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (usize, &'v Value)> {
    value.get(key).and_then(Value::as_list).unwrap_or_default().iter().enumerate()
}

pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn rules(spec: &Value, found: &mut Found) {
    for (group, value) in items(spec, "groups") {
        for (number, rule) in items(value, "rules") {
            let way = [key("groups"), Step::Index(group), key("rules"), Step::Index(number)];
            one_rule(rule, &way, found);
        }
    }
}

fn one_rule(rule: &Value, way: &[Step], found: &mut Found) {
    let below = |name: &str| -> Vec<Step> { way.iter().cloned().chain([key(name)]).collect() };
    match (rule.get("alert"), rule.get("record")) {
        (Some(_), Some(_)) => found.at(&below("record"), "a rule is an `alert` or a `record`, not both"),
        (None, None) => found.at(way, "a rule has an `alert` or a `record`"),
        (None, Some(_)) => {
            for field in ["for", "keep_firing_for", "annotations"] {
                if rule.get(field).is_some() {
                    found.at(&below(field), format!("a recording has no `{field}`"));
                }
            }
        }
        (Some(_), None) => {}
    }
    for field in ["labels", "annotations"] {
        for (name, value) in rule.get(field).and_then(Value::as_map).into_iter().flatten() {
            if let Some(fault) = value.as_str().and_then(template_fault) {
                let way: Vec<Step> = below(field).into_iter().chain([key(name)]).collect();
                found.at(&way, format!("Prometheus cannot read the template: {fault}"));
            }
        }
    }
}

fn receivers(spec: &Value, found: &mut Found) {
    let named = |list| items(spec, list).filter_map(|(_, it)| text(it, "name")).collect::<Vec<_>>();
    let there = Named {
        receivers: named("receivers"),
        times: [named("muteTimeIntervals"), named("timeIntervals")].concat(),
    };
    if let Some(top) = spec.get("route") {
        route(top, &[key("route")], &there, found);
    }
    for (at, rule) in items(spec, "inhibitRules") {
        for list in ["sourceMatch", "targetMatch"] {
            matchers(rule, list, &[key("inhibitRules"), Step::Index(at)], found);
        }
    }
}

struct Named<'v> {
    receivers: Vec<&'v str>,
    times: Vec<&'v str>,
}

fn route(value: &Value, way: &[Step], there: &Named<'_>, found: &mut Found) {
    let below = |name: &str| -> Vec<Step> { way.iter().cloned().chain([key(name)]).collect() };
    if let Some(name) = text(value, "receiver").filter(|name| !there.receivers.contains(name)) {
        found.at(&below("receiver"), format!("there is no receiver `{name}`{}", only(&there.receivers)));
    }
    for list in ["muteTimeIntervals", "activeTimeIntervals"] {
        for (at, name) in items(value, list).filter_map(|(at, name)| Some((at, name.as_str()?))) {
            if !there.times.contains(&name) {
                let way: Vec<Step> = below(list).into_iter().chain([Step::Index(at)]).collect();
                found.at(&way, format!("there are no times `{name}`{}", only(&there.times)));
            }
        }
    }
    matchers(value, "matchers", way, found);
    for (at, inner) in items(value, "routes") {
        let way: Vec<Step> = below("routes").into_iter().chain([Step::Index(at)]).collect();
        route(inner, &way, there, found);
    }
}

fn only(names: &[&str]) -> String {
    if names.is_empty() { String::new() } else { format!(", only {}", names.join(", ")) }
}

fn matchers(value: &Value, list: &str, way: &[Step], found: &mut Found) {
    for (at, matcher) in items(value, list) {
        let is_regex = matches!(text(matcher, "matchType"), Some("=~" | "!~"))
            || matcher.get("regex").and_then(Value::as_bool) == Some(true);
        let Some(pattern) = text(matcher, "value").filter(|_| is_regex) else { continue };
        if is_no_regex(pattern) {
            let way: Vec<Step> =
                way.iter().cloned().chain([key(list), Step::Index(at), key("value")]).collect();
            found.at(&way, format!("`{pattern}` is no regular expression"));
        }
    }
}

/// Whether Go's reader refuses an expression.
fn is_no_regex(pattern: &str) -> bool {
    hagen_kube::go_regex(&format!("^(?:{pattern})$")).is_none()
}

fn endpoints(spec: &Value, list: &str, found: &mut Found) {
    for (at, endpoint) in items(spec, list) {
        let way = |name: &str| [key(list), Step::Index(at), key(name)];
        let seconds = |name: &str| seconds(text(endpoint, name)?);
        if let (Some(interval), Some(timeout)) = (seconds("interval"), seconds("scrapeTimeout"))
            && timeout > interval
        {
            let message = "it is longer than the `interval`, and the operator leaves the monitor out";
            found.at(&way("scrapeTimeout"), message);
        }
        for field in ["relabelings", "metricRelabelings"] {
            for (number, rule) in items(endpoint, field) {
                let Some(pattern) = text(rule, "regex") else { continue };
                if is_no_regex(pattern) {
                    let mut way = way(field).to_vec();
                    way.extend([Step::Index(number), key("regex")]);
                    found.at(&way, format!("`{pattern}` is no regular expression"));
                }
            }
        }
    }
}

/// A duration of one number and one unit, as nearly all are.
fn seconds(text: &str) -> Option<u64> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = text[..text.len() - unit.len()].parse().ok()?;
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn targets(spec: &Value, found: &mut Found) {
    for (at, config) in items(spec, "staticConfigs") {
        for (number, target) in items(config, "targets") {
            if target.as_str().is_some_and(|target| target.contains('/')) {
                let way = [key("staticConfigs"), Step::Index(at), key("targets"), Step::Index(number)];
                let message = "a target is a host and a port: `scheme` and `metricsPath` stand beside";
                found.at(&way, message);
            }
        }
    }
}

fn topic(manifest: &Manifest, spec: &Value, found: &mut Found) {
    if manifest.value().at(&["metadata", "labels", "strimzi.io/cluster"]).is_none() {
        let message = "without the label `strimzi.io/cluster` no operator looks at it".to_owned();
        found.0.push(wrong(&[key("metadata")], message));
    }
    for (name, value) in spec.get("config").and_then(Value::as_map).into_iter().flatten() {
        if let Some(fault) = topic_fault(name, value) {
            let meant = fault.meant.map_or_else(String::new, |meant| format!(", did you mean `{meant}`"));
            found.at(&[key("config"), key(name)], format!("`{name}` {}{meant}", fault.message));
        }
    }
    let replicas = spec.get("replicas").and_then(Value::as_int);
    let least = spec.at(&["config", "min.insync.replicas"]).and_then(Value::as_int);
    if let (Some(replicas), Some(least)) = (replicas, least)
        && least > replicas
    {
        let message = format!("nothing can be written: {least} copies have to be, and there are {replicas}");
        found.at(&[key("config"), key("min.insync.replicas")], message);
    }
}

fn schedule(spec: &Value, found: &mut Found) {
    let Some(schedule) = text(spec, "schedule") else { return };
    if !schedule.starts_with('@') && schedule.split_whitespace().count() == 5 {
        let message = format!("its first field are seconds: write `0 {schedule}`");
        found.at(&[key("schedule")], message);
    }
}

fn certificate(spec: &Value, found: &mut Found) {
    let names =
        ["dnsNames", "ipAddresses", "uris", "emailAddresses", "commonName", "otherNames", "literalSubject"];
    if names.iter().all(|name| spec.get(name).is_none()) {
        found.at(&[], "a certificate is for a name: `dnsNames`");
    }
    let hours = |name: &str| spec.get(name).and_then(Value::as_str).and_then(go_seconds);
    go_duration(spec, "duration", found);
    go_duration(spec, "renewBefore", found);
    if let (Some(lasts), Some(before)) = (hours("duration"), hours("renewBefore"))
        && before >= lasts
    {
        found.at(&[key("renewBefore")], "it is not shorter than the `duration`");
    }
}

fn external_secret(spec: &Value, found: &mut Found) {
    go_duration(spec, "refreshInterval", found);
    if spec.get("data").is_none() && spec.get("dataFrom").is_none() {
        found.at(&[], "it takes nothing from the store: `data` or `dataFrom`");
    }
}

fn go_duration(spec: &Value, field: &str, found: &mut Found) {
    go_duration_at(spec, field, &[], found);
}

/// The same of what stands at a way below `spec`. What is filled in later is not judged.
pub(super) fn go_duration_at(value: &Value, field: &str, way: &[Step], found: &mut Found) {
    let written = text(value, field).filter(|text| !text.contains("{{"));
    if let Some(text) = written.filter(|text| go_seconds(text).is_none()) {
        let way: Vec<Step> = way.iter().cloned().chain([key(field)]).collect();
        found.at(&way, format!("`{text}` is not a duration like `30m` or `720h`"));
    }
}

/// The seconds of a duration of Go, which knows no days.
fn go_seconds(text: &str) -> Option<f64> {
    if text == "0" {
        return Some(0.0);
    }
    let (mut rest, mut sum) = (text, 0.0);
    while !rest.is_empty() {
        let number = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let amount: f64 = rest[..number].parse().ok()?;
        rest = &rest[number..];
        let unit = rest.len() - rest.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '.').len();
        let factor = match &rest[..unit] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            "us" | "µs" | "ns" => 0.0,
            _ => return None,
        };
        sum += amount * factor;
        rest = &rest[unit..];
    }
    (!text.is_empty()).then_some(sum)
}
