//! Schemas and rules over the finished artifacts: what a cluster would refuse is found before it is written.

pub mod codes;
pub mod definitions;
pub mod facts;
pub mod objects;
pub mod passed;
pub mod plaintext;
pub mod schema;
