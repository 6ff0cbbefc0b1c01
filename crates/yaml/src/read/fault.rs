//! Faults of syntax, in the words of somebody who wants to mend them.

use super::events::{Fault, FaultKind};
use super::resume::{line_start, next_line, starts_with_key};
use super::source::Source;
use crate::problem::{Problem, ProblemKind, shown};

/// What was being read when the parser gave up.
pub(super) struct Scene<'s> {
    pub(super) source: &'s Source<'s>,
    /// The end of what was read before.
    pub(super) read_to: usize,
    /// Where the last text or number before starts.
    pub(super) last: usize,
    /// The innermost open bracket.
    pub(super) bracket: Option<usize>,
    pub(super) depth: usize,
}

/// The problem that a fault is.
pub(super) fn problem(fault: &Fault, scene: &Scene<'_>) -> Problem {
    use FaultKind as F;
    if let Some(problem) = scene.foreign_space(fault.at) {
        return problem;
    }
    match &fault.kind {
        F::RecursionLimitExceeded => too_deep(scene, fault.at),
        F::DirectiveDisallowed | F::MissingDocumentEndBeforeDirective => {
            let span = scene.source.span(fault.at, scene.line_end(fault.at));
            Problem::new(ProblemKind::Directive, span, "directives are not supported").help("remove the line")
        }
        F::TabNotAllowed | F::TabInBlockIndentation | F::TabInIndentation | F::TabAtBlockScalarStart => {
            scene.tab(fault.at)
        }
        F::UnclosedFlowCollection { .. }
        | F::UnexpectedEofFlowMapping
        | F::UnexpectedEofFlowSequence
        | F::UnexpectedEofImplicitFlowMapping => scene.unclosed_bracket(fault.at),
        F::InvalidQuotedScalarIndent | F::UnclosedQuotedScalar | F::DocumentIndicatorInQuotedScalar => {
            scene.unclosed_quote(fault.at)
        }
        F::UndeclaredTagHandle
        | F::ExpectedTagBang
        | F::InvalidTagTerminator
        | F::MissingTagUri
        | F::UnclosedVerbatimTag
        | F::InvalidTagEscape
        | F::InvalidGlobalTagCharacter => tag(scene, fault.at, scene.word_end(fault.at)),
        F::MissingAnchorOrAliasName => scene
            .syntax(fault.at, format!("{} is the mark of an alias or anchor here", scene.word(fault.at)))
            .help("put the text in quotes"),
        kind => scene.line_fault(kind, fault.at),
    }
}

pub(super) fn too_deep(scene: &Scene<'_>, at: usize) -> Problem {
    let message = format!("lists and mappings are nested deeper than the limit of {} (`depth`)", scene.depth);
    Problem::new(ProblemKind::TooDeep, scene.source.letter(at), message)
}

pub(super) fn tag(scene: &Scene<'_>, start: usize, end: usize) -> Problem {
    let message = format!("tags are not supported: `{}`", shown(&scene.source.text[start..end]));
    Problem::new(ProblemKind::Tag, scene.source.span(start, end), message)
        .help("remove the tag; put the text in quotes if it is meant as text")
}

