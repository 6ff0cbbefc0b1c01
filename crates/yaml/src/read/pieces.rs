//! A long text, read in pieces side by side.
//!
//! The longest section is cut between its entries. Each piece reads on its own like a part of the whole, as every entry
//! begins at the same indentation. Where a piece has a fault, or anything that a cut may change, nothing is said of the
//! text: it is read in one then.

use std::ops::Range;

use rayon::prelude::*;

use super::resume::line_start;
use super::source::Source;
use super::tree::{Tree, duplicates};
use super::{Limits, Problems, Reading};
use crate::node::{Entry, Node, NodeKind};

/// Shorter texts are read before other threads have begun.
const LONG: usize = 64 << 10;

/// How much a piece holds at least.
const PIECE: usize = 32 << 10;

/// How far the entries of a section are indented.
const INDENT: usize = 2;

/// Reads a text, if it is long and plain.
pub(super) fn read(source: &Source<'_>, limits: &Limits) -> Option<Reading> {
    (source.text.len() >= LONG).then(|| read_pieces(source, limits, PIECE)).flatten()
}

/// Reads a text of which pieces can be made that have at least so many bytes.
fn read_pieces(source: &Source<'_>, limits: &Limits, size: usize) -> Option<Reading> {
    let text = &source.text[source.start..];
    let section = sections(text)?.into_iter().max_by_key(|section| section.body.len())?;
    let cuts = section.cuts(size)?;
    let mut pieces = vec![Piece { range: 0..section.body.start, indent: 0 }];
    pieces.extend(cuts.windows(2).map(|cut| Piece { range: cut[0]..cut[1], indent: INDENT }));
    pieces.push(Piece { range: section.body.end..text.len(), indent: 0 });
    pieces.retain(|piece| !piece.range.is_empty());
    let read: Vec<(Vec<Entry>, usize)> =
        pieces.par_iter().map(|piece| piece.read(source, limits)).collect::<Option<_>>()?;
    let nodes: usize = read.iter().map(|(_, nodes)| nodes).sum();
    let inner = cuts.len() - 1;
    let root = join(read.into_iter().map(|(entries, _)| entries), inner, source.start + section.start)?;
    (nodes <= limits.nodes).then(|| Reading { node: Some(root), file: source.file, ..Reading::default() })
}

/// The root of all pieces: the head, of which the last entry is the section, so many pieces of that, and the tail.
fn join(mut pieces: impl Iterator<Item = Vec<Entry>>, inner: usize, start: usize) -> Option<Node> {
    let mut entries = pieces.next()?;
    let section = entries.last_mut()?;
    let is_it = section.key_span.start as usize == start && section.value.kind == NodeKind::Null;
    section.value = is_it.then(|| mapping(pieces.by_ref().take(inner).flatten().collect())).flatten()?;
    entries.extend(pieces.flatten());
    mapping(entries)
}

/// The mapping of these entries, unless a key is there twice.
fn mapping(mut entries: Vec<Entry>) -> Option<Node> {
    duplicates::remove(&mut entries, |_| Err(())).ok()?;
    let mut span = entries.first()?.key_span;
    span.end = entries.iter().map(|entry| entry.value.span.end.max(entry.key_span.end)).max()?;
    Some(Node { span, kind: NodeKind::Map(entries) })
}

/// Entries at one indentation.
struct Piece {
    range: Range<usize>,
    indent: usize,
}

impl Piece {
    /// The entries, and how many keys and values there are. `None` where it is anything but plain entries.
    fn read(&self, source: &Source<'_>, limits: &Limits) -> Option<(Vec<Entry>, usize)> {
        let mut problems = Problems { list: Vec::new(), limit: 1, is_closed: false };
        // Entries of a section stand one mapping deeper in the whole.
        let depth = limits.depth.checked_sub(self.indent / INDENT)?;
        let tree = Tree::new(source, &Limits { depth, ..*limits }, &mut problems);
        let range = source.start + self.range.start..source.start + self.range.end;
        let (root, nodes) = tree.read_piece(range)?;
        match root.kind {
            NodeKind::Map(entries) if problems.list.is_empty() => {
                self.holds(&entries, source).then_some((entries, nodes))
            }
            _ => None,
        }
    }

    /// Whether entries stand where those of the piece do, and so all of them, as they are one mapping.
    fn holds(&self, entries: &[Entry], source: &Source<'_>) -> bool {
        let is_here = |entry: &Entry| {
            let at = entry.key_span.start as usize;
            at - line_start(&source.text, at).max(source.start) == self.indent
        };
        entries.first().is_some_and(is_here)
    }
}

/// An entry at the top whose value begins on the next line.
struct Section {
    /// Where its key is.
    start: usize,
    /// Its value, to the next entry at the top.
    body: Range<usize>,
    /// Where pieces may begin: at entries behind something that is over whatever comes next.
    entries: Vec<usize>,
}

impl Section {
    /// Where pieces begin, and where the last one ends.
    fn cuts(&self, size: usize) -> Option<Vec<usize>> {
        let mut cuts = vec![self.body.start];
        for &entry in &self.entries {
            if entry - cuts[cuts.len() - 1] >= size {
                cuts.push(entry);
            }
        }
        cuts.push(self.body.end);
        (cuts.len() > 2).then_some(cuts)
    }
}

