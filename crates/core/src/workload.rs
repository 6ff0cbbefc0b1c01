//! What every workload that hagen makes has in common: how it is confined, spread, watched and stopped.

pub mod job;
pub mod priority;
pub mod probe;
pub mod security;
pub mod shutdown;
pub mod spread;
