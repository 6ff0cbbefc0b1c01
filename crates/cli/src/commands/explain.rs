//! `hagen explain`

use crate::codes;
use crate::compile;
use crate::console::Console;
use crate::exit::Exit;
use crate::explain::Subject;
use crate::outcome::Outcome;
use crate::report::{Finding, Report};

/// Explain a code, or a key of the blueprint: `HG0101`, `apps.*.replicas`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code or the key path; without one, the keys and codes there are.
    #[arg(value_name = "KEY OR CODE")]
    what: Option<String>,
}

pub(crate) fn run(args: &Args, console: &Console<'_>) -> Outcome {
    let codes = compile::all_codes();
    let subject = Subject { root: compile::language(), codes: &codes, width: console.width };
    let explained = match &args.what {
        Some(what) => subject.explain(what),
        None => Ok(subject.list()),
    };
    match explained {
        Ok(explanation) => Outcome::done(explanation.text, explanation.data),
        Err(unknown) => {
            let mut report = Report::default();
            report.add([Finding::new(&codes::UNKNOWN, unknown.message).help(unknown.help)]);
            Outcome::failed(report, Exit::Usage, "")
        }
    }
}
