//! The writer of the output: nothing is lost, whatever happens.
#![allow(clippy::disallowed_methods, reason = "these tests are about the disk")]
#![allow(clippy::unwrap_used, reason = "these are tests, also where they are not marked as such")]

mod ahead;
mod chains;
mod conflicts;
mod kills;
mod limits;
mod outputs;
mod repairs;
mod roots;
mod signals;
mod tree;
