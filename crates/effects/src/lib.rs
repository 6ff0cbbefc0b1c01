//! What a change of rendered objects does to the running system.
//!
//! | step | from → to |
//! |---|---|
//! | [`compare()`] | files of two trees → objects and Helm releases that come, go or differ |
//! | `difference` | two objects → the places where they differ, items of lists matched by their names |
//! | `table` | a place in an object of a kind → what changing it does: the [`Effect`]s, riskiest first |
//!
//! Everything that is known of a kind is in one table, in `tables/`. It reads no disk, clock or network, and the same
//! trees are judged the same.
#![allow(clippy::format_push_string, reason = "what a person reads is short, and `write!` hides its text")]

mod amount;
mod arrival;
mod change;
mod compare;
mod config;
mod departure;
mod difference;
mod effect;
mod judge;
mod pairs;
mod pattern;
mod release;
mod table;
mod tables;
mod view;
mod words;

pub use change::{Action, Change, Consequence, Field, Place, Subject};
pub use compare::{FilePair, Judge, compare};
pub use effect::Effect;
