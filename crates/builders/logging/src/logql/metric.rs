//! What makes numbers of lines, and numbers of numbers.

use super::tokens::{Token, Tokens};
use super::{Result, pipeline, range};

/// What a part of a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Lines,
    Series,
    /// `vector(1)`.
    Vector,
    /// A number as it stands.
    Literal,
}

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

/// Operators, those that bind less before those that bind more.
const OPERATORS: [&[&str]; 6] =
    [&["or"], &["and", "unless"], &["==", "!=", "<", "<=", ">", ">="], &["+", "-"], &["*", "/", "%"], &["^"]];

/// Terms with operators between them.
pub(super) fn expression(tokens: &mut Tokens) -> Result<Kind> {
    level(tokens, 0)
}

fn level(tokens: &mut Tokens, binds: usize) -> Result<Kind> {
    let Some(operators) = OPERATORS.get(binds) else { return term(tokens) };
    let mut gives = level(tokens, binds + 1)?;
    while let Some(operator) = operator(tokens, operators) {
        modifiers(tokens)?;
        let right = level(tokens, binds + 1)?;
        if gives == Kind::Lines || right == Kind::Lines {
            return Err(tokens.error("lines cannot be compared"));
        }
        if binds < 2 && (gives == Kind::Literal || right == Kind::Literal) {
            return Err(tokens.error(format!("`{operator}` stands between series, and not beside a number")));
        }
        gives = match (gives, right) {
            (Kind::Literal, Kind::Literal) => Kind::Literal,
            (Kind::Series, _) | (_, Kind::Series) => Kind::Series,
            _ => Kind::Vector,
        };
    }
    Ok(gives)
}