impl Scene<'_> {
    fn text(&self) -> &str {
        &self.source.text
    }

    fn line_end(&self, at: usize) -> usize {
        at + self.text()[at..next_line(self.text(), at)].trim_end().len()
    }

    fn word_end(&self, at: usize) -> usize {
        let line = &self.text()[at..self.line_end(at)];
        let length = line.find([' ', '\t', ',', ']', '}']).unwrap_or(line.len());
        at + length.max(line.chars().next().map_or(0, char::len_utf8))
    }

    /// The word at an offset, for a message.
    fn word(&self, at: usize) -> String {
        match &self.text()[at..self.word_end(at)] {
            "" => "the end of the line".to_owned(),
            word => format!("`{}`", shown(word)),
        }
    }

    fn syntax(&self, at: usize, message: impl Into<String>) -> Problem {
        Problem::new(ProblemKind::Syntax, self.source.span(at, self.word_end(at)), message)
    }

    /// The line of an offset, without its indentation.
    fn line(&self, at: usize) -> &str {
        self.text()[line_start(self.text(), at)..self.line_end(at)].trim_start_matches(' ')
    }

    /// A space that is none, outside of quotes in the line of a fault: it is the likely reason.
    fn foreign_space(&self, at: usize) -> Option<Problem> {
        let start = line_start(self.text(), at).max(self.source.start);
        let (offset, letter) = self.text()[start..next_line(self.text(), at)]
            .char_indices()
            .take_while(|(_, letter)| !matches!(letter, '"' | '\''))
            .find(|(_, letter)| !letter.is_ascii() && letter.is_whitespace())?;
        Some(foreign_space(self.source, start + offset, letter))
    }

    pub(super) fn tab(&self, at: usize) -> Problem {
        let line = line_start(self.text(), at);
        let tab = self.text()[line..].find('\t').map_or(at, |offset| line + offset);
        Problem::new(ProblemKind::Tab, self.source.letter(tab), "a tab cannot indent")
            .help("indent with spaces")
    }

    fn unclosed_bracket(&self, at: usize) -> Problem {
        let at = self.bracket.unwrap_or(at);
        let bracket = self.text()[at..].chars().next().unwrap_or('[');
        Problem::new(ProblemKind::Unclosed, self.source.letter(at), format!("`{bracket}` is not closed"))
    }

    /// A fault within a bracket. A line that looks like the next key of a block tells that the bracket was
    /// forgotten to be closed.
    fn bracket_fault(&self, at: usize, open: usize) -> Problem {
        let line = line_start(self.text(), at);
        if line > open && starts_with_key(self.line(at).trim_start_matches("- ")) {
            let span = self.source.span(line, self.line_end(at));
            return self.unclosed_bracket(open).other(span, "it is still open here");
        }
        let problem = self.syntax(at, format!("{} is not expected here", self.word(at)));
        problem.other(self.source.letter(open), format!("within this `{}`", &self.text()[open..=open]))
    }

    /// The parser notices at the first line that is indented too little, or at the end.
    fn unclosed_quote(&self, at: usize) -> Problem {
        let open = self.text()[self.read_to..].find(['"', '\'']).map_or(at, |offset| self.read_to + offset);
        let span = self.source.span(open, self.line_end(open));
        let problem = Problem::new(ProblemKind::Unclosed, span, "the quote is not closed");
        if at >= self.text().len() || line_start(self.text(), at) == line_start(self.text(), open) {
            return problem;
        }
        let line = self.source.span(at, self.line_end(at));
        problem
            .other(line, "this line is not indented enough to be part of the text")
            .help("close the quote, or indent the lines of the text deeper than its key")
    }

    fn line_fault(&self, kind: &FaultKind, at: usize) -> Problem {
        use FaultKind as F;
        match kind {
            F::InvalidColonPlacement
            | F::MappingValueNotAllowed
            | F::ExpectedFlowMappingSeparator
            | F::ExpectedFlowSequenceSeparator
            | F::SimpleKeyExpected
            | F::BlockEntryInFlowCollection
                if self.bracket.is_some() =>
            {
                self.bracket_fault(at, self.bracket.unwrap_or(at))
            }
            F::UnexpectedCharacter { .. } | F::PlainScalarStartsWithDashFlowIndicator => {
                self.first_letter(at).help("put the text in quotes")
            }
            F::MappingValueNotAllowed => self.second_colon(at),
            F::BlockSequenceEntryNotAllowed | F::BlockEntryInFlowCollection => {
                self.syntax(at, "a `- ` list cannot start here").help("start it on a line of its own")
            }
            F::UnknownQuotedScalarEscape
            | F::InvalidQuotedScalarHexEscape
            | F::InvalidUnicodeEscape
            | F::InvalidLowSurrogate
            | F::InvalidLowSurrogateHexEscape
            | F::MissingLowSurrogate
            | F::UnpairedLowSurrogate => self.escape(at),
            F::InvalidTrailingDoubleQuotedScalar | F::InvalidTrailingSingleQuotedScalar => self
                .syntax(at, format!("{} follows a closing quote", self.word(at)))
                .help("within double quotes write `\\\"` for a quote, within single quotes `''`"),
            F::MismatchedFlowCollectionEnd { open, close } => {
                let span = self.source.letter(at);
                Problem::new(ProblemKind::Unclosed, span, format!("`{open}` is closed by `{close}`"))
            }
            F::MisplacedFlowCollectionEnd => {
                self.syntax(at, format!("{} closes nothing", self.word(at))).help("put the text in quotes")
            }
            F::InvalidBlockScalarHeader | F::ZeroBlockScalarIndent => self
                .syntax(at, "only `-`, `+` or a digit may follow `|` and `>`")
                .help("start the text on the next line"),
            F::CommentNotSeparated | F::CommentInterceptedScalar => {
                self.syntax(at, "a comment is not expected here").help("put text that contains `#` in quotes")
            }
            kind => self.block_fault(kind, at),
        }
    }

    /// A colon after a value. When the value is text that began on an earlier line, the reason is there.
    fn second_colon(&self, at: usize) -> Problem {
        let problem = self.syntax(at, "`:` is not expected here");
        if line_start(self.text(), at) <= self.last {
            return problem.help("put text that contains `: ` in quotes");
        }
        if lacks_space(self.line(self.last)) {
            return self.joined(self.last);
        }
        problem
            .other(
                self.source.span(self.last, self.line_end(self.last)),
                "text that starts here goes on until there",
            )
            .help("check the indentation; a key stands at the indentation of the keys above it")
    }

    fn joined(&self, at: usize) -> Problem {
        self.syntax(at, format!("{} is no key and value", self.word(at))).help("put a space after the `:`")
    }

    /// A line that is no entry of what it stands in.
    fn block_fault(&self, kind: &FaultKind, at: usize) -> Problem {
        use FaultKind as F;
        let line = self.line(at);
        match kind {
            _ if lacks_space(line) => self.joined(at),
            F::ExpectedBlockMappingKey if line.starts_with("- ") => self
                .syntax(self.first_of_line(at), "this `- ` fits no list above it")
                .help("indent it like the items it belongs to"),
            F::ExpectedBlockMappingKey | F::ExpectedBlockSequenceEntry | F::InvalidIndentation
                if starts_with_key(line) =>
            {
                self.syntax(at, "the indentation of this line fits nothing above it")
                    .help("indent it like the keys or items it belongs to")
            }
            F::SimpleKeyExpected | F::InvalidSimpleKey | F::ExpectedBlockMappingKey => {
                self.syntax(at, format!("expected `key: value`, found {}", self.word(at)))
            }
            kind => self.syntax(at, kind.to_string().to_lowercase()),
        }
    }

    fn first_letter(&self, at: usize) -> Problem {
        match self.text()[at..].chars().next() {
            Some('`') => self.syntax(at, "text cannot start with a backtick"),
            Some(letter) => self.syntax(at, format!("text cannot start with `{letter}`")),
            None => self.syntax(at, "the text ends where a value is expected"),
        }
    }

    fn first_of_line(&self, at: usize) -> usize {
        let start = line_start(self.text(), at);
        start + self.text()[start..].find(|letter| letter != ' ').unwrap_or(0)
    }

    /// The parser names the start of the text; the escape is further on.
    fn escape(&self, at: usize) -> Problem {
        let bytes = self.text().as_bytes();
        let mut place = at;
        while let Some(&byte) = bytes.get(place) {
            if byte != b'\\' {
                place += 1;
            } else if is_escape(&self.text()[place + 1..]) {
                place += 2;
            } else {
                break;
            }
        }
        let place = place.min(self.text().len());
        let end = place + self.text()[place..].chars().take(2).map(char::len_utf8).sum::<usize>();
        let message = format!("`{}` is no escape that YAML knows", self.text()[place..end].escape_debug());
        Problem::new(ProblemKind::Syntax, self.source.span(place, end), message)
            .help("write `\\\\` for a backslash, or use single quotes")
    }
}

