//! Every key of every blueprint misspelled, every value of a wrong type, every word and reference broken: all refused,
//! at their line, with what was meant. Prints its figures: `cargo test -p hagen-tests --test mutations -- --nocapture`.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hagen::{Blueprint, Compilation, Severity, Source, compile_text};
use hagen_core::section::{Section, Shape};
use hagen_yaml::{FileId, Limits, Node, NodeKind, Span, read};
use rayon::prelude::*;

/// A change of a text that must not go unnoticed.
#[derive(Debug)]
struct Mutation {
    kind: Kind,
    /// The bytes that are replaced.
    at: Range<usize>,
    /// What stands there instead.
    by: String,
    /// What stood there and should be suggested.
    meant: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Key,
    Type,
    Word,
    Reference,
    ChartValue,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Key => "keys misspelled",
            Self::Type => "values of a wrong type",
            Self::Word => "words misspelled",
            Self::Reference => "references broken",
            Self::ChartValue => "keys of charts misspelled",
        }
    }
}

#[derive(Default)]
struct Figures {
    all: usize,
    refused: usize,
    located: usize,
    suggestible: usize,
    suggested: usize,
}

#[test]
fn every_mutation_is_refused_at_its_line_with_what_was_meant() {
    let mut figures: BTreeMap<Kind, Figures> = BTreeMap::new();
    let (mut missed, mut elsewhere) = (Vec::new(), Vec::new());
    for (name, text, files) in blueprints() {
        let node = read(FileId(0), &text, &Limits::default()).node.unwrap();
        let mut mutations = Vec::new();
        collect(&text, &node, &Shape::Section(&Blueprint::INFO), "", &mut mutations);
        let outcomes: Vec<_> = mutations.par_iter().map(|mutation| judge(&text, mutation, &files)).collect();
        for (mutation, outcome) in mutations.iter().zip(outcomes) {
            let line = text[..mutation.at.start].lines().count();
            if !(outcome.refused && outcome.located && (mutation.meant.is_none() || outcome.suggested)) {
                let was = &text[mutation.at.clone()];
                let (by, said) = (&mutation.by, outcome.said.join("; "));
                missed.push(format!("{name}:{line} {:?} `{by}` for `{was}`: {said}", mutation.kind));
            }
            if !outcome.elsewhere.is_empty() {
                let (was, said) = (&text[mutation.at.clone()], outcome.elsewhere.join("; "));
                elsewhere
                    .push(format!("{name}:{line} {:?} `{}` for `{was}`: {said}", mutation.kind, mutation.by));
            }
            figures.entry(mutation.kind).or_default().count(mutation, &outcome);
        }
    }
    for (kind, figures) in &figures {
        println!("figure mutations: {}: {figures}", kind.name());
    }
    for missed in missed.iter().chain(&elsewhere) {
        println!("{missed}");
    }
    let sum = |part: fn(&Figures) -> usize| figures.values().map(part).sum::<usize>();
    let (all, refused, located) = (sum(|f| f.all), sum(|f| f.refused), sum(|f| f.located));
    assert!(all > 500, "only {all} mutations");
    let alone = all - elsewhere.len();
    println!("figure mutations: told where they are and nowhere else: {alone} of {all}");
    assert_eq!(refused, all, "some mutations were accepted");
    assert!(alone * 100 >= all * 99, "{} are told of elsewhere too", elsewhere.len());
    assert!(located * 100 >= all * 95, "{located} of {all} are located at their line");
    let (suggestible, suggested) = (sum(|f| f.suggestible), sum(|f| f.suggested));
    assert!(suggested * 100 >= suggestible * 90, "{suggested} of {suggestible} have the right suggestion");
}

