//! Which lines, and what is done with them.

use super::Result;
use super::tokens::{Token, Tokens};

/// Stages that are named by a word.
const STAGES: [&str; 14] = [
    "json",
    "logfmt",
    "regexp",
    "pattern",
    "unpack",
    "unwrap",
    "line_format",
    "label_format",
    "decolorize",
    "drop",
    "keep",
    "distinct",
    "ip",
    "__error__",
];
/// What keeps or leaves out lines.
const FILTERS: [&str; 6] = ["|=", "|~", "|>", "!=", "!~", "!>"];
/// What a label is compared by.
const COMPARISONS: [&str; 9] = ["=", "!=", "=~", "!~", "==", ">", ">=", "<", "<="];

/// `{label="value", …}`.
pub(super) fn selector(tokens: &mut Tokens) -> Result<()> {
    tokens.expect(&Token::Open('{'), "a selector such as `{app=\"shop\"}` should follow")?;
    let mut selects = false;
    while !tokens.take(&Token::Close('}')) {
        selects |= matcher(tokens)?;
        if tokens.peek() != Some(&Token::Close('}')) {
            tokens.expect(&Token::Sign(","), "`,` or `}` should follow")?;
        }
    }
    if selects { Ok(()) } else { Err(tokens.error("one label has to have a value")) }
}

/// A matcher, and whether it leaves anything out: Loki refuses to read everything.
fn matcher(tokens: &mut Tokens) -> Result<bool> {
    let Token::Word(_) = tokens.next()? else {
        return Err(tokens.error("the name of a label should stand here"));
    };
    let Token::Sign(sign) = tokens.next()? else {
        return Err(tokens.error("`=`, `!=`, `=~` or `!~` should stand here"));
    };
    let value = tokens.text()?;
    match sign {
        "=" => Ok(!value.is_empty()),
        "!=" => Ok(false),
        "=~" | "!~" => {
            let regex = hagen_kube::go_regex(&format!("^(?:{value})$"));
            let regex = regex.ok_or_else(|| tokens.error(format!("`{value}` is no regular expression")))?;
            Ok(sign == "=~" && !regex.is_match(""))
        }
        _ => Err(tokens.error(format!("labels are not compared by `{sign}`"))),
    }
}

/// All stages of a pipeline.
pub(super) fn stages(tokens: &mut Tokens) -> Result<()> {
    loop {
        match tokens.peek() {
            Some(Token::Sign(sign)) if FILTERS.contains(sign) => line_filter(tokens)?,
            Some(Token::Sign("|")) => {
                tokens.next()?;
                stage(tokens)?;
            }
            _ => return Ok(()),
        }
    }
}

/// `|= "text"`, `!= ip("10.0.0.0/8")`, `|~ "a" or "b"`.
fn line_filter(tokens: &mut Tokens) -> Result<()> {
    let is_regex = matches!(tokens.next()?, Token::Sign("|~" | "!~"));
    loop {
        if tokens.take_word(&["ip"]).is_some() {
            tokens.expect(&Token::Open('('), "`(` should follow")?;
            tokens.text()?;
            tokens.expect(&Token::Close(')'), "`)` should follow")?;
        } else {
            let value = tokens.text()?;
            if is_regex && hagen_kube::go_regex(&value).is_none() {
                return Err(tokens.error(format!("`{value}` is no regular expression")));
            }
        }
        if tokens.take_word(&["or"]).is_none() {
            return Ok(());
        }
    }
}

/// A stage by its name, or a filter of labels.
fn stage(tokens: &mut Tokens) -> Result<()> {
    match (tokens.peek().cloned(), tokens.second().cloned()) {
        (Some(Token::Open('(')), _) => {}
        (Some(Token::Word(_)), Some(Token::Sign(sign))) if COMPARISONS.contains(&sign) => {}
        (Some(Token::Word(word)), _) if STAGES.contains(&word.as_str()) => {}
        (Some(Token::Word(word)), _) => {
            return Err(tokens.error(format!("`{word}` is no stage of a pipeline")));
        }
        (None, _) => return Err(tokens.error("the query ends too early")),
        _ => return Err(tokens.error("a stage of a pipeline should follow")),
    }
    skip(tokens)
}

/// To the end of the stage: the next one, the span of time, or the bracket that closes what it stands in.
fn skip(tokens: &mut Tokens) -> Result<()> {
    let mut open = Vec::new();
    loop {
        match tokens.peek() {
            None | Some(Token::Open('[') | Token::Close(_)) if open.is_empty() => return Ok(()),
            Some(Token::Sign(sign)) if open.is_empty() && is_next(tokens, sign) => return Ok(()),
            Some(Token::Open(bracket)) => open.push(*bracket),
            Some(Token::Close(_)) => {
                open.pop();
            }
            _ => {}
        }
        tokens.next()?;
    }
}

/// Whether a sign begins the next stage. `!=` and `!~` compare labels too: behind a name they do.
fn is_next(tokens: &Tokens, sign: &str) -> bool {
    match sign {
        "|" | "|=" | "|~" | "|>" | "!>" => true,
        "!=" | "!~" => !tokens.is_behind_word(),
        _ => false,
    }
}
