//! The program as a whole: its streams, its exit codes, the output folder.
#![allow(clippy::disallowed_methods, reason = "the program is about files")]

mod machines;
mod output;
mod streams;
mod support;
