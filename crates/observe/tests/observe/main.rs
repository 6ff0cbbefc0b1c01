//! What builders get of this crate.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod dashboards;
mod rules;
mod world;
