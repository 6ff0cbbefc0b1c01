//! The program `hagen`.

use std::panic::PanicHookInfo;
use std::process::ExitCode;

use hagen_cli::Console;
use mimalloc::MiMalloc;

/// A rendering makes and drops a hundred small values for each file, from all threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(confess));
    hagen_cli::run(std::env::args_os(), &mut Console::of_process()).into()
}

/// Nothing that a user does may end here.
fn confess(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("for an unknown reason");
    let version = env!("CARGO_PKG_VERSION");
    let mut stderr = std::io::stderr().lock();
    // There is nowhere else to say it.
    let _ = std::io::Write::write_fmt(
        &mut stderr,
        format_args!(
            "hagen {version} has a bug at {place}: {message}\n\
             Please report it with the blueprint that shows it. The output is as it was.\n"
        ),
    );
}
