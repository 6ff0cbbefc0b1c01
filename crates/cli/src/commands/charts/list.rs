//! `hagen charts`

use hagen_charts::CHARTS;
use hagen_charts::facts::ChartFacts;
use hagen_core::artifact::Chart;
use serde_json::{Value, json};

use crate::console::Console;
use crate::outcome::Outcome;
use crate::style;

pub(super) fn run(console: &Console<'_>) -> Outcome {
    let rows: Vec<_> = CHARTS.iter().map(|chart| row(chart)).collect();
    let heading = ["CHART", "VERSION", "PROGRAM", "REPOSITORY", "ALSO KNOWN"].map(str::to_owned);
    let widths: Vec<usize> = (0..heading.len())
        .map(|at| rows.iter().chain([&heading]).map(|row| row[at].chars().count()).max().unwrap_or(0))
        .collect();
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let strong = style::STRONG;
    let mut text = format!("{strong}{}{strong:#}\n", line(&heading));
    for row in &rows {
        text.push_str(&line(row));
        text.push('\n');
    }
    let others = others();
    if !others.is_empty() {
        let also = format!("To compare and to check values, but not released: {}", others.join(", "));
        text.push_str(&format!("\n{}\n", textwrap::fill(&also, console.width)));
    }
    Outcome::done(text, CHARTS.iter().map(|chart| data(chart)).collect())
}

fn row(chart: &Chart) -> [String; 5] {
    [
        chart.name.to_owned(),
        chart.version.to_owned(),
        chart.app_version.to_owned(),
        chart.repo_url.to_owned(),
        also_known(chart).join(", "),
    ]
}

/// Other versions of a chart that there are facts of.
fn also_known(chart: &Chart) -> Vec<&'static str> {
    let released = chart.version.trim_start_matches('v');
    let mut versions = super::versions(chart.name);
    versions.retain(|version| *version != released);
    versions
}

/// Charts that there are facts of and that hagen does not release.
fn others() -> Vec<&'static str> {
    let mut names: Vec<_> = ChartFacts::all().map(|facts| facts.chart()).collect();
    names.retain(|name| CHARTS.iter().all(|chart| chart.name != *name));
    names.dedup();
    names
}

fn data(chart: &Chart) -> Value {
    json!({
        "name": chart.name,
        "version": chart.version,
        "appVersion": chart.app_version,
        "repoURL": chart.repo_url,
        "alsoKnown": also_known(chart),
    })
}
