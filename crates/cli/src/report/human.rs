//! Findings as a person at a terminal reads them: the place in the text, what is wrong there, what to write.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
};
use hagen_core::{Diagnostic, Place, Severity};
use textwrap::core::display_width;

use super::{Finding, Report, Source, Sources, plural};

/// Lines further apart than this are shown in snippets of their own.
const NEAR: usize = 8;
/// The columns in front of a shown line.
const GUTTER: usize = 8;
/// Lines around a marked one that the renderer may need: for a patch, or to fill a small gap.
const AROUND: usize = 2;

/// All findings, with the codes of a terminal in them; one that has no colours drops those.
pub(crate) fn render(report: &Report, width: usize) -> String {
    let renderer = Renderer::styled().term_width(width).decor_style(DecorStyle::Ascii);
    let secrets = report.findings().iter().filter(|finding| finding.diagnostic.is_secret);
    let sources = &report.sources.hiding(secrets.map(|finding| &finding.diagnostic.place));
    let mut text = String::new();
    let mut shown: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for finding in report.findings() {
        let kind = (finding.diagnostic.code.id, finding.diagnostic.severity);
        let count = shown.entry(kind).or_default();
        *count += 1;
        if *count > most(kind.1) {
            continue;
        }
        let wrapped = Wrapped::of(finding, width);
        text.push_str(&renderer.render(&groups(finding, &wrapped, sources, width)));
        text.push_str("\n\n");
    }
    for ((code, severity), count) in shown {
        if let Some(more @ 1..) = count.checked_sub(most(severity)) {
            let message =
                format!("… and {}[{code}]; `--format json` tells all", plural(more, severity.word()));
            text.push_str(&textwrap::fill(&message, width));
            text.push_str("\n\n");
        }
    }
    text
}

/// How many findings of one kind a person can be expected to read.
fn most(severity: Severity) -> usize {
    if severity == Severity::Error { 100 } else { 10 }
}

/// The texts of a finding, broken into lines of the terminal.
struct Wrapped {
    message: String,
    help: Option<String>,
}

impl Wrapped {
    fn of(finding: &Finding, width: usize) -> Self {
        let diagnostic = &finding.diagnostic;
        let title = diagnostic.severity.word().len() + diagnostic.code.id.len() + "[]: ".len();
        let wrap = |text: &str, indent: usize| {
            let options = textwrap::Options::new(width.saturating_sub(indent).max(20)).break_words(false);
            textwrap::fill(text, options)
        };
        Self {
            message: wrap(&diagnostic.message, title),
            help: diagnostic.help.as_deref().map(|help| wrap(help, "1234 = help: ".len())),
        }
    }
}

fn groups<'a>(
    finding: &'a Finding,
    wrapped: &'a Wrapped,
    sources: &'a Sources,
    width: usize,
) -> Vec<Group<'a>> {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&wrapped.message).id(diagnostic.code.id);
    let mut group = title.elements(places(finding, sources));
    let patch = patch(diagnostic, sources, width);
    match (&wrapped.help, patch) {
        (help, Some(patch)) => {
            let help = help.as_deref().unwrap_or("write this");
            return vec![group, Level::HELP.secondary_title(help).element(patch)];
        }
        (Some(help), None) => group = group.element(Level::HELP.message(help)),
        (None, None) => {}
    }
    vec![group]
}

/// Where the finding is, as well as that is known.
fn places<'a>(finding: &'a Finding, sources: &'a Sources) -> Vec<Element<'a>> {
    let diagnostic = &finding.diagnostic;
    let mut marks = marks(diagnostic, sources);
    marks.sort_by_key(|mark| mark.rank);
    let mut elements: Vec<Element<'a>> = Vec::new();
    if marks.is_empty() {
        let file = finding.file.clone().map(Origin::path);
        let path = &diagnostic.place.path;
        let path = (!path.steps().is_empty()).then(|| Origin::path(path.to_string()));
        elements.extend(file.or(path).map(Element::from));
    }
    while let Some(mark) = marks.first() {
        let source = mark.source;
        let lines = near(&marks);
        let (here, rest) = marks.into_iter().partition(|mark| mark.is_within(source, &lines));
        elements.push(snippet(source, here).into());
        marks = rest;
    }
    for label in &diagnostic.labels {
        if sources.of(&label.place).is_none() {
            elements.push(Level::NOTE.message(unplaced(&label.place, &label.text)).into());
        }
    }
    elements
}

