//! Sections of a blueprint: read with all their problems, written back, described for editors and people.
//!
//! `#[derive(Section)]` makes a [`Section`] of a struct and a choice of an enum; the types here are what its code is
//! made of.

mod containers;
mod distinct;
mod reader;
mod scalars;
mod sense;
mod shape;
mod time;

pub use hagen_derive::Section;
pub use hagen_yaml::{Map as ValueMap, Node, Value};

/// A mapping from checked names to values, in the order of the names.
pub type Map<K, V> = std::collections::BTreeMap<K, V>;

pub use crate::text_fields;
pub use containers::Free;
pub use distinct::Distinct;
pub use hagen_kube::Text;
pub use reader::{Checker, Chosen, Fields, Reader, nearest};
pub use scalars::{Percent, TextForm, Within, text};
pub use shape::{ChoiceInfo, FieldInfo, Need, Retired, SectionInfo, Shape, TextInfo};
pub use time::{DAY, HOUR, MINUTE, SECOND, TimeWithin};

/// A value of a blueprint.
pub trait Field: Sized + Send {
    /// Reads the value. `None` when it is wrong; what is wrong is in the reader then.
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self>;

    /// The value as a blueprint would have it. Reading it gives the same value.
    fn write(&self) -> Value;

    /// What may stand here, for editors and the reference.
    fn shape() -> Shape;

    /// The value of a key that is not there, if it need not be.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the key need not be there.
    fn may_be_absent() -> bool {
        Self::absent().is_some()
    }

    /// Whether writing the value can be left out, because reading nothing gives it.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A [`Field`] that is a mapping with known keys.
pub trait Section: Field {
    /// Its keys and what they are for.
    const INFO: SectionInfo;
}

/// Whether the node is a mapping, and so the long form of a section with a shorthand.
pub fn is_mapping(node: &Node) -> bool {
    node.entries().is_some()
}

/// Writes a field, unless its absence says the same.
pub fn write_field<T: Field>(map: &mut ValueMap, key: &'static str, value: &T) {
    if !value.is_absent() {
        map.push(key, value.write());
    }
}

/// Writes a choice that leads to a value: `{ word: value }`.
pub fn write_choice<T: Field>(word: &'static str, inner: &T) -> Value {
    let mut map = ValueMap::new();
    map.push(word, inner.write());
    Value::Map(map)
}
