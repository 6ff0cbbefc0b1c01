//! `hagen verify`

use camino::Utf8PathBuf;
use serde_json::json;

use crate::codes;
use crate::exit::Exit;
use crate::outcome::Outcome;
use crate::refusal;
use crate::report::{Finding, Report, plural};
use crate::write::{self, State, Verification};

/// Tell whether the output folder is exactly what hagen wrote
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The output folder.
    #[arg(default_value = "out", value_name = "FOLDER")]
    out: Utf8PathBuf,
}

/// So many files of a kind are told of one by one.
const SHOWN: usize = 20;

pub(crate) fn run(args: &Args) -> Outcome {
    let out = args.out.as_str();
    match write::verify(&args.out) {
        Ok(found) => verified(&found, out),
        Err(error) => {
            let mut report = Report::default();
            report.add(refusal::findings(&error, out));
            Outcome::failed(report, refusal::exit(&error), "")
        }
    }
}

fn verified(found: &Verification, out: &str) -> Outcome {
    let mut report = Report::default();
    report.add(interrupted(found.state, out));
    let restore = "`hagen render --force` writes it anew, `git checkout` restores it";
    list(&mut report, &found.edited, |path| {
        Finding::about(format!("{out}/{path}"), &codes::EDITED, format!("`{path}` was edited by hand"))
            .help(restore)
    });
    list(&mut report, &found.missing, |path| {
        Finding::about(format!("{out}/{path}"), &codes::MISSING, format!("`{path}` is missing")).help(restore)
    });
    list(&mut report, &found.foreign, |path| {
        Finding::about(format!("{out}/{path}"), &codes::FOREIGN, format!("`{path}` is not hagen's"))
            .into_warning()
    });
    let data = json!({
        "out": out, "files": found.files, "asWritten": found.is_as_written(), "state": word(found.state),
        "edited": found.edited, "missing": found.missing, "foreign": found.foreign,
    });
    if found.is_as_written() {
        let text = format!("{out} is as hagen wrote it: {}\n", plural(found.files, "file"));
        return Outcome { report, ..Outcome::done(text, data) };
    }
    Outcome::failed(report, Exit::Output, "the output is not as hagen wrote it").with_data(data)
}

/// Adds a finding for each path; the last of very many stands for the rest.
fn list(report: &mut Report, paths: &[String], finding: impl Fn(&str) -> Finding) {
    report.add(paths.iter().take(SHOWN).map(|path| finding(path)));
    if let Some(next) = paths.get(SHOWN) {
        let mut rest = finding(next);
        let message = &mut rest.diagnostic.message;
        let others = paths.len() - SHOWN - 1;
        if others > 0 {
            message.push_str(&format!(", and {} more like it", plural(others, "file")));
        }
        report.add([rest]);
    }
}

fn interrupted(state: State, out: &str) -> Option<Finding> {
    let message = match state {
        State::Complete => return None,
        State::InterruptedOld => "the last run was interrupted before it changed anything",
        State::InterruptedBetween => "the last run was interrupted while it changed files",
        State::InterruptedNew => "the last run was interrupted after its last change",
    };
    Some(Finding::about(out, &codes::INTERRUPTED, message).help("the next `hagen render` finishes it"))
}

fn word(state: State) -> &'static str {
    match state {
        State::Complete => "complete",
        State::InterruptedOld => "interruptedOld",
        State::InterruptedBetween => "interruptedBetween",
        State::InterruptedNew => "interruptedNew",
    }
}
