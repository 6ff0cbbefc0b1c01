//! The program as a whole: its streams, its exit codes, the output folder.
#![allow(clippy::disallowed_methods, reason = "the program is about files")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod crd;
mod graph;
mod machines;
mod memory;
mod output;
mod plan;
mod streams;
mod support;