/// The blueprints of the systems and those of the golden cases, each with the files beside it.
fn blueprints() -> Vec<(String, String, BTreeMap<String, Vec<u8>>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let systems = files(&tests.join("../blueprints"));
    let is_blueprint = |name: &str| Path::new(name).extension().is_some_and(|kind| kind == "yaml");
    let own = systems.iter().filter(|(name, _)| is_blueprint(name) && !name.contains('/'));
    let mut found: Vec<_> = own.map(|(name, text)| (name.clone(), text.clone(), systems.clone())).collect();
    for case in fs::read_dir(tests.join("golden")).unwrap() {
        let path = case.unwrap().path();
        if let Ok(text) = fs::read(path.join("blueprint.yaml")) {
            found.push((path.file_name().unwrap().to_str().unwrap().to_owned(), text, files(&path)));
        }
    }
    found.sort();
    found.into_iter().map(|(name, text, files)| (name, String::from_utf8(text).unwrap(), files)).collect()
}

/// All files in a folder but output, by their path from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.extend((!path.ends_with("out")).then_some(path));
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The mutations of a value of a shape. `under` is the path of keys that leads there.
fn collect(text: &str, node: &Node, shape: &Shape, under: &str, found: &mut Vec<Mutation>) {
    match shape {
        Shape::Optional(inner) => return collect(text, node, &inner(), under, found),
        Shape::Either(one, other) => {
            let is_block = matches!(node.kind, NodeKind::Map(_) | NodeKind::List(_));
            let takes = |shape: &Shape| matches!(shape, Shape::Section(_) | Shape::Map(..) | Shape::List(_));
            let inner = if takes(&one()) == is_block { one() } else { other() };
            return collect(text, node, &inner, under, found);
        }
        Shape::Free => return free(text, node, under, found),
        _ => {}
    }
    found.extend(wrong_type(node, shape));
    match (shape, &node.kind) {
        (Shape::Section(info), NodeKind::Map(entries)) => {
            for entry in entries {
                let Some(field) = info.fields.iter().find(|field| field.key == entry.key) else { continue };
                found.extend(misspelled(Kind::Key, entry.key_span, &entry.key));
                collect(text, &entry.value, &(field.shape)(), &format!("{under}.{}", entry.key), found);
            }
        }
        (Shape::Section(info), _) => {
            if let Some(shorthand) = info.shorthand {
                found.pop();
                collect(text, node, &shorthand(), under, found);
            }
        }
        (Shape::Map(_, inner), NodeKind::Map(entries)) => {
            for entry in entries {
                collect(text, &entry.value, &inner(), &format!("{under}.{}", entry.key), found);
            }
        }
        (Shape::List(inner), NodeKind::List(items)) => {
            for item in items {
                collect(text, item, &inner(), under, found);
            }
        }
        (Shape::Choice(choices), NodeKind::Map(entries)) => {
            for entry in entries {
                let Some(choice) = choices.iter().find(|choice| choice.word == entry.key) else { continue };
                found.extend(misspelled(Kind::Word, entry.key_span, &entry.key));
                if let Some(inner) = choice.inner {
                    collect(text, &entry.value, &inner(), &format!("{under}.{}", entry.key), found);
                }
            }
        }
        (Shape::Choice(_), NodeKind::String(word)) => found.extend(misspelled(Kind::Word, node.span, word)),
        (Shape::Text(info), NodeKind::String(word))
            if info.what == <hagen_kube::Reference as hagen::Text>::WHAT && word.contains('/') =>
        {
            found.extend(misspelled(Kind::Reference, node.span, word));
        }
        _ => {}
    }
}

