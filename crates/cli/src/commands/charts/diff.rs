//! `hagen charts diff`

use camino::Utf8PathBuf;
use hagen_charts::check_upgrade;
use hagen_charts::facts::{Change, ChangeKind, ChartFacts, diff};
use serde_json::{Value, json};

use crate::console::Console;
use crate::exit::Exit;
use crate::outcome::Outcome;
use crate::report::Report;
use crate::style;

/// Tell what moves, vanishes, dies or changes its default from one version of a chart to another
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With a file of values, only what matters to that file is told: the keys in it that change their \
                  meaning, each at its line, and the defaults that it leaves to the chart."
)]
pub(super) struct Args {
    /// The chart: `kube-prometheus-stack`.
    chart: String,
    /// The version to come from.
    old: String,
    /// The version to go to.
    new: String,
    /// The file of values to judge; `-` reads standard input.
    values: Option<Utf8PathBuf>,
}

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    let facts = |version: &str| super::facts(&args.chart, version);
    let (old, new) = match (facts(&args.old), facts(&args.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(stopped), _) | (_, Err(stopped)) => return *stopped,
    };
    let changes = diff(&old, &new);
    let Some(path) = &args.values else {
        return Outcome::done(text(&changes), data(&old, &new, &changes));
    };
    let (values, report) = match super::values(path, console) {
        Ok(values) => values,
        Err(stopped) => return *stopped,
    };
    judged(&old, &new, &changes, &values.node.unwrap_or_default(), report)
}

/// What the changes mean for a file of values.
fn judged(
    old: &ChartFacts,
    new: &ChartFacts,
    changes: &[Change],
    values: &hagen_yaml::Node,
    mut report: Report,
) -> Outcome {
    report.diagnose(check_upgrade(old, new, changes, values));
    let plain = values.to_value();
    // The defaults of parts that are switched off matter to nobody.
    let matters = |change: &&Change| {
        let is_default = matches!(change.kind, ChangeKind::Default { .. });
        change.affects(&plain) && !(is_default && new.is_off(&plain, &change.keys))
    };
    let affecting: Vec<Change> = changes.iter().filter(matters).cloned().collect();
    let is_default = |change: &&Change| matches!(change.kind, ChangeKind::Default { .. });
    let defaults: Vec<Change> = affecting.iter().filter(is_default).cloned().collect();
    let data = data(old, new, &affecting);
    let mut text = text(&defaults);
    if report.findings().is_empty() {
        text = format!("Every key of the file means the same in {} {}.\n{text}", new.chart(), new.version());
    }
    if report.has_errors() {
        return Outcome { text, ..Outcome::failed(report, Exit::Blueprint, "").with_data(data) };
    }
    Outcome { report, ..Outcome::done(text, data) }
}

/// The changes, those that break first.
fn text(changes: &[Change]) -> String {
    let mut text = String::new();
    for (title, style, is_in) in GROUPS {
        let group: Vec<_> = changes.iter().filter(|change| is_in(&change.kind)).collect();
        if group.is_empty() {
            continue;
        }
        let strong = style::STRONG;
        text.push_str(&format!("{strong}{title}: {}{strong:#}\n", group.len()));
        for change in group {
            text.push_str(&format!("  {style}{change}{style:#}\n"));
        }
        text.push('\n');
    }
    if text.is_empty() { "Nothing changes.\n".to_owned() } else { text.trim_end().to_owned() + "\n" }
}

type Group = (&'static str, anstyle::Style, fn(&ChangeKind) -> bool);

const GROUPS: [Group; 6] = [
    ("Gone", style::REMOVED, |kind| matches!(kind, ChangeKind::Removed { .. })),
    ("Without effect now", style::REMOVED, |kind| matches!(kind, ChangeKind::Died)),
    ("Of another kind", style::CHANGED, |kind| matches!(kind, ChangeKind::Kind { .. })),
    ("Another default", style::CHANGED, |kind| matches!(kind, ChangeKind::Default { .. })),
    ("With effect now", style::ADDED, |kind| matches!(kind, ChangeKind::Revived)),
    ("New", style::ADDED, |kind| matches!(kind, ChangeKind::Added)),
];

fn data(old: &ChartFacts, new: &ChartFacts, changes: &[Change]) -> Value {
    let changes: Vec<_> = changes.iter().map(entry).collect();
    json!({ "chart": new.chart(), "from": old.version(), "to": new.version(), "changes": changes })
}

fn entry(change: &Change) -> Value {
    let (word, from, to) = match &change.kind {
        ChangeKind::Removed { now } => ("removed", None, now.as_ref().map(|keys| json!(keys))),
        ChangeKind::Added => ("added", None, None),
        ChangeKind::Died => ("died", None, None),
        ChangeKind::Revived => ("revived", None, None),
        ChangeKind::Kind { from, to } => ("kind", Some(json!(from)), Some(json!(to))),
        ChangeKind::Default { from, to } => ("default", Some(json!(from)), Some(json!(to))),
    };
    json!({ "keys": change.keys, "change": word, "from": from, "to": to })
}
