//! `hagen completions`

use clap::CommandFactory;
use clap_complete::Shell;

use crate::outcome::Outcome;

/// Print the completions of the command line for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "For bash, add this to ~/.bashrc:\n  source <(hagen completions bash)")]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::args::Args::command(), "hagen", &mut script);
    Outcome::raw(String::from_utf8_lossy(&script))
}
