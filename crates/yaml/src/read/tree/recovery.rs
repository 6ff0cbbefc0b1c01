//! Going on after a fault, so that one does not hide the others.

use super::{Content, Frame, Key, Layout, Tree};
use crate::node::NodeKind;
use crate::problem::{Problem, ProblemKind};
use crate::read::Stop;
use crate::read::events::Fault;
use crate::read::fault;
use crate::read::resume::{Next, Open, Part, end_of_entries, line_start, next_line, resume};

impl<'s> Tree<'s> {
    /// Reports a fault and finds where to go on.
    pub(super) fn after_fault(&mut self, fault: &Fault, part: usize) -> Result<Option<Part>, Stop> {
        let text: &'s str = &self.source.text;
        let failed = self.failed_at(part);
        if self.last_fault != Some(fault.at) && self.foreign_to != self.read_to {
            self.last_fault = Some(fault.at);
            let problem = fault::problem(fault, &self.scene());
            let kind = problem.kind;
            self.problems.add(problem)?;
            if kind == ProblemKind::TooDeep {
                return Err(Stop);
            }
            if kind == ProblemKind::Directive && self.documents == 0 {
                let start = next_line(text, fault.at);
                return Ok((start < text.len()).then_some(Part { start, end: text.len(), frame: None }));
            }
        }
        let failed = self.forget_text().unwrap_or(failed);
        let line = line_start(text, failed);
        let ceiling = if line > line_start(text, self.read_to) { indent(&text[line..]) } else { usize::MAX };
        let part = self.next_part(next_line(text, failed), ceiling);
        self.damage_from(kept(part.as_ref()).saturating_sub(1));
        self.close_to(part)
    }

    /// What was taken for a document of plain text was a mapping with a fault in its first line.
    fn forget_text(&mut self) -> Option<usize> {
        let root = self.root.take_if(|root| matches!(root.kind, NodeKind::String(_)))?;
        self.read_to = root.span.start as usize;
        Some(self.read_to)
    }

    /// The start of the line or value that could not be read.
    fn failed_at(&self, part: usize) -> usize {
        if let Some(flow) = self.frames.iter().find(|frame| frame.layout == Layout::Flow) {
            return flow.start;
        }
        let text = &self.source.text;
        let mut at = self.read_to.max(part);
        loop {
            at += text[at..].len() - text[at..].trim_start().len();
            if !text[at..].starts_with('#') {
                return at;
            }
            at = next_line(text, at);
        }
    }

    /// After a part that was read on its own, the line behind it must continue something else.
    pub(super) fn after_part(&mut self, end: usize) -> Result<Option<Part>, Stop> {
        let text: &'s str = &self.source.text;
        let line = end + (text[end..].len() - text[end..].trim_start().len());
        if line >= text.len() {
            return Ok(None);
        }
        let part = self.next_part(end, usize::MAX);
        if part.as_ref().is_none_or(|part| part.start > line) {
            let message = "the indentation of this line fits nothing above it";
            let span = self.source.span(line, self.line_end(line));
            self.problems.add(Problem::new(ProblemKind::Syntax, span, message))?;
            self.damage_from(kept(part.as_ref()).saturating_sub(1));
        }
        self.close_to(part)
    }

    /// The next part that continues what is open, or starts the document.
    fn next_part(&mut self, from: usize, ceiling: usize) -> Option<Part> {
        let block = |(frame, open): (usize, &Frame)| {
            let is_list = matches!(open.content, Content::List(_));
            (open.layout == Layout::Block).then_some(Open { frame, column: open.column, is_list })
        };
        let mut open: Vec<Open> = self.frames.iter().enumerate().map_while(block).collect();
        let is_fresh = self.frames.is_empty() && self.root.is_none();
        if is_fresh {
            self.documents = 0;
            open.push(Open { frame: usize::MAX, column: 0, is_list: false });
        }
        let text = &self.source.text;
        Some(match resume(text, from, &open, ceiling)? {
            Next::Entry(start, _) if is_fresh => Part { start, end: text.len(), frame: None },
            Next::Entry(start, open) => {
                Part { start, end: self.part_end(start, open), frame: Some(open.frame) }
            }
            Next::DocumentEnd(start) => Part { start, end: text.len(), frame: None },
        })
    }

    /// The end of a part. The last part that continued the same list or mapping had the same one.
    fn part_end(&mut self, start: usize, open: Open) -> usize {
        let end = match self.last_end {
            Some((frame, end)) if frame == open.frame && start < end => end,
            _ => end_of_entries(&self.source.text, start, open),
        };
        self.last_end = Some((open.frame, end));
        end
    }

    /// Closes what the next part does not continue.
    fn close_to(&mut self, part: Option<Part>) -> Result<Option<Part>, Stop> {
        let kept = kept(part.as_ref());
        while self.frames.len() > kept {
            self.close(None)?;
        }
        if let Some(Frame { content: Content::Map(_, key), .. }) = self.frames.last_mut() {
            *key = Key::Wanted;
        }
        self.read_to = part.as_ref().map_or(self.read_to, |part| part.start);
        Ok(part)
    }

    pub(super) fn damage_from(&mut self, frame: usize) {
        for frame in &self.frames[frame.min(self.frames.len())..] {
            self.damaged.push(self.source.span(frame.start, frame.start).start);
        }
    }
}

/// How many open lists and mappings a part leaves open.
fn kept(part: Option<&Part>) -> usize {
    part.and_then(|part| part.frame).map_or(0, |frame| frame + 1)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
