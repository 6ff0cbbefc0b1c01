//! `hagen check`

use camino::Utf8Path;
use serde_json::json;

use crate::compile::{Nowhere, Target};
use crate::console::Console;
use crate::loss;
use crate::outcome::Outcome;
use crate::report::{Finding, plural};
use crate::target::{Linked, Rendering};
use crate::update;
use crate::write::{Recorded, WriteError};

/// Do everything that `render` does but writing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    rendering: Rendering,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    check(args, console).unwrap_or_else(|stopped| *stopped)
}

fn check(args: &Args, console: &mut Console<'_>) -> Result<Outcome, Box<Outcome>> {
    let out = args.rendering.out();
    let mut linked = args.rendering.link(console, "")?;
    let looked = Looked { nowhere: Nowhere::default(), recorded: Recorded::open(out) };
    let rendered = linked.render(&looked, out)?;
    if let Some(recorded) = &looked.recorded {
        compare(&mut linked, recorded, out)?;
    }
    let (components, files) = (rendered.components.len(), looked.nowhere.files());
    let text = format!(
        "{} is right: {}, {}\n",
        args.rendering.blueprint.blueprint,
        plural(components, "component"),
        plural(files, "file")
    );
    let data = json!({ "components": components, "files": files });
    Ok(Outcome { report: linked.report, ..Outcome::done(text, data) })
}

/// Warns of what `render` would stop at, because of what is in the output.
fn compare(linked: &mut Linked, recorded: &Recorded, out: &Utf8Path) -> Result<(), Box<Outcome>> {
    let plan = recorded.plan();
    let found = loss::losses(&plan, recorded, &[], out.as_str()).and_then(|mut found| {
        found.extend(update::refusals(&plan, recorded, &[], out.as_str(), linked)?);
        Ok(found)
    });
    let found = found.map_err(|error| linked.refused(&error, out))?;
    linked.report.add(found.into_iter().map(Finding::into_warning));
    Ok(())
}

/// Counts the files, and compares them with the record of the output if there is one.
struct Looked {
    nowhere: Nowhere,
    recorded: Option<Recorded>,
}

impl Target for Looked {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        if let Some(recorded) = &self.recorded {
            recorded.put(path, bytes)?;
        }
        self.nowhere.put(path, bytes)
    }

    fn retain(&self, is_kept: &dyn Fn(&str) -> bool) {
        if let Some(recorded) = &self.recorded {
            recorded.retain(is_kept);
        }
    }
}
