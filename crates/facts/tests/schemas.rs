//! The generator makes the same facts of the same files, on every machine.
#![allow(clippy::disallowed_methods, reason = "compares files")]

use std::path::Path;
use std::process::{Command, Output};

fn sample(path: &str) -> String {
    format!("{}/tests/sample/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn generate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hagen-facts")).args(arguments).output().expect("the generator is built")
}

fn generate_sample(out: &Path) -> Output {
    let (old, new) = (sample("openapi/1.35/swagger.json"), sample("openapi/1.36/swagger.json"));
    let out = out.to_str().expect("a temporary folder has a plain name");
    generate(&[
        "schemas",
        "--openapi",
        &format!("1.36={new}"),
        "--openapi",
        &format!("1.35={old}"),
        "--crds",
        &sample("crds"),
        "--out",
        out,
    ])
}

#[test]
fn the_sample_gives_the_committed_facts() {
    let folder = tempfile::tempdir().unwrap();
    let output = generate_sample(folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in ["schemas.txt", "schemas.bin"] {
        let (made, committed) =
            (std::fs::read(folder.path().join(name)), std::fs::read(sample("out/") + name));
        assert!(made.unwrap() == committed.unwrap(), "{name} differs from tests/sample/out/{name}");
    }
}

#[test]
fn a_file_that_is_no_openapi_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let index = sample("crds/index.json");
    let output = generate(&[
        "schemas",
        "--openapi",
        &format!("1.36={index}"),
        "--out",
        folder.path().to_str().unwrap(),
    ]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert_eq!(message, format!("{index}: no `definitions`: not an OpenAPI 2 file\n"));
}

#[test]
fn wrong_arguments_are_refused() {
    for (arguments, expected) in [
        (&["charts"][..], "usage: "),
        (&["schemas"], "usage: "),
        (&["schemas", "--out"], "`--out` wants a value"),
        (&["schemas", "--openapi", "1.36"], "`1.36` is not <minor>=<file>"),
        (&["schemas", "--openapi", "2=a"], "`2` is not a version like 1.36"),
        (&["schemas", "--in", "a"], "unknown option `--in`"),
    ] {
        let output = generate(arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && message.starts_with(expected), "{arguments:?}: {message}");
    }
}
