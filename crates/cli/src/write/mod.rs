//! Writing the output: the only code that touches it.
//!
//! A run [opens](Output::open) the folder, [puts](Output::put) every file of the new output, and
//! [commits](Output::commit). Until the commit, the output is as it was; a commit that is killed is finished by the
//! next run. Only files that `hagen.lock` names are replaced or deleted, and only while they are as hagen wrote them.
//!
//! | step | on the disk | if the run is killed here |
//! |---|---|---|
//! | stage | `.hagen/files` gets the files that differ | the next run drops `.hagen` |
//! | seal | everything staged reaches the disk, then `.hagen/journal` | the next run does the rest |
//! | apply | renames, deletes | the next run does the rest |
//! | publish | the new `hagen.lock` | the next run drops `.hagen` |
//! | finish | all of that reaches the disk, then `.hagen` goes | the next run drops `.hagen` |

mod access;
mod ahead;
mod apply;
mod compare;
mod digest;
mod disk;
mod error;
mod journal;
mod lock;
mod output;
mod path;
mod plan;
mod preview;
mod recorded;
mod repair;
mod root;
mod settle;
mod stage;
mod twins;
mod verify;

pub use ahead::Ahead;
pub use digest::Digest;
pub use disk::Guard;
pub use error::{Conflict, Damage, Step, WriteError};
pub use output::{Options, Output};
pub use plan::{Change, Plan};
pub use preview::Preview;
pub use recorded::Recorded;
pub use verify::{State, Verification, verify};
