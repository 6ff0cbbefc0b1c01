//! What a platform has to keep so that it survives failures, judged over everything that is rendered for a cluster:
//! what hagen made, what patches and values turned it into, and what users brought along.
//!
//! | step | from → to |
//! |---|---|
//! | [`component`] | the artifacts of one component → what is wrong with each object alone, and [`Facts`] |
//! | [`cluster`] | the facts of all components → what is wrong between objects |
//! | [`Waivers`] | findings → findings, without those that somebody answers for |
//!
//! Facts are small, so that components can be rendered, judged and forgotten one by one.

mod chart;
pub mod codes;
mod facts;
mod finding;
mod join;
mod judge;
mod labels;
mod object;
mod pod;
mod rule;
mod waiver;

pub use facts::Facts;
pub use finding::{Finding, Subject};
pub use join::{World, cluster};
pub use judge::Situation;
pub use object::component;
pub use rule::{RULES, Rule};
pub use waiver::{Date, Reason, Target, Waivable, Waiver, Waivers};
