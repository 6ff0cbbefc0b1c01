//! YAML for hagen: reading with places, writing for Kubernetes. Knows neither Kubernetes nor blueprints.

mod node;
mod ser;
mod value;

pub use node::{Entry, FileId, Node, NodeKind, Span};
pub use ser::to_value;
pub use value::{Key, Map, Value};
