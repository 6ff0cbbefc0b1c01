//! How a run of the program ends.

use std::process::ExitCode;

/// The ways a run ends. Any other code is a bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// The command line is not one that hagen understands.
    Usage = 2,
    /// The blueprint is wrong.
    Blueprint = 3,
    /// The output folder is not as hagen left it.
    Output = 4,
    /// The operating system refused to read or to write.
    Io = 5,
    /// Another hagen is at work in the output folder.
    Busy = 6,
    /// With `--exit-code`: something would change, or has changed.
    Changed = 10,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