fn unplaced(place: &Place, text: &str) -> String {
    if place.path.steps().is_empty() { text.to_owned() } else { format!("`{}`: {text}", place.path) }
}

/// Bytes of a source with what is to be said about them.
struct Mark<'a> {
    source: &'a Source,
    range: Range<usize>,
    kind: AnnotationKind,
    label: Option<&'a str>,
    /// The place of the finding comes first, the others in the order they are told.
    rank: usize,
}

impl Mark<'_> {
    fn lines(&self) -> Range<usize> {
        self.source.line(self.range.start)..self.source.line(self.range.end.max(self.range.start)) + 1
    }

    fn is_within(&self, source: &Source, lines: &Range<usize>) -> bool {
        std::ptr::eq(self.source, source) && lines.contains(&self.lines().start)
    }
}

fn marks<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Mark<'a>> {
    let main = (&diagnostic.place, diagnostic.label.as_deref(), AnnotationKind::Primary);
    let labels = diagnostic.labels.iter();
    let others = labels.map(|label| (&label.place, Some(&*label.text), AnnotationKind::Context));
    let all = std::iter::once(main).chain(others).enumerate();
    all.filter_map(|(rank, (place, label, kind))| {
        let source = sources.of(place)?;
        Some(Mark { source, range: first_line(source, source.range(place.span)), kind, label, rank })
    })
    .collect()
}

/// A block is marked at its first line only: the rest of it would push everything else off the screen.
fn first_line(source: &Source, range: Range<usize>) -> Range<usize> {
    let text = &source.text[range.clone()];
    match text.find('\n') {
        Some(end) => range.start..range.start + text[..end].trim_end().len(),
        None => range,
    }
}

/// The lines from the first mark on, up and down, as long as the next mark is near.
fn near(marks: &[Mark<'_>]) -> Range<usize> {
    let first = &marks[0];
    let mut lines = first.lines();
    loop {
        let joined = marks.iter().filter(|mark| std::ptr::eq(mark.source, first.source)).map(Mark::lines);
        let wider = joined
            .filter(|other| other.start < lines.end + NEAR && lines.start < other.end + NEAR)
            .fold(lines.clone(), |lines, other| lines.start.min(other.start)..lines.end.max(other.end));
        if wider == lines {
            return lines;
        }
        lines = wider;
    }
}

/// The part of a source that marks are in. The renderer gets no more of it: a source can have a million lines.
struct Window<'a> {
    source: &'a Source,
    bytes: Range<usize>,
    first_line: usize,
}

impl<'a> Window<'a> {
    fn around(source: &'a Source, range: &Range<usize>) -> Self {
        let first = source.line(range.start).saturating_sub(AROUND);
        let bytes = source.lines(first, source.line(range.end) + AROUND);
        Self { source, bytes, first_line: first + 1 }
    }

    fn place(&self, range: &Range<usize>) -> Range<usize> {
        range.start - self.bytes.start..range.end - self.bytes.start
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        let text = &self.source.text[self.bytes.clone()];
        Snippet::source(text).line_start(self.first_line).path(&self.source.name)
    }
}

fn snippet<'a>(source: &'a Source, marks: Vec<Mark<'a>>) -> Snippet<'a, Annotation<'a>> {
    let start = marks.iter().map(|mark| mark.range.start).min().unwrap_or_default();
    let end = marks.iter().map(|mark| mark.range.end).max().unwrap_or_default();
    let window = Window::around(source, &(start..end));
    let annotations =
        marks.into_iter().map(|mark| mark.kind.span(window.place(&mark.range)).label(mark.label));
    window.snippet().annotations(annotations)
}

/// The line as it should be. The renderer does not shorten it, so one that is too long is left to the help.
fn patch<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
    width: usize,
) -> Option<Snippet<'a, Patch<'a>>> {
    let replacement = diagnostic.replacement.as_deref()?;
    let source = sources.of(&diagnostic.place)?;
    let range = source.range(diagnostic.place.span);
    let line = &source.text[source.lines(source.line(range.start), source.line(range.end))];
    if diagnostic.help.is_some() && display_width(line) + replacement.len() + GUTTER > width {
        return None;
    }
    let window = Window::around(source, &range);
    let snippet = window.snippet();
    Some(snippet.patch(Patch::new(window.place(&range), replacement)))
}
