//! The functions that Kubernetes adds to CEL, as far as definitions use them.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use cel::common::types::{BOOL_TYPE, CelBool, CelInt, CelString, STRING_TYPE};
use cel::common::value::CowVal;
use cel::parser::{Expression, PrattParser};
use cel::{Env, ExecutionError, ParseErrors, extensions};
use regex_lite::Regex;

/// The environment that rules are compiled and evaluated in.
pub(super) fn environment() -> &'static Arc<Env> {
    static ENVIRONMENT: OnceLock<Arc<Env>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut env = Env::stdlib();
        env.add_extension(extensions::strings).expect("its names are not taken");
        env.add_extension(extensions::lists).expect("its names are not taken");
        env.add_extension(kubernetes).expect("its names are not taken");
        Arc::new(env)
    })
}

/// Reads a rule. What a quick reader does not know, which is macros of extensions, is left to that of the environment:
/// it takes a millisecond and more for a rule, which would be most of the time of a small rendering.
///
/// # Errors
///
/// The rule is not one of CEL.
pub(super) fn read(rule: &str) -> Result<Expression, ParseErrors> {
    let quick = PrattParser::default().enable_optional_syntax(true);
    if !rule.contains(EXTENDED)
        && let Ok(expression) = quick.parse(rule)
    {
        return Ok(expression);
    }
    environment().parser().parse(rule)
}

/// The macro that extensions bring.
const EXTENDED: &str = "sortBy";

fn kubernetes(env: &mut Env) -> Result<(), cel::DeclarationError> {
    let text = || vec![STRING_TYPE];
    env.add_member_overload("matches", "string_matches", STRING_TYPE, text(), |args| {
        let pattern = string(&args[1])?;
        let regex = Regex::new(pattern).map_err(|_| refused("matches", pattern))?;
        Ok(CowVal::owned(CelBool::from(regex.is_match(string(&args[0])?))))
    })?;
    env.add_overload("duration", "string_to_nanoseconds", text(), |args| {
        let text = string(&args[0])?;
        let nanoseconds = nanoseconds(text).ok_or_else(|| refused("duration", text))?;
        Ok(CowVal::owned(CelInt::from(nanoseconds)))
    })?;
    env.add_overload("isIP", "is_ip", text(), |args| {
        Ok(CowVal::owned(CelBool::from(string(&args[0])?.parse::<IpAddr>().is_ok())))
    })?;
    env.add_overload("isURL", "is_url", text(), |args| {
        Ok(CowVal::owned(CelBool::from(scheme(string(&args[0])?).is_some())))
    })?;
    // An address stays the text that it is: definitions ask for its scheme and for nothing else.
    env.add_overload("url", "string_to_url", text(), |args| {
        let text = string(&args[0])?;
        scheme(text).ok_or_else(|| refused("url", text))?;
        Ok(CowVal::owned(CelString::from(text.to_owned())))
    })?;
    env.add_member_overload("getScheme", "url_scheme", STRING_TYPE, Vec::new(), |args| {
        let text = string(&args[0])?;
        let scheme = scheme(text).ok_or_else(|| refused("getScheme", text))?;
        Ok(CowVal::owned(CelString::from(scheme.to_ascii_lowercase())))
    })
}

fn string<'a>(value: &'a CowVal<'_, '_>) -> Result<&'a str, ExecutionError> {
    let text = value.downcast_ref::<CelString>();
    text.map(CelString::inner).ok_or_else(|| refused("a string", BOOL_TYPE.name()))
}

/// Whether a function fails only for a text that is no value of its type, as it does on the API server.
pub(super) fn converts(function: &str) -> bool {
    ["duration", "url"].contains(&function)
}

fn refused(function: &str, text: &str) -> ExecutionError {
    ExecutionError::function_error(function, format!("`{text}` is none"))
}

/// A duration of Go (`1h30m`, `250ms`) in nanoseconds.
fn nanoseconds(text: &str) -> Option<i64> {
    let (sign, mut rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        total += number * unit_of(&rest[..unit])?;
        rest = &rest[unit..];
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "saturates at the 292 years that Go's durations have, too"
    )]
    Some((total * f64::from(sign)) as i64)
}

fn unit_of(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 60e9,
        "h" => 3600e9,
        _ => return None,
    })
}

/// The scheme of what Go's `url.ParseRequestURI` takes: an absolute address, or an absolute path, whose scheme is empty.
fn scheme(text: &str) -> Option<&str> {
    if text.starts_with('/') {
        return Some("");
    }
    if text.chars().any(|c| c.is_ascii_control() || c == ' ') {
        return None;
    }
    let (scheme, _) = text.split_once(':')?;
    let mut letters = scheme.chars();
    let begins = letters.next()?.is_ascii_alphabetic();
    (begins && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        for (text, expected) in [
            ("0", Some(0)),
            ("250ms", Some(250_000_000)),
            ("1h30m", Some(5_400_000_000_000)),
            ("-1.5s", Some(-1_500_000_000)),
            ("", None),
            ("5", None),
            ("5x", None),
            ("s", None),
        ] {
            assert_eq!(nanoseconds(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_have_a_scheme_or_are_paths() {
        for (text, expected) in [
            ("https://example.com/x", Some("https")),
            ("oci://registry.example.com", Some("oci")),
            ("/usr/lib", Some("")),
            ("example.com", None),
            ("1http://x", None),
            ("http://a b", None),
        ] {
            assert_eq!(scheme(text), expected, "{text}");
        }
    }
}
