//! The program `hagen`.

use std::process::ExitCode;

fn main() -> ExitCode {
    hagen_cli::run(std::env::args_os(), &mut hagen_cli::Console::of_process()).into()
}
