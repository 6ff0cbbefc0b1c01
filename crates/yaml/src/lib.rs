//! YAML for hagen: reading with places, writing for Kubernetes. Knows neither Kubernetes nor blueprints.

mod hidden;
mod node;
mod ser;
mod value;
mod write;

pub use node::{Entry, FileId, Node, NodeKind, Span};
pub use ser::to_value;
pub use value::{Key, Map, Value};
pub use write::{Style, write, write_into};
