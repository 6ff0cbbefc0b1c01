//! Text: plain where every reader takes it for text, a block where it has lines, else quoted.

use crate::hidden::{escape, is_hidden};

const TAB: u8 = 1;
const LINE: u8 = 1 << 1;
const CONTROL: u8 = 1 << 2;
const WIDE: u8 = 1 << 3;
const COLON: u8 = 1 << 4;
const HASH: u8 = 1 << 5;
const APOSTROPHE: u8 = 1 << 6;
/// A double quote or a backslash: what double quotes must escape.
const ESCAPED: u8 = 1 << 7;

/// What each byte means to the choice of a form.
const TRAITS: [u8; 256] = traits();

/// A key of YAML must be shorter than 1024 characters unless it is marked with `?`.
const LONGEST_KEY: usize = 1000;

const LONGEST_PLAIN: usize = 4096;

const SPACES: &str = "                                                                ";

const fn traits() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte {
            0x09 => TAB,
            0x0a => LINE,
            0x00..=0x1f | 0x7f => CONTROL,
            0x80.. => WIDE,
            0x3a => COLON,
            0x23 => HASH,
            0x27 => APOSTROPHE,
            0x22 | 0x5c => ESCAPED,
            _ => 0,
        };
        byte += 1;
    }
    table
}

pub(super) fn indent(out: &mut String, mut width: usize) {
    while width > SPACES.len() {
        out.push_str(SPACES);
        width -= SPACES.len();
    }
    out.push_str(&SPACES[..width]);
}

/// The lines of the header; characters that would end a comment or hide in it are shown as escapes.
pub(super) fn comments(out: &mut String, header: Option<&str>) {
    for line in header.unwrap_or_default().lines() {
        out.push_str(if line.is_empty() { "#" } else { "# " });
        if traits_of(line) & (TAB | CONTROL | WIDE) == 0 {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        for letter in line.chars() {
            if is_hidden(letter) {
                out.push_str(&escape(letter));
            } else {
                out.push(letter);
            }
        }
        out.push('\n');
    }
}

/// A key and its colon.
pub(super) fn key(out: &mut String, key: &str, width: usize) {
    let start = out.len();
    one_line(out, key, traits_of(key));
    if out.len() - start > LONGEST_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        indent(out, width);
    }
    out.push(':');
}

/// A text value with the end of its last line; `width` is the indentation of the mapping or list it stands in.
pub(super) fn string(out: &mut String, text: &str, width: usize) {
    let traits = traits_of(text);
    if traits & LINE != 0 && fits_block(text, traits) {
        block(out, text, width + 2);
    } else {
        one_line(out, text, traits);
        out.push('\n');
    }
}

fn traits_of(text: &str) -> u8 {
    text.bytes().fold(0, |traits, byte| traits | TRAITS[usize::from(byte)])
}

fn one_line(out: &mut String, text: &str, traits: u8) {
    if is_plain(text, traits) {
        out.push_str(text);
    } else if traits & ESCAPED != 0 && traits & APOSTROPHE == 0 && is_visible_line(text, traits) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        quoted(out, text);
    }
}

/// Whether no reader takes the bare text for anything but itself.
fn is_plain(text: &str, traits: u8) -> bool {
    let bytes = text.as_bytes();
    let Some((&first, &last)) = bytes.first().zip(bytes.last()) else { return false };
    traits & (TAB | LINE | CONTROL | WIDE) == 0
        && bytes.len() <= LONGEST_PLAIN
        && (opens_plain(first, bytes) || is_quantity(first, text))
        && !matches!(last, b' ' | b':')
        && (traits & COLON == 0 || !has_pair(bytes, *b": "))
        && (traits & HASH == 0 || !has_pair(bytes, *b" #"))
        && !is_reserved(first, text)
}

/// Texts are short: to look at each pair takes less time than to prepare a search.
fn has_pair(bytes: &[u8], pair: [u8; 2]) -> bool {
    bytes.windows(2).any(|found| *found == pair)
}

/// Whether the text starts like no number, indicator or tag: with a letter, a slash, underscores before a letter,
/// or as a long option of a program.
fn opens_plain(first: u8, bytes: &[u8]) -> bool {
    match first {
        b'a'..=b'z' | b'A'..=b'Z' | b'/' => true,
        b'_' => bytes.iter().find(|&&byte| byte != b'_').is_some_and(u8::is_ascii_alphabetic),
        b'-' => bytes.len() > 2 && bytes[1] == b'-' && bytes[2].is_ascii_alphabetic(),
        _ => false,
    }
}

/// A number with a unit of Kubernetes or Prometheus, which no reader takes for a number.
fn is_quantity(first: u8, text: &str) -> bool {
    first.is_ascii_digit()
        && matches!(
            text.trim_start_matches(|letter: char| letter.is_ascii_digit()),
            "m" | "k" | "M" | "G" | "T" | "Ki" | "Mi" | "Gi" | "Ti" | "s" | "ms" | "h" | "d" | "w"
        )
}

/// Whether some reader takes the word, in some case, for a boolean, null or a number.
fn is_reserved(first: u8, text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity", "none", "nil",
    ];
    text.len() <= 8
        && matches!(first | 0x20, b'y' | b'n' | b'o' | b't' | b'f' | b'i')
        && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_visible_line(text: &str, traits: u8) -> bool {
    traits & (TAB | LINE | CONTROL) == 0 && (traits & WIDE == 0 || !text.chars().any(is_hidden))
}

/// Whether a block keeps the text exactly, in all readers, without an indentation indicator: nothing hidden, a
/// first line that starts with a letter or sign, and no line that ends in a blank.
fn fits_block(text: &str, traits: u8) -> bool {
    let bytes = text.as_bytes();
    let blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    traits & CONTROL == 0
        && bytes[0] != b'\n'
        && !blank(bytes.first())
        && !blank(bytes.last())
        && !bytes.windows(2).any(|pair| pair[1] == b'\n' && blank(pair.first()))
        && (traits & WIDE == 0 || !text.chars().any(is_hidden))
}

fn block(out: &mut String, text: &str, width: usize) {
    let body = text.strip_suffix('\n');
    out.push_str(match body {
        None => "|-\n",
        Some(body) if body.ends_with('\n') => "|+\n",
        Some(_) => "|\n",
    });
    for line in body.unwrap_or(text).split('\n') {
        if !line.is_empty() {
            indent(out, width);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Text in double quotes, on one line, whatever it holds.
pub(super) fn quoted(out: &mut String, text: &str) {
    if traits_of(text) & (TAB | LINE | CONTROL | WIDE | ESCAPED) == 0 {
        out.extend(["\"", text, "\""]);
        return;
    }
    out.push('"');
    let mut copied = 0;
    for (at, letter) in text.char_indices() {
        let short = match letter {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '\n' => Some("\\n"),
            '\t' => Some("\\t"),
            '\r' => Some("\\r"),
            letter if letter.is_ascii_graphic() || letter == ' ' || !is_hidden(letter) => continue,
            _ => None,
        };
        out.push_str(&text[copied..at]);
        match short {
            Some(short) => out.push_str(short),
            None => out.push_str(&escape(letter)),
        }
        copied = at + letter.len_utf8();
    }
    out.push_str(&text[copied..]);
    out.push('"');
}
