//! What plain text means: YAML 1.2's core schema, less the forms that YAML 1.1 reads otherwise.

/// The meaning of plain text.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text,
    /// A whole number beyond 64 bits, cut to them.
    TooLarge(i64),
    /// NaN, infinity, or rounded to it.
    NotFinite,
}

pub(super) fn meaning(text: &str) -> Meaning {
    match text.as_bytes() {
        b"" | b"~" | b"null" | b"Null" | b"NULL" => Meaning::Null,
        b"true" | b"True" | b"TRUE" => Meaning::Bool(true),
        b"false" | b"False" | b"FALSE" => Meaning::Bool(false),
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => number(text),
        _ => Meaning::Text,
    }
}

/// The truth that YAML 1.1 saw in a word that is text in YAML 1.2: `yes`, `Off`, `n` … For a message where a
/// boolean is expected, or where another reader of the same text may see one.
pub fn looks_like_bool(text: &str) -> Option<bool> {
    let is_one_of = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_one_of(["y", "yes", "on", "true"]) {
        Some(true)
    } else if is_one_of(["n", "no", "off", "false"]) {
        Some(false)
    } else {
        None
    }
}

/// The whole number that some reader sees in text: `0o17` and `017` (both 15, as octal), `0x1F`, `0b11`, `1_000`,
/// and plain digits in quotes. For a message where a number is expected, or where another reader may see one.
pub fn looks_like_int(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|&letter| letter != '_').collect();
    let (sign, digits) = match digits.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", &*digits),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'0'..=b'7', ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.starts_with(|letter: char| letter.is_digit(radix)) || text.starts_with('_') {
        return None;
    }
    i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()
}

fn number(text: &str) -> Meaning {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Meaning::NotFinite;
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return int(text, unsigned);
    }
    if !is_float(unsigned) {
        return Meaning::Text;
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Meaning::Float(number),
        Ok(_) => Meaning::NotFinite,
        Err(_) => Meaning::Text,
    }
}

/// A leading zero makes it octal to YAML 1.1, decimal to 1.2 and text to hagen.
fn int(text: &str, digits: &str) -> Meaning {
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return Meaning::Text;
    }
    match text.parse() {
        Ok(number) => Meaning::Int(number),
        Err(_) => Meaning::TooLarge(if text.starts_with('-') { i64::MIN } else { i64::MAX }),
    }
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(unsigned: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_means_what_the_core_schema_says() {
        for (text, expected) in [
            ("", Meaning::Null),
            ("~", Meaning::Null),
            ("nUll", Meaning::Text),
            ("True", Meaning::Bool(true)),
            ("FALSE", Meaning::Bool(false)),
            ("yes", Meaning::Text),
            ("0", Meaning::Int(0)),
            ("-0", Meaning::Int(0)),
            ("+12", Meaning::Int(12)),
            ("-9223372036854775808", Meaning::Int(i64::MIN)),
            ("9223372036854775808", Meaning::TooLarge(i64::MAX)),
            ("-9223372036854775809", Meaning::TooLarge(i64::MIN)),
            ("1.10", Meaning::Float(1.1)),
            ("1e3", Meaning::Float(1000.0)),
            ("-.5E-1", Meaning::Float(-0.05)),
            ("5.", Meaning::Float(5.0)),
            ("1e400", Meaning::NotFinite),
            ("-.inf", Meaning::NotFinite),
            (".NaN", Meaning::NotFinite),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
    }

    #[test]
    fn what_readers_disagree_on_is_text() {
        for text in
            "017 00 08 0o17 0x1F 0b11 1_000 1e 1e+ . .. - + -. .e3 1.2.3 12:30 -.nan +.NaN infinity inf 1-1 2024-01-01"
                .split(' ')
        {
            assert_eq!(meaning(text), Meaning::Text, "{text}");
        }
    }

    #[test]
    fn words_of_yaml_1_1_are_recognised() {
        assert_eq!(looks_like_bool("Yes"), Some(true));
        assert_eq!(looks_like_bool("OFF"), Some(false));
        assert_eq!(looks_like_bool("y"), Some(true));
        assert_eq!(looks_like_bool("none"), None);
    }

    #[test]
    fn numbers_of_other_readers_are_recognised() {
        for (text, number) in [
            ("0o17", 15),
            ("017", 15),
            ("-017", -15),
            ("0x1F", 31),
            ("0b11", 3),
            ("1_000", 1000),
            ("+7", 7),
            ("3", 3),
            ("0", 0),
            ("08", 8),
        ] {
            assert_eq!(looks_like_int(text), Some(number), "{text}");
        }
        for text in ["", "-", "_1", "0x", "0o8", "1.5", "--1", "1-", "0x+1", "é", "99999999999999999999"] {
            assert_eq!(looks_like_int(text), None, "{text}");
        }
    }
}
