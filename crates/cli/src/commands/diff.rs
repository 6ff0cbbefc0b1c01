//! `hagen diff`

use serde_json::{Value, json};

use crate::compared::Compared;
use crate::console::Console;
use crate::exit::Exit;
use crate::outcome::Outcome;
use crate::summary;
use crate::target::Rendering;
use crate::unified;
use crate::write::{Change, Plan, Preview, WriteError};

/// Show what `render` would change, line by line
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    rendering: Rendering,
    /// Lines of context around each change.
    #[arg(short = 'U', long, default_value_t = 3, value_name = "LINES")]
    unified: usize,
    /// Show which files change, without their lines.
    #[arg(long)]
    stat: bool,
    /// End with 10 when something would change.
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    diff(args, console).unwrap_or_else(|stopped| *stopped)
}

fn diff(args: &Args, console: &mut Console<'_>) -> Result<Outcome, Box<Outcome>> {
    let out = args.rendering.out();
    let Compared { mut linked, preview, plan } = Compared::of(&args.rendering, console)?;
    let files = files(&plan, &preview, args).map_err(|error| linked.refused(&error, out))?;
    let mut text: String = files.iter().map(|(_, diff)| diff.as_str()).collect();
    if args.stat || plan.changes.is_empty() {
        text = summary::text(&plan, out.as_str(), console.width);
    }
    let mut data = summary::data(&plan, out.as_str());
    data["diffs"] = files.iter().map(|(path, diff)| entry(path, diff)).collect();
    let exit = if args.exit_code && !plan.changes.is_empty() { Exit::Changed } else { Exit::Done };
    Ok(Outcome { report: linked.report, exit, ..Outcome::done(text, data) })
}

fn entry(path: &str, diff: &str) -> Value {
    json!({ "path": path, "diff": anstream::adapter::strip_str(diff).to_string() })
}

fn files<'p>(plan: &'p Plan, preview: &Preview, args: &Args) -> Result<Vec<(&'p str, String)>, WriteError> {
    let mut files = Vec::new();
    for (path, change) in &plan.changes {
        let old = preview.old_bytes(path)?;
        let new = if *change == Change::Removed { None } else { preview.new_bytes(path) };
        let name = args.rendering.out().join(&**path);
        let diff = unified::diff(name.as_str(), old.as_deref(), new.as_deref(), args.unified);
        files.push((&**path, diff));
    }
    Ok(files)
}
