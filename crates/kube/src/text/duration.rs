//! Spans of time.

use std::borrow::Cow;

use super::{Invalid, Text, common_traits};

/// A span of time of whole milliseconds, written with the units `ms`, `s`, `m`, `h`, `d` and `w`: `300ms`, `1h30m`,
/// `30d`. At least one millisecond and at most ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);
common_traits!(Duration);

const UNITS: [(&str, u64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
const LIMIT: u64 = 10 * 365 * 86_400_000;

impl Text for Duration {
    const WHAT: &'static str = "a duration such as `30s`, `1h30m` or `14d`";
    const EXAMPLE: &'static str = "14d";
    const PATTERN: Option<&'static str> = Some("^([0-9]+(ms|s|m|h|d|w))+$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let mut rest = text;
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = &rest[digits..digits + letters];
            let scale = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, scale)| *scale);
            let (Ok(number), Some(scale)) = (rest[..digits].parse::<u64>(), scale) else {
                return Err(Invalid::new("is not a number with one of the units ms, s, m, h, d, w"));
            };
            total = number.checked_mul(scale).and_then(|part| total.checked_add(part)).unwrap_or(u64::MAX);
            rest = &rest[digits + letters..];
        }
        match total {
            0 => Err(Invalid::new("is not longer than nothing")),
            1..=LIMIT => Ok(Self(total)),
            _ => Err(Invalid::new("is longer than ten years")),
        }
    }

    fn text(&self) -> Cow<'_, str> {
        self.largest_unit().into()
    }
}

impl Duration {
    /// A span of whole milliseconds.
    pub const fn millis(millis: u64) -> Self {
        Self(millis)
    }

    /// A span of whole seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds * 1000)
    }

    /// A span of whole days.
    pub const fn days(days: u64) -> Self {
        Self(days * 86_400_000)
    }

    /// One of `count` equal parts, in whole milliseconds.
    #[must_use]
    pub const fn part(self, count: u64) -> Self {
        let part = self.0 / if count == 0 { 1 } else { count };
        Self(if part == 0 { 1 } else { part })
    }

    /// The span in milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The span in seconds, rounded up.
    pub const fn as_seconds(self) -> u64 {
        self.0.div_ceil(1000)
    }

    /// In the notation of Go's `time.ParseDuration`, which knows neither days nor weeks: `336h`.
    pub fn go(self) -> String {
        let unit = UNITS[2..].iter().find(|(_, scale)| self.0.is_multiple_of(*scale));
        let (name, scale) = unit.expect("every span is a whole number of milliseconds");
        format!("{}{name}", self.0 / scale)
    }

    fn largest_unit(self) -> String {
        let unit = UNITS.iter().find(|(_, scale)| self.0.is_multiple_of(*scale));
        let (name, scale) = unit.expect("every span is a whole number of milliseconds");
        format!("{}{name}", self.0 / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::Duration;
    use crate::text::Text;

    #[test]
    fn reads_and_writes() {
        for (text, go, canonical) in [
            ("30d", "720h", "30d"),
            ("90s", "90s", "90s"),
            ("1h30m", "90m", "90m"),
            ("300ms", "300ms", "300ms"),
        ] {
            let span = Duration::parse(text).unwrap();
            assert_eq!((span.go().as_str(), span.to_string().as_str()), (go, canonical), "{text}");
        }
    }

    #[test]
    fn refuses() {
        for text in ["5x", "-1s", "300y", "0s", "", "1.5h", "20000d", "s", "99999999999999999999w"] {
            assert!(text.is_empty() || Duration::parse(text).is_err(), "{text}");
        }
        assert!(Duration::parse("").is_err());
    }
}
