//! `hagen check`

use camino::Utf8Path;
use serde_json::json;

use crate::compile::Nowhere;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::plural;
use crate::selection;
use crate::target::{Blueprint, Linked, Today};

/// Do everything that `render` does but writing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    blueprint: Blueprint,
    #[command(flatten)]
    part: selection::Part,
    #[command(flatten)]
    today: Today,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    check(args, console).unwrap_or_else(|stopped| *stopped)
}

fn check(args: &Args, console: &mut Console<'_>) -> Result<Outcome, Box<Outcome>> {
    let mut linked = Linked::of(&args.blueprint, &args.part, console, "")?;
    linked.set_today(&args.today);
    let nowhere = Nowhere::default();
    let rendered = linked.render(&nowhere, Utf8Path::new("out"))?;
    let (components, files) = (rendered.components.len(), nowhere.files());
    let text = format!(
        "{} is right: {}, {}\n",
        args.blueprint.blueprint,
        plural(components, "component"),
        plural(files, "file")
    );
    let data = json!({ "components": components, "files": files });
    Ok(Outcome { report: linked.report, ..Outcome::done(text, data) })
}