/// Takes one of some operators, and says which.
fn operator(tokens: &mut Tokens, operators: &[&'static str]) -> Option<&'static str> {
    let found = match (tokens.peek()?, tokens.word()) {
        (Token::Sign(sign), _) => operators.iter().find(|operator| *operator == sign),
        (_, Some(word)) => operators.iter().find(|operator| **operator == word),
        _ => None,
    };
    let found = found.copied()?;
    tokens.next().ok().map(|_| found)
}

/// `bool`, and which series belong together.
fn modifiers(tokens: &mut Tokens) -> Result<()> {
    tokens.take_word(&["bool"]);
    if tokens.take_word(&["on", "ignoring"]).is_some() {
        labels(tokens)?;
        if tokens.take_word(&["group_left", "group_right"]).is_some()
            && tokens.peek() == Some(&Token::Open('('))
        {
            labels(tokens)?;
        }
    }
    Ok(())
}

fn term(tokens: &mut Tokens) -> Result<Kind> {
    match tokens.peek().cloned() {
        Some(Token::Sign("+" | "-")) if matches!(tokens.second(), Some(Token::Number(_))) => {
            tokens.next()?;
            tokens.next().map(|_| Kind::Literal)
        }
        Some(Token::Number(_)) => tokens.next().map(|_| Kind::Literal),
        Some(Token::Open('(')) => {
            tokens.next()?;
            let gives = expression(tokens)?;
            tokens.expect(&Token::Close(')'), "`)` should follow")?;
            Ok(gives)
        }
        Some(Token::Open('{')) => {
            pipeline::selector(tokens)?;
            pipeline::stages(tokens)?;
            if pipeline::is_unwrap(tokens) {
                let message =
                    "`unwrap` stands only within a function of a span of time, such as `sum_over_time`";
                return Err(tokens.error(message));
            }
            Ok(Kind::Lines)
        }
        Some(Token::Word(name)) => function(tokens, &name.to_lowercase()),
        Some(Token::Sign("-")) => Err(tokens.error("a number should follow: write `-1 * …`")),
        Some(_) => Err(tokens.error("a query cannot begin like this")),
        None => Err(tokens.error("the query ends too early")),
    }
}

fn function(tokens: &mut Tokens, name: &str) -> Result<Kind> {
    let is_of_series = OF_SERIES.contains(&name);
    let is_known = is_of_series || range::is_function(name);
    if !is_known && !["vector", "label_replace", "variants"].contains(&name) {
        return Err(tokens.error(format!("there is no function `{name}`")));
    }
    tokens.next()?;
    if is_of_series {
        return aggregation(tokens, name);
    }
    tokens.expect(&Token::Open('('), "`(` should follow")?;
    match name {
        "vector" => {
            if !matches!(tokens.next()?, Token::Number(_)) {
                return Err(tokens.error("`vector` is given a number"));
            }
            close(tokens)?;
            Ok(Kind::Vector)
        }
        "label_replace" => {
            let gives = replaced(tokens)?;
            close(tokens)?;
            Ok(gives)
        }
        "variants" => variants(tokens),
        _ => {
            range::function(tokens, name)?;
            Ok(Kind::Series)
        }
    }
}

fn close(tokens: &mut Tokens) -> Result<()> {
    tokens.expect(&Token::Close(')'), "`)` should follow")
}

/// `sum by (pod) (…)`, `topk(5, …)`.
fn aggregation(tokens: &mut Tokens, name: &str) -> Result<Kind> {
    let early = grouping(tokens)?;
    tokens.expect(&Token::Open('('), "`(` should follow")?;
    let number = parameter(tokens);
    let wants_number = matches!(name, "topk" | "bottomk" | "approx_topk");
    match number {
        None if wants_number => {
            return Err(tokens.error(format!("`{name}` is given a number first: `{name}(5, …)`")));
        }
        Some(_) if !wants_number => return Err(tokens.error(format!("`{name}` is not given a number"))),
        Some(number) if number.parse::<u64>().is_ok_and(|number| number > 0) => {}
        Some(number) => return Err(tokens.error(format!("`{name}` is given a whole number, not `{number}`"))),
        None => {}
    }
    let gives = expression(tokens)?;
    if gives == Kind::Lines {
        return Err(tokens.error("lines cannot be added up"));
    }
    close(tokens)?;
    let is_grouped = early || grouping(tokens)?;
    if is_grouped && matches!(name, "sort" | "sort_desc" | "approx_topk") {
        return Err(tokens.error(format!("`{name}` does not group")));
    }
    Ok(if gives == Kind::Series { Kind::Series } else { Kind::Vector })
}

fn replaced(tokens: &mut Tokens) -> Result<Kind> {
    let gives = expression(tokens)?;
    if gives == Kind::Lines {
        return Err(tokens.error("labels of lines are replaced by `label_format`"));
    }
    let mut text = String::new();
    for _ in 0..4 {
        tokens.expect(&Token::Sign(","), "`,` should follow")?;
        text = tokens.text()?;
    }
    match hagen_kube::go_regex(&format!("^(?:{text})$")) {
        Some(_) => Ok(gives),
        None => Err(tokens.error(format!("`{text}` is no regular expression"))),
    }
}

/// `variants(…, …) of ({…}[5m])`.
fn variants(tokens: &mut Tokens) -> Result<Kind> {
    expression(tokens)?;
    while tokens.take(&Token::Sign(",")) {
        expression(tokens)?;
    }
    close(tokens)?;
    if tokens.take_word(&["of"]).is_none() {
        return Err(tokens.missing("`of` should follow"));
    }
    tokens.expect(&Token::Open('('), "`(` should follow")?;
    range::lines(tokens)?;
    close(tokens)?;
    Ok(Kind::Series)
}

/// A number in front of what a function is given.
pub(super) fn parameter(tokens: &mut Tokens) -> Option<String> {
    let (Some(Token::Number(number)), Some(Token::Sign(","))) = (tokens.peek().cloned(), tokens.second())
    else {
        return None;
    };
    let _ = (tokens.next(), tokens.next());
    Some(number)
}

/// `by (…)` or `without (…)`, if it is there.
pub(super) fn grouping(tokens: &mut Tokens) -> Result<bool> {
    if tokens.take_word(&["by", "without"]).is_none() {
        return Ok(false);
    }
    labels(tokens).map(|()| true)
}

fn labels(tokens: &mut Tokens) -> Result<()> {
    tokens.expect(&Token::Open('('), "`(` should follow")?;
    if tokens.take(&Token::Close(')')) {
        return Ok(());
    }
    tokens.name()?;
    while tokens.take(&Token::Sign(",")) {
        tokens.name()?;
    }
    close(tokens)
}
