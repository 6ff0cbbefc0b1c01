//! The generator makes the same facts of charts of the same files, on every machine.
#![allow(clippy::disallowed_methods, reason = "compares files")]

use std::path::Path;
use std::process::{Command, Output};

fn sample(path: &str) -> String {
    format!("{}/tests/sample/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn generate(folder: &str, out: &Path) -> Output {
    let arguments = ["charts", folder, "--out", out.to_str().expect("the path is text")];
    Command::new(env!("CARGO_BIN_EXE_hagen-facts")).args(arguments).output().expect("the generator is built")
}

/// A folder with one chart whose only value is this.
fn chart_with(value: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let index = r#"[{"chart":"a","version":"1","file":"a.json","license":"MIT","source":"a/a","tag":"v1"}]"#;
    std::fs::write(folder.path().join("index.json"), index).expect("a file can be written");
    let chart = format!(r#"{{"chart":"a","version":"1","paths":[{value}]}}"#);
    std::fs::write(folder.path().join("a.json"), chart).expect("a file can be written");
    folder
}

#[test]
fn the_sample_gives_the_committed_facts() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let output = generate(&sample("charts"), folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in ["charts.txt", "charts.bin"] {
        let (made, committed) =
            (std::fs::read(folder.path().join(name)), std::fs::read(sample("out/") + name));
        assert!(made.unwrap() == committed.unwrap(), "{name} differs from tests/sample/out/{name}");
    }
}

#[test]
fn what_would_be_lost_is_refused() {
    for (value, expected) in [
        (r#"{"path":"a","sort":"map"}"#, "unknown field `sort`"),
        (r#"{"path":"a","kind":"set"}"#, "unknown `set`"),
        (r#"{"path":"a","free":"half"}"#, "unknown `half`"),
        (r#"{"path":"a.\"*\""}"#, "a key that is an asterisk"),
    ] {
        let (folder, out) = (chart_with(value), tempfile::tempdir().expect("a folder can be made"));
        let output = generate(folder.path().to_str().unwrap(), out.path());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && message.contains(expected), "{value}: {message}");
    }
}

#[test]
fn a_file_of_another_chart_is_refused() {
    let (folder, out) = (chart_with(""), tempfile::tempdir().expect("a folder can be made"));
    std::fs::write(folder.path().join("a.json"), r#"{"chart":"a","version":"2","paths":[]}"#).unwrap();
    let output = generate(folder.path().to_str().unwrap(), out.path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("a.json is a 2"));
}
