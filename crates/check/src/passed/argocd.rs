//! The settings of Argo CD in the values of its chart: `configs.params`, which its deployments take their variables from,
//! and `configs.cm`.
//!
//! Argo CD passes over a setting that it does not have, and takes the default where it cannot read a value.

use std::sync::LazyLock;

use hagen_core::section::nearest;
use hagen_yaml::Value;

use super::settings::{Kind, Section, Settings};
use super::wrong;
use crate::schema::{Finding, Problem};

static SETTINGS: LazyLock<Settings> =
    LazyLock::new(|| Settings::read(include_str!("../../facts/argocd.txt")));

/// What Argo CD would refuse or pass over of a setting, which stands at one place of the values.
pub(super) fn check(place: &str, key: &str, value: &Value) -> Option<Finding> {
    let section = SETTINGS.section(place).expect("a test finds it");
    match section.kind(key) {
        Some(Kind::Gone) => Some(without_effect(&format!("Argo CD does not read `{key}` any more"))),
        Some(kind) => kind.refusal(value).map(|why| wrong(&[], why)),
        None => Some(unknown(place, section, key)),
    }
}

fn unknown(place: &str, section: &Section, key: &str) -> Finding {
    let message = format!("the chart's Argo CD has no setting `{key}` in `{place}`");
    let finding = |suggestion: Option<&str>, message| {
        let suggestion = suggestion.map(str::to_owned);
        let problem = Problem::UnknownField { name: key.to_owned(), suggestion, place: None };
        Finding { path: Vec::new(), problem, message }
    };
    if let Some(owner) = SETTINGS.owner(key) {
        return finding(None, format!("{message}: it is one of `{owner}`"));
    }
    match nearest(key, section.names()) {
        Some(near) => finding(Some(near), format!("{message}, did you mean `{near}`")),
        None => without_effect(&message),
    }
}

fn without_effect(message: &str) -> Finding {
    Finding { path: Vec::new(), problem: Problem::Ignored, message: format!("{message}: it has no effect") }
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
