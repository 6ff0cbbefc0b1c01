//! The expressions by which Argo Rollouts judges a measurement: `result[0] >= 0.95`. Read as far as to tell which nobody
//! can.
//!
//! <https://expr-lang.org/docs/language-definition>

use hagen_kube::template::words::{quoted, words};

/// What a condition may speak of, beside functions.
const NAMES: [&str; 10] =
    ["result", "true", "false", "nil", "asInt", "asFloat", "isNaN", "isInf", "isNil", "default"];
/// Operators between two values, the longest first.
const BETWEEN: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "??", "**", "..", "?.", "<", ">", "+", "-", "*", "/", "%", "^", "|",
    ".", "?", ":", ",", ";",
];
/// Operators that are words.
const WORDS: [&str; 9] = ["and", "or", "in", "not", "contains", "matches", "startsWith", "endsWith", "else"];

/// Why a condition cannot be read, if it cannot.
pub fn fault(condition: &str) -> Option<String> {
    let text = filled(condition);
    // What is given a name first reads otherwise.
    if text.trim_start().starts_with("let ") {
        return None;
    }
    let tokens = match words(&text, token) {
        Ok(tokens) => tokens,
        Err(fault) => return Some(format!("Argo Rollouts cannot read it: {fault}")),
    };
    let fault = order(&tokens).or_else(|| stranger(&tokens))?;
    Some(format!("Argo Rollouts cannot read it: {fault}"))
}

