//! Times of a range.

use std::fmt;
use std::ops::Deref;

use hagen_kube::{Duration, Text};
use hagen_yaml::{Node, Value};

use super::{Field, Reader, Shape, TextForm, text};
use crate::codes;

/// One second, in the milliseconds that ranges are counted in.
pub const SECOND: u64 = 1000;
/// One minute.
pub const MINUTE: u64 = 60 * SECOND;
/// One hour.
pub const HOUR: u64 = 60 * MINUTE;
/// One day.
pub const DAY: u64 = 24 * HOUR;

/// A time from `FROM` to `TO` milliseconds: what is beyond was not meant, or cannot work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeWithin<const FROM: u64, const TO: u64>(Duration);

impl<const FROM: u64, const TO: u64> TimeWithin<FROM, TO> {
    /// The time, held to the range.
    pub const fn new(time: Duration) -> Self {
        Self(match time.as_millis() {
            shorter if shorter < FROM => Duration::millis(FROM),
            longer if longer > TO => Duration::millis(TO),
            _ => time,
        })
    }

    /// The time.
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl<const FROM: u64, const TO: u64> Deref for TimeWithin<FROM, TO> {
    type Target = Duration;

    fn deref(&self) -> &Duration {
        &self.0
    }
}

impl<const FROM: u64, const TO: u64> fmt::Display for TimeWithin<FROM, TO> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const FROM: u64, const TO: u64> Field for TimeWithin<FROM, TO> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let time: Duration = text(node, cx)?;
        if (FROM..=TO).contains(&time.as_millis()) {
            return Some(Self(time));
        }
        let (from, to) = (Duration::millis(FROM), Duration::millis(TO));
        let message = format!("`{time}` is not between {from} and {to}");
        cx.report(&codes::OUT_OF_RANGE, node, message);
        None
    }

    fn write(&self) -> Value {
        Value::from(self.0.text().into_owned())
    }

    fn shape() -> Shape {
        Shape::Text(&<Duration as TextForm>::INFO)
    }
}
