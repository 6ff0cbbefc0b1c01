//! Blueprints that are wrong, beside the corpus of `crates/cli/tests/bad_inputs`. A case is a file; its comments `#! HG0101 7:3` say which findings it
//! must give, where.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hagen::{Diagnostic, Severity, Source, Sources, compile_text};

#[test]
fn every_mistake_is_found_at_its_place() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bad");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 10, "the cases are gone");
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read(&path).unwrap();
        let expected = expected(&String::from_utf8_lossy(&text));
        let compilation = compile_text(Source { name: "blueprint.yaml".into(), text }, &BTreeMap::new());
        let errors =
            compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let mut found: Vec<String> =
            errors.clone().map(|diagnostic| place(diagnostic, &compilation.sources)).collect();
        found.sort();
        if found != expected || compilation.tree.is_some() {
            let messages: Vec<_> = errors.map(|diagnostic| &diagnostic.message).collect();
            wrong.push(format!("{}: expected {expected:?}, found {found:?}: {messages:#?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn expected(text: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        text.lines().filter_map(|line| line.strip_prefix("#! ")).map(str::to_owned).collect();
    lines.sort();
    lines
}

fn place(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let span = diagnostic.place.span;
    let Some(source) = sources.get(span.file) else { return format!("{} nowhere", diagnostic.code.id) };
    let before = &source.text[..(span.start as usize).min(source.text.len())];
    let line = before.split(|&byte| byte == b'\n').count();
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    format!("{} {line}:{column}", diagnostic.code.id)
}
