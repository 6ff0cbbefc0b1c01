//! Scalars: truth, numbers and checked text.

use hagen_kube::{
    Cidr, Cron, Duration, EnvName, FileName, Host, HttpPath, Image, LabelValue, Minor, MountPath, Name,
    Quantity, Reference, SecretRef, Text, Url, Zone,
};
use hagen_yaml::{Node, NodeKind, Value};

use super::{Field, Reader, Shape, TextInfo};
use crate::codes;

impl Field for bool {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        if let NodeKind::Bool(truth) = node.kind {
            return Some(truth);
        }
        let meant = match &node.kind {
            NodeKind::String(text) => hagen_yaml::looks_like_bool(text),
            _ => None,
        };
        let diagnostic = cx.expected(node, "`true` or `false`");
        if let Some(truth) = meant {
            diagnostic.help = Some(format!("write `{truth}`"));
            diagnostic.replacement = Some(truth.to_string());
        }
        None
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn shape() -> Shape {
        Shape::Bool
    }
}

/// Reads a whole number in a range.
fn integer(node: &Node, from: i64, to: i64, cx: &mut Reader<'_>) -> Option<i64> {
    match &node.kind {
        NodeKind::Int(number) if (from..=to).contains(number) => return Some(*number),
        NodeKind::Int(number) => {
            let message = format!("`{number}` is not between {from} and {to}");
            cx.report(&codes::OUT_OF_RANGE, node, message);
        }
        NodeKind::String(text) if text.parse::<i64>().is_ok() => {
            let text = text.clone();
            let diagnostic = cx.expected(node, "an integer");
            diagnostic.help = Some(format!("write `{text}` without quotes"));
            diagnostic.replacement = Some(text);
        }
        _ => {
            cx.expected(node, &format!("an integer between {from} and {to}"));
        }
    }
    None
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(impl Field for $type {
            fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
                integer(node, <$type>::MIN.into(), <$type>::MAX.into(), cx).and_then(|number| number.try_into().ok())
            }

            fn write(&self) -> Value {
                Value::Int((*self).into())
            }

            fn shape() -> Shape {
                Shape::Int(<$type>::MIN.into(), <$type>::MAX.into())
            }
        })*
    };
}
integers!(u8, u16, u32, i32, i64);

/// A whole number from `FROM` to `TO`: a port, a percentage, a number of replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Within<const FROM: i64, const TO: i64>(i64);

impl<const FROM: i64, const TO: i64> Within<FROM, TO> {
    /// The number, held to the range.
    pub fn new(number: i64) -> Self {
        Self(number.clamp(FROM, TO))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The number as Kubernetes' API types have it.
    pub fn i32(self) -> i32 {
        i32::try_from(self.0).unwrap_or(i32::MAX)
    }
}

impl<const FROM: i64, const TO: i64> Field for Within<FROM, TO> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        integer(node, FROM, TO, cx).map(Self)
    }

    fn write(&self) -> Value {
        Value::Int(self.0)
    }

    fn shape() -> Shape {
        Shape::Int(FROM, TO)
    }
}

/// A percentage with decimals, above 0 and below 100: an availability such as `99.95`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Percent(pub f64);

impl Field for Percent {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        #[allow(clippy::cast_precision_loss, reason = "percentages are small")]
        let number = match node.kind {
            NodeKind::Float(number) => number,
            NodeKind::Int(number) => number as f64,
            _ => {
                cx.expected(node, "a percentage such as `99.95`");
                return None;
            }
        };
        if number > 0.0 && number < 100.0 {
            return Some(Self(number));
        }
        cx.report(&codes::OUT_OF_RANGE, node, format!("`{number}` is not between 0 and 100"));
        None
    }

    fn write(&self) -> Value {
        Value::Float(self.0)
    }

    fn shape() -> Shape {
        Shape::Number(0.0, 100.0)
    }
}

/// Reads text of a checked form. What YAML read as a number or a truth is refused with advice, because its text is
/// not what was written: `1.10` is the number 1.1.
pub fn text<T: Text>(node: &Node, cx: &mut Reader<'_>) -> Option<T> {
    let NodeKind::String(written) = &node.kind else {
        let scalar = matches!(node.kind, NodeKind::Bool(_) | NodeKind::Int(_) | NodeKind::Float(_));
        let diagnostic = cx.expected(node, T::WHAT);
        if scalar {
            diagnostic.help = Some("put it in quotes, so that it is text".to_owned());
        }
        return None;
    };
    match T::parse(written) {
        Ok(value) => Some(value),
        Err(invalid) => {
            let is_secret = T::SECRET || invalid.is_secret;
            let shown = if is_secret { "this".to_owned() } else { format!("`{}`", shorten(written)) };
            let diagnostic = cx.report(&codes::BAD_TEXT, node, format!("{shown} {}", invalid.why));
            diagnostic.label = Some(format!("expected {}", T::WHAT));
            diagnostic.help = invalid.help;
            diagnostic.is_secret = is_secret;
            None
        }
    }
}

fn shorten(text: &str) -> String {
    let shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    if text.chars().count() > 80 { format!("{shown}…") } else { shown }
}

/// Makes fields of a blueprint of types that are [`Text`].
#[macro_export]
macro_rules! text_fields {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::section::Field for $type {
            fn read(
                node: &$crate::section::Node,
                cx: &mut $crate::section::Reader<'_>,
            ) -> Option<Self> {
                $crate::section::text(node, cx)
            }

            fn write(&self) -> $crate::section::Value {
                $crate::section::Value::from($crate::section::Text::text(self).into_owned())
            }

            fn shape() -> $crate::section::Shape {
                $crate::section::Shape::Text(&<$type as $crate::section::TextForm>::INFO)
            }
        })*
    };
}
text_fields!(
    Cidr, Cron, Duration, EnvName, FileName, Host, HttpPath, Image, LabelValue, Minor, MountPath, Name,
    Reference, SecretRef, Url, Zone, String
);

/// An amount of bytes: those of CPU are [`Cores`](crate::target::Cores).
impl Field for Quantity {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let quantity: Self = text(node, cx)?;
        let Some(number) = quantity.as_str().strip_suffix('m') else { return Some(quantity) };
        let diagnostic =
            cx.report(&codes::BAD_TEXT, node, format!("`{number}m` is in thousandths of a byte"));
        diagnostic.help = Some(format!("did you mean `{number}Mi`?"));
        None
    }

    fn write(&self) -> Value {
        Value::from(Text::text(self).into_owned())
    }

    fn shape() -> Shape {
        Shape::Text(&<Self as TextForm>::INFO)
    }
}

/// The description of a text form.
pub trait TextForm {
    /// The description.
    const INFO: TextInfo;
}

impl<T: Text> TextForm for T {
    const INFO: TextInfo = TextInfo { what: T::WHAT, pattern: T::PATTERN, example: T::EXAMPLE };
}
