//! What may stand in a blueprint: the one description that the JSON Schema, the reference and `hagen explain` read.

use hagen_yaml::Value;

use crate::diagnostic::Code;

/// What may stand at a place.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Anything: the free tail of Helm values, patches.
    Free,
    /// `true` or `false`.
    Bool,
    /// A whole number in a range.
    Int(i64, i64),
    /// A decimal number in a range.
    Number(f64, f64),
    /// Text of a checked form.
    Text(&'static TextInfo),
    /// One of some words, some of which lead to a value.
    Choice(&'static [ChoiceInfo]),
    /// A list.
    List(fn() -> Shape),
    /// A mapping from names of a checked form.
    Map(&'static TextInfo, fn() -> Shape),
    /// A mapping with known keys.
    Section(&'static SectionInfo),
    /// One or the other.
    Either(fn() -> Shape, fn() -> Shape),
    /// A value, or nothing.
    Optional(fn() -> Shape),
}

/// A form of text.
#[derive(Debug, PartialEq, Eq)]
pub struct TextInfo {
    /// What it is, for messages: `a duration such as …`.
    pub what: &'static str,
    /// A regular expression that every valid text matches.
    pub pattern: Option<&'static str>,
    /// A text of this form.
    pub example: &'static str,
}

/// A section: its name in Rust, what it is for, and its keys.
#[derive(Debug)]
pub struct SectionInfo {
    /// The name of the Rust type.
    pub name: &'static str,
    /// What it is for, in Markdown.
    pub doc: &'static str,
    /// What may stand in place of the mapping.
    pub shorthand: Option<fn() -> Shape>,
    /// The keys in the order of their declaration.
    pub fields: &'static [FieldInfo],
    /// Keys that people know from elsewhere or from earlier, and what to write today.
    pub retired: &'static [Retired],
}

/// A word that people know from elsewhere or from earlier. It is refused with advice of its own.
#[derive(Debug)]
pub struct Retired {
    /// The word.
    pub word: &'static str,
    /// What it is reported as.
    pub code: &'static Code,
    /// What to write today, and why.
    pub help: &'static str,
}

/// A key of a section.
#[derive(Debug)]
pub struct FieldInfo {
    /// The key.
    pub key: &'static str,
    /// What it is for, in Markdown.
    pub doc: &'static str,
    /// What else people know it by, for those who write that.
    pub also: &'static [&'static str],
    /// A value a user might write, as YAML.
    pub example: Option<&'static str>,
    /// What may stand there.
    pub shape: fn() -> Shape,
    /// Whether it must be there.
    pub need: Need,
}

/// Whether a key must be there.
#[derive(Debug)]
pub enum Need {
    /// As its type says: an optional value, a list or a mapping may be absent.
    OfType(fn() -> bool),
    /// It need not, and this is meant then.
    Default(fn() -> Value),
}

impl FieldInfo {
    /// Whether the key must be there.
    pub fn is_required(&self) -> bool {
        matches!(self.need, Need::OfType(may_be_absent) if !may_be_absent())
    }

    /// A value that may stand there, as YAML, if one fits on a line.
    pub fn sample(&self) -> Option<&'static str> {
        self.example.or_else(|| match (self.shape)() {
            Shape::Text(info) => Some(info.example),
            Shape::Choice(choices) => Some(choices.iter().find(|choice| choice.inner.is_none())?.word),
            _ => None,
        })
    }

    /// What is meant when the key is absent, if that is something.
    pub fn default(&self) -> Option<Value> {
        if let Need::Default(value) = self.need { Some(value()) } else { None }
    }
}

/// One word of a choice.
#[derive(Debug)]
pub struct ChoiceInfo {
    /// The word.
    pub word: &'static str,
    /// What it means, in Markdown.
    pub doc: &'static str,
    /// What it leads to: `{ word: … }`.
    pub inner: Option<fn() -> Shape>,
}
