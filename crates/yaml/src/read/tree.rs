//! From events to nodes, with everything refused that is YAML but no blueprint.

use std::ops::Range;

use super::events::{Event, EventKind, Events, Fault, Layout};
use super::fault::{self, Scene};
use super::resume::{Part, line_start, next_line};
use super::source::Source;
use super::{Limits, Problems, Reading, Stop};
use crate::node::{Entry, Node, NodeKind, Span};
use crate::problem::{Problem, ProblemKind};

pub(super) mod duplicates;
mod helm;
mod recovery;
mod refusals;
mod scalars;

/// Nodes are dropped by recursion; this many fit any stack.
const DEEPEST: usize = 1000;

/// How many bytes may be read over again after faults: this many, or twice the text.
const REREAD: usize = 4 << 20;

/// The tree as far as it is read.
pub(super) struct Tree<'s> {
    source: &'s Source<'s>,
    limits: Limits,
    problems: &'s mut Problems,
    damaged: Vec<u32>,
    frames: Vec<Frame>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
    /// The end of the last thing that was read.
    read_to: usize,
    /// The start of the last text or number that was read.
    last: usize,
    last_fault: Option<usize>,
    /// The list or mapping that the last part continued, and where that part ended.
    last_end: Option<(usize, usize)>,
    /// The end of the last text with a space that is none: a fault there has been explained.
    foreign_to: usize,
    /// Where the text is read as Helm reads it.
    helm: Option<helm::Helm>,
}

/// A list or mapping that is not yet closed.
struct Frame {
    start: usize,
    end: usize,
    layout: Layout,
    column: usize,
    content: Content,
    /// The anchor of the list or mapping.
    anchor: Option<String>,
    /// Which entries of the mapping are merges.
    merges: Vec<usize>,
}

enum Content {
    List(Vec<Node>),
    Map(Vec<Entry>, Key),
}

/// What a mapping waits for.
enum Key {
    /// A key.
    Wanted,
    /// The value of a key.
    Read(String, Span),
    /// What is merged.
    Merge(Span),
    /// The value of a key that was refused.
    Refused,
}

impl<'s> Tree<'s> {
    pub(super) fn new(source: &'s Source<'s>, limits: &Limits, problems: &'s mut Problems) -> Self {
        let limits = Limits { depth: limits.depth.min(DEEPEST), ..*limits };
        Self {
            source,
            limits,
            problems,
            damaged: Vec::new(),
            frames: Vec::new(),
            root: None,
            nodes: 0,
            documents: 0,
            read_to: source.start,
            last: source.start,
            last_fault: None,
            last_end: None,
            foreign_to: usize::MAX,
            helm: None,
        }
    }

    pub(super) fn read(mut self) -> Reading {
        let stopped = self.read_all().and_then(|()| self.refuse_nothing()).is_err();
        if stopped {
            self.problems.is_closed = true;
            self.damage_from(0);
        }
        while !self.frames.is_empty() {
            // What is open after a stop is closed without a word about it.
            let _ = self.close(None);
        }
        let repeated = self.helm.map_or_else(Vec::new, |helm| helm.repeated);
        let (file, damaged) = (self.source.file, self.damaged);
        Reading { node: self.root, problems: Vec::new(), file, damaged, repeated }
    }

    /// Reads a part of the text as if it were all; tells how many keys and values there are. `None` where something is
    /// wrong with it.
    pub(super) fn read_piece(mut self, range: Range<usize>) -> Option<(Node, usize)> {
        let text: &'s str = &self.source.text;
        let mut events = Events::new(&text[range.clone()], range.start, self.limits.depth);
        let is_whole = matches!(self.read_part(&mut events, false), Ok(None));
        let is_plain = is_whole && self.frames.is_empty() && self.damaged.is_empty();
        is_plain.then_some(self.root).flatten().map(|root| (root, self.nodes))
    }

    /// Reads part after part: the whole text, and after each fault what can be read on its own.
    fn read_all(&mut self) -> Result<(), Stop> {
        let text: &'s str = &self.source.text;
        let mut budget = text.len().saturating_mul(2).max(REREAD);
        let mut part = Some(Part { start: self.source.start, end: text.len(), frame: None });
        while let Some(Part { start, end, frame }) = part {
            let mut events = Events::new(&text[start..end], start, self.limits.depth);
            part = match self.read_part(&mut events, frame.is_some())? {
                None if frame.is_none() => None,
                None => self.after_part(end)?,
                Some(fault) => {
                    budget = budget.checked_sub(fault.cost).ok_or(Stop)?;
                    self.after_fault(&fault, start)?
                }
            };
        }
        Ok(())
    }

    /// Reads to the end of a part or to its fault. A part that continues an open list or mapping starts with an
    /// event for it that says nothing new.
    fn read_part(&mut self, events: &mut Events<'s>, continues: bool) -> Result<Option<Fault>, Stop> {
        let mut known = if continues { 2 } else { 0 };
        loop {
            match events.next() {
                Ok(Some(event)) if known > 0 => {
                    known -= 1;
                    if known == 0 && !self.is_continued_by(&event) {
                        return Err(Stop);
                    }
                }
                Ok(Some(event)) => self.take(event)?,
                Ok(None) => return Ok(None),
                Err(fault) => return Ok(Some(fault)),
            }
        }
    }

