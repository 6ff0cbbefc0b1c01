//! `hagen render`

use std::collections::BTreeMap;

use hagen::{Contents, Rendered};
use serde_json::json;

use crate::console::Console;
use crate::exit::Exit;
use crate::input::Input;
use crate::loss::{self, Versions};
use crate::memory::{Done, Memory};
use crate::outcome::Outcome;
use crate::refusal;
use crate::report::Report;
use crate::summary;
use crate::target::{self, Linked, Rendering};
use crate::update;
use crate::write::{Ahead, Output, Plan, Preview};

/// Compile the blueprint and write the output folder
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is written unless the blueprint is right, and only files that hagen wrote are \
                        ever replaced or deleted. A run that is killed leaves the old output, or one that the \
                        next run completes."
)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Args {
    #[command(flatten)]
    rendering: Rendering,
    /// Replace files that were edited by hand or that are not hagen's.
    #[arg(long)]
    force: bool,
    /// Let an object go that holds data: the file of the database, volume or namespace in the output.
    #[arg(long, value_name = "FILE")]
    drop: Vec<String>,
    /// Let an object change in a way that its cluster refuses: the file of an object that is deleted there by hand.
    #[arg(long, value_name = "FILE")]
    recreate: Vec<String>,
    /// Compile even where neither the blueprint nor the output has changed since the last run.
    #[arg(long)]
    no_cache: bool,
    /// Tell what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// End with 10 when something has changed, or would.
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    let plan = if args.dry_run { preview(args, console) } else { write(args, console) };
    match plan {
        Ok((plan, report)) => done(args, plan, report, console.width),
        Err(stopped) => *stopped,
    }
}

fn write(args: &Args, console: &mut Console<'_>) -> Result<(Plan, Report), Box<Outcome>> {
    const FAILURE: &str = "nothing was written";
    let out = args.rendering.out();
    let input = Linked::read(&args.rendering.blueprint, console, FAILURE)?;
    if let Some(done) = recalled(args, &input) {
        return Ok(done);
    }
    let (linked, ahead) = std::thread::scope(|scope| {
        let ahead = scope.spawn(|| Ahead::read(out));
        let linked = Linked::link(input, &args.rendering.part, FAILURE);
        (linked, ahead.join().ok().flatten())
    });
    let mut linked = linked?;
    linked.set_today(&args.rendering.today);
    let output = Output::open_ahead(out, &linked.options(args.force), ahead)
        .map_err(|error| linked.refused(&error, out))?;
    let rendered = linked.render(&output, out)?;
    let about = about(&linked, &output, &rendered);
    let plan = output.plan().map_err(|error| linked.refused(&error, out))?;
    look_back(args, &mut linked, &plan, &output)?;
    let plan = output.commit(&about).map_err(|error| linked.refused(&error, out))?;
    remember(args, &linked, &plan);
    let report = std::mem::take(&mut linked.report);
    // What nobody needs any more is taken apart while the result is told.
    rayon::spawn(move || drop((linked, rendered)));
    Ok((plan, report))
}

/// What there is to do when this input was rendered into this output before: nothing, if the output is still as it was
/// written.
fn recalled(args: &Args, input: &Input) -> Option<(Plan, Report)> {
    let (lock, report) = memory(args)?.recall(input)?;
    let output = Output::open(args.rendering.out(), &target::careful(&input.folder)).ok()?;
    Some((output.unchanged(lock)?, report))
}

/// Remembers what came of the input.
fn remember(args: &Args, linked: &Linked, plan: &Plan) {
    let (blueprint, files) = linked.texts();
    if let (Some(memory), Some(lock)) = (memory(args), plan.lock) {
        let written = plan.unchanged + plan.changes.len();
        memory.note(&Done { blueprint, files, report: &linked.report, lock, written });
    }
}

/// The memory of a run that renders everything.
fn memory(args: &Args) -> Option<Memory> {
    let Rendering { blueprint, part, today, .. } = &args.rendering;
    if args.no_cache || !part.is_everything() {
        return None;
    }
    Memory::of(args.rendering.out(), &format!("{} {:?}", blueprint.blueprint, today.date))
}

fn preview(args: &Args, console: &mut Console<'_>) -> Result<(Plan, Report), Box<Outcome>> {
    let out = args.rendering.out();
    let mut linked = args.rendering.link(console, "nothing would be written")?;
    let preview =
        Preview::open(out, &linked.options(args.force)).map_err(|error| linked.refused(&error, out))?;
    linked.render(&preview, out)?;
    let plan = preview.plan().map_err(|error| linked.refused(&error, out))?;
    look_back(args, &mut linked, &plan, &preview)?;
    if !plan.conflicts.is_empty() {
        let conflicts = plan.conflicts.iter().map(|conflict| refusal::conflict(conflict, out.as_str()));
        linked.report.add(conflicts);
        return Err(Box::new(Outcome::failed(linked.report, Exit::Output, "nothing would be written")));
    }
    Ok((plan, linked.report))
}

/// What stands in `hagen.lock` beside the files: the charts and their versions. Those of parts that were not rendered
/// stay.
fn about(linked: &Linked, output: &Output, rendered: &Rendered) -> BTreeMap<String, String> {
    let charts = rendered.components.iter().flat_map(Contents::charts);
    let mut about: BTreeMap<String, String> =
        charts.map(|chart| (format!("charts/{}", chart.name), chart.version.to_owned())).collect();
    if !linked.is_whole() {
        for (key, value) in output.about() {
            about.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    about
}

/// Stops when data would be lost that nobody gave up by name, or when a cluster would refuse a change.
fn look_back(
    args: &Args,
    linked: &mut Linked,
    plan: &Plan,
    versions: &impl Versions,
) -> Result<(), Box<Outcome>> {
    let out = args.rendering.out();
    let losses = loss::losses(plan, versions, &args.drop, out.as_str());
    let mut found = losses.map_err(|error| linked.refused(&error, out))?;
    let refusals = update::refusals(plan, versions, &args.recreate, out.as_str(), linked);
    found.extend(refusals.map_err(|error| linked.refused(&error, out))?);
    if found.is_empty() { Ok(()) } else { Err(linked.stopped(found)) }
}

fn done(args: &Args, plan: Plan, report: Report, width: usize) -> Outcome {
    let out = args.rendering.out().as_str();
    let mut text = summary::text(&plan, out, width);
    if args.dry_run && !plan.changes.is_empty() {
        text.push_str("\nThis was a dry run: nothing was written.\n");
    }
    let exit = if args.exit_code && !plan.changes.is_empty() { Exit::Changed } else { Exit::Done };
    let (out, written) = (out.to_owned(), !args.dry_run);
    let data = move || {
        let mut data = summary::data(&plan, &out);
        data["written"] = json!(written);
        data
    };
    Outcome { report, exit, ..Outcome::of(text, data) }
}
