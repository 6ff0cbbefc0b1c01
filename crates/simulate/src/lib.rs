//! What a cluster does to the pods of rendered objects when nodes and zones go.
//!
//! A set of pods is judged alone, and by the worst that the scheduler may have made of it: only rules that bind count
//! (required affinities, hard spreading, node selectors, taints, the room on a node), everything else is as bad as
//! they allow. [`judge()`] looks at every placement that some order of scheduling leads to, nodes that are alike once,
//! and then at everything that may follow an event.
//!
//! It reads no disk, clock or network, and the same objects are judged the same.

pub mod amount;
pub mod arithmetic;
mod capacity;
pub mod codes;
mod downtime;
mod events;
mod expand;
mod failures;
mod ground;
mod judge;
pub mod node;
pub mod pods;
mod read;
mod scene;
mod search;
pub mod select;
mod simulation;
mod world;

pub use capacity::Capacity;
pub use downtime::{Downtime, Rates, downtime};
pub use expand::{Expansion, release};
pub use failures::{Failure, assumptions, failures, span};
pub use judge::{Event, Judgement, Outcome, Verdict, judge, zones};
pub use node::Node;
pub use pods::PodSet;
pub use read::{Disruption, Objects, Template};
pub use simulation::{Chain, Judged, Simulation, simulate};
pub use world::{Component, World};
