//! Why a line of the output is as it is: which keys of the blueprint make it so, and what it would be without them.
//!
//! Nothing is guessed from names. Each key that may matter is taken out of the blueprint, one at a time, and the file is
//! rendered again: the keys without which the line is another, or gone, are its causes.

mod origin;
mod question;
mod rendered;
#[cfg(test)]
mod tests;

use hagen_core::component::Files;
use hagen_core::{Path, Place};
use hagen_yaml::{Node, Value};

use question::Question;
use rendered::Rendered;

/// Where a line of the output comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The component that the file belongs to.
    pub component: String,
    /// Where the blueprint asks for the component.
    pub place: Place,
    /// The kind and name of the object, or the chart that the file has the values of.
    pub subject: Subject,
    /// The keys that lead to the line in the file.
    pub keys: Path,
    /// What stands there.
    pub value: Value,
    /// The keys of the blueprint that make it so. None: it is hagen's own and always the same.
    pub causes: Vec<Cause>,
}

/// What a file is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An object.
    Object {
        /// Its kind.
        kind: String,
        /// Its name.
        name: String,
    },
    /// The values of a chart.
    Chart(&'static str),
}

/// A key of the blueprint that makes a line what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The key.
    pub place: Place,
    /// What the line would be without it.
    pub without: Without,
}

/// What a line would be without a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Without {
    /// Something else, hagen's default.
    Other(Value),
    /// Not there.
    Gone,
    /// The blueprint would not be valid: the line is the key's own value.
    Needed,
}

/// Why there is no provenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProvenance {
    /// No component has a file of this name.
    NoSuchFile,
    /// The file has fewer lines.
    NoSuchLine,
    /// The line holds no value: it is empty or a remark.
    NoValue,
}

/// Where a line (counted from one) of a component's file comes from. `root` is the blueprint, without any mistake.
pub fn provenance(
    root: &Node,
    files: &dyn Files,
    path: &str,
    line: usize,
) -> Result<Provenance, NoProvenance> {
    let rendered = Rendered::of(root, files, path).ok_or(NoProvenance::NoSuchFile)?;
    let keys = rendered.keys_at(line)?;
    let (value, _) = rendered.value(&keys).ok_or(NoProvenance::NoValue)?;
    let question =
        Question { root, files, path, keys: &keys, value: &value, component: &rendered.place.path };
    let causes = question.causes(&rendered);
    Ok(Provenance {
        component: rendered.component,
        place: rendered.place,
        subject: rendered.subject,
        keys,
        value,
        causes,
    })
}
