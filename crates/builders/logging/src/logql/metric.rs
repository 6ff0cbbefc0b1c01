//! What makes numbers of lines, and numbers of numbers.

use super::tokens::{Token, Tokens};
use super::{Gives, Result, pipeline};

/// Functions of lines over a span of time.
const OVER_TIME: [&str; 17] = [
    "rate",
    "rate_counter",
    "count_over_time",
    "bytes_rate",
    "bytes_over_time",
    "sum_over_time",
    "avg_over_time",
    "max_over_time",
    "min_over_time",
    "first_over_time",
    "last_over_time",
    "stdvar_over_time",
    "stddev_over_time",
    "quantile_over_time",
    "absent_over_time",
    "variants",
    "count",
];

/// Functions of series.
const OF_SERIES: [&str; 12] = [
    "sum",
    "avg",
    "max",
    "min",
    "count",
    "stddev",
    "stdvar",
    "bottomk",
    "topk",
    "sort",
    "sort_desc",
    "approx_topk",
];

const SIGNS: [&str; 12] = ["==", "!=", ">", ">=", "<", "<=", "+", "-", "*", "/", "%", "^"];
const WORDS: [&str; 3] = ["and", "or", "unless"];

/// Terms with operators between them. Which of them bind closer does not matter for what is read here.
pub(super) fn expression(tokens: &mut Tokens) -> Result<Gives> {
    let mut gives = term(tokens)?;
    while operator(tokens)? {
        if gives == Gives::Lines {
            return Err(tokens.error("lines cannot be compared"));
        }
        let right = term(tokens)?;
        if right == Gives::Lines {
            return Err(tokens.error("lines cannot be compared"));
        }
        if right == Gives::Series {
            gives = Gives::Series;
        }
    }
    Ok(gives)
}

fn operator(tokens: &mut Tokens) -> Result<bool> {
    let is_sign = matches!(tokens.peek(), Some(Token::Sign(sign)) if SIGNS.contains(sign));
    if !is_sign && tokens.take_word(&WORDS).is_none() {
        return Ok(false);
    }
    if is_sign {
        tokens.next()?;
    }
    tokens.take_word(&["bool"]);
    if tokens.take_word(&["on", "ignoring"]).is_some() {
        labels(tokens)?;
        if tokens.take_word(&["group_left", "group_right"]).is_some()
            && tokens.peek() == Some(&Token::Open('('))
        {
            labels(tokens)?;
        }
    }
    Ok(true)
}

fn term(tokens: &mut Tokens) -> Result<Gives> {
    tokens.take(&Token::Sign("-"));
    match tokens.peek().cloned() {
        Some(Token::Number(_)) => tokens.next().map(|_| Gives::Number),
        Some(Token::Open('(')) => {
            tokens.next()?;
            let gives = expression(tokens)?;
            tokens.expect(&Token::Close(')'), "`)` should follow")?;
            Ok(gives)
        }
        Some(Token::Open('{')) => {
            pipeline::selector(tokens)?;
            pipeline::stages(tokens)?;
            Ok(Gives::Lines)
        }
        Some(Token::Word(name)) => function(tokens, &name),
        Some(_) => Err(tokens.error("a query cannot begin like this")),
        None => Err(tokens.error("the query ends too early")),
    }
}

fn function(tokens: &mut Tokens, name: &str) -> Result<Gives> {
    let is_of_series = OF_SERIES.contains(&name);
    if !is_of_series && !OVER_TIME.contains(&name) && !["vector", "label_replace"].contains(&name) {
        return Err(tokens.error(format!("there is no function `{name}`")));
    }
    tokens.next()?;
    if is_of_series {
        grouping(tokens)?;
    }
    tokens.expect(&Token::Open('('), "`(` should follow")?;
    let gives = match name {
        "vector" => tokens.next().map(|_| Gives::Number)?,
        "label_replace" => replaced(tokens)?,
        _ if is_of_series => aggregated(tokens)?,
        _ => over_time(tokens)?,
    };
    tokens.expect(&Token::Close(')'), "`)` should follow")?;
    grouping(tokens)?;
    Ok(gives)
}

fn aggregated(tokens: &mut Tokens) -> Result<Gives> {
    parameter(tokens);
    if expression(tokens)? == Gives::Lines {
        return Err(tokens.error("lines cannot be added up"));
    }
    Ok(Gives::Series)
}

fn replaced(tokens: &mut Tokens) -> Result<Gives> {
    let gives = expression(tokens)?;
    for _ in 0..4 {
        tokens.expect(&Token::Sign(","), "`,` should follow")?;
        tokens.text()?;
    }
    Ok(gives)
}

/// Lines over a span of time, which stands behind the selector or behind the pipeline.
fn over_time(tokens: &mut Tokens) -> Result<Gives> {
    parameter(tokens);
    if tokens.take(&Token::Open('(')) {
        over_time(tokens)?;
        tokens.expect(&Token::Close(')'), "`)` should follow")?;
        return Ok(Gives::Series);
    }
    pipeline::selector(tokens)?;
    let early = span(tokens)?;
    pipeline::stages(tokens)?;
    let late = span(tokens)?;
    if early == late {
        return Err(tokens.error("a span of time such as `[5m]` should follow"));
    }
    Ok(Gives::Series)
}

/// A number in front of what a function is given.
fn parameter(tokens: &mut Tokens) {
    if matches!((tokens.peek(), tokens.second()), (Some(Token::Number(_)), Some(Token::Sign(",")))) {
        let _ = tokens.next();
        let _ = tokens.next();
    }
}

/// A span of time in brackets, if there is one, and how far back it lies.
fn span(tokens: &mut Tokens) -> Result<bool> {
    if !tokens.take(&Token::Open('[')) {
        return Ok(false);
    }
    duration(tokens)?;
    tokens.expect(&Token::Close(']'), "`]` should follow")?;
    if tokens.take_word(&["offset"]).is_some() {
        tokens.take(&Token::Sign("-"));
        duration(tokens)?;
    }
    Ok(true)
}

fn duration(tokens: &mut Tokens) -> Result<()> {
    let Some(Token::Number(text)) = tokens.peek().cloned() else {
        return Err(tokens.error("a span of time such as `5m` should follow"));
    };
    let units = ["ms", "us", "µs", "ns", "s", "m", "h", "d", "w", "y"];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let unit = units.iter().find(|unit| number.starts_with(**unit));
        let Some(unit) = unit.filter(|_| number.len() < rest.len()) else {
            return Err(tokens.error(format!("`{text}` is no span of time")));
        };
        rest = &number[unit.len()..];
    }
    tokens.next().map(|_| ())
}

fn grouping(tokens: &mut Tokens) -> Result<()> {
    if tokens.take_word(&["by", "without"]).is_some() { labels(tokens) } else { Ok(()) }
}

fn labels(tokens: &mut Tokens) -> Result<()> {
    tokens.expect(&Token::Open('('), "`(` should follow")?;
    while !tokens.take(&Token::Close(')')) {
        match tokens.next()? {
            Token::Word(_) | Token::Sign(",") => {}
            _ => return Err(tokens.error("names of labels should stand here")),
        }
    }
    Ok(())
}
