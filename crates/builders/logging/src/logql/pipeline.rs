//! Which lines, and what is done with them.

use std::collections::BTreeSet;

use super::tokens::{Token, Tokens};
use super::{Result, filter};

/// What keeps or leaves out lines.
const FILTERS: [&str; 6] = ["|=", "|~", "|>", "!=", "!~", "!>"];
/// Stages that are named by a word.
const STAGES: [&str; 10] = [
    "json",
    "logfmt",
    "regexp",
    "pattern",
    "unpack",
    "line_format",
    "label_format",
    "decolorize",
    "drop",
    "keep",
];

/// `{label="value", …}`.
pub(super) fn selector(tokens: &mut Tokens) -> Result<()> {
    tokens.expect(&Token::Open('{'), "a selector such as `{app=\"shop\"}` should follow")?;
    let mut selects = false;
    while !tokens.take(&Token::Close('}')) {
        selects |= matcher(tokens)?;
        if tokens.take(&Token::Close('}')) {
            break;
        }
        tokens.expect(&Token::Sign(","), "`,` or `}` should follow")?;
        if tokens.peek() == Some(&Token::Close('}')) {
            return Err(tokens.error("a label should stand behind `,`"));
        }
    }
    if selects { Ok(()) } else { Err(tokens.error("one label has to have a value")) }
}

/// A matcher, and whether it leaves out what has no such label: Loki refuses to read everything.
fn matcher(tokens: &mut Tokens) -> Result<bool> {
    tokens.name()?;
    let Token::Sign(sign) = tokens.next()? else {
        return Err(tokens.error("`=`, `!=`, `=~` or `!~` should stand here"));
    };
    filter::matched(tokens, sign)
}

/// All stages of a pipeline, up to an `unwrap`, and whether there is one.
pub(super) fn stages(tokens: &mut Tokens) -> Result<bool> {
    let mut any = false;
    loop {
        match tokens.peek() {
            Some(Token::Sign(sign)) if FILTERS.contains(sign) => line_filter(tokens)?,
            Some(Token::Sign("|")) if !is_unwrap(tokens) => {
                tokens.next()?;
                stage(tokens)?;
            }
            _ => return Ok(any),
        }
        any = true;
    }
}

/// Whether a number is taken from the lines next.
pub(super) fn is_unwrap(tokens: &Tokens) -> bool {
    let is_it = |word: &str| word.eq_ignore_ascii_case("unwrap");
    tokens.peek() == Some(&Token::Sign("|"))
        && matches!(tokens.second(), Some(Token::Word(word)) if is_it(word))
}

/// `| unwrap label`, and filters of labels behind it, if they are there.
pub(super) fn unwrap(tokens: &mut Tokens) -> Result<bool> {
    if !is_unwrap(tokens) {
        return Ok(false);
    }
    let _ = (tokens.next()?, tokens.next()?);
    let is_converted = tokens.second() == Some(&Token::Open('('));
    if is_converted && tokens.take_word(&["bytes", "duration", "duration_seconds"]).is_none() {
        return Err(tokens.error("a label is read by `bytes`, `duration` or `duration_seconds`"));
    }
    if is_converted {
        tokens.next()?;
    }
    tokens.name()?;
    if is_converted {
        tokens.expect(&Token::Close(')'), "`)` should follow")?;
    }
    while tokens.take(&Token::Sign("|")) {
        if tokens.word().is_some_and(|word| STAGES.contains(&word.as_str()) || word == "unwrap") {
            return Err(tokens.error("only filters of labels stand behind `unwrap`"));
        }
        filter::labels(tokens)?;
    }
    Ok(true)
}

/// `|= "text"`, `!= ip("10.0.0.0/8")`, `|~ "a" or "b"`.
fn line_filter(tokens: &mut Tokens) -> Result<()> {
    let is_regex = matches!(tokens.next()?, Token::Sign("|~" | "!~"));
    loop {
        if !filter::address(tokens)? {
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
    let Some(name) = tokens.word() else {
        return if tokens.peek() == Some(&Token::Open('(')) {
            filter::labels(tokens)
        } else {
            Err(tokens.missing("a stage of a pipeline should follow"))
        };
    };
    if !STAGES.contains(&name.as_str()) {
        if tokens.is_name() && !matches!(tokens.second(), Some(Token::Sign(_))) {
            return Err(tokens.error(format!("`{name}` is no stage of a pipeline")));
        }
        return filter::labels(tokens);
    }
    tokens.next()?;
    match name.as_str() {
        "json" => {
            if tokens.is_name() {
                list(tokens, extraction)
            } else {
                Ok(())
            }
        }
        "logfmt" => {
            while tokens.take(&Token::Flag) {}
            if tokens.is_name() { list(tokens, extraction) } else { Ok(()) }
        }
        "regexp" => {
            let text = tokens.text()?;
            let captures = hagen_kube::go_regex(&text).map(|regex| regex.capture_names().flatten().count());
            match captures {
                None => Err(tokens.error(format!("`{text}` is no regular expression"))),
                Some(0) => {
                    Err(tokens.error("`regexp` takes labels from groups with a name: `(?P<status>\\\\d+)`"))
                }
                Some(_) => Ok(()),
            }
        }
        "pattern" => {
            let text = tokens.text()?;
            pattern(&text).map_or(Ok(()), |why| Err(tokens.error(why)))
        }
        "line_format" => tokens.text().map(|_| ()),
        "label_format" => list(tokens, format),
        "drop" | "keep" => list(tokens, kept),
        _ => Ok(()),
    }
}

/// One or more, with commas between them.
fn list(tokens: &mut Tokens, one: fn(&mut Tokens) -> Result<()>) -> Result<()> {
    one(tokens)?;
    while tokens.take(&Token::Sign(",")) {
        one(tokens)?;
    }
    Ok(())
}

/// `label` or `label="where it is"`.
fn extraction(tokens: &mut Tokens) -> Result<()> {
    tokens.name()?;
    if tokens.take(&Token::Sign("=")) { tokens.text().map(|_| ()) } else { Ok(()) }
}

/// `new=old` or `new="template"`.
fn format(tokens: &mut Tokens) -> Result<()> {
    tokens.name()?;
    tokens.expect(&Token::Sign("="), "`=` should follow")?;
    if tokens.is_name() { tokens.name().map(|_| ()) } else { tokens.text().map(|_| ()) }
}

/// `label` or `label="value"`.
fn kept(tokens: &mut Tokens) -> Result<()> {
    tokens.name()?;
    match tokens.peek() {
        Some(Token::Sign(sign @ ("=" | "!=" | "=~" | "!~"))) => {
            let sign = *sign;
            tokens.next()?;
            filter::matched(tokens, sign).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// Why a text is no pattern: something has to be taken from the line, with something between what is taken.
fn pattern(text: &str) -> Option<String> {
    let mut rest = text;
    let (mut names, mut is_behind) = (BTreeSet::new(), false);
    while let Some((before, after)) = rest.split_once('<') {
        let Some((name, behind)) = after.split_once('>').filter(|(name, _)| is_capture(name)) else {
            (rest, is_behind) = (after, false);
            continue;
        };
        if is_behind && before.is_empty() {
            return Some(format!("nothing stands between `<{name}>` and what is taken before it"));
        }
        if name != "_" && !names.insert(name) {
            return Some(format!("`<{name}>` is taken twice"));
        }
        (rest, is_behind) = (behind, true);
    }
    names.is_empty().then(|| "`pattern` takes labels from the line: `<status>`".to_owned())
}

fn is_capture(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}
