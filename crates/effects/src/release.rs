//! Helm releases: which chart at which version an Application delivers, with which values.

use std::collections::BTreeMap;

use hagen_yaml::Value;

use crate::change::{Consequence, Field, Place, Subject};
use crate::effect::Effect;
use crate::judge::judge;
use crate::tables;

/// The kind of a release among the subjects.
pub(crate) const KIND: &str = "Helm release";

/// A chart of an Application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chart {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) repository: String,
    pub(crate) release: String,
    pub(crate) namespace: String,
}

/// The charts that an Application delivers, by the files of their values below the output folder.
pub(crate) fn charts(application: &Value) -> BTreeMap<String, Chart> {
    sources(application).filter_map(|source| chart(application, source)).collect()
}

fn sources(application: &Value) -> impl Iterator<Item = &Value> {
    let several = application.at(&["spec", "sources"]).and_then(Value::as_list).unwrap_or_default();
    several.iter().chain(application.at(&["spec", "source"]))
}

fn chart(application: &Value, source: &Value) -> Option<(String, Chart)> {
    let text = |value: &Value, path: &[&str]| value.at(path).and_then(Value::as_str).map(str::to_owned);
    let files = source.at(&["helm", "valueFiles"])?.as_list()?;
    let file = last_steps(files.last()?.as_str()?, 4)?;
    let chart = Chart {
        name: text(source, &["chart"])?,
        version: text(source, &["targetRevision"])?,
        repository: text(source, &["repoURL"]).unwrap_or_default(),
        release: text(source, &["helm", "releaseName"]).unwrap_or_default(),
        namespace: text(application, &["spec", "destination", "namespace"]).unwrap_or_default(),
    };
    Some((file, chart))
}

fn last_steps(path: &str, steps: usize) -> Option<String> {
    let all: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let from = all.len().checked_sub(steps)?;
    Some(all[from..].join("/"))
}

/// What a release is called.
pub(crate) fn subject(chart: Option<&Chart>, place: &Place) -> Subject {
    let name = chart.map(|chart| chart.release.clone()).filter(|name| !name.is_empty());
    Subject {
        group: String::new(),
        kind: KIND.to_owned(),
        namespace: chart.map(|chart| chart.namespace.clone()).filter(|name| !name.is_empty()),
        name: name.unwrap_or_else(|| place.component.clone()),
    }
}

/// What it does that a release gets another chart, or other values.
pub(crate) fn consequences(
    charts: (Option<&Chart>, Option<&Chart>),
    values: (Option<&Value>, Option<&Value>),
) -> Vec<Consequence> {
    let mut found = Vec::new();
    if let (Some(old), Some(new)) = charts {
        found.extend(version(old, new));
    }
    if let (Some(old), Some(new)) = values {
        found.extend(judge(&tables::VALUES, old, new));
    }
    found.sort();
    found
}

fn version(old: &Chart, new: &Chart) -> Option<Consequence> {
    let field = |label: &str, from: &str, to: &str| Field {
        path: label.to_owned(),
        label: label.to_owned(),
        item: String::new(),
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
    };
    let (effect, cause) = if old.name != new.name || old.repository != new.repository {
        let whole = |chart: &Chart| format!("{} {} of {}", chart.name, chart.version, chart.repository);
        (Effect::UpgradesMajor, field("chart", &whole(old), &whole(new)))
    } else if old.version != new.version {
        let effect =
            if is_major(&old.version, &new.version) { Effect::UpgradesMajor } else { Effect::Upgrades };
        (effect, field(&format!("chart {}", new.name), &old.version, &new.version))
    } else {
        return None;
    };
    let how = if effect == Effect::Upgrades && is_back(&old.version, &new.version) { "back" } else { "" };
    Some(Consequence { effect, how, causes: vec![cause] })
}

/// Whether two versions promise nothing to each other: before 1.0, a second number is a major one.
fn is_major(old: &str, new: &str) -> bool {
    let (old, new) = (numbers(old), numbers(new));
    old[0] != new[0] || old[0] == 0 && old[1] != new[1]
}

fn is_back(old: &str, new: &str) -> bool {
    numbers(new) < numbers(old)
}

fn numbers(version: &str) -> [u64; 3] {
    let mut numbers = version
        .trim_start_matches('v')
        .split(|c: char| !c.is_ascii_digit())
        .map(|number| number.parse().unwrap_or_default());
    std::array::from_fn(|_| numbers.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_are_told_from_others() {
        for (old, new, major) in [
            ("18.11.0", "19.0.0", true),
            ("18.11.0", "18.12.1", false),
            ("v1.21.1", "v1.22.0", false),
            ("v1.21.1", "v2.0.0", true),
            ("0.29.0", "0.30.0", true),
            ("0.29.0", "0.29.1", false),
        ] {
            assert_eq!(is_major(old, new), major, "{old} {new}");
        }
        assert!(is_back("1.10.0", "1.9.3") && !is_back("1.9.3", "1.10.0"));
    }
}
