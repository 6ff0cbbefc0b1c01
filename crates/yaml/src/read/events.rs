//! The parser behind the reader. No other module knows which one it is.

use std::borrow::Cow;

use granit_parser::{Event as Raw, Parser, ScalarStyle, ScanError, StrInput, StructureStyle};

/// One thing that the parser saw, and where.
pub(super) struct Event<'t> {
    pub(super) kind: EventKind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The tag of a value, where it stands.
    pub(super) tag: Option<(usize, usize)>,
}

pub(super) enum EventKind<'t> {
    Document,
    Scalar(Cow<'t, str>, Form),
    List(Layout),
    Map(Layout),
    End,
    Anchor,
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing at all, which is null.
    Absent,
    Plain,
    Quoted,
    Block,
}

/// How a list or mapping is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// By indentation.
    Block,
    /// In brackets.
    Flow,
}

/// The parser's own words for a fault; `fault` turns them into ours.
pub(super) use granit_parser::ErrorKind as FaultKind;

/// Where the parser gave up, and why.
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) at: usize,
    /// How much was read to find out.
    pub(super) cost: usize,
}

/// The events of a part of a text. Ends after the first fault.
pub(super) struct Events<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// Where the part starts in the text.
    base: usize,
    length: usize,
}

impl<'t> Events<'t> {
    pub(super) fn new(part: &'t str, base: usize, depth: usize) -> Self {
        let options = granit_parser::options! {
            disallow_directives: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            flow_nesting_limit: depth,
            block_nesting_limit: depth,
        };
        Self { parser: Parser::new_from_str_with_options(part, options), base, length: part.len() }
    }

    /// The next event, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Event<'t>>, Fault> {
        while let Some(result) = self.parser.next_event() {
            let (raw, span) = result.map_err(|error| self.fault(&error))?;
            let place =
                |marker: granit_parser::Marker| self.base + marker.byte_offset().unwrap_or(self.length);
            let (start, end) = (place(span.start), place(span.end));
            let Some(kind) = kind(raw, start == end) else { continue };
            let tag = span.tag_span().map(|tag| (place(tag.start), place(tag.end)));
            return Ok(Some(Event { kind, start, end, tag }));
        }
        Ok(None)
    }

    /// A bracket that is not closed is reported where it opens; that it is not closed shows at the end only.
    fn fault(&self, error: &ScanError) -> Fault {
        use FaultKind as F;
        let at = error.marker().byte_offset().unwrap_or(self.length).min(self.length);
        let kind = error.kind().clone();
        let is_late =
            matches!(kind, F::UnclosedFlowCollection { .. } | F::MismatchedFlowCollectionEnd { .. });
        Fault { kind, at: self.base + at, cost: if is_late { self.length } else { at } }
    }
}

/// What an event means to the tree, if anything.
fn kind(raw: Raw<'_>, is_empty: bool) -> Option<EventKind<'_>> {
    Some(match raw {
        Raw::DocumentStart(..) => EventKind::Document,
        Raw::Scalar(_, ScalarStyle::Plain, ..) if is_empty => EventKind::Scalar("".into(), Form::Absent),
        Raw::Scalar(text, style, ..) => EventKind::Scalar(text, form(style)),
        Raw::SequenceStart(style, ..) => EventKind::List(layout(style)),
        Raw::MappingStart(style, ..) => EventKind::Map(layout(style)),
        Raw::SequenceEnd | Raw::MappingEnd => EventKind::End,
        Raw::Anchor(..) => EventKind::Anchor,
        Raw::Alias(_) | Raw::UnresolvedAlias(_) => EventKind::Alias,
        _ => return None,
    })
}

fn form(style: ScalarStyle) -> Form {
    match style {
        ScalarStyle::Plain => Form::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Form::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Form::Block,
    }
}

fn layout(style: StructureStyle) -> Layout {
    match style {
        StructureStyle::Block => Layout::Block,
        StructureStyle::Flow => Layout::Flow,
    }
}
