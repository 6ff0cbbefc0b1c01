//! Texts, numbers and the keys of mappings.

use std::borrow::Cow;

use super::{Content, Frame, Key, Tree, helm};
use crate::node::{Node, NodeKind, Span};
use crate::problem::{Problem, ProblemKind, shown};
use crate::read::Stop;
use crate::read::events::Form;
use crate::read::fault;
use crate::read::scalar::{Meaning, meaning};

impl Tree<'_> {
    pub(super) fn scalar(
        &mut self,
        text: Cow<'_, str>,
        form: Form,
        start: usize,
        end: usize,
    ) -> Result<(), Stop> {
        let (start, end) = match form {
            Form::Absent => self.absent(start),
            Form::Block => self.block(start, end),
            Form::Plain | Form::Quoted => (start, end),
        };
        self.count(start)?;
        if form == Form::Plain && !text.is_ascii() {
            self.refuse_foreign_spaces(start, end)?;
        }
        let damaged = self.source.is_replaced(start, end);
        let form = self.helm.as_ref().map_or(form, |helm| helm.form(form));
        let is_key = self.wants_key();
        self.read_to = end;
        self.last = start;
        let span = self.source.span(start, end);
        if is_key {
            if let Some(helm) = &mut self.helm {
                helm.read(Some(Node { span, kind: NodeKind::String(text.to_string()) }));
            }
            return self.key(text, form, span, damaged);
        }
        if damaged {
            self.damaged.push(span.start);
        }
        let kind = if matches!(form, Form::Plain | Form::Absent) {
            self.plain(text, span)?
        } else {
            NodeKind::String(text.into_owned())
        };
        let node = Node { span, kind };
        if let Some(helm) = &mut self.helm {
            helm.read(Some(node.clone()));
        }
        self.add(node)
    }

    fn plain(&mut self, text: Cow<'_, str>, span: Span) -> Result<NodeKind, Stop> {
        let (stand_in, kind, message) = match meaning(&text) {
            Meaning::Null => return Ok(NodeKind::Null),
            Meaning::Bool(truth) => return Ok(NodeKind::Bool(truth)),
            Meaning::Int(number) => return Ok(NodeKind::Int(number)),
            Meaning::Float(number) => return Ok(NodeKind::Float(number)),
            Meaning::Text => {
                let meant = self.helm.as_ref().and_then(|_| helm::plain(&text));
                return Ok(meant.unwrap_or_else(|| NodeKind::String(text.into_owned())));
            }
            Meaning::TooLarge(cut) => {
                (NodeKind::Int(cut), ProblemKind::IntegerTooLarge, "does not fit 64 bits")
            }
            Meaning::NotFinite => (NodeKind::Float(0.0), ProblemKind::NotFinite, "is not a finite number"),
        };
        let problem = Problem::new(kind, span, format!("`{}` {message}", shown(&text)));
        self.problems.add(problem.help("put it in quotes if it is meant as text"))?;
        self.damaged.push(span.start);
        Ok(stand_in)
    }

    fn key(&mut self, text: Cow<'_, str>, form: Form, span: Span, damaged: bool) -> Result<(), Stop> {
        let is_plain = matches!(form, Form::Plain | Form::Absent);
        if is_plain && text == "<<" && self.helm.is_some() {
            self.set_key(Key::Merge(span));
            return Ok(());
        }
        if is_plain && text == "<<" {
            let problem = Problem::new(ProblemKind::MergeKey, span, "merge keys are not supported: `<<`");
            self.problems.add(problem.help("write the entries out"))?;
            self.refuse_key();
            return Ok(());
        }
        let is_text = !is_plain || self.is_key_to_helm(&text) || meaning(&text) == Meaning::Text;
        if !is_text {
            self.problems.add(not_text(&text, span))?;
        }
        if damaged {
            self.refuse_key();
        } else {
            let text = text.into_owned();
            let text = if is_plain && self.helm.is_some() { helm::key(text) } else { text };
            self.set_key(Key::Read(text, span));
        }
        Ok(())
    }

    /// Whether plain text is a key to Helm, though it is no text: it writes numbers and truths out.
    fn is_key_to_helm(&self, text: &str) -> bool {
        self.helm.is_some() && matches!(meaning(text), Meaning::Bool(_) | Meaning::Int(_) | Meaning::Float(_))
    }

    pub(super) fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { content: Content::Map(_, Key::Wanted), .. }))
    }

    /// Drops the entry whose key was just read, or is being read.
    pub(super) fn refuse_key(&mut self) {
        if let Some(Frame { content: Content::Map(_, key), start, .. }) = self.frames.last_mut() {
            *key = Key::Refused;
            self.damaged.push(self.source.span(*start, *start).start);
        }
    }

    pub(super) fn set_key(&mut self, key: Key) {
        if let Some(Frame { content: Content::Map(_, waiting), .. }) = self.frames.last_mut() {
            *waiting = key;
        }
    }

    fn refuse_foreign_spaces(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        let foreign = |&(_, letter): &(usize, char)| !letter.is_ascii() && letter.is_whitespace();
        match self.source.text[start..end].char_indices().find(foreign) {
            Some((at, letter)) => {
                self.foreign_to = end;
                self.problems.add(fault::foreign_space(self.source, start + at, letter))
            }
            None => Ok(()),
        }
    }

    /// Where a value that is not there would stand: behind the colon of its key.
    fn absent(&self, start: usize) -> (usize, usize) {
        let rest = &self.source.text[start..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let place = if rest[blank..].starts_with(':') { start + blank + 1 } else { start };
        (place, place)
    }

    /// A block from its `|` or `>`, which ends the last line before the text, to the end of its last line.
    fn block(&self, start: usize, end: usize) -> (usize, usize) {
        let text = &self.source.text;
        let from = self.read_to.min(start);
        let mut header = from;
        let mut mark = start;
        for line in text[from..start].split_inclusive('\n') {
            let is_comment = line.trim_start().starts_with('#');
            if let Some(offset) = line.find(['|', '>']).filter(|_| !is_comment) {
                mark = header + offset;
            }
            header += line.len();
        }
        (mark, mark + text[mark..end.max(mark)].trim_end().len())
    }
}

fn not_text(key: &str, span: Span) -> Problem {
    if key.is_empty() {
        return Problem::new(ProblemKind::KeyNotText, span, "a key is missing before the `:`")
            .help("put the text in quotes if it starts with `:`");
    }
    let key = shown(key);
    Problem::new(ProblemKind::KeyNotText, span, format!("the key `{key}` is not text"))
        .help(format!("quote it: `\"{key}\"`"))
}
