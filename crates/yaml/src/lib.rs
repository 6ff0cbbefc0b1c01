//! YAML for hagen: reading with places, writing for Kubernetes. Knows neither Kubernetes nor blueprints.

mod hidden;
mod node;
mod problem;
mod read;
mod ser;
mod value;
mod write;

pub use node::{Entry, FileId, Node, NodeKind, Span};
pub use problem::{Problem, ProblemKind};
pub use read::{Dialect, Limits, Reading, looks_like_bool, looks_like_int, read, read_as};
pub use ser::to_value;
pub use value::{Key, Map, Value};
pub use write::{Style, write, write_documents, write_into};
