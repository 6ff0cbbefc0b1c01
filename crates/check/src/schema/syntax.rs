//! The spelling of addresses, points in time, schedules and encoded bytes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr as _;

use super::format::Format;

/// What a format stands for, when a text does not have it; number formats say nothing about text.
pub(super) fn violation(format: Format, text: &str) -> Option<&'static str> {
    let (holds, expected) = match format {
        Format::Int32 | Format::Int64 => return None,
        Format::DateTime => (is_date_time(text), "a point in time like `2026-01-31T08:15:00Z`"),
        Format::Date => (is_date(text), "a day like `2026-01-31`"),
        Format::Byte => (is_base64(text), "base64"),
        Format::Ipv4 => (Ipv4Addr::from_str(text).is_ok(), "an IPv4 address"),
        Format::Ipv6 => (Ipv6Addr::from_str(text).is_ok(), "an IPv6 address"),
        Format::Cidr => (is_cidr(text), "an address range like `10.0.0.0/8`"),
        Format::Uuid => (is_uuid(text), "a UUID"),
        Format::Duration => (is_duration(text), "a duration like `1h30m`"),
        Format::Hostname => (super::names::is_dns_name(&text.to_ascii_lowercase()), "a host name"),
    };
    (!holds).then_some(expected)
}

/// `2026-01-31T08:15:00.5+01:00`.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let Some((clock, zone)) = time.split_at_checked(8) else { return false };
    let fraction =
        zone.strip_prefix('.').map_or(0, |rest| 1 + rest.bytes().take_while(u8::is_ascii_digit).count());
    fraction != 1 && is_date(date) && is_clock(clock) && is_zone(&zone[fraction..])
}

fn is_zone(text: &str) -> bool {
    match text.strip_prefix(['+', '-']) {
        Some(offset) => offset.len() == 5 && is_clock(&format!("{offset}:00")),
        None => matches!(text, "Z" | "z"),
    }
}

fn is_clock(text: &str) -> bool {
    matches!(numbers(text, ':').as_deref(), Some([0..=23, 0..=59, 0..=60])) && text.len() == 8
}

fn is_date(text: &str) -> bool {
    let Some([year, month @ 1..=12, day]) =
        numbers(text, '-').as_deref().map(<[u32; 3]>::try_from).and_then(Result::ok)
    else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    text.len() == 10 && (1..=days).contains(&day)
}

fn numbers(text: &str, separator: char) -> Option<Vec<u32>> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split(separator).map(|part| is_number(part).then(|| part.parse().ok()).flatten()).collect()
}

/// Base64 with padding, in lines or not.
pub(super) fn is_base64(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let (mut letters, mut padding) = (0_usize, 0_usize);
    for byte in text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'=' => padding += 1,
            _ if padding == 0 && is_letter(byte) => letters += 1,
            _ => return false,
        }
    }
    (letters + padding).is_multiple_of(4) && padding <= 2
}

/// An IPv4 or IPv6 address.
pub(super) fn is_ip(text: &str) -> bool {
    IpAddr::from_str(text).is_ok()
}

/// An address and the length of its prefix.
pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let most = match IpAddr::from_str(address) {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    let is_plain = !length.starts_with('+') && (length == "0" || !length.starts_with('0'));
    is_plain && length.parse::<u8>().is_ok_and(|length| length <= most)
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A duration as Go reads it: `1h30m`, `1.5s`, `0`.
pub(super) fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    while !rest.is_empty() {
        let unit_from =
            rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(unit_from);
        let unit = ["ns", "us", "µs", "ms", "s", "m", "h"].into_iter().find(|unit| tail.starts_with(unit));
        // `ms` is looked for before `m` and `s`.
        let Some(unit) = unit.filter(|_| number.parse::<f64>().is_ok()) else { return false };
        rest = &tail[unit.len()..];
    }
    !text.is_empty() && !matches!(text, "+" | "-")
}

/// A schedule of five fields, or one of the words for it.
pub(super) fn is_schedule(text: &str) -> bool {
    if let Some(word) = text.strip_prefix('@') {
        let every = word.strip_prefix("every ");
        let words = ["yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"];
        return every.map_or(words.contains(&word), is_duration);
    }
    let mut fields = text.split_ascii_whitespace();
    let holds =
        BOUNDS.iter().all(|bounds| fields.next().is_some_and(|field| is_schedule_field(field, bounds)));
    holds && fields.next().is_none()
}

/// The least and most number of a field, and the names that stand for its numbers.
type Bounds = (u32, u32, &'static [&'static str]);

const BOUNDS: [Bounds; 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

fn is_schedule_field(field: &str, bounds: &Bounds) -> bool {
    field.split(',').all(|part| {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        is_schedule_range(range, bounds)
            && step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0))
    })
}

fn is_schedule_range(range: &str, bounds: &Bounds) -> bool {
    if matches!(range, "*" | "?") {
        return true;
    }
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    match (schedule_number(from, bounds), schedule_number(to, bounds)) {
        (Some(from), Some(to)) => from <= to,
        _ => false,
    }
}

fn schedule_number(text: &str, (least, most, names): &Bounds) -> Option<u32> {
    let by_name = names.iter().zip(*least..).find(|(name, _)| name.eq_ignore_ascii_case(text));
    let number = by_name.map(|(_, number)| number).or_else(|| text.parse().ok())?;
    (*least..=*most).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(check: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(check(text), "`{text}` is good");
        }
        for text in bad {
            assert!(!check(text), "`{text}` is bad");
        }
    }

    #[test]
    fn times() {
        all(
            is_date_time,
            &["2026-01-31T08:15:00Z", "2024-02-29T23:59:60.123+01:00"],
            &[
                "2026-02-29T00:00:00Z",
                "2026-01-31",
                "2026-01-31T24:00:00Z",
                "2026-01-31T08:15:00",
                "",
                "T",
                "ä",
            ],
        );
        all(is_duration, &["0", "1h30m", "1.5s", "10ms", "-1s"], &["", "1", "1d", "s", "1h30", "5x", "-"]);
    }

    #[test]
    fn schedules() {
        all(
            is_schedule,
            &[
                "*/10 * * * *",
                "0 3 * * *",
                "0 0 1,15 jan-mar MON-FRI",
                "@daily",
                "@every 1h",
                "5-10/2 * ? * *",
            ],
            &[
                "61 * * * *",
                "* * * *",
                "* * * * * *",
                "@sometimes",
                "@every",
                "*/0 * * * *",
                "10-5 * * * *",
                "a * * * *",
                "",
            ],
        );
    }

    #[test]
    fn addresses() {
        all(is_ip, &["10.0.0.1", "::1"], &["10.0.0", "256.0.0.1", "host"]);
        all(is_cidr, &["10.0.0.0/8", "::/0"], &["10.0.0.0", "10.0.0.0/33", "::/129", "a/8", "10.0.0.0/08"]);
        all(is_base64, &["", "aGFnZW4=", "aGFn\nZW4="], &["aGFnZW4", "a=b=", "a b=", "===="]);
    }
}