/// The sections of a text; `None` where something else than entries stands at the top.
fn sections(text: &str) -> Option<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<Section> = None;
    let (mut at, mut is_over) = (0, false);
    for line in text.split_inclusive('\n') {
        let (start, content) = (at, line.trim_end());
        at += line.len();
        let indent = content.len() - content.trim_start_matches(' ').len();
        let Some(&first) = content.as_bytes().get(indent) else { continue };
        if first == b'#' {
            continue;
        }
        let is_entry = first.is_ascii_alphanumeric();
        if indent == 0 {
            if !is_entry || (open.is_some() && !is_over) {
                return None;
            }
            sections.extend(open.take().map(|section| section.until(start)));
            open = content.ends_with(':').then(|| Section::at(start, at));
        } else if let Some(section) = open.as_mut().filter(|_| indent == INDENT && is_entry && is_over) {
            section.entries.push(start);
        }
        is_over = !content.contains(['|', '>', '#']) && !content.ends_with([':', '-']);
    }
    sections.extend(open.map(|section| section.until(text.len())));
    Some(sections)
}

impl Section {
    fn at(start: usize, body: usize) -> Self {
        Self { start, body: body..body, entries: Vec::new() }
    }

    fn until(self, end: usize) -> Self {
        Self { body: self.body.start..end, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::FileId;

    /// What a text gives in pieces of at least one byte, and what it gives in one.
    fn both(text: &str) -> (Option<Reading>, Reading) {
        let limits = Limits::default();
        let mut problems = Problems { list: Vec::new(), limit: 9, is_closed: false };
        let source = Source::open(FileId(7), text.as_bytes(), &limits, &mut problems).expect("it is text");
        let pieces = read_pieces(&source, &limits, 1);
        let mut whole = Tree::new(&source, &limits, &mut problems).read();
        whole.problems = problems.list;
        (pieces, whole)
    }

    #[test]
    fn pieces_read_like_the_whole() {
        for text in [
            "name: a\napps:\n  x: 1\n  y: { b: 2 }\n  z:\n    - 3\n",
            "apps:\n  x: 1\n  y: 2\nlast: { a: b }\nmore:\n  q: 1",
            "\u{feff}a: b\n# one\napps:\n\n  # two\n  x:\n    y: one\n      two\n\n  # three\n  z: \"a\n    b\"\n\nend: 1\n",
            "apps:\n  x:\n    text: |\n      y: 1\n\n      z: 2\n\n  y: 1\n  z: |+\n    a\n\n  w: 2\n",
            "apps:\n  x: 1\n  y: 'a: b'\n  z: [a,\n    b]\n  w: {}\n",
            "a:\n  b: 1\napps:\n  x: 1\n  y: 2\n  z:\n  w: 3\n",
        ] {
            let (pieces, whole) = both(text);
            assert_eq!(pieces.as_ref(), Some(&whole), "{text}");
            assert_eq!(whole.problems, [], "{text}");
        }
    }

    /// Lines that mean something else behind each other.
    const LINES: [&str; 26] = [
        "a:",
        "b: 1",
        "c:",
        "  x: 1",
        "  y:",
        "    z: 2",
        "  - 1",
        "   k: v",
        "  s: |",
        "  w: >+",
        "",
        "  ",
        "# c",
        "  # c",
        "  t: {",
        "  }",
        "  u: \"",
        "  \"",
        "---",
        "  v: a",
        "    more",
        "- 1",
        "  'q': 1",
        "  p: {} # c",
        "  o: [a, b]",
        "  n: -",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(1000))]

        #[test]
        fn any_lines_read_in_pieces_read_like_the_whole(
            lines in proptest::collection::vec(proptest::sample::select(&LINES[..]), 2..14),
        ) {
            let (pieces, whole) = both(&lines.join("\n"));
            if let Some(pieces) = pieces {
                proptest::prop_assert_eq!(pieces, whole);
            }
        }
    }

    #[test]
    fn what_a_cut_may_change_is_read_in_one() {
        for text in [
            "apps:\n  x: 1\n  x: 2\n",
            "apps:\n  x: 1\n  y: 2\napps:\n  z: 3\n",
            "apps:\n  x: {\n  y: 2 }\n",
            "apps: {\na:\n  x: 1,\n  y: 2 }\n",
            "apps:\n  x: \"\n  y: 2\"\n",
            "apps:\n  x: 1\n   y: 2\n  z: 3\n",
            "apps:\n  x: 1\n  y: &a 2\n",
            "---\napps:\n  x: 1\n  y: 2\n",
            "apps:\n  x: 1\n  y: 2\n---\nb: 1\n",
            "apps:\n  x: 1\n  y\n  z: 3\n",
            "apps:\n  x\n  y: 2\n",
            "name: a\napps:\n  x: 1\n",
            "name: |\n apps:\n  x: 1\n  y: 2\n",
        ] {
            assert_eq!(both(text).0, None, "{text}");
        }
    }
}
