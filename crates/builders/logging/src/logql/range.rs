//! Functions of lines over a span of time.

use super::tokens::{Token, Tokens, is_duration};
use super::{Result, metric, pipeline};

/// A function: whether it may be given lines, whether numbers in them, and whether it groups.
const FUNCTIONS: [(&str, bool, bool, bool); 15] = [
    ("rate", true, true, false),
    ("rate_counter", false, true, false),
    ("count_over_time", true, false, false),
    ("bytes_rate", true, false, false),
    ("bytes_over_time", true, false, false),
    ("absent_over_time", true, true, false),
    ("sum_over_time", false, true, false),
    ("avg_over_time", false, true, true),
    ("max_over_time", false, true, true),
    ("min_over_time", false, true, true),
    ("first_over_time", false, true, true),
    ("last_over_time", false, true, true),
    ("stdvar_over_time", false, true, true),
    ("stddev_over_time", false, true, true),
    ("quantile_over_time", false, true, true),
];

pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.0 == name)
}

/// What a function is given, from behind its bracket on.
pub(super) fn function(tokens: &mut Tokens, name: &str) -> Result<()> {
    let Some((_, of_lines, of_numbers, groups)) =
        FUNCTIONS.iter().find(|function| function.0 == name).copied()
    else {
        return Err(tokens.error(format!("there is no function `{name}`")));
    };
    let number = metric::parameter(tokens);
    if number.is_none() && name == "quantile_over_time" {
        return Err(
            tokens.error("`quantile_over_time` is given a number first: `quantile_over_time(0.99, …)`")
        );
    }
    if number.is_some() && name != "quantile_over_time" {
        return Err(tokens.error(format!("`{name}` is not given a number")));
    }
    let has_numbers = lines(tokens)?;
    if !has_numbers && !of_lines {
        return Err(tokens.error(format!("`{name}` needs a number of each line: `| unwrap <label>`")));
    }
    if has_numbers && !of_numbers {
        return Err(tokens.error(format!("`{name}` counts lines, and takes no `unwrap`")));
    }
    tokens.expect(&Token::Close(')'), "`)` should follow")?;
    if metric::grouping(tokens)? && !groups {
        return Err(tokens.error(format!("`{name}` does not group: write `sum by (…) ({name}(…))`")));
    }
    Ok(())
}

/// Lines over a span of time, which stands behind the selector or behind the pipeline. Says whether a number is taken
/// from each.
pub(super) fn lines(tokens: &mut Tokens) -> Result<bool> {
    if !tokens.take(&Token::Open('(')) {
        return spanned(tokens, true);
    }
    if tokens.peek() == Some(&Token::Open('(')) {
        let unwraps = lines(tokens)?;
        tokens.expect(&Token::Close(')'), "`)` should follow")?;
        return Ok(unwraps);
    }
    spanned(tokens, false)
}

/// A selector with its pipeline. One in brackets may have its span of time behind them.
fn spanned(tokens: &mut Tokens, is_bare: bool) -> Result<bool> {
    pipeline::selector(tokens)?;
    let mut has_span = span(tokens)?;
    let is_piped = pipeline::stages(tokens)?;
    let mut unwraps = pipeline::unwrap(tokens)?;
    if !has_span && is_bare {
        has_span = span(tokens)?;
    }
    if !is_bare {
        tokens.expect(&Token::Close(')'), "`)` should follow")?;
        if !has_span {
            has_span = span(tokens)?;
            unwraps |= !is_piped && !unwraps && pipeline::unwrap(tokens)?;
        }
    }
    if has_span { Ok(unwraps) } else { Err(tokens.error("a span of time such as `[5m]` should follow")) }
}

/// A span of time in brackets, if there is one, and how far back it lies.
fn span(tokens: &mut Tokens) -> Result<bool> {
    let Some(Token::Range(text)) = tokens.peek().cloned() else { return Ok(false) };
    if !is_whole(&text) {
        return Err(tokens.error(format!("`{text}` is no span of time")));
    }
    tokens.next()?;
    if tokens.take_word(&["offset"]).is_some() && !matches!(tokens.next()?, Token::Duration) {
        return Err(tokens.error("a span of time such as `5m` should follow"));
    }
    Ok(true)
}

/// Whether a text is a span of time as Prometheus writes it: whole numbers, the larger units first.
fn is_whole(text: &str) -> bool {
    let units = ["y", "w", "d", "h", "m", "s", "ms"];
    let is_prometheus = is_duration(text) && !text.contains(['.', '-', 'u', 'µ', 'n']);
    let mut last = None;
    let mut rest = text;
    while is_prometheus && !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let end = number.find(|c: char| c.is_ascii_digit()).unwrap_or(number.len());
        let at = units.iter().position(|unit| *unit == &number[..end]);
        if at.is_none() || at <= last {
            return false;
        }
        (last, rest) = (at, &number[end..]);
    }
    is_prometheus || text == "0"
}
