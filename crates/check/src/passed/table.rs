//! The table of what goes where.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hagen_core::Step;

use super::key;

/// What is passed on whole.
pub(super) static WHOLE: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../../facts/passed.txt")));

/// Plain values that templates write into a field.
pub(super) static PLAIN: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../../facts/plain.txt")));

/// Lines, and where to look for those that may fit.
pub(super) struct Table {
    lines: Vec<Line>,
    /// By the key that they end in.
    ending: BTreeMap<&'static str, Vec<usize>>,
    /// Those that end in any key.
    open: Vec<usize>,
}

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
    /// An object of any kind.
    Object,
    /// Several of them.
    Objects,
    /// Nothing that is known.
    Nothing,
}

impl Target {
    /// Whether a text is a value like others.
    pub(super) fn takes_text(&self) -> bool {
        matches!(self, Self::Config { name: "grafana", .. })
    }
}

/// What takes a value, and the key that stands for `{}`.
pub(super) struct Found<'t> {
    pub(super) targets: &'t [Target],
    pub(super) captured: String,
    /// Whether the target has to have that key.
    pub(super) is_strict: bool,
}

impl Table {
    fn read(text: &'static str) -> Self {
        let lines: Vec<Line> = text.lines().filter_map(line).collect();
        let (mut ending, mut open) = (BTreeMap::<_, Vec<usize>>::new(), Vec::new());
        for (at, line) in lines.iter().enumerate() {
            match line.keys.last() {
                Some(&("*" | "{}" | "{!}")) | None => open.push(at),
                Some(key) => ending.entry(*key).or_default().push(at),
            }
        }
        Self { lines, ending, open }
    }

    /// What takes the value at a place of a chart's values: the first line that fits.
    pub(super) fn target(&self, chart: &str, steps: &[Step]) -> Option<Found<'_>> {
        let exact = steps.last().and_then(|last| self.ending.get(key(last)));
        let fitting = |at: &usize| {
            let line = &self.lines[*at];
            let is_of_chart = line.chart == "*" || line.chart == chart;
            let captured = is_of_chart.then(|| captured(line, steps)).flatten()?;
            Some((
                *at,
                Found { captured, targets: &line.targets, is_strict: line.keys.last() == Some(&"{!}") },
            ))
        };
        let first = exact.into_iter().flatten().find_map(fitting);
        let open = self.open.iter().find_map(fitting);
        first.into_iter().chain(open).min_by_key(|(at, _)| *at).map(|(_, found)| found)
    }
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
            ("{}" | "{!}", Step::Key(key)) => captured.clone_from(key),
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
    match text {
        "-" => return Some(Target::Nothing),
        "object" => return Some(Target::Object),
        "objects" => return Some(Target::Objects),
        _ => {}
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

    fn leads(schemas: &Schemas, target: &Target) -> bool {
        match target {
            Target::Config { name, path: "[]" } => Schemas::configuration(name, "").is_some(),
            Target::Field { path, .. } | Target::Config { path, .. } if path.contains("{}") => true,
            Target::Field { api_version, kind, path } => schemas.field(api_version, kind, path).is_some(),
            Target::Config { name: "traefik", path: "argument" }
            | Target::Config { name: "argocd" | "collector" | "grafana" | "rbac", .. }
            | Target::Object
            | Target::Objects
            | Target::Nothing => true,
            Target::Config { name, path } => Schemas::configuration(name, path).is_some(),
        }
    }

    #[test]
    fn every_line_leads_to_something() {
        let schemas = Schemas::new(Minor::NEWEST);
        let whole = (&WHOLE, include_str!("../../facts/passed.txt"));
        let plain = (&PLAIN, include_str!("../../facts/plain.txt"));
        for (table, text) in [whole, plain] {
            let written = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
            assert_eq!(table.lines.len(), written.count());
            for target in table.lines.iter().flat_map(|line| &line.targets) {
                assert!(leads(&schemas, target), "{target:?}");
            }
        }
    }
}
