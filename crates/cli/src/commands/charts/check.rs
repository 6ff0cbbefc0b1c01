//! `hagen charts check`

use camino::Utf8PathBuf;
use hagen::check_values;
use hagen_charts::CHARTS;
use serde_json::json;

use crate::console::Console;
use crate::exit::Exit;
use crate::outcome::Outcome;

/// Check a file of values against what the templates of a chart read, and against what takes the values it passes on
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The chart: `kube-prometheus-stack`.
    chart: String,
    /// The file of values; `-` reads standard input.
    values: Utf8PathBuf,
    /// The version of the chart; the one that hagen releases when there is none.
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
}

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    let released = CHARTS.iter().find(|chart| chart.name == args.chart).map(|chart| chart.version);
    let newest = || super::versions(&args.chart).pop();
    let version = args.version.as_deref().or(released).or_else(newest).unwrap_or_default();
    let facts = match super::facts(&args.chart, version) {
        Ok(facts) => facts,
        Err(stopped) => return *stopped,
    };
    let (values, mut report) = match super::values(&args.values, console) {
        Ok(values) => values,
        Err(stopped) => return *stopped,
    };
    report.diagnose(check_values(&facts, &values));
    let data = json!({ "chart": facts.chart(), "version": facts.version() });
    if report.has_errors() {
        return Outcome::failed(report, Exit::Blueprint, "").with_data(data);
    }
    let text = format!("{} {} reads every value in `{}`.\n", facts.chart(), facts.version(), args.values);
    let text = if report.findings().is_empty() { text } else { String::new() };
    Outcome { report, ..Outcome::done(text, data) }
}
