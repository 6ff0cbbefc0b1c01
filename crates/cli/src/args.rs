//! The command line.

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::{
    charts, check, completions, crd, diff, explain, graph, init, plan, render, schema, secrets, simulate,
    verify,
};

/// Compiles one blueprint of a platform into a Git repository for Argo CD.
#[derive(Debug, Parser)]
#[command(name = "hagen", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Args {
    /// How findings and results are printed.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT", help_heading = GLOBAL)]
    pub(crate) format: Format,
    /// When to use colours; `auto` follows the terminal and `NO_COLOR`.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = GLOBAL)]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const GLOBAL: &str = "Options of every command";

const EXIT_CODES: &str = "\
Exit codes: 0 done, 2 wrong command line, 3 the blueprint is wrong, 4 the output folder is not as hagen left it, \
5 input or output failed, 6 another hagen is writing, 10 with --exit-code when something changes.";

/// How findings and results are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: results on standard output, findings on standard error.
    #[default]
    Human,
    /// One JSON document on standard output.
    Json,
    /// One SARIF 2.1.0 log on standard output, for code scanners.
    Sarif,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also into files and pipes.
    Always,
    /// Nowhere.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::Args),
    Render(render::Args),
    Check(check::Args),
    Diff(diff::Args),
    Plan(plan::Args),
    Verify(verify::Args),
    Secrets(secrets::Args),
    Graph(graph::Args),
    Simulate(simulate::Args),
    Charts(charts::Args),
    Crd(crd::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
}

impl Command {
    /// Its name on the command line.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Render(_) => "render",
            Self::Check(_) => "check",
            Self::Diff(_) => "diff",
            Self::Plan(_) => "plan",
            Self::Verify(_) => "verify",
            Self::Secrets(_) => "secrets",
            Self::Graph(_) => "graph",
            Self::Simulate(_) => "simulate",
            Self::Charts(_) => "charts",
            Self::Crd(_) => "crd",
            Self::Explain(_) => "explain",
            Self::Schema(_) => "schema",
            Self::Completions(_) => "completions",
        }
    }
}
