//! What stands behind "nothing wrong gets through", in figures: runs the tests that measure it, and prints what they
//! found. `cargo run -p hagen-tests --bin conformance`
//!
//! A test tells a figure in a line `figure <part>: <what it found>`.

use std::process::{Command, ExitCode, Stdio};

/// The parts, each with what it is about. One without a figure fails: its test is gone.
const PARTS: [(&str, &str); 7] = [
    ("schemas", "Objects, by the schemas of Kubernetes and of custom resources"),
    ("charts", "Values of charts, by what their templates read, and by what takes what they pass on"),
    ("rules", "Objects together, by the rules"),
    ("plaintext", "Secrets in plain text"),
    ("inputs", "Bad inputs, each with its code and place"),
    ("mutations", "Every blueprint, broken at every place"),
    ("explained", "Codes"),
];

/// The tests that measure, of whichever of these packages has one of the name.
const PACKAGES: [&str; 4] = ["hagen-tests", "hagen-check", "hagen-charts", "hagen-cli"];
const TESTS: [&str; 11] = [
    "house",
    "mutations",
    "indentation",
    "elsewhere",
    "rules",
    "schema",
    "plaintext",
    "typos",
    "values",
    "bad_inputs",
    "canary",
];

fn main() -> ExitCode {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--quiet", "--no-fail-fast"]);
    cargo.args(PACKAGES.iter().flat_map(|package| ["--package", package]));
    cargo.args(TESTS.iter().flat_map(|test| ["--test", test]));
    let output = match cargo.args(["--", "--nocapture"]).stderr(Stdio::inherit()).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("cargo does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let is_whole = report(&text);
    if !output.status.success() {
        eprint!("{text}");
    }
    if output.status.success() && is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the figures, and tells whether each part has one.
fn report(text: &str) -> bool {
    let mut is_whole = true;
    for (part, title) in PARTS {
        println!("\n{title}");
        let found: Vec<&str> = text.lines().filter_map(|line| figure(line, part)).collect();
        for figure in &found {
            println!("  {figure}");
        }
        if found.is_empty() {
            println!("  nothing was measured");
            is_whole = false;
        }
    }
    is_whole
}

/// The figure of a part. The line may begin with the dots of tests that ran beside.
fn figure<'l>(line: &'l str, part: &str) -> Option<&'l str> {
    let (_, said) = line.split_once("figure ")?;
    said.strip_prefix(part)?.strip_prefix(": ")
}
