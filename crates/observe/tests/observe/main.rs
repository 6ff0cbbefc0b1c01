//! What builders get of this crate.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests look which programs there are")]

mod dashboards;
mod promtool;
mod rules;
mod slo;
mod world;
