//! What the program `hagen` is made of. It is the only part of hagen that touches the disk, the environment and
//! the terminal; everything below it is a function of its input.
#![allow(clippy::disallowed_methods, reason = "this crate is the edge that the other crates may not be")]
#![allow(clippy::format_push_string, reason = "what a person reads is short, and `write!` hides its text")]

pub mod exit;
pub mod explain;
pub mod markdown;
pub mod report;
pub mod schema;
mod style;
pub mod write;