    fn is_continued_by(&self, event: &Event<'_>) -> bool {
        match self.frames.last().map(|frame| &frame.content) {
            Some(Content::List(_)) => matches!(event.kind, EventKind::List(Layout::Block)),
            Some(Content::Map(..)) => matches!(event.kind, EventKind::Map(Layout::Block)),
            None => false,
        }
    }

    fn take(&mut self, event: Event<'s>) -> Result<(), Stop> {
        if let Some((start, end)) = event.tag {
            self.tag(start, end)?;
        }
        let (start, end) = (event.start, event.end);
        match event.kind {
            EventKind::Document => self.document(start, end),
            EventKind::Scalar(text, form) => self.scalar(text, form, start, end),
            EventKind::List(layout) => self.open(Content::List(Vec::new()), layout, start, end),
            EventKind::Map(layout) => self.open(Content::Map(Vec::new(), Key::Wanted), layout, start, end),
            EventKind::End => self.close(Some(end)),
            EventKind::Anchor => self.anchor(start, end),
            EventKind::Alias => self.alias(start, end),
        }
    }

    fn open(&mut self, content: Content, layout: Layout, start: usize, end: usize) -> Result<(), Stop> {
        self.count(start)?;
        if self.frames.len() >= self.limits.depth {
            self.problems.add(fault::too_deep(&self.scene(), start))?;
            return Err(Stop);
        }
        let column = match layout {
            Layout::Block => self.column(start)?,
            Layout::Flow => 0,
        };
        self.read_to = end;
        if let Some(helm) = &mut self.helm {
            helm.read(None);
        }
        let (anchor, merges) = (None, Vec::new());
        self.frames.push(Frame { start, end: end.max(start), layout, column, content, anchor, merges });
        Ok(())
    }

    /// The indentation of a block that starts here.
    fn column(&mut self, start: usize) -> Result<usize, Stop> {
        let line = line_start(&self.source.text, start).max(self.source.start);
        if self.source.text[line..start].contains('\t') {
            self.problems.add(self.scene().tab(start))?;
        }
        Ok(start - line)
    }

    /// Closes the innermost list or mapping; `end` is the end of its bracket.
    fn close(&mut self, end: Option<usize>) -> Result<(), Stop> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let end = match (frame.layout, end) {
            (Layout::Flow, Some(end)) => end,
            _ => frame.end,
        };
        let span = self.source.span(frame.start, end);
        let mut reported = Ok(());
        let kind = match frame.content {
            Content::List(items) => NodeKind::List(items),
            Content::Map(mut entries, _) => {
                if !frame.merges.is_empty() {
                    entries = self.merged(entries, &frame.merges)?;
                }
                reported = duplicates::remove(&mut entries, |problem| self.problems.add(problem));
                NodeKind::Map(entries)
            }
        };
        self.read_to = self.read_to.max(end);
        let node = Node { span, kind };
        if let Some(helm) = &mut self.helm {
            helm.name(frame.anchor, &node);
        }
        self.add(node)?;
        reported
    }

    /// Puts a finished value where it belongs.
    fn add(&mut self, node: Node) -> Result<(), Stop> {
        let Some(frame) = self.frames.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        frame.end = frame.end.max(node.span.end as usize);
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Map(entries, key) => match std::mem::replace(key, Key::Wanted) {
                Key::Read(key, key_span) => entries.push(Entry { key, key_span, value: node }),
                Key::Merge(key_span) => {
                    frame.merges.push(entries.len());
                    entries.push(Entry { key: "<<".to_owned(), key_span, value: node });
                }
                Key::Refused => {}
                Key::Wanted => return self.refuse_complex_key(node.span),
            },
        }
        Ok(())
    }

    fn count(&mut self, at: usize) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes <= self.limits.nodes {
            return Ok(());
        }
        let message = format!("more keys and values than the limit of {} (`nodes`)", self.limits.nodes);
        self.problems.add(Problem::new(ProblemKind::TooManyNodes, self.source.letter(at), message))?;
        Err(Stop)
    }

    fn line_end(&self, at: usize) -> usize {
        at + self.source.text[at..next_line(&self.source.text, at)].trim_end().len()
    }

    fn scene(&self) -> Scene<'s> {
        let bytes = self.source.text.as_bytes();
        let is_bracket = |frame: &&Frame| matches!(bytes.get(frame.start), Some(b'[' | b'{'));
        let mut flow = self.frames.iter().rev().filter(|frame| frame.layout == Layout::Flow);
        let bracket = flow.find(is_bracket).map(|frame| frame.start);
        Scene {
            source: self.source,
            read_to: self.read_to,
            last: self.last,
            bracket,
            depth: self.limits.depth,
        }
    }
}
