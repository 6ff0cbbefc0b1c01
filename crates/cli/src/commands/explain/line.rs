//! `hagen explain out/eu/production/web/deployment.yaml:12`

use camino::Utf8Path;
use hagen::{Cause, NoProvenance, Provenance, Subject, Without, provenance};
use hagen_yaml::{Style, Value};
use serde_json::json;

use crate::codes;
use crate::compile;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::FolderFiles;
use crate::input::Input;
use crate::outcome::Outcome;
use crate::report::{Finding, Report, Source};
use crate::style;

/// A line of a file of the output.
pub(super) struct Line<'a> {
    /// As the user wrote it.
    what: &'a str,
    /// The path below the output folder.
    path: &'a str,
    /// From one.
    number: usize,
}

impl<'a> Line<'a> {
    /// What is a file of YAML and perhaps a line of it; a key or a code is neither.
    pub(super) fn of(what: &'a str, out: &Utf8Path) -> Option<Self> {
        let (path, number) = match what.rsplit_once(':') {
            Some((path, number)) => (path, number.parse().ok()?),
            None => (what, 1),
        };
        let below = path.trim_start_matches("./").strip_prefix(out.as_str().trim_start_matches("./"));
        let below = below.and_then(|below| below.strip_prefix('/')).unwrap_or(path);
        let is_yaml = Utf8Path::new(path).extension() == Some("yaml");
        (is_yaml && path.contains('/')).then_some(Self { what, path: below, number })
    }
}

pub(super) fn run(line: &Line<'_>, blueprint: &Utf8Path, console: &mut Console<'_>) -> Outcome {
    let input = match Input::read(blueprint, &mut console.stdin) {
        Ok(input) => input,
        Err(finding) => {
            let mut report = Report::default();
            report.add([*finding]);
            return Outcome::failed(report, Exit::Io, "");
        }
    };
    let (name, text, folder) = (input.source.name.clone(), input.source.text.clone(), input.folder.clone());
    let document = hagen::read(input.source.clone());
    let (platform, report) = compile::link(input);
    let (Some(_), Some(root)) = (platform, document.reading.node) else {
        return Outcome::failed(report, Exit::Blueprint, "");
    };
    match provenance(&root, &FolderFiles::new(&folder), line.path, line.number) {
        Ok(found) => {
            let source = Source::new(&name, &text);
            Outcome::done(shown(line, &found, &source), data(line, &found, &source))
        }
        Err(why) => refused(line, why),
    }
}

fn refused(line: &Line<'_>, why: NoProvenance) -> Outcome {
    let (message, help) = match why {
        NoProvenance::NoSuchFile => (
            format!("no component of the blueprint writes `{}`", line.path),
            "name a file of a component below the output folder: `out/<cluster>/<environment>/<component>/…`",
        ),
        NoProvenance::NoSuchLine => {
            (format!("`{}` has no line {}", line.path, line.number), "see `hagen diff`")
        }
        NoProvenance::NoValue => (
            format!("there is no value on line {} of `{}`", line.number, line.path),
            "name a line with a key",
        ),
    };
    let mut report = Report::default();
    report.add([Finding::new(&codes::UNKNOWN, message).help(help)]);
    Outcome::failed(report, Exit::Usage, "")
}

fn shown(line: &Line<'_>, found: &Provenance, source: &Source) -> String {
    let (strong, code, dim) = (style::STRONG, style::CODE, style::DIM);
    let of = match &found.subject {
        Subject::Object { kind, name } => format!("{kind} `{name}`"),
        Subject::Chart(chart) => format!("the values of the chart `{chart}`"),
    };
    let mut text = format!(
        "{strong}{}{strong:#}\n\n  {code}{}: {}{code:#}\n  {dim}in {of}, of {}{dim:#}\n\n",
        line.what,
        found.keys,
        word(&found.value),
        found.component,
    );
    for cause in &found.causes {
        text.push_str(&format!("{strong}{}{strong:#} at {}\n", cause.place.path, place(cause, source)));
        text.push_str(&format!("  {}\n", without(&cause.without)));
    }
    if found.causes.is_empty() {
        text.push_str("No key that the blueprint has makes it so: it is hagen's default.\n");
        if !found.place.path.steps().is_empty() {
            let keys = &found.place.path;
            text.push_str(&format!("{code}hagen explain {keys}{code:#} lists the keys that there are. "));
        }
        text.push_str(&format!("What none of them changes, this does:\n\n{code}{}{code:#}\n", patch(found)));
    }
    text
}

fn place(cause: &Cause, source: &Source) -> String {
    let position = source.position(cause.place.span.start as usize);
    format!("{}:{}:{}", source.name, position.line, position.column)
}

fn without(without: &Without) -> String {
    match without {
        Without::Other(value) => format!("without this key it would be {}", word(value)),
        Without::Gone => "without this key it would not be there".to_owned(),
        Without::Needed => "this is what the key says".to_owned(),
    }
}

/// A value on one line.
fn word(value: &Value) -> String {
    match value {
        Value::Map(map) if !map.is_empty() => "a mapping".to_owned(),
        Value::List(items) if !items.is_empty() => format!("a list of {}", items.len()),
        Value::String(text) if text.contains('\n') => format!("a text of {} lines", text.lines().count()),
        value => hagen_yaml::write(value, &Style::default()).trim().to_owned(),
    }
}

/// What to write into the blueprint to change a line.
fn patch(found: &Provenance) -> String {
    let keys: Vec<String> = found
        .keys
        .steps()
        .iter()
        .map_while(|step| match step {
            hagen_core::Step::Key(key) => Some(key.clone()),
            hagen_core::Step::Index(_) => None,
        })
        .collect();
    let nested = keys.iter().rev().fold("…".to_owned(), |inner, key| format!("{{ {key}: {inner} }}"));
    match &found.subject {
        Subject::Object { kind, name } => {
            format!("patches:\n  mine: {{ kind: {kind}, name: {name}, merge: {nested} }}")
        }
        Subject::Chart(chart) => format!("values:\n  {chart}: {nested}"),
    }
}

fn data(line: &Line<'_>, found: &Provenance, source: &Source) -> serde_json::Value {
    let cause = |cause: &Cause| {
        let position = source.position(cause.place.span.start as usize);
        let (change, value) = match &cause.without {
            Without::Other(value) => ("other", Some(word(value))),
            Without::Gone => ("gone", None),
            Without::Needed => ("needed", None),
        };
        json!({
            "key": cause.place.path.to_string(), "file": source.name, "line": position.line, "column": position.column,
            "without": change, "value": value,
        })
    };
    json!({
        "file": line.path, "line": line.number, "keys": found.keys.to_string(), "value": word(&found.value),
        "component": found.component, "causes": found.causes.iter().map(cause).collect::<Vec<_>>(),
    })
}
