//! `AnalysisTemplate`: what Argo Rollouts measures, and what it makes of the answers.

use std::collections::BTreeSet;

use hagen_yaml::Value;

use super::operated::{Found, items, key, text};
use crate::passed::expression;
use crate::schema::{Step, nearest};

/// Judges the `spec` of a template.
pub(super) fn template(spec: &Value, found: &mut Found) {
    let mut names = BTreeSet::new();
    for (at, metric) in items(spec, "metrics") {
        let way = [key("metrics"), Step::Index(at)];
        let below = |name: &str| [way[0].clone(), way[1].clone(), key(name)];
        if let Some(name) = text(metric, "name").filter(|name| !names.insert(*name)) {
            found.at(
                &below("name"),
                format!("`{name}` is measured twice: every metric has a name of its own"),
            );
        }
        for field in ["successCondition", "failureCondition"] {
            if let Some(fault) = text(metric, field).and_then(expression::fault) {
                found.at(&below(field), fault);
            }
        }
        for field in ["interval", "initialDelay"] {
            super::operated::go_duration_at(metric, field, &way, found);
        }
        let count = metric.get("count").and_then(Value::as_int);
        if count.is_some_and(|count| count > 1) && metric.get("interval").is_none() {
            found.at(&below("count"), "more than one measurement needs an `interval`");
        }
        let limit = metric.get("failureLimit").and_then(Value::as_int);
        if count.zip(limit).is_some_and(|(count, limit)| count > 0 && limit > count) {
            found
                .at(&below("failureLimit"), "more failures than measurements: the new version always passes");
        }
    }
    let args: Vec<&str> = items(spec, "args").filter_map(|(_, arg)| text(arg, "name")).collect();
    // Those that are brought along have their own.
    if let Some(metrics) = spec.get("metrics").filter(|_| spec.get("templates").is_none()) {
        placeholders(metrics, &args, &mut vec![key("metrics")], found);
    }
}

/// What texts ask to be filled in, and nobody gives.
fn placeholders(value: &Value, args: &[&str], way: &mut Vec<Step>, found: &mut Found) {
    match value {
        Value::Map(map) => {
            for (name, value) in map {
                way.push(key(name));
                placeholders(value, args, way, found);
                way.pop();
            }
        }
        Value::List(list) => {
            for (at, value) in list.iter().enumerate() {
                way.push(Step::Index(at));
                placeholders(value, args, way, found);
                way.pop();
            }
        }
        Value::String(text) => {
            let asked = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
            let asked = asked.filter_map(|(inner, _)| inner.trim().strip_prefix("args."));
            for name in asked.filter(|name| !args.contains(name)) {
                let meant = nearest(name, args.iter().copied());
                let meant = meant.map_or_else(String::new, |meant| format!(", did you mean `{meant}`"));
                found.at(way, format!("`args` has no `{name}` to fill in{meant}"));
            }
        }
        _ => {}
    }
}
