//! What is wrong with a source text.

use crate::hidden::{escape, is_hidden};
use crate::node::Span;

/// How much of the user's text a message repeats.
const SHOWN: usize = 60;

/// A problem of a source text. All of them make the text unusable; a reading reports as many as it can find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub kind: ProblemKind,
    /// What is wrong here, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Another place that explains the problem, and how.
    pub other: Option<(Span, String)>,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Self { span, kind, message: message.into(), help: None, other: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn other(mut self, span: Span, label: impl Into<String>) -> Self {
        self.other = Some((span, label.into()));
        self
    }
}

/// The user's text for a message: on one line, not too long, with nothing that a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars().take(SHOWN) {
        match letter {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            letter if is_hidden(letter) => shown.push_str(&escape(letter)),
            letter => shown.push(letter),
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// The kinds of problems: one for everything that hagen refuses for a reason of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The text breaks the rules of YAML.
    Syntax,
    /// A quote or a bracket is not closed.
    Unclosed,
    /// A tab stands where indentation is expected.
    Tab,
    /// There is no value in the file.
    Empty,
    /// A mapping has a key twice.
    DuplicateKey,
    /// A key is a number, a boolean or null.
    KeyNotText,
    /// A key is a list, a mapping or an alias.
    ComplexKey,
    /// A `<<` key.
    MergeKey,
    /// An `&anchor`.
    Anchor,
    /// An `*alias`.
    Alias,
    /// A `!tag`.
    Tag,
    /// A `%DIRECTIVE`.
    Directive,
    /// More than one document.
    SecondDocument,
    /// A whole number beyond 64 bits.
    IntegerTooLarge,
    /// NaN, infinity, or a number that is rounded to infinity.
    NotFinite,
    /// A control character, a zero-width one or one that changes the direction of its neighbours.
    HiddenCharacter,
    /// A character that looks like a space and is none to YAML.
    ForeignSpace,
    /// A carriage return without a line feed.
    LoneCarriageReturn,
    /// Bytes that are not UTF-8: Latin-1 for example.
    NotUtf8,
    /// UTF-16 or UTF-32.
    Utf16,
    /// More bytes than the limit.
    TooLarge,
    /// More nesting than the limit.
    TooDeep,
    /// More values than the limit.
    TooManyNodes,
    /// More problems than the limit: the rest of the file was not read.
    TooManyProblems,
}
