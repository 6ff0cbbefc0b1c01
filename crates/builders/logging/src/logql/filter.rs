//! Filters of labels.

use super::Result;
use super::tokens::{Token, Tokens};

/// `label="value" and (size > 20KB or took >= 1s)`.
pub(super) fn labels(tokens: &mut Tokens) -> Result<()> {
    loop {
        if tokens.take(&Token::Open('(')) {
            labels(tokens)?;
            tokens.expect(&Token::Close(')'), "`)` should follow")?;
        } else {
            one(tokens)?;
        }
        // Beside each other, both have to hold.
        let is_beside = tokens.is_name() || tokens.peek() == Some(&Token::Open('('));
        if !is_beside && tokens.take_word(&["and", "or"]).is_none() && !tokens.take(&Token::Sign(",")) {
            return Ok(());
        }
    }
}

fn one(tokens: &mut Tokens) -> Result<()> {
    tokens.name()?;
    match tokens.next()? {
        Token::Sign(sign @ ("=" | "!=")) => {
            if address(tokens)? || amount(tokens)? {
                return Ok(());
            }
            matched(tokens, sign).map(|_| ())
        }
        Token::Sign(sign @ ("=~" | "!~")) => matched(tokens, sign).map(|_| ()),
        Token::Sign("==" | ">" | ">=" | "<" | "<=") => {
            if amount(tokens)? {
                return Ok(());
            }
            Err(tokens.missing("a number, a span of time or a size should follow, without quotes"))
        }
        _ => Err(tokens.error("a label is compared by `=`, `!=`, `=~`, `!~`, `>`, `>=`, `<` or `<=`")),
    }
}

/// A number, a span of time or a size, if one is there.
fn amount(tokens: &mut Tokens) -> Result<bool> {
    match (tokens.peek(), tokens.second()) {
        (Some(Token::Number(_) | Token::Duration | Token::Bytes), _) => {}
        (Some(Token::Sign("+" | "-")), Some(Token::Number(_))) => drop(tokens.next()?),
        _ => return Ok(false),
    }
    tokens.next().map(|_| true)
}

/// `ip("10.0.0.0/8")`, if it is there.
pub(super) fn address(tokens: &mut Tokens) -> Result<bool> {
    if tokens.second() != Some(&Token::Open('(')) || tokens.take_word(&["ip"]).is_none() {
        return Ok(false);
    }
    tokens.next()?;
    tokens.text()?;
    tokens.expect(&Token::Close(')'), "`)` should follow")?;
    Ok(true)
}

/// The text that a label is compared with, and whether nothing at all is unlike it.
pub(super) fn matched(tokens: &mut Tokens, sign: &str) -> Result<bool> {
    let value = tokens.text()?;
    match sign {
        "=" => Ok(!value.is_empty()),
        "!=" => Ok(value.is_empty()),
        "=~" | "!~" => {
            let regex = hagen_kube::go_regex(&format!("^(?:{value})$"));
            let regex = regex.ok_or_else(|| tokens.error(format!("`{value}` is no regular expression")))?;
            Ok((sign == "!~") == regex.is_match(""))
        }
        _ => Err(tokens.error(format!("labels are not compared by `{sign}`"))),
    }
}
