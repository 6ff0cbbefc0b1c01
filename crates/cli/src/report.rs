//! Everything a run has to say about its input and its output, for people and for programs.

mod human;
mod json;
mod sarif;
mod source;

use std::cmp::Ordering;

use hagen_core::{Code, Diagnostic, Place, Severity};

pub use human::render as human;
pub use json::{findings as json, summary};
pub use sarif::sarif;
pub use source::{Position, Source, Sources};

/// A diagnostic, and the file it speaks of where that is none of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is to be said.
    pub diagnostic: Diagnostic,
    /// A file as a whole: one in the output folder, or a blueprint that cannot be read.
    pub file: Option<String>,
}

impl Finding {
    /// A finding about a file as a whole.
    pub fn about(file: impl Into<String>, code: &'static Code, message: impl Into<String>) -> Self {
        let diagnostic = Diagnostic::new(code, Place::default(), message);
        Self { diagnostic, file: Some(file.into()) }
    }

    /// A finding about nothing that has a place.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::new(code, Place::default(), message), file: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.help(help);
        self
    }
}

/// The findings of a run, and the texts they point into.
#[derive(Debug, Default)]
pub struct Report {
    /// The texts, by the number in a span.
    pub sources: Sources,
    findings: Vec<Finding>,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// What keeps hagen from writing.
    pub errors: usize,
    /// What is probably not meant.
    pub warnings: usize,
    /// What is worth knowing.
    pub notes: usize,
}

impl Report {
    /// Takes findings in; equal ones count once, whatever environment they were found in.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.findings.sort_by(order);
        self.findings.dedup();
    }

    /// Takes diagnostics about the blueprint in.
    pub fn diagnose(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.add(diagnostics.into_iter().map(|diagnostic| Finding { diagnostic, file: None }));
    }

    /// The findings in the order of the text, then those that have no place in it.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings of each severity there are.
    pub fn counts(&self) -> Counts {
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
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.is_error())
    }
}

impl Counts {
    /// `2 errors, 1 warning`; nothing when there is nothing.
    pub fn words(self) -> String {
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
pub fn plural(count: usize, word: &str) -> String {
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
