//! Values and places in words that stand in a line.

use hagen_yaml::Value;

use crate::change::Field;
use crate::difference::Difference;

/// Longer texts are cut.
const LONGEST: usize = 60;
/// So much of what two long texts have in common is shown in front of what they do not.
const NEARBY: usize = 12;

/// A value in one line, and not a long one.
pub(crate) fn value(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text, false);
    short(&text)
}

/// A value as it is, if it is a plain one.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => return None,
    })
}

fn write(value: &Value, text: &mut String, inner: bool) {
    match value {
        Value::Null => text.push_str("null"),
        Value::String(word) if word.is_empty() => text.push_str("\"\""),
        Value::String(word) if word.trim_end().contains('\n') => {
            text.push_str(&format!("{} lines", word.lines().count()));
        }
        // Inside of something, a number in quotes is not a number.
        Value::String(word) if inner && looks_otherwise(word) => text.push_str(&format!("{word:?}")),
        Value::List(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { ", " });
                write(item, text, true);
            }
            text.push(']');
        }
        Value::Map(map) => {
            text.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { ", " });
                text.push_str(key);
                text.push_str(": ");
                write(value, text, true);
            }
            text.push('}');
        }
        plain => text.extend(scalar(plain)),
    }
}

fn looks_otherwise(word: &str) -> bool {
    word.parse::<f64>().is_ok() || matches!(word, "true" | "false" | "null")
}

