//! `hagen explain`

mod line;

use camino::Utf8PathBuf;

use crate::codes;
use crate::compile;
use crate::console::Console;
use crate::exit::Exit;
use crate::explain::Subject;
use crate::input;
use crate::outcome::Outcome;
use crate::report::{Finding, Report};

/// Explain a code, a key of the blueprint, or a line of the output: `HG0101`, `apps.*.replicas`,
/// `out/in-cluster/production/web/deployment.yaml:12`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code, the key path, or the file and line; without one, the keys and codes there are.
    #[arg(value_name = "KEY, CODE OR LINE")]
    what: Option<String>,
    /// The blueprint that a line comes from.
    #[arg(short, long, default_value = input::DEFAULT, value_name = "BLUEPRINT")]
    blueprint: Utf8PathBuf,
    /// The output folder that a line is in.
    #[arg(short, long, default_value = "out", value_name = "FOLDER")]
    out: Utf8PathBuf,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    if let Some(line) = args.what.as_deref().and_then(|what| line::Line::of(what, &args.out)) {
        return line::run(&line, &args.blueprint, console);
    }
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
