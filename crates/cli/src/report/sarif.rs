//! Findings as code scanners exchange them: [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

use std::collections::BTreeMap;

use hagen_core::{Code, Place, Severity};
use serde_json::{Map, Value, json};

use super::{Finding, Report, Source, Sources};
use crate::exit::Exit;
use crate::markdown;

/// The log of one run.
pub(crate) fn sarif(report: &Report, exit: Exit) -> Value {
    let rules: BTreeMap<&str, &'static Code> = report
        .findings()
        .iter()
        .map(|finding| (finding.diagnostic.code.id, finding.diagnostic.code))
        .collect();
    let index = |code: &Code| rules.keys().position(|id| *id == code.id);
    let results: Vec<Value> = report
        .findings()
        .iter()
        .map(|finding| result(finding, index(finding.diagnostic.code), &report.sources))
        .collect();
    let driver = json!({
        "name": "hagen",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.values().map(|code| rule(code)).collect::<Vec<_>>(),
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "invocations": [{ "executionSuccessful": exit.code() == 0, "exitCode": exit.code() }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "help": { "text": markdown::plain(code.page), "markdown": code.page.trim() },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

fn result(finding: &Finding, rule: Option<usize>, sources: &Sources) -> Value {
    let diagnostic = &finding.diagnostic;
    let text = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": rule,
        "level": level(diagnostic.severity),
        "message": { "text": text },
    });
    let mut location = location(&diagnostic.place, sources);
    if let (Some(file), false) = (&finding.file, location.contains_key("physicalLocation")) {
        location.insert("physicalLocation".into(), json!({ "artifactLocation": artifact(file) }));
    }
    if !location.is_empty() {
        result["locations"] = json!([location]);
    }
    let related: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut related = self::location(&label.place, sources);
            related.insert("message".into(), json!({ "text": label.text }));
            Value::Object(related)
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if let (Some(text), Some(source)) = (&diagnostic.replacement, sources.of(&diagnostic.place)) {
        result["fixes"] = json!([fix(&diagnostic.place, source, text)]);
    }
    result
}

fn location(place: &Place, sources: &Sources) -> Map<String, Value> {
    let mut location = Map::new();
    if let Some(source) = sources.of(place) {
        let physical = json!({ "artifactLocation": artifact(&source.name), "region": region(place, source) });
        location.insert("physicalLocation".into(), physical);
    }
    if !place.path.steps().is_empty() {
        let logical = json!([{ "fullyQualifiedName": place.path.to_string() }]);
        location.insert("logicalLocations".into(), logical);
    }
    location
}

fn region(place: &Place, source: &Source) -> Value {
    let range = source.range(place.span);
    let (from, to) = (source.position(range.start), source.position(range.end));
    json!({
        "startLine": from.line,
        "startColumn": from.column,
        "endLine": to.line,
        "endColumn": to.column,
    })
}

fn fix(place: &Place, source: &Source, text: &str) -> Value {
    let replacement = json!({ "deletedRegion": region(place, source), "insertedContent": { "text": text } });
    json!({
        "description": { "text": format!("write `{text}`") },
        "artifactChanges": [{ "artifactLocation": artifact(&source.name), "replacements": [replacement] }],
    })
}

fn artifact(file: &str) -> Value {
    json!({ "uri": uri(file) })
}

/// The file as a URI reference: everything but letters, digits and a few signs is escaped.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    if file.starts_with('/') { format!("file://{uri}") } else { uri }
}