/// The text without what a terminal would obey, cut where it is long.
pub(crate) fn short(text: &str) -> String {
    let plain: String = text
        .trim()
        .chars()
        .flat_map(|c| {
            let shown = if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
            shown.chars().collect::<Vec<_>>()
        })
        .collect();
    if plain.chars().count() <= LONGEST {
        return plain;
    }
    plain.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// What differs, in words.
pub(crate) fn field(difference: &Difference<'_>, label: &str, item: &str) -> Field {
    let path = short(&difference.path.join("."));
    let unit = difference.path.last().and_then(|key| milliseconds(key));
    let value = |it: &Value| unit.and_then(|unit| time(it, unit)).unwrap_or_else(|| value(it));
    let (from, to) = match (difference.from, difference.to) {
        (Some(from), Some(to)) if unit.is_some() => (Some(value(from)), Some(value(to))),
        (None, None) => (Some("one order".to_owned()), Some("another".to_owned())),
        (Some(from), Some(to)) => {
            let (from, to) = both(from, to);
            (Some(from), Some(to))
        }
        (from, to) => (from.map(value), to.map(value)),
    };
    Field { path, label: label.to_owned(), item: short(item), from, to }
}

/// How many milliseconds the unit is that a key of Kafka's ends with.
fn milliseconds(key: &str) -> Option<i64> {
    let units = [(".ms", 1), (".minutes", 60_000), (".hours", 3_600_000)];
    units.into_iter().find(|(unit, _)| key.ends_with(unit)).map(|(_, milliseconds)| milliseconds)
}

/// `14d` for a time in a unit of so many milliseconds; one without a limit is negative.
fn time(value: &Value, unit: i64) -> Option<String> {
    let time = scalar(value)?.parse::<i64>().ok()?.checked_mul(unit).filter(|time| *time != 0)?;
    if time < 0 {
        return Some("for ever".to_owned());
    }
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
    let (name, unit) = units.into_iter().find(|(_, unit)| time % unit == 0)?;
    Some(format!("{}{name}", time / unit))
}

/// Two values that differ. Of images, what they have in common is left out.
fn both(from: &Value, to: &Value) -> (String, String) {
    if let (Some(from), Some(to)) = (from.as_str(), to.as_str())
        && let Some(images) = images(from, to)
    {
        return images;
    }
    if let (Some(from), Some(to)) = (from.as_str(), to.as_str())
        && (from.chars().count() > LONGEST || from.trim_end().contains('\n'))
    {
        return if to.trim_end().contains('\n') { lines(from, to) } else { tails(from, to) };
    }
    let (was, is) = (value(from), value(to));
    if was != is {
        return (was, is);
    }
    // Long ones that begin alike, or a number and the same one in quotes.
    let named = |it: &Value| if from.kind() == to.kind() { "other" } else { it.kind() }.to_owned();
    if from.kind() == to.kind() { (was, "another".to_owned()) } else { (named(from), named(to)) }
}

/// Texts of several lines: the line that differs, or how many do.
fn lines(from: &str, to: &str) -> (String, String) {
    let only = |one: &str, other: &str| -> Vec<String> {
        let mut others: Vec<&str> = other.lines().collect();
        let mut only = Vec::new();
        for line in one.lines() {
            match others.iter().position(|other| *other == line) {
                Some(at) => drop(others.remove(at)),
                None => only.push(line.to_owned()),
            }
        }
        only
    };
    let (gone, come) = (only(from, to), only(to, from));
    match (&gone[..], &come[..]) {
        ([gone], [come]) => tails(gone, come),
        _ => (
            format!("{} lines", from.lines().count()),
            format!("{} lines, {} of them new", to.lines().count(), come.len()),
        ),
    }
}

/// Long texts that begin alike: from a little before where they do not.
fn tails(from: &str, to: &str) -> (String, String) {
    let (from, to) = (from.trim(), to.trim());
    let alike = from.chars().zip(to.chars()).take_while(|(one, other)| one == other).count();
    let is_short = from.chars().count().max(to.chars().count()) <= LONGEST;
    let skipped = if is_short { 0 } else { alike.saturating_sub(NEARBY) };
    let tail = |text: &str| {
        let tail: String = text.chars().skip(skipped).collect();
        short(&if skipped > 0 { format!("…{tail}") } else { tail })
    };
    (tail(from), tail(to))
}

/// Tags of one repository, or their digests where the tags are the same.
fn images(from: &str, to: &str) -> Option<(String, String)> {
    let split = |image: &str| {
        let (name, digest) =
            image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
        let slash = name.rfind('/')?;
        let colon = name[slash..].find(':')? + slash;
        Some((name[..colon].to_owned(), name[colon + 1..].to_owned(), digest.map(str::to_owned)))
    };
    let (old, new) = (split(from)?, split(to)?);
    if old.0 != new.0 {
        return None;
    }
    if old.1 != new.1 {
        return Some((old.1, new.1));
    }
    let digest = |image: (String, String, Option<String>)| {
        let digest =
            image.2.map_or_else(|| "no digest".to_owned(), |digest| digest.chars().take(15).collect());
        format!("{} ({digest})", image.1)
    };
    Some((digest(old), digest(new)))
}

#[cfg(test)]
mod tests {
    use hagen_yaml::value;

    use super::*;

    #[test]
    fn a_value_stands_in_a_line() {
        assert_eq!(
            super::value(&value!({"name": "A", "value": "3", "list": [1, true]})),
            "{name: A, value: \"3\", list: [1, true]}"
        );
        assert_eq!(super::value(&value!("one\ntwo\n")), "2 lines");
        assert_eq!(super::value(&value!("bell\u{7}")), "bell\\u{7}");
        assert_eq!(super::value(&Value::from("x".repeat(80))).chars().count(), LONGEST);
    }

    #[test]
    fn of_images_the_tag_is_told() {
        let told = |from: &'static str, to: &'static str| both(&value!(from), &value!(to));
        assert_eq!(
            told("r.example/shop:1.4.0@sha256:aa", "r.example/shop:1.5.0@sha256:bb"),
            ("1.4.0".into(), "1.5.0".into())
        );
        assert_eq!(
            told("r.example/shop:1@sha256:0123456789", "r.example/shop:1@sha256:9876543210"),
            ("1 (sha256:01234567)".into(), "1 (sha256:98765432)".into())
        );
        assert_eq!(told("r.example/a:1", "r.example/b:1"), ("r.example/a:1".into(), "r.example/b:1".into()));
    }

    #[test]
    fn of_long_texts_the_difference_is_told() {
        let long = |end: &str| Value::from(format!("{}_{end}", "x".repeat(80)));
        assert_eq!(both(&long("one"), &long("two")), ("…xxxxxxxxxxx_one".into(), "…xxxxxxxxxxx_two".into()));
        let file = |size: &str| Value::from(format!("a 1\nmaxmemory {size}\nb 2\n"));
        assert_eq!(
            both(&file("512mb"), &file("256mb")),
            ("maxmemory 512mb".into(), "maxmemory 256mb".into())
        );
        assert_eq!(
            both(&value!("a\nb\nc\n"), &value!("a\nx\ny\nz\n")),
            ("3 lines".into(), "4 lines, 3 of them new".into())
        );
    }

    #[test]
    fn long_times_are_told_in_days() {
        let difference = Difference {
            path: vec!["retention.ms".into()],
            from: Some(&value!(1_209_600_000)),
            to: Some(&value!("5400000")),
        };
        let told = field(&difference, "kept", "");
        assert_eq!((told.from.as_deref(), told.to.as_deref()), (Some("14d"), Some("90m")));
    }

    #[test]
    fn a_number_is_told_from_its_text() {
        assert_eq!(both(&value!(3), &value!("3")), ("an integer".into(), "a string".into()));
    }
}
