//! What a run had to say of its blueprint, as it is remembered: findings that keep nobody from anything.

use hagen_core::{Diagnostic, Label, Path, Place, Step};
use hagen_yaml::{FileId, Span};
use serde::{Deserialize, Serialize};

use crate::compile::all_codes;
use crate::report::{Finding, Report, Severity, Source};

/// The blueprint among the sources: the first that is read.
const BLUEPRINT: FileId = FileId(0);

/// A finding.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    code: String,
    is_note: bool,
    message: String,
    place: At,
    label: Option<String>,
    labels: Vec<(At, String)>,
    help: Option<String>,
    replacement: Option<String>,
}

/// A place in the blueprint.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct At {
    path: Vec<Way>,
    bytes: Option<(u32, u32)>,
    is_key: bool,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Way {
    Index(usize),
    Key(String),
}

/// The findings of a report. `None` where one is an error, may show a secret, or speaks of something else than the
/// blueprint.
pub(super) fn of(report: &Report) -> Option<Vec<Said>> {
    report.findings().iter().map(said).collect()
}

/// The report that was remembered, about the blueprint of this name and text; `None` where that has no such place, or this
/// program no such code.
pub(super) fn report(said: Vec<Said>, name: &str, text: &[u8]) -> Option<Report> {
    let mut report = Report::default();
    report.sources.add(Source::new(name, text));
    let text = str::from_utf8(text).ok()?;
    let findings: Vec<Finding> = said.into_iter().map(|said| finding(said, text)).collect::<Option<_>>()?;
    report.add(findings);
    Some(report)
}

fn said(finding: &Finding) -> Option<Said> {
    let Finding { diagnostic: found, file } = finding;
    let is_plain = file.is_none() && !found.is_secret && found.severity != Severity::Error;
    let labels = found.labels.iter().map(|label| Some((at(&label.place)?, label.text.clone())));
    is_plain.then_some(())?;
    Some(Said {
        code: found.code.id.to_owned(),
        is_note: found.severity == Severity::Note,
        message: found.message.clone(),
        place: at(&found.place)?,
        label: found.label.clone(),
        labels: labels.collect::<Option<_>>()?,
        help: found.help.clone(),
        replacement: found.replacement.clone(),
    })
}

fn finding(said: Said, blueprint: &str) -> Option<Finding> {
    let code = all_codes().into_iter().find(|code| code.id == said.code)?;
    let label = |(at, text): (At, String)| Some(Label { place: at.place(blueprint)?, text });
    let diagnostic = Diagnostic {
        code,
        severity: if said.is_note { Severity::Note } else { Severity::Warning },
        message: said.message,
        place: said.place.place(blueprint)?,
        label: said.label,
        labels: said.labels.into_iter().map(label).collect::<Option<_>>()?,
        help: said.help,
        replacement: said.replacement,
        within: None,
        is_secret: false,
    };
    Some(Finding { diagnostic, file: None })
}

fn at(place: &Place) -> Option<At> {
    let Span { file, start, end } = place.span;
    let bytes = (!place.span.is_none()).then_some((start, end));
    let step = |step: &Step| match step {
        Step::Key(key) => Way::Key(key.clone()),
        Step::Index(index) => Way::Index(*index),
    };
    let is_here = bytes.is_none() || file == BLUEPRINT;
    is_here.then(|| At { path: place.path.steps().iter().map(step).collect(), bytes, is_key: place.at_key })
}

impl At {
    fn place(self, blueprint: &str) -> Option<Place> {
        let further = |path: Path, way| match way {
            Way::Key(key) => path.key(&key),
            Way::Index(index) => path.index(index),
        };
        let span = self.bytes.map_or(Span::NONE, |(start, end)| Span { file: BLUEPRINT, start, end });
        blueprint.get(span.start as usize..span.end as usize)?;
        Some(Place { path: self.path.into_iter().fold(Path::ROOT, further), span, at_key: self.is_key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "apps: { größe: {} }";

    fn span(start: u32, end: u32) -> Span {
        Span { file: BLUEPRINT, start, end }
    }

    /// A note with everything that a finding can have, and a warning without a place.
    fn findings() -> Vec<Diagnostic> {
        let [one, other] = [all_codes()[0], all_codes()[1]];
        let mut note = Diagnostic::new(one, Place::value(Path::of(["apps", "größe"]).index(3)), "a note");
        note.severity = Severity::Note;
        note.place.span = span(8, 15);
        note.place.at_key = true;
        note.labels = vec![Label { place: Place::span(span(0, 4)), text: "here".to_owned() }];
        note.label = Some("this".to_owned());
        note.help = Some("help".to_owned());
        note.replacement = Some("other".to_owned());
        let mut warning = Diagnostic::new(other, Place::default(), "a warning");
        warning.severity = Severity::Warning;
        vec![note, warning]
    }

    fn report_of(findings: Vec<Diagnostic>) -> Report {
        let mut report = Report::default();
        report.diagnose(findings);
        report
    }

    #[test]
    fn what_was_said_is_said_again() {
        let first = report_of(findings());
        let text = serde_json::to_string(&of(&first).unwrap()).unwrap();
        let again = report(serde_json::from_str(&text).unwrap(), "blueprint.yaml", TEXT.as_bytes()).unwrap();
        assert_eq!(again.findings(), first.findings());
    }

    #[test]
    fn errors_secrets_and_other_files_are_not_remembered() {
        let changed = |change: fn(&mut Diagnostic)| {
            let mut findings = findings();
            change(&mut findings[0]);
            of(&report_of(findings))
        };
        assert_ne!(changed(|_| ()), None);
        assert_eq!(changed(|found| found.severity = Severity::Error), None);
        assert_eq!(changed(|found| found.is_secret = true), None);
        assert_eq!(changed(|found| found.place.span.file = FileId(1)), None);
        assert_eq!(changed(|found| found.labels[0].place.span.file = FileId(1)), None);
    }

    #[test]
    fn places_are_in_the_text() {
        for text in ["apps:", "apps: { abcdefß: {} }", "apps: {}"] {
            let said = of(&report_of(findings())).unwrap();
            assert!(report(said, "blueprint.yaml", text.as_bytes()).is_none(), "{text}");
        }
    }
}
