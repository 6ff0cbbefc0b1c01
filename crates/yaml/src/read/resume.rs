//! Where reading goes on after a fault: at the next line that is surely an entry of a list or mapping still open.

/// A block list or mapping that is still open.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// Its place among all that is open.
    pub(super) frame: usize,
    /// The indentation of its entries.
    pub(super) column: usize,
    pub(super) is_list: bool,
}

/// A part of the text that can be read on its own.
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The open list or mapping that it continues; without one it is what follows the document.
    pub(super) frame: Option<usize>,
}

/// A line, without its indentation and end.
struct Line<'t> {
    start: usize,
    indent: usize,
    rest: &'t str,
}

/// Where reading can go on.
pub(super) enum Next {
    /// At a line that continues what is open.
    Entry(usize, Open),
    /// At the end of the document.
    DocumentEnd(usize),
}

/// The next line from `from` on that continues one of `open`. Lines before it are passed over, and what is indented
/// deeper than such a line no longer continues what was open before it.
pub(super) fn resume(text: &str, from: usize, open: &[Open], ceiling: usize) -> Option<Next> {
    let mut ceiling = ceiling;
    for line in lines(text, from) {
        if line.ends_document() {
            return Some(Next::DocumentEnd(line.start));
        }
        if let Some(open) = open.iter().rev().find(|open| open.column <= ceiling && line.continues(open)) {
            return Some(Next::Entry(line.start, *open));
        }
        if line.is_content() {
            ceiling = ceiling.min(line.indent);
        }
    }
    None
}

/// Where the entries end that continue `open` from the line at `start` on.
pub(super) fn end_of_entries(text: &str, start: usize, open: Open) -> usize {
    if open.column == 0 && !open.is_list {
        return text.len();
    }
    lines(text, next_line(text, start))
        .find(|line| line.is_content() && (line.indent < open.column || line.ends_list(open)))
        .map_or(text.len(), |line| line.start)
}

/// Where the line after an offset starts.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Where the line of an offset starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Whether text starts with a key and its colon, or is marked as one with `?`.
pub(super) fn starts_with_key(text: &str) -> bool {
    let rest = match text.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let Some(close) = text[1..].find(char::from(*quote)) else { return false };
            return is_colon(text[close + 2..].trim_start_matches(' '));
        }
        Some(b'?') => return is_mark(text, '?'),
        Some(letter) if letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'/' | b'.' | b'<') => text,
        _ => return false,
    };
    rest.char_indices()
        .take_while(|&(_, letter)| !matches!(letter, '"' | '#' | '{' | '['))
        .any(|(at, letter)| letter == ':' && is_colon(&rest[at..]))
}

fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut start = from;
    std::iter::from_fn(move || {
        let here = start;
        if here >= text.len() {
            return None;
        }
        start = next_line(text, here);
        let line = text[here..start].trim_end_matches(['\n', '\r']);
        let rest = line.trim_start_matches(' ');
        Some(Line { start: here, indent: line.len() - rest.len(), rest })
    })
}

impl Line<'_> {
    fn is_content(&self) -> bool {
        !self.rest.trim_start().is_empty() && !self.rest.starts_with('#')
    }

    fn ends_document(&self) -> bool {
        let mark = self.rest.get(..3);
        self.indent == 0
            && matches!(mark, Some("---" | "..."))
            && self.rest[3..].chars().next().is_none_or(char::is_whitespace)
    }

    fn continues(&self, open: &Open) -> bool {
        self.indent == open.column
            && if open.is_list { is_mark(self.rest, '-') } else { starts_with_key(self.rest) }
    }

    /// A list may stand at the indentation of its key: the next key ends it.
    fn ends_list(&self, open: Open) -> bool {
        open.is_list && self.indent == open.column && !is_mark(self.rest, '-')
    }
}

fn is_mark(text: &str, mark: char) -> bool {
    text.strip_prefix(mark).is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))
}

fn is_colon(text: &str) -> bool {
    is_mark(text, ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_other_lines() {
        for line in ["a: 1", "a:", "a b: 1", "\"a\": 1", "'a b' :", "app.io/x: y", "? a", "<<: x", "a:b: c"] {
            assert!(starts_with_key(line), "{line}");
        }
        for line in ["", "a", "a:b", "- a: 1", "# a: 1", "\"a", "]", "}", "a [b: c", "http://x"] {
            assert!(!starts_with_key(line), "{line}");
        }
    }

    const OUTER: Open = Open { frame: 0, column: 0, is_list: false };

    fn next(text: &str, from: usize, inner: Open) -> (usize, usize) {
        match resume(text, from, &[OUTER, inner], usize::MAX) {
            Some(Next::Entry(start, open)) => (start, open.frame),
            _ => panic!("there is an entry"),
        }
    }

    #[test]
    fn a_line_at_a_lower_indentation_closes_what_was_deeper() {
        let inner = Open { frame: 1, column: 2, is_list: false };
        assert_eq!(next("a:\n  b: [\n  c: 1\n", 10, inner), (10, 1));
        assert_eq!(next("a:\n  b: [\n?!\n  c: 1\nd: 2\n", 10, inner), (20, 0));
        assert_eq!(end_of_entries("a:\n  b: 1\n  c: 1\nd: 2\n", 3, inner), 17);
    }

    #[test]
    fn a_list_at_the_indentation_of_its_key_ends_at_the_next_key() {
        let text = "a:\n- b: [\n- c\nd: 1\n";
        let inner = Open { frame: 1, column: 0, is_list: true };
        assert_eq!(next(text, 10, inner), (10, 1));
        assert_eq!(end_of_entries(text, 10, inner), 14);
    }

    #[test]
    fn a_document_ends_at_its_mark() {
        assert!(matches!(resume("x\n---\na: 1\n", 0, &[OUTER], 0), Some(Next::DocumentEnd(2))));
    }
}
