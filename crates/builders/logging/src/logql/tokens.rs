//! The words of LogQL.

use super::{Invalid, Result};

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name: of a function, a label, a stage.
    Word(String),
    /// A number.
    Number(String),
    /// A span of time: `10s`, `1h30m`.
    Duration,
    /// A size: `5KB`.
    Bytes,
    /// A text in quotes.
    Text(String),
    /// A span of time in brackets: `[5m]`.
    Range(String),
    /// `--strict` or `--keep-empty`.
    Flag,
    /// `(` or `{`.
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
const FLAGS: [&str; 2] = ["--strict", "--keep-empty"];
/// Words that mean something wherever they stand, and are no names.
const RESERVED: [&str; 25] = [
    "unwrap",
    "by",
    "without",
    "bool",
    "label_replace",
    "offset",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "or",
    "and",
    "unless",
    "json",
    "regexp",
    "logfmt",
    "unpack",
    "pattern",
    "label_format",
    "line_format",
    "decolorize",
    "drop",
    "keep",
    "variants",
    "of",
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

    /// The next word in small letters, if it is a name.
    pub(super) fn word(&self) -> Option<String> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    /// Takes the next word if it is one of these names, and says which.
    pub(super) fn take_word(&mut self, words: &[&str]) -> Option<String> {
        let word = self.word().filter(|word| words.contains(&word.as_str()))?;
        self.at += 1;
        Some(word)
    }

    /// Whether the next word may be the name of a label.
    pub(super) fn is_name(&self) -> bool {
        self.word().is_some_and(|word| !RESERVED.contains(&word.as_str()))
    }

    /// Takes the name of a label.
    pub(super) fn name(&mut self) -> Result<String> {
        match self.peek().cloned() {
            Some(Token::Word(name)) if self.is_name() => {
                self.at += 1;
                Ok(name)
            }
            Some(Token::Word(word)) => {
                Err(self.error(format!("`{word}` is a word of LogQL, no name of a label")))
            }
            Some(_) => Err(self.error("the name of a label should stand here")),
            None => Err(self.error("the query ends too early")),
        }
    }

    pub(super) fn expect(&mut self, token: &Token, what: &str) -> Result<()> {
        if self.take(token) {
            return Ok(());
        }
        Err(self.missing(what))
    }

    /// That something else should stand here.
    pub(super) fn missing(&self, what: &str) -> Invalid {
        self.error(if self.peek().is_none() { "the query ends too early" } else { what })
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
    let (flag, after) = split(rest, |c| c.is_alphabetic() || c == '-');
    if FLAGS.contains(&flag) {
        return Ok((Token::Flag, after));
    }
    let digits = rest.strip_prefix(['.', '-']).unwrap_or(rest);
    match first {
        '"' | '`' => quoted(rest, first),
        '(' | '{' => Ok((Token::Open(first), &rest[1..])),
        ')' | '}' | ']' => Ok((Token::Close(first), &rest[1..])),
        '[' => {
            let inner = rest[1..].split_once(']');
            let (inner, after) =
                inner.ok_or_else(|| Invalid { why: "`[` is not closed".into(), rest: rest.to_owned() })?;
            Ok((Token::Range(inner.to_owned()), after))
        }
        '0'..='9' | '.' | '-' if digits.starts_with(|c: char| c.is_ascii_digit()) => Ok(number(rest)),
        _ if first.is_alphabetic() || first == '_' => {
            let (word, after) = split(rest, |c| c.is_alphanumeric() || c == '_');
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

/// A span of time, a size or a number, whichever takes more. Only a span of time has its sign in it.
fn number(rest: &str) -> (Token, &str) {
    let (time, after) = split(rest, |c| c.is_ascii_digit() || ".-nuµmshdwy".contains(c));
    if is_duration(time) {
        return (Token::Duration, after);
    }
    if let Some(after) = rest.strip_prefix('-') {
        return (Token::Sign("-"), after);
    }
    let (size, after) = split(rest, |c| c.is_ascii_digit() || ".BikKMGTP".contains(c));
    if is_size(size) {
        return (Token::Bytes, after);
    }
    let (whole, _) = split(rest, |c| c.is_ascii_hexdigit() || "._xXoObBeEpP".contains(c));
    let digits = split(whole, |c| c.is_ascii_digit() || "._".contains(c)).0;
    let exponent = rest[digits.len()..]
        .strip_prefix(['e', 'E'])
        .map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
    let length = match exponent {
        _ if whole.starts_with("0x") || whole.starts_with("0X") => whole.len(),
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
            rest.len() - split(after, |c| c.is_ascii_digit()).1.len()
        }
        _ => digits.len(),
    };
    (Token::Number(rest[..length].to_owned()), &rest[length..])
}

/// Whether a text is a span of time, as Prometheus writes it or as Go does.
pub(super) fn is_duration(text: &str) -> bool {
    let units = ["ms", "us", "µs", "ns", "s", "m", "h", "d", "w", "y"];
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    let mut any = false;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let unit = units.iter().find(|unit| number.starts_with(**unit));
        let Some(unit) = unit.filter(|_| number.len() < rest.len()) else { return false };
        (rest, any) = (&number[unit.len()..], true);
    }
    any
}

fn is_size(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let units = [
        "B", "k", "kB", "K", "KB", "Ki", "KiB", "ki", "kiB", "M", "MB", "Mi", "MiB", "G", "GB", "Gi", "GiB",
        "T", "TB", "Ti", "TiB", "P", "PB", "Pi", "PiB",
    ];
    units.contains(&unit)
}

/// Between backquotes everything stands for itself; between double quotes a backslash changes what follows.
fn quoted(rest: &str, quote: char) -> Result<(Token, &str)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    let invalid = |why: String| Invalid { why, rest: rest.to_owned() };
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((Token::Text(text), &rest[at + 1..])),
            '\\' if quote == '"' => match characters.next() {
                Some((at, escaped)) => {
                    let (meant, length) = unescaped(&rest[at..]).ok_or_else(|| {
                        invalid(format!(
                            "`\\{escaped}` means nothing between double quotes: write `\\\\{escaped}`"
                        ))
                    })?;
                    text.push(meant);
                    characters.by_ref().take(length - 1).for_each(drop);
                }
                None => break,
            },
            '\n' if quote == '"' => break,
            _ => text.push(character),
        }
    }
    Err(invalid("a text is not closed".into()))
}

/// What a backslash makes of what follows, and how many characters that are.
fn unescaped(rest: &str) -> Option<(char, usize)> {
    let coded = |from: usize, length: usize, base: u32| {
        let code = u32::from_str_radix(rest.get(from..from + length)?, base).ok()?;
        Some((char::from_u32(code)?, from + length))
    };
    Some(match rest.chars().next()? {
        'n' => ('\n', 1),
        't' => ('\t', 1),
        'r' => ('\r', 1),
        escaped @ ('a' | 'b' | 'f' | 'v' | '\\' | '"') => (escaped, 1),
        'x' => coded(1, 2, 16)?,
        'u' => coded(1, 4, 16)?,
        'U' => coded(1, 8, 16)?,
        '0'..='7' => coded(0, 3, 8)?,
        _ => return None,
    })
}
