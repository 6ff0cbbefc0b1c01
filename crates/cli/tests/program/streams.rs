//! Standard output, standard error, colours, widths.

use std::fs::File;
use std::io::Write;
use std::process::Stdio;

use super::support::{BLUEPRINT, Folder, Ran};

fn wrong() -> Folder {
    let folder = Folder::new();
    folder.change("port: 8000", "prt: 8000");
    folder
}

#[test]
fn findings_go_to_standard_error_and_results_to_standard_output() {
    let folder = Folder::new();
    let ran = folder.run(&["check"]);
    assert!(ran.stdout.starts_with("blueprint.yaml is right: "), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(ran.stderr.contains("warning[HG0318]"), "{}", ran.stderr);
    let ran = wrong().run(&["render"]);
    assert_eq!((ran.code, &*ran.stdout), (3, ""));
    assert!(ran.stderr.contains("did you mean `port`?"), "{}", ran.stderr);
    assert!(ran.stderr.contains(": nothing was written"), "{}", ran.stderr);
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let folder = wrong();
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let ran = Ran::of(folder.command(args).envs(variables.iter().copied()).output().unwrap());
        ran.stderr.contains('\u{1b}')
    };
    assert!(!coloured(&["check"], &[]));
    assert!(coloured(&["check", "--color", "always"], &[]));
    assert!(coloured(&["check", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!folder.run(&["check", "--format", "json", "--color", "always"]).stdout.contains('\u{1b}'));
}

#[test]
fn lines_fit_the_terminal() {
    let folder = wrong();
    folder.change("kind: Blueprint\n", "kind: Blueprint\npatchs: {}\n");
    let widest = |columns: &str, args: &[&str]| {
        let ran = Ran::of(folder.command(args).env("COLUMNS", columns).output().unwrap());
        let lines = ran.stderr.lines().chain(ran.stdout.lines());
        lines.map(|line| line.chars().count()).max().unwrap()
    };
    // Neither what is marked nor a word is ever cut.
    assert!(widest("40", &["check"]) <= 40 + "error[HG0101]: ".len());
    assert!(widest("200", &["check"]) <= 200);
    assert!(widest("40", &["explain", "apps.web"]) <= 40);
    assert!((100..=200).contains(&widest("200", &["explain", "apps.web"])));
    assert!(widest("40", &["explain"]) <= 40);
}

#[test]
fn a_reader_who_has_gone_is_no_error() {
    let folder = Folder::new();
    for args in [&["schema"][..], &["explain"], &["diff"], &["check", "--format", "sarif"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let command = &mut folder.command(args);
        let ran = Ran::of(command.stdout(writer).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("anic"), "{}", ran.stderr);
    }
}

#[test]
fn a_result_that_cannot_be_printed_is_an_error() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let folder = Folder::new();
    let ran = Ran::of(folder.command(&["schema"]).stdout(full).stderr(Stdio::piped()).output().unwrap());
    assert_eq!(ran.code, 5);
    assert!(ran.stderr.starts_with("error: cannot print the result: "), "{}", ran.stderr);
}

#[test]
fn a_dash_reads_standard_input() {
    let folder = Folder::new();
    let mut child = folder.command(&["check", "-"]);
    let child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    child.stdin.take().unwrap().write_all(BLUEPRINT.replace("kind", "knd").as_bytes()).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("--> <stdin>:2:1"), "{}", ran.stderr);
}

#[test]
fn odd_blueprints_end_with_a_finding() {
    let folder = Folder::new();
    for (text, code) in [
        (&b""[..], "HG0100"),
        (b"[]", "HG0104"),
        (b"name: \"\x1b[31m\"", "HG0109"),
        (b"a: *b", "HG0108"),
        (b"\xef\xbb\xbfname: 1.10\r\n", "HG0104"),
        (b"name: a\n---\nname: b\n", "HG0108"),
    ] {
        std::fs::write(folder.at("blueprint.yaml"), text).unwrap();
        let ran = folder.run(&["render"]);
        assert_eq!(ran.code, 3, "{text:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(code), "{text:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains('\u{1b}'));
    }
    std::fs::write(folder.at("blueprint.yaml"), vec![b'#'; 100 << 20]).unwrap();
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("HG0110"), "{}", ran.stderr);
}
