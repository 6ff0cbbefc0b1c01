//! What the program `hagen` is made of. It is the only part of hagen that touches the disk, the environment and
//! the terminal; everything below it is a function of its input.
#![allow(clippy::disallowed_methods, reason = "this crate is the edge that the other crates may not be")]
#![allow(clippy::format_push_string, reason = "what a person reads is short, and `write!` hides its text")]

mod args;
pub mod codes;
mod commands;
mod compared;
mod compile;
mod console;
mod examples;
mod exit;
mod explain;
mod files;
mod input;
mod loss;
mod markdown;
mod memory;
mod outcome;
mod refusal;
mod report;
mod schema;
mod selection;
mod style;
mod summary;
mod supply;
mod target;
mod unified;
mod update;
pub mod write;

use std::ffi::OsString;

use clap::Parser;

pub use console::{Console, Stream};
pub use exit::Exit;

/// Runs the program.
pub fn run(args: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> Exit {
    match args::Args::try_parse_from(args) {
        Ok(args) => {
            console.set_colour(args.color);
            let outcome = commands::run(&args.command, console);
            outcome.print(args.command.name(), args.format, console)
        }
        Err(error) => usage(&error, console),
    }
}

/// Help and the version are results; anything else is a slip on the command line.
fn usage(error: &clap::Error, console: &mut Console<'_>) -> Exit {
    let text = error.render().ansi().to_string();
    let (stream, exit) = if error.use_stderr() {
        (&mut console.stderr, Exit::Usage)
    } else {
        (&mut console.stdout, Exit::Done)
    };
    if stream.print(&text).is_ok() { exit } else { Exit::Io }
}
