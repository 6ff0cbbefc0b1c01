//! From bytes to text that the parser can take: encoding, line ends, characters that nobody sees.

use std::borrow::Cow;

use super::{Limits, Problems, Stop};
use crate::hidden::{escape, is_hidden};
use crate::node::{FileId, Span};
use crate::problem::{Problem, ProblemKind};

/// A source text whose hidden characters are replaced, byte for byte, so that places stay what they are.
pub(super) struct Source<'t> {
    pub(super) file: FileId,
    pub(super) text: Cow<'t, str>,
    /// Where the text starts: behind a byte order mark.
    pub(super) start: usize,
    /// Where hidden characters were, in order.
    replaced: Vec<usize>,
}

impl<'t> Source<'t> {
    /// The text, unless it is none.
    pub(super) fn open(
        file: FileId,
        bytes: &'t [u8],
        limits: &Limits,
        problems: &mut Problems,
    ) -> Option<Self> {
        let refused = too_large(file, bytes, limits).or_else(|| utf16(file, bytes));
        let text = match refused {
            Some(problem) => Err(problem),
            None => str::from_utf8(bytes).map_err(|error| not_utf8(file, bytes, error.valid_up_to())),
        };
        match text {
            Ok(text) => {
                let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
                let mut source = Self { file, text: Cow::Borrowed(text), start, replaced: Vec::new() };
                if super::conflict::refuse(&source, problems).unwrap_or(true) {
                    return None;
                }
                source.refuse_lone_returns(problems).ok()?;
                source.refuse_hidden(problems).ok()?;
                Some(source)
            }
            Err(problem) => {
                // There is room for it, or else its place is taken by the remark that there is none.
                let _ = problems.add(problem);
                None
            }
        }
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        span(self.file, start, end)
    }

    /// The place of one letter.
    pub(super) fn letter(&self, at: usize) -> Span {
        self.span(at, at + self.text[at..].chars().next().map_or(0, char::len_utf8))
    }

    /// Whether a hidden character was replaced within a range.
    pub(super) fn is_replaced(&self, start: usize, end: usize) -> bool {
        let next = self.replaced.partition_point(|&at| at < start);
        self.replaced.get(next).is_some_and(|&at| at < end)
    }

    /// One problem for all of them: a file has all its line ends from one editor.
    fn refuse_lone_returns(&self, problems: &mut Problems) -> Result<(), Stop> {
        let bytes = self.text.as_bytes();
        let mut returns = bytes
            .iter()
            .enumerate()
            .filter(|&(at, &byte)| byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let Some((first, _)) = returns.next() else { return Ok(()) };
        let message = match returns.count() {
            0 => format!("a carriage return without a line feed, at byte {first}"),
            more => format!("carriage returns without line feeds, at byte {first} and {more} more"),
        };
        let problem = Problem::new(ProblemKind::LoneCarriageReturn, self.letter(first), message);
        problems.add(problem.help("end lines with LF or CRLF"))
    }

    fn refuse_hidden(&mut self, problems: &mut Problems) -> Result<(), Stop> {
        let text = &self.text[self.start..];
        if !text.bytes().any(|byte| byte >= 0x7f || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))) {
            return Ok(());
        }
        let hidden = |&(_, letter): &(usize, char)| letter != '\r' && is_hidden(letter);
        let found: Vec<(usize, char)> =
            text.char_indices().filter(hidden).map(|(at, letter)| (self.start + at, letter)).collect();
        for &(at, letter) in &found {
            problems.add(self.hidden(at, letter))?;
            self.replaced.push(at);
        }
        if !found.is_empty() {
            self.text = Cow::Owned(without(&self.text, &found));
        }
        Ok(())
    }

    fn hidden(&self, at: usize, letter: char) -> Problem {
        let code = u32::from(letter);
        let escape = escape(letter);
        let message = format!("hidden character `{escape}` (U+{code:04X})");
        Problem::new(ProblemKind::HiddenCharacter, self.span(at, at + letter.len_utf8()), message)
            .help(format!("remove it, or write `{escape}` within double quotes if it is meant"))
    }
}

/// The text with every hidden character replaced by as many bytes: a blank where it was a kind of line end, else
/// a sign that is part of a word.
fn without(text: &str, found: &[(usize, char)]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut copied = 0;
    for &(at, letter) in found {
        clean.push_str(&text[copied..at]);
        let filler = if letter.is_whitespace() { ' ' } else { '_' };
        clean.extend(std::iter::repeat_n(filler, letter.len_utf8()));
        copied = at + letter.len_utf8();
    }
    clean.push_str(&text[copied..]);
    clean
}

fn span(file: FileId, start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { file, start: offset(start), end: offset(end) }
}

fn too_large(file: FileId, bytes: &[u8], limits: &Limits) -> Option<Problem> {
    let limit = limits.bytes.min(u32::MAX as usize);
    let length = bytes.len();
    let message = format!("the file has {length} bytes, more than the limit of {limit} `bytes`");
    (length > limit).then(|| Problem::new(ProblemKind::TooLarge, span(file, limit, limit), message))
}

/// UTF-16 and UTF-32, by their byte order mark or by the zero bytes of their first letter.
fn utf16(file: FileId, bytes: &[u8]) -> Option<Problem> {
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let zeros = bytes.iter().take(4).filter(|&&byte| byte == 0).count();
    let bare = bytes.len() > 1 && zeros > bytes.len().min(4) / 4;
    let problem =
        Problem::new(ProblemKind::Utf16, span(file, 0, 0), "the file is UTF-16 from byte 0 on, not UTF-8");
    (marked || bare).then(|| problem.help("save it as UTF-8"))
}

fn not_utf8(file: FileId, bytes: &[u8], at: usize) -> Problem {
    let message = format!("byte {at} (0x{:02X}) is not UTF-8", bytes[at]);
    Problem::new(ProblemKind::NotUtf8, span(file, at, at + 1), message).help("save the file as UTF-8")
}