/// What is filled in later may be any value.
fn filled(condition: &str) -> String {
    let mut parts = condition.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('1');
        text.push_str(part.split_once("}}").map_or("", |(_, rest)| rest));
    }
    text
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'t> {
    /// A number, a text, `#`.
    Value(&'t str),
    Name(&'t str),
    /// Something between two values.
    Between(&'t str),
    /// `!`.
    Not,
    Open(char),
    Close(char),
}

fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), String> {
    let while_in = |is_in: fn(char) -> bool| rest.find(|c| !is_in(c)).unwrap_or(rest.len());
    if matches!(first, '"' | '\'' | '`') {
        let escape = (first != '`').then_some('\\');
        let length = quoted(rest, first, escape).ok_or_else(|| format!("`{first}` is not closed"))?;
        return Ok((Token::Value(&rest[..length]), length));
    }
    if first.is_ascii_digit() {
        let whole = while_in(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
        let length = rest[..whole].find("..").unwrap_or(whole);
        return Ok((Token::Value(&rest[..length]), length));
    }
    if first.is_alphabetic() || matches!(first, '_' | '$') {
        let length = while_in(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
        let word = &rest[..length];
        let is_between = WORDS.contains(&word) && word != "not";
        let token = match word {
            "not" => Token::Not,
            _ if is_between => Token::Between(word),
            _ => Token::Name(word),
        };
        return Ok((token, length));
    }
    match first {
        '#' => Ok((Token::Value("#"), 1)),
        '(' | '[' | '{' => Ok((Token::Open(first), 1)),
        ')' | ']' | '}' => Ok((Token::Close(first), 1)),
        _ => match BETWEEN.iter().find(|operator| rest.starts_with(**operator)) {
            Some(operator) => Ok((Token::Between(operator), operator.len())),
            None if first == '!' => Ok((Token::Not, 1)),
            None if first == '=' => Err("`=` compares nothing: write `==`".to_owned()),
            None if first == '&' => Err("`&` is no operator: write `&&`".to_owned()),
            None => Err(format!("`{first}` means nothing")),
        },
    }
}

/// What stands where it cannot: values beside each other, operators without a value, brackets that do not match.
fn order(tokens: &[Token<'_>]) -> Option<String> {
    // What these bring along reads otherwise.
    if tokens.iter().any(|it| matches!(it, Token::Open('{') | Token::Name("if") | Token::Between(";"))) {
        return brackets(tokens);
    }
    let mut wants_value = true;
    let mut before = "";
    for (at, token) in tokens.iter().enumerate() {
        let next_is_not = |what: &Token<'_>| tokens.get(at + 1) != Some(what);
        match token {
            Token::Value(text) | Token::Name(text) => {
                if !wants_value {
                    return Some(format!("an operator is missing before `{text}`"));
                }
                wants_value = false;
            }
            Token::Between("-" | "+" | "." | "..") if wants_value => {}
            // A slice from the start, or to the end, and a list with nothing after the last.
            Token::Between(":" | ",") if wants_value || !next_is_not(&Token::Close(']')) => {
                wants_value = true;
            }
            Token::Between(operator) if wants_value => {
                return Some(format!("a value is missing before `{operator}`"));
            }
            Token::Between(operator) => {
                (wants_value, before) = (true, operator);
            }
            Token::Not if !wants_value && !matches!(tokens.get(at + 1), Some(Token::Between(_))) => {
                return Some("an operator is missing before `!`".to_owned());
            }
            Token::Not => {}
            Token::Open(bracket) => {
                if !wants_value && *bracket == '{' {
                    return Some("`{` stands where an operator should".to_owned());
                }
                wants_value = true;
            }
            Token::Close(_) => {
                let is_empty = matches!(at.checked_sub(1).map(|at| &tokens[at]), Some(Token::Open(_)));
                let is_slice =
                    matches!(at.checked_sub(1).map(|at| &tokens[at]), Some(Token::Between(":" | ",")));
                if wants_value && !is_empty && !is_slice {
                    return Some(format!("a value is missing behind `{before}`"));
                }
                wants_value = false;
            }
        }
    }
    if tokens.is_empty() {
        return Some("it is empty".to_owned());
    }
    brackets(tokens).or_else(|| wants_value.then(|| format!("a value is missing behind `{before}`")))
}

fn brackets(tokens: &[Token<'_>]) -> Option<String> {
    let mut open = Vec::new();
    for token in tokens {
        match token {
            Token::Open(bracket) => open.push(*bracket),
            Token::Close(bracket) => {
                let matches =
                    matches!((open.pop(), bracket), (Some('('), ')') | (Some('['), ']') | (Some('{'), '}'));
                if !matches {
                    return Some(format!("`{bracket}` closes nothing"));
                }
            }
            _ => {}
        }
    }
    open.pop().map(|bracket| format!("`{bracket}` is not closed"))
}

/// A name that a condition does not know.
fn stranger(tokens: &[Token<'_>]) -> Option<String> {
    if tokens.contains(&Token::Open('{')) {
        return None;
    }
    tokens.iter().enumerate().find_map(|(at, token)| {
        let Token::Name(name) = token else { return None };
        let is_field = matches!(at.checked_sub(1).map(|at| &tokens[at]), Some(Token::Between("." | "?.")));
        let is_called = matches!(tokens.get(at + 1), Some(Token::Open('(')));
        (!is_field && !is_called && !NAMES.contains(name))
            .then(|| format!("it does not know `{name}`: what was measured is `result`"))
    })
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn conditions_that_can_be_read_are_left_alone() {
        for condition in [
            "result[0] >= 0.95",
            "len(result) == 0 || isNaN(result[0]) || result[0] >= {{args.good}}",
            "result.status == \"ok\" && !(result.count < -1)",
            "default(result, 0) < 1e-3",
            "result not in [1, 2, 3] and result != nil",
            "not isNil(result) ? result > 1 : false",
            "all(result, # < 5)",
            "all(result, {.value < 5})",
            "any(result, { # > {{ args.x }} })",
            "result[1:] == []",
            "result?.a?.b ?? 0 > 1",
            "result contains 'a\\'b'",
            "result in 1..5",
            "let x = result[0]; x > 1",
            "'{{args.mode}}' == 'a' || asInt(result) % 2 == 0",
        ] {
            assert_eq!(fault(condition), None, "{condition}");
        }
    }

    #[test]
    fn conditions_that_cannot_are_told_why() {
        let why = |condition: &str| {
            fault(condition).unwrap().strip_prefix("Argo Rollouts cannot read it: ").unwrap().to_owned()
        };
        assert_eq!(why("result[0] >>= 0.95"), "a value is missing before `>=`");
        assert_eq!(why("result[0] = 1"), "`=` compares nothing: write `==`");
        assert_eq!(why("result[0] >= "), "a value is missing behind `>=`");
        assert_eq!(why("(result[0] > 1"), "`(` is not closed");
        assert_eq!(why("result[0]] > 1"), "`]` closes nothing");
        assert_eq!(why("result[0] 1"), "an operator is missing before `1`");
        assert_eq!(why("result == 'a"), "`'` is not closed");
        assert_eq!(why("result > 1 & result < 3"), "`&` is no operator: write `&&`");
        assert_eq!(why("results[0] > 1"), "it does not know `results`: what was measured is `result`");
        assert_eq!(why(""), "it is empty");
    }
}