/// The character that looks like a space, as a problem.
pub(super) fn foreign_space(source: &Source<'_>, at: usize, letter: char) -> Problem {
    let code = u32::from(letter);
    let span = source.span(at, at + letter.len_utf8());
    Problem::new(ProblemKind::ForeignSpace, span, format!("U+{code:04X} looks like a space and is none"))
        .help("replace it by a space, or put the text in quotes if it is meant")
}

/// `key:value`, where `key: value` was meant.
fn lacks_space(line: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/');
    let rest = line.trim_start_matches(is_word);
    rest.len() < line.len()
        && rest.strip_prefix(':').is_some_and(|rest| !rest.starts_with([' ', '/', ':']) && !rest.is_empty())
}

/// Whether the text after a backslash makes an escape, apart from surrogates.
fn is_escape(rest: &str) -> bool {
    let hex = |count: usize| {
        rest.get(1..=count).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    match rest.as_bytes().first() {
        Some(b'x') => hex(2),
        Some(b'u') => hex(4) && !is_surrogate(&rest[1..5]),
        Some(b'U') => hex(8),
        Some(letter) => b"0abt\tnvfre \"/\\N_LP\n\r".contains(letter),
        None => false,
    }
}

fn is_surrogate(digits: &str) -> bool {
    u16::from_str_radix(digits, 16).is_ok_and(|code| (0xd800..0xe000).contains(&code))
}
