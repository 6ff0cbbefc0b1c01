//! The commands, one a file.

pub(crate) mod charts;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod crd;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod plan;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod secrets;
pub(crate) mod simulate;
pub(crate) mod verify;

use crate::args::Command;
use crate::console::Console;
use crate::outcome::Outcome;

/// Runs a command.
pub(crate) fn run(command: &Command, console: &mut Console<'_>) -> Outcome {
    match command {
        Command::Init(args) => init::run(args),
        Command::Render(args) => render::run(args, console),
        Command::Check(args) => check::run(args, console),
        Command::Diff(args) => diff::run(args, console),
        Command::Plan(args) => plan::run(args, console),
        Command::Verify(args) => verify::run(args),
        Command::Secrets(args) => secrets::run(args, console),
        Command::Crd(args) => crd::run(args),
        Command::Graph(args) => graph::run(args, console),
        Command::Simulate(args) => simulate::run(args, console),
        Command::Charts(args) => charts::run(args, console),
        Command::Explain(args) => explain::run(args, console),
        Command::Schema(_) => schema::run(),
        Command::Completions(args) => completions::run(args),
    }
}
