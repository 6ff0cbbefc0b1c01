//! The words of LogQL.

use super::{Invalid, Result};

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name: of a function, a label, a stage.
    Word(String),
    /// A number, a span of time or a size: `5`, `0.99`, `10s`, `5KB`.
    Number(String),
    /// A text in quotes.
    Text(String),
    /// `(`, `{` or `[`.
    Open(char),
    /// `)`, `}` or `]`.
    Close(char),
    /// Anything else: `|=`, `>`, `,`.
    Sign(&'static str),
}

/// The signs, the longer before those that they begin with.
const SIGNS: [&str; 22] = [
    "|=", "|~", "|>", "!=", "!~", "!>", "=~", "==", ">=", "<=", "=", ">", "<", "|", ",", "+", "-", "*", "/",
    "%", "^", ".",
];

/// The words of a query, one after the other.
#[derive(Debug)]
pub(super) struct Tokens {
    tokens: Vec<(Token, String)>,
    at: usize,
}

impl Tokens {
    pub(super) fn of(query: &str) -> Result<Self> {
        let mut tokens = Vec::new();
        let mut rest = query.trim_start();
        while !rest.is_empty() {
            if rest.starts_with('#') {
                rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
                continue;
            }
            let (token, after) = token(rest)?;
            tokens.push((token, rest.to_owned()));
            rest = after.trim_start();
        }
        Ok(Self { tokens, at: 0 })
    }

    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    /// The word after the next one.
    pub(super) fn second(&self) -> Option<&Token> {
        self.tokens.get(self.at + 1).map(|(token, _)| token)
    }

    /// Whether the word before the next one is a name.
    pub(super) fn is_behind_word(&self) -> bool {
        matches!(self.at.checked_sub(1).and_then(|at| self.tokens.get(at)), Some((Token::Word(_), _)))
    }

    pub(super) fn next(&mut self) -> Result<Token> {
        let token = self.peek().cloned().ok_or_else(|| self.error("the query ends too early"))?;
        self.at += 1;
        Ok(token)
    }

    /// Takes the next word if it is this one.
    pub(super) fn take(&mut self, token: &Token) -> bool {
        let is_next = self.peek() == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes the next word if it is one of these names, and says which.
    pub(super) fn take_word(&mut self, words: &[&str]) -> Option<String> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        let word = words.contains(&word.as_str()).then(|| word.clone())?;
        self.at += 1;
        Some(word)
    }

    pub(super) fn expect(&mut self, token: &Token, what: &str) -> Result<()> {
        if self.take(token) {
            return Ok(());
        }
        let why = if self.peek().is_none() { "the query ends too early".to_owned() } else { what.to_owned() };
        Err(self.error(why))
    }

    pub(super) fn text(&mut self) -> Result<String> {
        if let Some(Token::Text(text)) = self.peek().cloned() {
            self.at += 1;
            return Ok(text);
        }
        Err(self.error("a text in quotes should follow"))
    }

    /// A finding about the next word.
    pub(super) fn error(&self, why: impl Into<String>) -> Invalid {
        let rest = self.tokens.get(self.at).map(|(_, rest)| rest.clone()).unwrap_or_default();
        Invalid { why: why.into(), rest }
    }
}

fn token(rest: &str) -> Result<(Token, &str)> {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '"' | '`' => quoted(rest, first),
        '(' | '{' | '[' => Ok((Token::Open(first), &rest[1..])),
        ')' | '}' | ']' => Ok((Token::Close(first), &rest[1..])),
        _ if first.is_ascii_digit() => {
            let (number, after) = split(rest, |c| c.is_alphanumeric() || c == '.' || c == 'µ');
            Ok((Token::Number(number.to_owned()), after))
        }
        _ if first.is_alphabetic() || first == '_' => {
            let (word, after) = split(rest, |c| c.is_alphanumeric() || c == '_' || c == ':');
            Ok((Token::Word(word.to_owned()), after))
        }
        _ => {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign)).copied();
            let unknown = || Invalid { why: format!("`{first}` has no meaning"), rest: rest.to_owned() };
            let sign = sign.ok_or_else(unknown)?;
            Ok((Token::Sign(sign), &rest[sign.len()..]))
        }
    }
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// Between backquotes everything stands for itself; between double quotes a backslash changes what follows.
fn quoted(rest: &str, quote: char) -> Result<(Token, &str)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((Token::Text(text), &rest[at + 1..])),
            '\\' if quote == '"' => match characters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, escaped)) => text.push(escaped),
                None => break,
            },
            '\n' if quote == '"' => break,
            _ => text.push(character),
        }
    }
    Err(Invalid { why: "a text is not closed".into(), rest: rest.to_owned() })
}
