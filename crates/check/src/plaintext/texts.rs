//! Secrets inside texts: files, documents, arguments, and what is encoded.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::glance::{Glance, SHORTEST_ENCODED};
use super::{names, shapes};

/// How deep encodings are followed into each other.
const DEPTH: usize = 3;

/// The secrets in a text: what each is, and itself.
pub(super) fn secrets(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    look(text, DEPTH, &mut found);
    found
}

fn look(text: &str, depth: usize, found: &mut Vec<(String, String)>) {
    let glance = Glance::at(text);
    if glance.is_harmless() {
        return;
    }
    if let Some((what, secret)) = shapes::secret(text, glance) {
        found.push((what, secret.to_owned()));
        return;
    }
    if let Some((name, value)) = option(text) {
        found.push((format!("what `{name}` names"), value.to_owned()));
        return;
    }
    if glance.has_assignments()
        && let Some((name, value)) = assignment(text)
    {
        found.push((format!("what `{name}` names"), value.to_owned()));
        return;
    }
    if glance.has_settings()
        && let Some((name, value)) = connection(text)
    {
        found.push((format!("what `{name}` names"), value.to_owned()));
        return;
    }
    if glance.has_headers()
        && let Some(password) = basic(text)
    {
        found.push(("a password of HTTP".to_owned(), password.to_owned()));
        return;
    }
    if text.contains('\n') || text.trim_start().starts_with(['{', '[']) {
        lines(text, found);
    }
    if depth > 0
        && glance.is_encoded()
        && let Some(decoded) = decoded(text)
    {
        let mut inner = Vec::new();
        look(&decoded, depth - 1, &mut inner);
        // What the user wrote is the text in base64.
        found.extend(inner.into_iter().map(|(what, _)| (what, text.trim().to_owned())));
    }
}

/// An argument that holds its own value: `--password=hunter2`.
fn option(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.strip_prefix("--")?.split_once('=')?;
    (names::is_secret(name) && names::is_literal(name, value)).then_some((name, value))
}

/// A variable that a shell sets for a command: `PGPASSWORD=hunter2 psql`, and options among other words.
fn assignment(text: &str) -> Option<(&str, &str)> {
    let is_name =
        |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    text.split_ascii_whitespace().find_map(|word| {
        let (name, value) = word.trim_start_matches(['"', '\'']).split_once('=')?;
        let value = value.trim_end_matches(';').trim_matches(['"', '\'']);
        let is_one =
            is_name(name) && names::is_secret(name) && is_plain(value) && names::is_literal(name, value);
        is_one.then_some((name, value)).or_else(|| option(word))
    })
}

/// The password among the settings of a connection: `addr=cache:6379,password=hunter2`, and nothing but such pairs.
fn connection(text: &str) -> Option<(&str, &str)> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let pairs: Option<Vec<(&str, &str)>> = text
        .split([',', ';', ' '])
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').filter(|(name, _)| is_name(name)))
        .collect();
    let pairs = pairs.filter(|pairs| pairs.len() > 1)?;
    let is_one = |(name, value): &(&str, &str)| {
        names::is_secret(name) && is_plain(value) && names::is_literal(name, value.trim_matches(['"', '\'']))
    };
    pairs.into_iter().find(is_one)
}

/// The user and password of a header: `Basic bWU6aHVudGVyMg==`.
fn basic(text: &str) -> Option<&str> {
    let rest = text.split("Basic ").nth(1)?;
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let encoded = &rest[..rest.find(|c| !is_base64(c)).unwrap_or(rest.len())];
    let bytes = STANDARD.decode(encoded).ok().filter(|bytes| bytes.len() >= 6)?;
    let is_pair = bytes.contains(&b':') && bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    is_pair.then_some(encoded)
}

/// What files write as `name = value`, `name: value` or `"name": "value"`.
fn lines(text: &str, found: &mut Vec<(String, String)>) {
    let pairs = text.lines().flat_map(|line| line.split(['{', ',', '[']));
    for pair in pairs.map(str::trim).filter(|pair| !pair.starts_with(['#', ';'])) {
        let Some((name, value)) = pair.split_once([':', '=']) else { continue };
        let name =
            name.trim().trim_matches(['"', '\'']).trim_start_matches("- ").trim_start_matches("export ");
        let value = value.trim().trim_end_matches(['}', ']', ';']).trim().trim_matches(['"', '\'']);
        let is_name = name.len() < 64 && !name.contains(char::is_whitespace);
        if is_name && names::is_secret(name) && is_plain(value) && names::is_literal(name, value) {
            found.push((format!("what `{name}` names"), value.to_owned()));
        }
    }
}

/// One word: code and prose have more.
fn is_plain(value: &str) -> bool {
    !value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '|' | '&' | '{' | '['))
}

/// What a text in base64 says.
fn decoded(text: &str) -> Option<String> {
    let text = text.trim();
    let is_it = text.len() >= SHORTEST_ENCODED
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    if !is_it {
        return None;
    }
    let bytes = STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}
