//! The words of PostgreSQL: identifiers, extensions, parameters and their settings.

use std::borrow::Cow;
use std::fmt;

use hagen_core::section::{Field, Node, Reader, Shape, Value, text_fields};
use hagen_kube::{Invalid, Text};
use hagen_yaml::NodeKind;

/// The name of a database or role that needs no quotes in SQL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(String);

/// The name of an extension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtensionName(String);

/// The name of a parameter, with the prefix of its extension if it is an extension's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterName(String);

fn word(text: &str, also: &[char], most: usize) -> Result<(), Invalid> {
    let Some(first) = text.chars().next() else { return Err(Invalid::new("is empty")) };
    if text.len() > most {
        return Err(Invalid::new(format!("is longer than {most} characters")));
    }
    if !(first.is_ascii_lowercase() || first == '_') {
        return Err(Invalid::new("does not start with a lower-case letter"));
    }
    let fits = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_' || also.contains(c);
    match text.chars().find(|c| !fits(c)) {
        None => Ok(()),
        Some(odd) => Err(Invalid::new(format!("holds `{}`", odd.escape_debug()))),
    }
}

macro_rules! word {
    ($type:ident, $what:literal, $example:literal, $pattern:literal, $also:expr, $most:literal) => {
        impl Text for $type {
            const WHAT: &'static str = $what;
            const EXAMPLE: &'static str = $example;
            const PATTERN: Option<&'static str> = Some($pattern);

            fn parse(text: &str) -> Result<Self, Invalid> {
                word(text, $also, $most).map(|()| Self(text.to_owned()))
            }

            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(&self.0)
            }
        }

        impl $type {
            /// The text as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

word!(Identifier, "a name of lower-case letters, digits and `_`", "shop", "^[a-z_][a-z0-9_]{0,62}$", &[], 63);
word!(ExtensionName, "the name of an extension", "pg_trgm", "^[a-z_][-a-z0-9_]{0,62}$", &['-'], 63);
word!(
    ParameterName,
    "the name of a parameter in lower case",
    "work_mem",
    "^[a-z_][a-z0-9_.]{0,99}$",
    &['.'],
    100
);
text_fields!(Identifier, ExtensionName);

/// The setting of a parameter, as text. A number or a truth may be written as such.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting(pub String);

impl Field for Setting {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::String(text) if text.contains(['\n', '\r', '\0']) => {
                cx.expected(node, "a setting on one line");
                None
            }
            NodeKind::String(text) => Some(Self(text.clone())),
            NodeKind::Int(number) => Some(Self(number.to_string())),
            NodeKind::Float(number) => Some(Self(number.to_string())),
            NodeKind::Bool(truth) => Some(Self(if *truth { "on" } else { "off" }.into())),
            _ => {
                cx.expected(node, "a setting: text, a number, `true` or `false`");
                None
            }
        }
    }

    fn write(&self) -> Value {
        Value::from(self.0.clone())
    }

    fn shape() -> Shape {
        Shape::Free
    }
}
