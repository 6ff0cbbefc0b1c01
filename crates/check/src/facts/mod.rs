//! The making of compiled facts: schemas to nodes, and nodes to bytes in the layout of [`crate::schema::format`].
//!
//! `hagen-facts` makes the facts that are compiled in this way, and a rendering those of the user's own definitions.

mod definition;
mod encode;
mod index;
mod node;
mod structural;
mod vocabulary;

pub use definition::define;
pub use encode::{TooLarge, encode};
pub use index::{Index, Kind, Minor};
pub use node::{Attribute, Node, NodeId, Nodes, Number, Property};
pub use structural::{Part, convert};
pub use vocabulary::{format, list_attributes, selector_check, texts};
