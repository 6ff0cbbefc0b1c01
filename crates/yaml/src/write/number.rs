//! Numbers in the form that YAML 1.1 and 1.2 agree on.

use std::fmt::Write as _;

/// The decimal digits, without going through `fmt`: manifests are full of small numbers.
pub(super) fn int(out: &mut String, number: i64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + u8::try_from(rest % 10).expect("a remainder of 10 fits a byte");
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    out.push_str(str::from_utf8(&digits[start..]).expect("digits are ASCII"));
}

/// The shortest digits that read back as the same number, always with a point and a signed exponent: YAML 1.1
/// readers take `1e100` for text.
pub(super) fn float(out: &mut String, number: f64) {
    if !number.is_finite() {
        out.push_str(if number.is_nan() {
            ".nan"
        } else if number > 0.0 {
            ".inf"
        } else {
            "-.inf"
        });
        return;
    }
    let start = out.len();
    write!(out, "{number:?}").expect("writing to a string cannot fail");
    let Some(exponent) = out[start..].find('e').map(|at| start + at) else { return };
    if !out[exponent..].starts_with("e-") {
        out.insert(exponent + 1, '+');
    }
    if !out[start..exponent].contains('.') {
        out.insert_str(exponent, ".0");
    }
}
