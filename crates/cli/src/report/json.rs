//! Findings as a program reads them.

use hagen_core::Place;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Finding, Report, Sources};

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: PlaceEntry,
    label: Option<&'a str>,
    labels: Vec<LabelEntry<'a>>,
    help: Option<&'a str>,
    replacement: Option<&'a str>,
}

#[derive(Serialize)]
struct LabelEntry<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: PlaceEntry,
}

/// Lines and columns count from 1, columns in characters; offsets count bytes from 0.
#[derive(Serialize, Default)]
struct PlaceEntry {
    file: Option<String>,
    path: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    #[serde(rename = "endLine")]
    end_line: Option<usize>,
    #[serde(rename = "endColumn")]
    end_column: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

/// The findings in their order.
pub(crate) fn findings(report: &Report) -> Value {
    let entries: Vec<Entry<'_>> =
        report.findings().iter().map(|finding| entry(finding, &report.sources)).collect();
    json!(entries)
}

/// How many findings there are.
pub(crate) fn summary(report: &Report) -> Value {
    json!(report.counts())
}

fn entry<'a>(finding: &'a Finding, sources: &Sources) -> Entry<'a> {
    let diagnostic = &finding.diagnostic;
    let mut place = place(&diagnostic.place, sources);
    place.file = place.file.or_else(|| finding.file.clone());
    let labels = diagnostic.labels.iter();
    Entry {
        code: diagnostic.code.id,
        severity: diagnostic.severity.word(),
        title: diagnostic.code.title,
        message: &diagnostic.message,
        place,
        label: diagnostic.label.as_deref(),
        labels: labels
            .map(|label| LabelEntry { text: &label.text, place: self::place(&label.place, sources) })
            .collect(),
        help: diagnostic.help.as_deref(),
        replacement: diagnostic.replacement.as_deref(),
    }
}

fn place(place: &Place, sources: &Sources) -> PlaceEntry {
    let path = (!place.path.steps().is_empty()).then(|| place.path.to_string());
    let Some(source) = sources.of(place) else { return PlaceEntry { path, ..PlaceEntry::default() } };
    let range = source.range(place.span);
    let (from, to) = (source.position(range.start), source.position(range.end));
    PlaceEntry {
        file: Some(source.name.clone()),
        path,
        line: Some(from.line),
        column: Some(from.column),
        end_line: Some(to.line),
        end_column: Some(to.column),
        start: Some(range.start),
        end: Some(range.end),
    }
}
