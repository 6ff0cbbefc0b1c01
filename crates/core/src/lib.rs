//! The contract between the compiler and its builders: sections of a blueprint, components and what they offer each
//! other, artifacts, diagnostics. Knows no builder.

// The derive names this crate by its outer name.
extern crate self as hagen_core;

pub mod artifact;
pub mod bucket;
pub mod chart;
pub mod codes;
pub mod codes_bucket;
pub mod codes_target;
pub mod component;
pub mod context;
mod cores;
mod diagnostic;
pub mod exposure;
pub mod gateway;
pub mod network;
pub mod object_storage;
mod place;
pub mod secret;
pub mod section;
pub mod target;
pub mod workload;

pub use diagnostic::{Code, Diagnostic, Label, Severity, Within, locate};
pub use place::{Path, Place, Step};
