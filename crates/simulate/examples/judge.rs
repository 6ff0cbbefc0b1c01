//! Judges plain Kubernetes objects from standard input: JSON or YAML, several documents or a List. See the README.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Read;
use std::process::ExitCode;

use hagen_simulate::pods::Reach;
use hagen_simulate::{Objects, Verdict, judge};
use hagen_yaml::{FileId, Limits, read};
use serde_json::json;

fn main() -> ExitCode {
    let mut text = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut text) {
        eprintln!("cannot read standard input: {error}");
        return ExitCode::from(5);
    }
    let mut objects = Objects::default();
    for document in documents(&text) {
        let reading = read(FileId(0), document, &Limits::default());
        if let Some(problem) = reading.problems.first() {
            eprintln!("not readable: {problem:?}");
            return ExitCode::from(3);
        }
        if let Some(node) = reading.node {
            objects.add(&node.to_value());
        }
    }
    objects.settle(Reach::Zone);
    let sets = objects.sets.iter().map(|set| {
        let judgement = judge(set, &objects.nodes);
        json!({
            "kind": set.kind,
            "namespace": set.namespace,
            "name": set.name,
            "replicas": set.replicas,
            "keeps": set.promise.least(set.replicas),
            "placed": { "least": judgement.placed.0, "most": judgement.placed.1 },
            "events": judgement.verdicts.iter().map(Verdict::json).collect::<Vec<_>>(),
        })
    });
    let sets: Vec<_> = sets.collect();
    println!("{:#}", json!({ "sets": sets }));
    ExitCode::SUCCESS
}

fn documents(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n---\n").map(|document| document.strip_prefix("---\n").unwrap_or(document))
}
