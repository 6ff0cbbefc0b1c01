//! The table of what goes where.

use std::sync::LazyLock;

use hagen_core::Step;

use super::key;

static TABLE: LazyLock<Vec<Line>> =
    LazyLock::new(|| include_str!("../../facts/passed.txt").lines().filter_map(line).collect());

/// A line of the table.
struct Line {
    chart: &'static str,
    /// Whether any number of keys may stand in front.
    is_suffix: bool,
    keys: Vec<&'static str>,
    targets: Vec<Target>,
}

/// What takes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A field of a kind.
    Field {
        /// The API version of the kind.
        api_version: &'static str,
        /// The kind.
        kind: &'static str,
        /// The field: `spec.containers[].env`.
        path: &'static str,
    },
    /// A part of a configuration.
    Config {
        /// Whose.
        name: &'static str,
        /// The part; empty for all of it.
        path: &'static str,
    },
    /// Nothing that is known.
    Nothing,
}

/// What takes a value, and the key that stands for `{}`.
pub(super) struct Found {
    pub(super) targets: &'static [Target],
    pub(super) captured: String,
}

/// What takes the value at a place of a chart's values.
pub(super) fn target(chart: &str, steps: &[Step]) -> Option<Found> {
    let of_chart = |line: &&Line| line.chart == "*" || line.chart == chart;
    TABLE
        .iter()
        .filter(of_chart)
        .find_map(|line| Some(Found { captured: captured(line, steps)?, targets: &line.targets }))
}

/// The key behind `{}` when the line fits; empty when it has none.
fn captured(line: &Line, steps: &[Step]) -> Option<String> {
    let rest = steps.len().checked_sub(line.keys.len())?;
    if rest > 0 && !line.is_suffix {
        return None;
    }
    let mut captured = String::new();
    for (pattern, step) in line.keys.iter().zip(&steps[rest..]) {
        match (*pattern, step) {
            ("*", _) => {}
            ("{}", Step::Key(key)) => captured.clone_from(key),
            (pattern, step) if pattern == key(step) => {}
            _ => return None,
        }
    }
    Some(captured)
}

fn line(text: &'static str) -> Option<Line> {
    let text = text.split('#').next().unwrap_or_default().trim();
    let (chart, rest) = text.split_once(' ')?;
    let (keys, targets) = rest.trim().split_once(' ')?;
    let (is_suffix, keys) = keys.strip_prefix("**.").map_or((false, keys), |keys| (true, keys));
    let targets = targets.split('|').filter_map(|target| parsed(target.trim())).collect();
    Some(Line { chart, is_suffix, keys: split(keys), targets })
}

/// The keys of a path; one with a dot in it stands in quotes.
fn split(keys: &'static str) -> Vec<&'static str> {
    let mut rest = keys;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (key, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.find('.').map_or((rest, ""), |at| rest.split_at(at)),
        };
        found.push(key);
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    found
}

fn parsed(text: &'static str) -> Option<Target> {
    if text == "-" {
        return Some(Target::Nothing);
    }
    let (first, rest) = text.split_once(':')?;
    let (second, path) = rest.split_once(':')?;
    Some(if first == "config" {
        Target::Config { name: second, path }
    } else {
        Target::Field { api_version: first, kind: second, path }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Minor, Schemas};

    #[test]
    fn every_line_leads_to_something() {
        let text = include_str!("../../facts/passed.txt");
        let written = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).count();
        assert_eq!(TABLE.len(), written);
        let schemas = Schemas::new(Minor::NEWEST);
        for target in TABLE.iter().flat_map(|line| &line.targets) {
            let leads = match target {
                Target::Config { name, path: "[]" } => Schemas::configuration(name, "").is_some(),
                Target::Field { path, .. } | Target::Config { path, .. } if path.contains("{}") => true,
                Target::Config { name: "grafana", .. } => true,
                Target::Field { api_version, kind, path } => schemas.field(api_version, kind, path).is_some(),
                Target::Config { name: "collector", .. } | Target::Nothing => true,
                Target::Config { name, path } => Schemas::configuration(name, path).is_some(),
            };
            assert!(leads, "{target:?}");
        }
    }
}
