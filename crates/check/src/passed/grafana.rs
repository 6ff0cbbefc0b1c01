//! `grafana.ini`, as the charts write it: a mapping of sections, each a mapping of plain values.
//!
//! Grafana goes on without a word when a section or a setting is not its own, and with the default when a value cannot
//! be read. What its Enterprise edition or a plugin may read beside what is known is let through.

use std::sync::LazyLock;

use hagen_yaml::Value;

use super::settings::{Kind, Section, Settings};
use super::wrong;
use crate::schema::{Finding, Problem, Step, nearest};

static SETTINGS: LazyLock<Settings> =
    LazyLock::new(|| Settings::read(include_str!("../../facts/grafana.txt")));

/// What Grafana would refuse or pass over in the value at one key of `grafana.ini`.
pub(super) fn check(name: &str, value: &Value) -> Vec<Finding> {
    match (value, SETTINGS.section(name)) {
        (Value::Map(_), None) => vec![no_section(name)],
        (Value::Map(_), Some(section)) if section.is_gone() => gone(name, value),
        (Value::Map(map), Some(section)) => {
            map.iter().filter_map(|(key, value)| setting(name, section, key, value)).collect()
        }
        (_, Some(_)) => {
            let message = format!("`{name}` is a section: its settings stand below it, each with a value");
            vec![wrong(&[], message)]
        }
        (_, None) => outermost(name, value).into_iter().collect(),
    }
}

/// A value that stands in no section.
fn outermost(name: &str, value: &Value) -> Option<Finding> {
    let section = SETTINGS.section("").expect("a test finds it");
    if let Some(kind) = section.kind(name) {
        return kind.refusal(value).map(|why| at(None, why));
    }
    let split = name.rsplit_once('.');
    if let Some((of, key)) = split.filter(|(of, key)| SETTINGS.section(of).is_some_and(|it| it.knows(key))) {
        let message = format!("`{key}` is a setting of the section `{of}`: write it below `{of}:`");
        return Some(unknown(None, name, None, message));
    }
    Some(no_setting(None, "", section, name))
}

/// What is wrong with a setting of a section.
fn setting(name: &str, section: &Section, key: &str, value: &Value) -> Option<Finding> {
    if let Value::Map(_) = value {
        return Some(at(Some(key), mapping(name, section, key)));
    }
    match section.kind(key) {
        Some(Kind::Gone) => {
            let message = format!("Grafana does not read `{key}` of `[{name}]` any more: it has no effect");
            Some(ignored(Some(key), message))
        }
        Some(kind) => kind.refusal(value).map(|why| at(Some(key), why)),
        None if section.is_open() => Kind::Text.refusal(value).map(|why| at(Some(key), why)),
        None => Some(no_setting(Some(key), name, section, key)),
    }
}

fn mapping(name: &str, section: &Section, key: &str) -> String {
    let inner = format!("{name}.{key}");
    if SETTINGS.section(&inner).is_some_and(|inner| !std::ptr::eq(inner, section)) {
        format!("the chart would write this as `{key} = map[…]`: make it a section of its own, `{inner}:`")
    } else {
        format!("a setting is a plain value: the chart would write this as `{key} = map[…]`")
    }
}

fn no_section(name: &str) -> Finding {
    if SETTINGS.section("").is_some_and(|outermost| outermost.knows(name)) {
        return wrong(&[], format!("`{name}` is a setting, and no section: expected a plain value"));
    }
    match nearest(name, SETTINGS.names()) {
        Some(near) => {
            let message = format!("Grafana has no section `{name}`, did you mean `{near}`");
            unknown(None, name, Some(near), message)
        }
        None => ignored(None, format!("Grafana has no section `{name}`: it has no effect")),
    }
}

fn no_setting(place: Option<&str>, name: &str, section: &Section, key: &str) -> Finding {
    let here = if name.is_empty() { "outside of the sections".to_owned() } else { format!("in `[{name}]`") };
    let message = format!("Grafana has no setting `{key}` {here}");
    if let Some(near) = nearest(key, section.names()) {
        return unknown(place, key, Some(near), format!("{message}, did you mean `{near}`"));
    }
    match SETTINGS.owner(key) {
        Some(owner) => unknown(place, key, None, format!("{message}: it is one of `[{owner}]`")),
        None => ignored(place, format!("{message}: it has no effect")),
    }
}

/// A section that Grafana has read once. With the old alerting switched on it does not even start.
fn gone(name: &str, value: &Value) -> Vec<Finding> {
    let is_on =
        value.get("enabled").is_some_and(|on| matches!(on, Value::Bool(true)) || on.as_str() == Some("true"));
    if name == "alerting" && is_on {
        let message =
            "Grafana does not start with it: the old alerting is gone, its successor is `unified_alerting`";
        return vec![at(Some("enabled"), message.to_owned())];
    }
    vec![ignored(None, format!("Grafana does not read the section `{name}` any more: it has no effect"))]
}

fn at(key: Option<&str>, message: String) -> Finding {
    wrong(&path(key), message)
}

fn ignored(key: Option<&str>, message: String) -> Finding {
    Finding { path: path(key), problem: Problem::Ignored, message }
}

fn unknown(key: Option<&str>, name: &str, near: Option<&str>, message: String) -> Finding {
    let problem =
        Problem::UnknownField { name: name.to_owned(), suggestion: near.map(str::to_owned), place: None };
    Finding { path: path(key), problem, message }
}

fn path(key: Option<&str>) -> Vec<Step> {
    key.map(|key| Step::Key(key.to_owned())).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_are_read_whole() {
        SETTINGS.assert_sound(120, 600);
    }

    #[test]
    fn finds_sections_by_name_and_beginning() {
        let known = |name: &str, key: &str| SETTINGS.section(name).is_some_and(|section| section.knows(key));
        assert!(known("server", "http_port") && !known("server", "htp_port"));
        assert!(known("auth.okta", "client_id") && known("auth.github", "client_id"));
        assert!(SETTINGS.section("plugin.my-plugin").is_some_and(Section::is_open));
        assert!(SETTINGS.section("plugin").is_none() && SETTINGS.section("@oauth").is_none());
        assert!(SETTINGS.section("alerting").is_some_and(Section::is_gone));
        assert_eq!(SETTINGS.owner("admin_user"), Some("security"));
        assert_eq!(SETTINGS.owner("enabled"), None);
    }
}
