//! Amounts as people write them: quantities, sizes of databases, durations, percentages.

use std::cmp::Ordering;

use hagen_kube::{Quantity, Text};
use hagen_yaml::Value;

/// How two amounts compare; `None` when one of them is none.
pub(crate) fn order(one: &Value, other: &Value) -> Option<Ordering> {
    let (one, other) = (text(one)?, text(other)?);
    let is_time = [&one, &other].into_iter().any(|text| text.ends_with(['s', 'h', 'd', 'w', 'y']));
    let read = |text: &str| if is_time { seconds(text) } else { amount(text) };
    read(&one)?.partial_cmp(&read(&other)?)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::String(text) => Some(text.trim().to_string()),
        _ => None,
    }
}

/// Where there is no limit, people write a negative number.
fn amount(text: &str) -> Option<f64> {
    if let Ok(number) = text.trim_end_matches('%').parse::<f64>() {
        return Some(if number < 0.0 { f64::INFINITY } else { number });
    }
    let number = text.trim_end_matches('B');
    let quantity = if number.len() < text.len() { in_binary(number) } else { text.to_owned() };
    #[allow(clippy::cast_precision_loss, reason = "it is only compared")]
    Quantity::parse(&quantity).ok().map(|quantity| quantity.milli() as f64 / 1000.0)
}

/// `512M` of `512MB`, as Kubernetes writes it: databases count in powers of two.
fn in_binary(amount: &str) -> String {
    let (number, unit) = amount.split_at(amount.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let unit = unit.trim_end_matches('i');
    format!("{number}{}", if unit.is_empty() { String::new() } else { format!("{}i", unit.to_uppercase()) })
}

/// `1h30m`, `15d`.
fn seconds(mut text: &str) -> Option<f64> {
    let mut sum = 0.0;
    while !text.is_empty() {
        let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, rest) = text.split_at(digits);
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let factor = match &rest[..unit] {
            "ms" => 1e-3,
            "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            "w" => 604_800.0,
            "y" => 31_536_000.0,
            _ => return None,
        };
        sum += number.parse::<f64>().ok()? * factor;
        text = &rest[unit..];
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(one: &str, other: &str) -> Option<Ordering> {
        order(&Value::from(one.to_owned()), &Value::from(other.to_owned()))
    }

    #[test]
    fn amounts_are_compared_by_what_they_mean() {
        for (less, more) in [
            ("256Mi", "1Gi"),
            ("500m", "2"),
            ("900M", "1Gi"),
            ("15d", "361h"),
            ("90m", "2h"),
            ("10%", "25%"),
            ("512MB", "1GB"),
            ("1h30m", "91m30s"),
            ("512kB", "1MB"),
            ("1.5GB", "2Gi"),
            ("9999999999999999", "-1"),
            ("604800000", "-1"),
        ] {
            assert_eq!(compared(less, more), Some(Ordering::Less), "{less} {more}");
            assert_eq!(compared(more, less), Some(Ordering::Greater), "{less} {more}");
        }
        assert_eq!(compared("15d", "360h"), Some(Ordering::Equal));
        assert_eq!(compared("small", "2"), None);
        assert_eq!(order(&Value::Int(3), &Value::Int(5)), Some(Ordering::Less));
    }
}
