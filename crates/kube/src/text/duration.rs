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
        match milliseconds(text)? {
            0 => Err(Invalid::new("is not longer than nothing")),
            total @ 1..=LIMIT => Ok(Self(total)),
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

/// How long to wait: a [`Duration`], or `0s` for not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delay(Option<Duration>);
common_traits!(Delay);

impl Text for Delay {
    const WHAT: &'static str = "a duration such as `30s` or `1h30m`, or `0s`";
    const EXAMPLE: &'static str = "5m";
    const PATTERN: Option<&'static str> = Some("^(0|([0-9]+(ms|s|m|h|d|w))+)$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_nothing = text == "0" || milliseconds(text) == Ok(0);
        if is_nothing { Ok(Self(None)) } else { Duration::parse(text).map(Some).map(Self) }
    }

    fn text(&self) -> Cow<'_, str> {
        self.0.map_or_else(|| "0s".into(), |span| span.largest_unit().into())
    }
}

impl Delay {
    /// A wait of whole seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(if seconds == 0 { None } else { Some(Duration::seconds(seconds)) })
    }

    /// In the notation of Go's `time.ParseDuration`.
    pub fn go(self) -> String {
        self.0.map_or_else(|| "0s".into(), Duration::go)
    }

    /// The wait in seconds, rounded up.
    pub fn as_seconds(self) -> u64 {
        self.0.map_or(0, Duration::as_seconds)
    }
}

/// The sum of all parts. What is longer than can be counted is the longest there is.
fn milliseconds(text: &str) -> Result<u64, Invalid> {
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = &rest[digits..digits + letters];
        let scale = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, scale)| *scale);
        let (Ok(number), Some(scale)) = (rest[..digits].parse::<u64>(), scale) else {
            return Err(unread(text));
        };
        total = number.checked_mul(scale).and_then(|part| total.checked_add(part)).unwrap_or(u64::MAX);
        rest = &rest[digits + letters..];
    }
    if text.is_empty() { Err(Invalid::new("is empty")) } else { Ok(total) }
}

/// Words and letters that people write for a unit.
const MEANT: [(&[&str], &str); 6] = [
    (&["milliseconds", "millisecond", "msec", "msecs", "millis"], "ms"),
    (&["seconds", "second", "sec", "secs", "S"], "s"),
    (&["minutes", "minute", "min", "mins"], "m"),
    (&["hours", "hour", "hr", "hrs", "H"], "h"),
    (&["days", "day", "D"], "d"),
    (&["weeks", "week", "W"], "w"),
];

/// What is no duration, with the one that was meant.
fn unread(text: &str) -> Invalid {
    let invalid = Invalid::new("is not a number with one of the units ms, s, m, h, d, w");
    let (number, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let meant = MEANT.iter().find(|(words, _)| words.contains(&unit.trim()));
    match (number.parse::<u64>(), meant) {
        (Ok(_), Some((_, unit))) => invalid.help(format!("did you mean `{number}{unit}`?")),
        (Ok(_), None) if unit.is_empty() => invalid.help(format!("write the unit: `{number}s`, `{number}m`")),
        (Ok(_), None) if matches!(unit, "y" | "years" | "year" | "Y") => invalid.help("a year is `365d`"),
        (Ok(_), None) if matches!(unit, "M" | "mo" | "months" | "month") => {
            invalid.help(format!("minutes are `{number}m`, and a month is `30d`"))
        }
        (Ok(_), None) if unit.starts_with('.') => {
            invalid.help("write whole numbers: `1h30m` for an hour and a half")
        }
        _ if text.starts_with('P') => invalid.help("for instance `30s`, `1h30m` or `14d`"),
        _ => invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::{Delay, Duration};
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

    #[test]
    fn nothing_at_all_is_a_wait() {
        for (text, go) in [("0s", "0s"), ("0", "0s"), ("0h0m", "0s"), ("90s", "90s")] {
            assert_eq!(Delay::parse(text).unwrap().go(), go, "{text}");
        }
        for text in ["", "-1s", "5", "0x", "20000d"] {
            assert!(Delay::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_meant() {
        let help = |text| Duration::parse(text).unwrap_err().help.unwrap_or_default();
        assert_eq!(help("30sec"), "did you mean `30s`?");
        assert_eq!(help("5 minutes"), "did you mean `5m`?");
        assert_eq!(help("30"), "write the unit: `30s`, `30m`");
        assert_eq!(help("1.5h"), "write whole numbers: `1h30m` for an hour and a half");
        assert_eq!(help("1y"), "a year is `365d`");
        assert_eq!(help("3M"), "minutes are `3m`, and a month is `30d`");
    }
}
