//! The words of Kafka: names of topics and settings.

use std::borrow::Cow;
use std::fmt;

use hagen_core::section::{Field, Node, Reader, Shape, Value, text_fields};
use hagen_kube::{Invalid, Text};
use hagen_yaml::NodeKind;

/// The name of a topic, or of a setting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicName(String);

impl TopicName {
    /// The text as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Text for TopicName {
    const WHAT: &'static str = "a name of letters, digits, `.`, `_` and `-`";
    const EXAMPLE: &'static str = "orders";
    const PATTERN: Option<&'static str> = Some("^[a-zA-Z0-9._-]{1,200}$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if text.is_empty() || matches!(text, "." | "..") {
            return Err(Invalid::new("is no name"));
        }
        if text.len() > 200 {
            return Err(Invalid::new("is longer than 200 characters"));
        }
        match text.chars().find(|&c| !fits(c)) {
            None => Ok(Self(text.to_owned())),
            Some(odd) => Err(Invalid::new(format!("holds `{}`", odd.escape_debug()))),
        }
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

text_fields!(TopicName);

/// The value of a setting: text, a number or a truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting(pub Value);

impl Field for Setting {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::String(text) if !text.contains(['\n', '\r', '\0']) => {
                Some(Self(Value::from(text.clone())))
            }
            NodeKind::Int(number) => Some(Self(Value::from(*number))),
            NodeKind::Float(number) => Some(Self(Value::from(*number))),
            NodeKind::Bool(truth) => Some(Self(Value::from(*truth))),
            _ => {
                cx.expected(node, "a setting on one line: text, a number, `true` or `false`");
                None
            }
        }
    }

    fn write(&self) -> Value {
        self.0.clone()
    }

    fn shape() -> Shape {
        Shape::Free
    }
}
