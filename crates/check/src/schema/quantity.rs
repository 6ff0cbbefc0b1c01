//! Amounts with units: `resource.Quantity`.

/// The amount that a text stands for, or nothing when it is not one. Exact enough to compare what people write.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let digits_end = number_end(text)?;
    let (number, suffix) = text.split_at(digits_end);
    let amount: f64 = number.parse().ok()?;
    Some(match suffix {
        "" => amount,
        "n" => amount / 1e9,
        "u" => amount / 1e6,
        "m" => amount / 1e3,
        "k" => amount * 1e3,
        "M" => amount * 1e6,
        "G" => amount * 1e9,
        "T" => amount * 1e12,
        "P" => amount * 1e15,
        "E" => amount * 1e18,
        _ => amount * binary(suffix).or_else(|| decimal(suffix))?,
    })
}

/// Whether a text is an amount.
pub(super) fn is_amount(text: &str) -> bool {
    let is_unit = |unit: &str| {
        matches!(unit, "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E")
            || binary(unit).is_some()
            || decimal(unit).is_some()
    };
    number_end(text).is_some_and(|end| is_unit(&text[end..]))
}

/// Where the sign, the digits and the point end; there is a digit among them.
fn number_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(sign);
    let point = sign + whole;
    if bytes.get(point) != Some(&b'.') {
        return (whole > 0).then_some(point);
    }
    let fraction = digits(point + 1);
    (whole + fraction > 0).then_some(point + 1 + fraction)
}

fn binary(suffix: &str) -> Option<f64> {
    let power = match suffix {
        "Ki" => 1,
        "Mi" => 2,
        "Gi" => 3,
        "Ti" => 4,
        "Pi" => 5,
        "Ei" => 6,
        _ => return None,
    };
    Some(1024_f64.powi(power))
}

/// `e3`, `E-3`: a power of ten.
fn decimal(suffix: &str) -> Option<f64> {
    let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    (-100..=100).contains(&exponent).then(|| 10_f64.powi(exponent))
}

/// What the unit was meant to be, for the mistakes that people make.
pub(super) fn suggestion(text: &str) -> Option<String> {
    let unit_from = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_from);
    let unit = match unit.to_ascii_lowercase().as_str() {
        "kb" | "kib" | "ki" => "Ki",
        "mb" | "mib" | "mi" => "Mi",
        "gb" | "gib" | "gi" | "g" => "Gi",
        "tb" | "tib" | "ti" | "t" => "Ti",
        "k" => "k",
        _ => return None,
    };
    let meant = format!("{}{unit}", number.trim());
    parse(&meant).is_some().then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for (text, amount) in [
            ("1", 1.0),
            ("100m", 0.1),
            ("0.1", 0.1),
            ("-2", -2.0),
            ("+.5", 0.5),
            ("1.", 1.0),
            ("2Ki", 2048.0),
            ("1Gi", 1_073_741_824.0),
            ("3k", 3000.0),
            ("1E", 1e18),
            ("1e3", 1000.0),
            ("1E-3", 0.001),
            ("12e+2", 1200.0),
        ] {
            assert_eq!(parse(text), Some(amount), "{text}");
            assert!(is_amount(text), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_none() {
        for text in
            ["", "m", "1.5.2", "256MB", "1 Gi", "1g", "1gi", "1K", "e3", ".", "-", "1e400", "1mi", "0x1", "١"]
        {
            assert_eq!(parse(text), None, "{text}");
            assert!(!is_amount(text), "{text}");
        }
    }

    #[test]
    fn suggests_the_unit() {
        assert_eq!(suggestion("256MB").as_deref(), Some("256Mi"));
        assert_eq!(suggestion("1 gib").as_deref(), Some("1Gi"));
        assert_eq!(suggestion("12x"), None);
    }
}
