//! What the tests of builders hold their dashboards and alerts against.
#![allow(clippy::disallowed_methods, reason = "tests run programs and write what these read")]
#![allow(clippy::print_stdout, reason = "a test says what it has run")]

mod artifacts;
mod promtool;

pub use crate::exposed::{EXPORTERS, Exporter, exposed_by};
pub use artifacts::{Expressions, expressions};
pub use promtool::{Case, Series, promtool, prove};