/// What the schema leaves free: overlays are partial blueprints, values belong to a chart.
fn free(text: &str, node: &Node, under: &str, found: &mut Vec<Mutation>) {
    if under.ends_with(".overlay") {
        return collect(text, node, &Shape::Section(&Blueprint::INFO), "", found);
    }
    if under.starts_with(".values.") {
        for entry in node.entries().into_iter().flatten() {
            found.extend(misspelled(Kind::ChartValue, entry.key_span, &entry.key));
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// Two neighbouring letters in each other's place, or the last one lost.
fn misspelled(kind: Kind, span: Span, word: &str) -> Option<Mutation> {
    let letters: Vec<char> = word.chars().collect();
    let at = (1..letters.len().saturating_sub(1)).rev().find(|&at| {
        letters[at] != letters[at + 1] && letters[at].is_alphabetic() && letters[at + 1].is_alphabetic()
    });
    let mut wrong = letters.clone();
    match at {
        Some(at) => wrong.swap(at, at + 1),
        None if letters.len() > 2 => drop(wrong.pop()),
        None => return None,
    }
    let by: String = wrong.into_iter().collect();
    (span.end > span.start).then(|| Mutation { kind, at: range(span), by, meant: Some(word.to_owned()) })
}

/// Something that can never stand for a value of this shape.
fn wrong_type(node: &Node, shape: &Shape) -> Option<Mutation> {
    let by = match shape {
        Shape::Bool => "perhaps",
        Shape::Int(..) | Shape::Number(..) => "many",
        Shape::Text(_) | Shape::Choice(_) => "[[1]]",
        Shape::List(_) | Shape::Map(..) | Shape::Section(_) => "7.5",
        _ => return None,
    };
    let is_whole = node.span.end > node.span.start && node.span.start > 0;
    is_whole.then(|| Mutation { kind: Kind::Type, at: range(node.span), by: by.to_owned(), meant: None })
}

#[derive(Default)]
struct Outcome {
    refused: bool,
    located: bool,
    suggested: bool,
    /// What is told of other lines, of which none has changed.
    elsewhere: Vec<String>,
    said: Vec<String>,
}

fn judge(text: &str, mutation: &Mutation, files: &BTreeMap<String, Vec<u8>>) -> Outcome {
    let ends_line = text[mutation.at.clone()].ends_with('\n');
    let by = if ends_line { format!("{}\n", mutation.by) } else { mutation.by.clone() };
    let changed = format!("{}{by}{}", &text[..mutation.at.start], &text[mutation.at.end..]);
    let source = Source { name: "blueprint.yaml".into(), text: changed.clone().into_bytes() };
    let Compilation { diagnostics, .. } = compile_text(source, files);
    let line = |offset: usize| changed[..offset.min(changed.len())].matches('\n').count();
    let here = line(mutation.at.start)..=line(mutation.at.start + by.len().saturating_sub(1));
    let errors = || diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let is_here = |found: &hagen::Diagnostic| here.contains(&line(found.place.span.start as usize));
    let at_line = || errors().filter(|found| is_here(found));
    let meant = mutation.meant.as_deref().unwrap_or_default();
    let suggests = |found: &&hagen::Diagnostic| {
        let help = found.help.as_deref().unwrap_or_default();
        found.replacement.as_deref() == Some(meant) || help.contains(&format!("`{meant}`"))
    };
    Outcome {
        refused: errors().next().is_some(),
        located: at_line().next().is_some(),
        suggested: at_line().any(|found| suggests(&found)),
        elsewhere: errors().filter(|found| !is_here(found)).map(|found| found.message.clone()).collect(),
        said: errors().take(2).map(|found| format!("{} {:?}", found.message, found.help)).collect(),
    }
}

impl Figures {
    fn count(&mut self, mutation: &Mutation, outcome: &Outcome) {
        self.all += 1;
        self.refused += usize::from(outcome.refused);
        self.located += usize::from(outcome.located);
        self.suggestible += usize::from(mutation.meant.is_some());
        self.suggested += usize::from(mutation.meant.is_some() && outcome.suggested);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { all, refused, located, suggestible, suggested } = self;
        write!(f, "{all}, {refused} refused, {located} at their line")?;
        if *suggestible > 0 {
            write!(f, ", {suggested} with what was meant")?;
        }
        Ok(())
    }
}
