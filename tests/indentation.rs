//! Lines and blocks of every blueprint indented otherwise, and lines written twice: refused near the line, or another
//! way to write the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hagen::{Compilation, Source, compile_text};
use rayon::prelude::*;

/// What became of a text that was changed at a line.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Refused, with an error at the line, the one above it, or in the block that moved.
    Located,
    /// Refused, somewhere else.
    Elsewhere,
    /// Accepted, and it makes the same files.
    Same,
    /// Accepted, and it makes others.
    Other,
}

struct Change {
    /// The lines that the change is about, from 0.
    lines: std::ops::Range<usize>,
    text: String,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn moved(line: &str, by: isize) -> String {
    let indent = indent(line).saturating_add_signed(by);
    format!("{}{}", " ".repeat(indent), line.trim_start())
}

fn is_plain(line: &str) -> bool {
    !line.trim().is_empty() && !line.trim_start().starts_with('#')
}

/// The changes of a text at a line.
fn changes(lines: &[&str], at: usize) -> Vec<Change> {
    let is_below = |line: &&str| line.trim().is_empty() || indent(line) > indent(lines[at]);
    let end = at + 1 + lines[at + 1..].iter().take_while(|line| is_below(line)).count();
    let mut changes = Vec::new();
    let mut change = |range: std::ops::Range<usize>, by: isize| {
        if indent(lines[at]).checked_add_signed(by).is_none() {
            return;
        }
        let line = |(number, line): (usize, &&str)| {
            let moves = range.contains(&number) && !line.trim().is_empty();
            if moves { moved(line, by) } else { (*line).to_owned() }
        };
        let text = lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\n");
        // A line that moves alone is refused at what it has left behind.
        changes.push(Change { lines: at.saturating_sub(1)..end + 1, text });
    };
    for by in [-2, 2] {
        change(at..at + 1, by);
        if end > at + 1 {
            change(at..end, by);
        }
    }
    let twice = [&lines[..=at], &lines[at..]].concat().join("\n");
    changes.push(Change { lines: at..at + 2, text: twice });
    changes
}

fn compiled(text: String) -> Compilation {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blueprints");
    let mut files = BTreeMap::new();
    for folder in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for file in
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
        {
            let of = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(format!("{}/{}", of(&folder), of(&file)), fs::read(&file).unwrap());
        }
    }
    compile_text(Source { name: "blueprint.yaml".into(), text: text.into_bytes() }, &files)
}

fn outcome(change: &Change, right: &Compilation) -> Outcome {
    let compilation = compiled(change.text.clone());
    if let Some(tree) = &compilation.tree {
        return if Some(tree) == right.tree.as_ref() { Outcome::Same } else { Outcome::Other };
    }
    let line = |diagnostic: &hagen::Diagnostic| {
        let before = change.text.as_bytes().get(..diagnostic.place.span.start as usize).unwrap_or_default();
        before.split(|byte| *byte == b'\n').count() - 1
    };
    let mut errors = compilation.diagnostics.iter().filter(|it| it.is_error());
    if errors.any(|it| change.lines.contains(&line(it))) { Outcome::Located } else { Outcome::Elsewhere }
}

#[test]
fn what_is_indented_otherwise_means_the_same_or_is_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blueprints");
    let mut paths: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "yaml"));
    let (mut all, mut refused, mut located, mut other) = (0, 0, 0, Vec::new());
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let right = compiled(text.clone());
        let lines: Vec<&str> = text.lines().collect();
        let changes: Vec<Change> =
            (0..lines.len()).filter(|at| is_plain(lines[*at])).flat_map(|at| changes(&lines, at)).collect();
        let outcomes: Vec<Outcome> = changes.par_iter().map(|change| outcome(change, &right)).collect();
        for (change, outcome) in changes.iter().zip(outcomes) {
            all += 1;
            refused += usize::from(matches!(outcome, Outcome::Located | Outcome::Elsewhere));
            located += usize::from(outcome == Outcome::Located);
            if matches!(outcome, Outcome::Other | Outcome::Elsewhere) {
                other.push((outcome, format!("{}:{}", path.display(), change.lines.start + 2)));
            }
        }
    }
    println!(
        "figure mutations: lines and blocks indented otherwise, or written twice: {all}, {refused} refused, {located} \
         near their line, {} mean the same",
        all - refused
    );
    for (_, place) in other.iter().filter(|(outcome, _)| *outcome == Outcome::Elsewhere) {
        println!("told elsewhere: {place}");
    }
    assert!(all > 500, "only {all} changes");
    let silent: Vec<_> = other.iter().filter(|(outcome, _)| *outcome == Outcome::Other).collect();
    assert!(silent.is_empty(), "accepted, with another meaning: {silent:?}");
    assert!(located * 100 >= refused * 95, "{located} of {refused} are near their line");
}
