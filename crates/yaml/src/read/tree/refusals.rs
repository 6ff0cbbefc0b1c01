//! What YAML has and a blueprint has not.

use super::Tree;
use crate::node::{Node, NodeKind, Span};
use crate::problem::{Problem, ProblemKind, shown};
use crate::read::{Stop, fault};

impl Tree<'_> {
    pub(super) fn document(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        let is_helm = self.helm.is_some();
        let is_blank = |line: &str| matches!(line.trim(), "" | "---" | "...") || line.starts_with('#');
        if is_helm && self.source.text[start..].lines().all(is_blank) {
            return Ok(());
        }
        let span = self.source.span(start, end.max(start).min(self.line_end(start)));
        let problem = Problem::new(ProblemKind::SecondDocument, span, "a second document starts here")
            .help(if is_helm {
                "Helm 3 reads the first document of a file of values and no other: give each file with a `-f` of its own"
            } else {
                "a file holds one document; move this one to a file of its own"
            });
        let first = self.root.as_ref().map(|root| root.span.start as usize);
        self.problems.add(match first {
            Some(first) => {
                problem.other(self.source.span(first, self.line_end(first)), "the first one starts here")
            }
            None => problem,
        })?;
        Err(Stop)
    }

    pub(super) fn tag(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        if let Some(helm) = &mut self.helm {
            helm.tag = Some(self.source.text[start..end].trim().to_owned());
            return Ok(());
        }
        self.problems.add(fault::tag(&self.scene(), start, end))
    }

    pub(super) fn anchor(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        if self.helm.is_some() {
            self.named(start, end);
            return Ok(());
        }
        let name = shown(&self.source.text[start..end]);
        let problem = Problem::new(
            ProblemKind::Anchor,
            self.source.span(start, end),
            format!("anchors are not supported: `{name}`"),
        );
        self.problems.add(problem.help("remove it; put the text in quotes if it is meant as text"))
    }

    pub(super) fn alias(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        if self.helm.is_some() {
            return self.repeat(start, end);
        }
        let name = shown(&self.source.text[start..end]);
        let span = self.source.span(start, end);
        let problem = Problem::new(ProblemKind::Alias, span, format!("aliases are not supported: `{name}`"))
            .help("write the value again; put the text in quotes if it is meant as text");
        self.problems.add(problem)?;
        self.read_to = end;
        if self.wants_key() {
            self.refuse_key();
            return Ok(());
        }
        self.damaged.push(span.start);
        self.add(Node { span, kind: NodeKind::Null })
    }

    pub(super) fn refuse_complex_key(&mut self, span: Span) -> Result<(), Stop> {
        self.refuse_key();
        let first_line =
            Span { end: span.end.min(self.source.span(0, self.line_end(span.start as usize)).end), ..span };
        let problem =
            Problem::new(ProblemKind::ComplexKey, first_line, "a key must be text, not a list or mapping");
        let is_template = self.source.text[..span.start as usize].ends_with('{');
        self.problems.add(problem.help(if is_template {
            "put text with `{{` in quotes; templates are not evaluated"
        } else {
            "put text that starts with `{` or `[` in quotes"
        }))
    }

    pub(super) fn refuse_nothing(&mut self) -> Result<(), Stop> {
        let is_nothing = match &self.root {
            None => true,
            Some(root) => root.kind == NodeKind::Null && root.span.start == root.span.end,
        };
        let span = self.source.span(self.source.start, self.source.start);
        if self.helm.is_some() && self.root.as_ref().is_none_or(|root| root.kind == NodeKind::Null) {
            self.root = Some(Node::empty_map(span));
            return Ok(());
        }
        if !is_nothing || !self.problems.list.is_empty() {
            return Ok(());
        }
        self.root = None;
        let has_text = !self.source.text[self.source.start..].trim().is_empty();
        let message = if has_text { "the file has no content" } else { "the file is empty" };
        self.problems.add(Problem::new(ProblemKind::Empty, span, message))
    }
}
