//! The texts that findings point into, and lines and columns in them.

use hagen_core::Place;
use hagen_yaml::{FileId, Span};

/// A text that findings point into.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The file as the user named it.
    pub(crate) name: String,
    /// The text. Bytes that are no text are question marks, one each, so that offsets stay what they are.
    pub(crate) text: String,
    /// Where its lines start.
    lines: Vec<usize>,
}

/// A place as editors count: lines and characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The line.
    pub(crate) line: usize,
    /// The character in the line.
    pub(crate) column: usize,
}

impl Source {
    /// A text with its name.
    pub(crate) fn new(name: impl Into<String>, bytes: &[u8]) -> Self {
        let text = text(bytes);
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self { name: name.into(), text, lines }
    }

    /// The line and column of an offset. A byte order mark counts for nothing.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let line = self.line(offset);
        let before = &self.text[self.lines[line]..self.floor(offset)];
        let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
        Position { line: line + 1, column }
    }

    /// The bytes of a span, held to the text.
    pub(crate) fn range(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.floor(span.start as usize);
        start..self.floor(span.end as usize).max(start)
    }

    /// The line of an offset, from 0.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset) - 1
    }

    /// The bytes of some lines, from 0, both included.
    pub(super) fn lines(&self, first: usize, last: usize) -> std::ops::Range<usize> {
        let end = self.lines.get(last + 1).copied().unwrap_or(self.text.len());
        self.lines[first.min(self.lines.len() - 1)]..end
    }

    fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }
}

fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// The texts of a run: a [`FileId`] is an index into them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources(Vec<Source>);

impl Sources {
    /// Takes a text in.
    pub(crate) fn add(&mut self, source: Source) -> FileId {
        self.0.push(source);
        FileId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// The texts with stars for what stands at some places.
    pub(crate) fn hiding<'p>(&self, places: impl Iterator<Item = &'p Place>) -> Self {
        let mut hidden = self.clone();
        for place in places {
            let Some(source) = self.of(place) else { continue };
            let (range, at) = (source.range(place.span), place.span.file.0 as usize);
            let stars = source.text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { '*' });
            hidden.0[at].text.replace_range(range, &stars.collect::<String>());
        }
        hidden
    }

    /// The text that a place is in, if it is known where in it.
    pub(crate) fn of(&self, place: &Place) -> Option<&Source> {
        let at = usize::try_from(place.span.file.0).ok().filter(|_| !place.span.is_none())?;
        self.0.get(at)
    }
}
