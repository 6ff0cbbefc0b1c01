//! Scalars: truth, numbers and checked text.

use hagen_kube::{
    AwsRegion, AwsRole, BucketFolder, BucketName, BucketRegion, Cidr, ClassName, Cron, Delay, Duration,
    EnvName, FileName, GcpProject, Host, HttpPath, HttpTarget, Image, LabelValue, Line, Mailbox, Minor,
    MountPath, Name, Quantity, Reference, SecretRef, ServerAddress, StorageClassName, Text, TimeZone, Url,
    Uuid, Zone,
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
        NodeKind::String(text) => {
            let meant = meant_integer(text).filter(|(number, _)| (from..=to).contains(number));
            let diagnostic = cx.expected(node, &format!("an integer between {from} and {to}"));
            if let Some((number, why)) = meant {
                diagnostic.help = Some(format!("write `{number}`{why}"));
                diagnostic.replacement = Some(number.to_string());
            }
        }
        _ => {
            cx.expected(node, &format!("an integer between {from} and {to}"));
        }
    }
    None
}

/// The number that a text was meant to be, and why it is none.
fn meant_integer(text: &str) -> Option<(i64, &'static str)> {
    if let Ok(number) = text.parse::<i64>() {
        let is_plain = number.to_string() == text;
        return Some((number, if is_plain { " without quotes" } else { ": numbers have no leading zeros" }));
    }
    let radix = [("0x", 16), ("0o", 8), ("0b", 2)];
    if let Some((digits, radix)) =
        radix.iter().find_map(|(mark, radix)| Some((text.strip_prefix(mark)?, radix)))
    {
        return Some((i64::from_str_radix(digits, *radix).ok()?, ": numbers are decimal"));
    }
    if let Some((number, _)) = text.split_once('#') {
        return Some((number.parse().ok()?, ", and a space before the comment"));
    }
    if let Some(number) = text.strip_suffix('%') {
        return Some((number.parse().ok()?, ": the unit is understood"));
    }
    if let Some(number) = text.strip_suffix("/tcp").or(text.strip_suffix("/TCP")) {
        return Some((number.parse().ok()?, " alone"));
    }
    if let Some((_, inside)) = text.split_once(':') {
        return Some((inside.parse().ok()?, ": the port that the program itself listens on"));
    }
    let grouped: String = text.chars().filter(|c| *c != '_').collect();
    Some((grouped.parse().ok()?, ": numbers have no separators"))
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
        let message = format!("`{number}` is not above 0 and below 100");
        cx.report(&codes::OUT_OF_RANGE, node, message).help = Some("for instance `99.9`, or `10`".into());
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
        // Quotes help where the text would be right: the truth is no name, and a number no reference.
        let scalar = match &node.kind {
            NodeKind::Bool(truth) => Some(truth.to_string()),
            NodeKind::Int(number) => Some(number.to_string()),
            NodeKind::Float(number) => Some(number.to_string()),
            _ => None,
        };
        let is_meant = scalar.as_ref().is_some_and(|text| T::parse(text).is_ok() || T::parse("1").is_ok());
        let unit = scalar.filter(|text| {
            !is_meant && T::parse(&format!("{text}s")).is_ok() && T::parse(&format!("{text}d")).is_ok()
        });
        let diagnostic = cx.expected(node, T::WHAT);
        // A name may end in a letter as well; only of times do both of these hold.
        if let Some(number) = unit.filter(|_| T::EXAMPLE.starts_with(|c: char| c.is_ascii_digit())) {
            diagnostic.help = Some(format!("it has no unit: did you mean `{number}s`, or `{number}d`?"));
        }
        if is_meant {
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
    Cidr,
    ClassName,
    Cron,
    AwsRegion,
    AwsRole,
    BucketFolder,
    BucketName,
    BucketRegion,
    GcpProject,
    Uuid,
    Delay,
    Duration,
    EnvName,
    FileName,
    Host,
    HttpPath,
    HttpTarget,
    Image,
    LabelValue,
    Line,
    Mailbox,
    Minor,
    MountPath,
    Name,
    Reference,
    SecretRef,
    ServerAddress,
    StorageClassName,
    TimeZone,
    Url,
    Zone,
    String
);

/// Whoever writes less has forgotten the unit, or taken another one.
const LEAST_BYTES: u128 = 64 << 10;
/// Above what the largest volumes hold that there are.
const MOST_BYTES: u128 = 1 << 50;

fn with_units(number: i64) -> String {
    format!("did you mean `{number}Mi`, or `{number}Gi`?")
}

/// An amount of bytes: those of CPU are [`Cores`](crate::target::Cores).
impl Field for Quantity {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        if let NodeKind::Int(number @ 1..) = node.kind {
            cx.report(&codes::BAD_TEXT, node, format!("`{number}` has no unit")).help =
                Some(with_units(number));
            return None;
        }
        let quantity: Self = text(node, cx)?;
        let written = quantity.as_str();
        if let Some(number) = written.strip_suffix('m') {
            let message = format!("`{number}m` is in thousandths of a byte");
            cx.report(&codes::BAD_TEXT, node, message).help = Some(format!("did you mean `{number}Mi`?"));
            return None;
        }
        let bytes = quantity.units();
        if bytes > 0 && bytes < LEAST_BYTES {
            let digits = written.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let number: i64 = digits.parse().unwrap_or(1);
            let message = format!("`{written}` is {bytes} bytes, less than anything needs");
            cx.report(&codes::BAD_TEXT, node, message).help = Some(with_units(number));
            return None;
        }
        if bytes > MOST_BYTES {
            let message = format!("`{written}` is more than any volume, node or limit holds");
            cx.report(&codes::BAD_TEXT, node, message).help = Some("`1Pi` at most".to_owned());
            return None;
        }
        Some(quantity)
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
