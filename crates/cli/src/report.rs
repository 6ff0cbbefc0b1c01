//! Everything a run has to say about its input and its output, for people and for programs.

mod human;
mod json;
mod sarif;
mod source;

use std::cmp::Ordering;

pub(crate) use hagen_core::Severity;
use hagen_core::{Code, Diagnostic, Place};

pub(crate) use human::render as human;
pub(crate) use json::{findings as json, summary};
pub(crate) use sarif::sarif;
pub(crate) use source::{Source, Sources};

/// A diagnostic, and the file it speaks of where that is none of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What is to be said.
    pub(crate) diagnostic: Diagnostic,
    /// A file as a whole: one in the output folder, or a blueprint that cannot be read.
    pub(crate) file: Option<String>,
}

impl Finding {
    /// A finding about a file as a whole.
    pub(crate) fn about(file: impl Into<String>, code: &'static Code, message: impl Into<String>) -> Self {
        Self { file: Some(plain(file.into())), ..Self::new(code, message) }
    }

    /// A finding about nothing that has a place.
    pub(crate) fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::new(code, Place::default(), plain(message.into())), file: None }
    }

    /// The same, where it keeps nobody from anything.
    #[must_use]
    pub(crate) fn into_warning(mut self) -> Self {
        self.diagnostic.severity = Severity::Warning;
        self
    }

    /// Says what to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.help(help);
        self
    }
}

/// A text without what could end the line or speak to the terminal: names of files may hold anything.
fn plain(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    text.chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
        .collect()
}

/// The findings of a run, and the texts they point into.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The texts, by the number in a span.
    pub(crate) sources: Sources,
    findings: Vec<Finding>,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Counts {
    /// What keeps hagen from writing.
    pub(crate) errors: usize,
    /// What is probably not meant.
    pub(crate) warnings: usize,
    /// What is worth knowing.
    pub(crate) notes: usize,
}

impl Report {
    /// Takes findings in; equal ones count once, whatever environment they were found in.
    pub(crate) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.findings.sort_by(order);
        self.findings.dedup();
    }

    /// Takes diagnostics about the blueprint in.
    pub(crate) fn diagnose(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        let narrowed = |mut diagnostic: Diagnostic| {
            if let Some(source) = self.sources.of(&diagnostic.place) {
                diagnostic.narrow(source.text.as_bytes());
            }
            Finding { diagnostic, file: None }
        };
        let findings: Vec<Finding> = diagnostics.into_iter().map(narrowed).collect();
        self.add(findings);
    }

    /// The findings in the order of the text, then those that have no place in it.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings of each severity there are.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.findings {
            match finding.diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    /// Whether nothing may be written.
    pub(crate) fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.is_error())
    }
}

impl Counts {
    /// `2 errors, 1 warning`; nothing when there is nothing.
    pub(crate) fn words(self) -> String {
        let counted = [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.notes, Severity::Note),
        ];
        let words = counted.into_iter().filter(|(count, _)| *count > 0);
        words.map(|(count, severity)| plural(count, severity.word())).collect::<Vec<_>>().join(", ")
    }
}

/// `1 file`, `2 files`.
pub(crate) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn order(one: &Finding, other: &Finding) -> Ordering {
    key(one).cmp(&key(other))
}

fn key(finding: &Finding) -> impl Ord + '_ {
    let Diagnostic { place, code, message, label, help, .. } = &finding.diagnostic;
    (place.span, &place.path, &finding.file, code.id, message, label, help)
}

#[cfg(test)]
mod tests;
