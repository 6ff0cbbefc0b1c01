//! The job that archives the logs.

use std::process::ExitCode;

use jiff::Timestamp;
use mesh_logging::archive::Archive;

fn main() -> ExitCode {
    match Archive::from_environment().and_then(|archive| archive.run(Timestamp::now())) {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
