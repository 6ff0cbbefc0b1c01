//! The settings of Argo CD in the values of its chart: `configs.params`, which its deployments take their variables from,
//! and `configs.cm`.
//!
//! Argo CD passes over a setting that it does not have, and takes the default where it cannot read a value.

use std::sync::LazyLock;

use hagen_core::section::nearest;
use hagen_yaml::{Map, Value};

use super::settings::{Kind, Section, Settings};
use super::wrong;
use crate::schema::{Finding, Problem, Step};

static SETTINGS: LazyLock<Settings> =
    LazyLock::new(|| Settings::read(include_str!("../../facts/argocd.txt")));

/// What Argo CD would refuse or pass over in the settings at one place of the values.
pub(super) fn check(place: &str, settings: &Value) -> Vec<Finding> {
    let section = SETTINGS.section(place).expect("a test finds it");
    let entries = settings.as_map().into_iter().flatten();
    entries.filter_map(|(key, value)| setting(place, section, key, value)).collect()
}

fn setting(place: &str, section: &Section, key: &str, value: &Value) -> Option<Finding> {
    let path = [Step::Key(key.to_owned())];
    match (section.kind(key), value) {
        (Some(Kind::Gone), _) => {
            Some(without_effect(&path, &format!("Argo CD does not read `{key}` any more")))
        }
        (Some(_), Value::Map(_) | Value::List(_)) if key != "annotations" => {
            let message = format!("the chart would write this as `{}`: Argo CD takes a text", as_go(value));
            Some(wrong(&path, message))
        }
        (Some(kind), _) => kind.refusal(value).map(|why| wrong(&path, why)),
        (None, Value::Map(inner)) if key.rsplit('.').next() == Some(key) => {
            Some(nested(place, section, key, inner))
        }
        (None, _) => Some(unknown(place, section, key, &path)),
    }
}

/// A mapping where the name of a setting has a dot: `exec: { enabled: true }`.
fn nested(place: &str, section: &Section, key: &str, inner: &Map) -> Finding {
    let path = [Step::Key(key.to_owned())];
    let mut names = inner.iter().map(|(name, _)| format!("{key}.{name}"));
    match names.find(|name| section.knows(name)) {
        Some(name) => {
            let message =
                format!("the name of a setting has the dots in it: write `{name}:`, without levels");
            wrong(&path, message)
        }
        None => unknown(place, section, key, &path),
    }
}

fn unknown(place: &str, section: &Section, key: &str, path: &[Step]) -> Finding {
    let message = format!("Argo CD has no setting `{key}` in `{place}`");
    let problem = |near: Option<&str>| Problem::UnknownField {
        name: key.to_owned(),
        suggestion: near.map(str::to_owned),
        place: None,
    };
    let finding = |problem, message| Finding { path: path.to_vec(), problem, message };
    if let Some(owner) = SETTINGS.owner(key) {
        return finding(problem(None), format!("{message}: it is one of `{owner}`"));
    }
    match nearest(key, section.names()) {
        Some(near) => finding(problem(Some(near)), format!("{message}, did you mean `{near}`")),
        None => without_effect(path, &message),
    }
}

fn without_effect(path: &[Step], message: &str) -> Finding {
    Finding {
        path: path.to_vec(),
        problem: Problem::Ignored,
        message: format!("{message}: it has no effect"),
    }
}

/// How Go prints what is no plain value.
fn as_go(value: &Value) -> &'static str {
    if matches!(value, Value::Map(_)) { "map[…]" } else { "[…]" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_are_read_whole() {
        SETTINGS.assert_sound(2, 200);
        let known =
            |place: &str, key: &str| SETTINGS.section(place).is_some_and(|section| section.knows(key));
        assert!(known("configs.params", "server.insecure") && !known("configs.cm", "server.insecure"));
        assert!(known("configs.cm", "accounts.alice.enabled") && !known("configs.cm", "accounts"));
    }
}
