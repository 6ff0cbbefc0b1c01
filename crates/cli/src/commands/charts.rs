//! `hagen charts`

mod check;
mod diff;
mod list;

use camino::Utf8Path;
use hagen_charts::facts::ChartFacts;
use hagen_core::section::nearest;
use hagen_yaml::Reading;

use crate::codes;
use crate::console::Console;
use crate::exit::Exit;
use crate::input::Input;
use crate::outcome::Outcome;
use crate::report::{Finding, Report, Source};

/// List the Helm charts that hagen releases, compare two versions of one, or check values for one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Most charts take a mistyped key without a word. hagen knows which values the templates of each chart \
                  really read, without Helm and without the network."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Diff(diff::Args),
    Check(check::Args),
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    match &args.command {
        None => list::run(console),
        Some(Command::Diff(args)) => diff::run(args, console),
        Some(Command::Check(args)) => check::run(args, console),
    }
}

/// The facts of a chart at a version, or what there is instead.
fn facts(chart: &str, version: &str) -> Result<ChartFacts, Box<Outcome>> {
    ChartFacts::of(chart, version).ok_or_else(|| {
        let versions = versions(chart);
        let finding = if versions.is_empty() {
            no_such_chart(chart)
        } else {
            Finding::new(&codes::NO_FACTS, format!("hagen has no facts of `{chart}` {version}"))
                .help(format!("it has facts of {}", versions.join(", ")))
        };
        Box::new(wrong(finding))
    })
}

/// The versions of a chart that there are facts of, oldest first.
fn versions(chart: &str) -> Vec<&'static str> {
    let known = ChartFacts::all().filter(|facts| facts.chart() == chart);
    let mut versions: Vec<_> = known.map(|facts| facts.version()).collect();
    versions.sort_by_key(|version| {
        version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u64>>()
    });
    versions
}

fn no_such_chart(chart: &str) -> Finding {
    let finding = Finding::new(&codes::NO_FACTS, format!("hagen has no facts of a chart `{chart}`"));
    let names = ChartFacts::all().map(|facts| facts.chart());
    match nearest(chart, names) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("`hagen charts` lists those that it has"),
    }
}

fn wrong(finding: Finding) -> Outcome {
    let mut report = Report::default();
    report.add([finding]);
    Outcome::failed(report, Exit::Usage, "")
}

/// A file of values and a report that can point into it.
fn values(path: &Utf8Path, console: &mut Console<'_>) -> Result<(Reading, Report), Box<Outcome>> {
    let input = Input::read(path, &mut console.stdin).map_err(|finding| {
        let mut report = Report::default();
        report.add([*finding]);
        Box::new(Outcome::failed(report, Exit::Io, ""))
    })?;
    let mut report = Report::default();
    report.sources.add(Source::new(&input.source.name, &input.source.text));
    let document = hagen::read_values(input.source);
    report.diagnose(document.diagnostics);
    if report.has_errors() {
        return Err(Box::new(Outcome::failed(report, Exit::Blueprint, "")));
    }
    Ok((document.reading, report))
}
