//! Between the kill and the repair, people go on working.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8Path;
use hagen_cli::write::{Conflict, Options, Output, Preview, State, Step, WriteError, verify};

use crate::tree::{Scratch, everything, files, place, render, render_with, tree};

/// Stops a run when it is about to move the lock file into place, or before, at the first change to `path`.
fn killed_at(step: Step, path: &str) -> Options {
    let (dead, path) = (AtomicBool::new(false), path.to_owned());
    let guard = move |found: Step, at: &Utf8Path| {
        if (found == step && at.ends_with(&path)) || dead.load(Ordering::Relaxed) {
            dead.store(true, Ordering::Relaxed);
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        Ok(())
    };
    Options { guard: Some(Arc::new(guard)), ..Options::default() }
}

fn interrupted(step: Step, path: &str) -> Scratch {
    let scratch = Scratch::new();
    render(
        &scratch.out(),
        &tree(&[("a.yaml", "a1"), ("b.yaml", "b1"), ("c.yaml", "c1"), ("gone.yaml", "gone")]),
    )
    .unwrap();
    render_with(&scratch.out(), &after(), &killed_at(step, path)).unwrap_err();
    scratch
}

fn after() -> crate::tree::Tree {
    tree(&[
        ("a.yaml", "a2"),
        ("b.yaml", "b2"),
        ("c.yaml", "c1"),
        ("d/new.yaml", "new"),
        ("d/other.yaml", "other"),
    ])
}

#[test]
fn a_preview_of_an_interrupted_output_says_so() {
    let scratch = interrupted(Step::Rename, "b.yaml");
    assert_eq!(verify(&scratch.out()).unwrap().state, State::InterruptedBetween);
    let error = Preview::open(&scratch.out(), &Options::default()).err().unwrap();
    assert!(matches!(error, WriteError::Interrupted(_)));
}

#[test]
fn an_edit_after_the_interruption_survives_the_repair() {
    let scratch = interrupted(Step::Rename, "b.yaml");
    let edits =
        [("a.yaml", "mine"), ("b.yaml", "mine too"), ("d/new.yaml", "mine as well"), ("gone.yaml", "kept")];
    for (path, text) in edits {
        place(&scratch.out(), path, text);
    }
    let verified = verify(&scratch.out()).unwrap();
    assert_eq!(verified.edited, ["a.yaml", "b.yaml", "d/new.yaml", "gone.yaml"]);
    Output::open(&scratch.out(), &Options::default()).unwrap().discard().unwrap();
    for (path, text) in edits {
        assert_eq!(std::fs::read_to_string(scratch.out().join(path)).unwrap(), text);
    }
    let error = render(&scratch.out(), &after()).unwrap_err();
    let WriteError::Conflicts(conflicts) = error else { panic!("{error}") };
    let edited = ["a.yaml", "b.yaml", "gone.yaml"].map(|path| Conflict::Edited(path.to_owned()));
    assert_eq!(conflicts[..3], edited);
    assert_eq!(conflicts[3..], [Conflict::Foreign("d/new.yaml".to_owned())]);
    render_with(&scratch.out(), &after(), &Options { force: true, ..Options::default() }).unwrap();
    assert_eq!(files(&scratch.out()), after());
}

#[test]
fn a_checkout_of_the_old_tree_is_taken_forward() {
    let scratch = interrupted(Step::Remove, "gone.yaml");
    for (path, text) in [("a.yaml", "a1"), ("b.yaml", "b1"), ("c.yaml", "c1")] {
        place(&scratch.out(), path, text);
    }
    render(&scratch.out(), &after()).unwrap();
    assert_eq!(files(&scratch.out()), after());
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn a_checkout_of_another_tree_ends_the_interrupted_run() {
    let other = Scratch::new();
    let others = tree(&[("a.yaml", "other"), ("z.yaml", "other")]);
    render(&other.out(), &others).unwrap();
    let scratch = interrupted(Step::Rename, "b.yaml");
    for path in files(&scratch.out()).keys() {
        std::fs::remove_file(scratch.out().join(path)).unwrap();
    }
    for (path, bytes) in everything(&other.out()) {
        place(&scratch.out(), &path, std::str::from_utf8(&bytes).unwrap());
    }
    assert_eq!(verify(&scratch.out()).unwrap().state, State::InterruptedOld);
    Output::open(&scratch.out(), &Options::default()).unwrap().discard().unwrap();
    assert_eq!(files(&scratch.out()), others);
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn a_staged_file_that_is_torn_is_not_moved_into_place() {
    let scratch = interrupted(Step::Rename, "a.yaml");
    place(&scratch.out(), ".hagen/files/b.yaml", "b");
    place(&scratch.out(), ".hagen/files/d/new.yaml", "");
    Output::open(&scratch.out(), &Options::default()).unwrap().discard().unwrap();
    let expected = tree(&[("a.yaml", "a2"), ("b.yaml", "b1"), ("c.yaml", "c1"), ("d/other.yaml", "other")]);
    assert_eq!(files(&scratch.out()), expected);
    assert!(verify(&scratch.out()).unwrap().is_as_written());
    render(&scratch.out(), &after()).unwrap();
    assert_eq!(files(&scratch.out()), after());
}

#[test]
fn a_journal_that_is_torn_counts_for_nothing() {
    let scratch = interrupted(Step::Rename, "a.yaml");
    let journal = scratch.out().join(".hagen/journal");
    let text = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &text[..text.len() - 3]).unwrap();
    assert_eq!(verify(&scratch.out()).unwrap().state, State::InterruptedOld);
    render(&scratch.out(), &after()).unwrap();
    assert_eq!(files(&scratch.out()), after());
}

#[test]
fn a_journal_cannot_reach_outside() {
    let scratch = interrupted(Step::Rename, "a.yaml");
    place(&scratch.path(), "victim", "gone");
    let home = scratch.out().join(".hagen");
    let journal = std::fs::read_to_string(home.join("journal")).unwrap();
    let body = journal
        .lines()
        .filter(|line| !line.starts_with("end"))
        .map(|line| line.replace("gone.yaml", "../victim") + "\n");
    let body: String = body.collect();
    let end = hagen_cli::write::Digest::of(body.as_bytes());
    std::fs::write(home.join("journal"), format!("{body}end {end}\n")).unwrap();
    render(&scratch.out(), &after()).unwrap();
    assert_eq!(std::fs::read_to_string(scratch.path().join("victim")).unwrap(), "gone");
}

#[test]
fn a_folder_of_somebody_elses_under_that_name_is_not_deleted() {
    let scratch = Scratch::new();
    render(&scratch.out(), &tree(&[("a.yaml", "a")])).unwrap();
    place(&scratch.out(), ".hagen/precious", "mine");
    let error = render(&scratch.out(), &tree(&[("a.yaml", "a2")])).unwrap_err();
    assert!(matches!(error, WriteError::Broken { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(scratch.out().join(".hagen/precious")).unwrap(), "mine");
}

#[test]
fn a_link_under_that_name_is_not_followed() {
    let scratch = Scratch::new();
    render(&scratch.out(), &tree(&[("a.yaml", "a")])).unwrap();
    place(&scratch.path(), "outside/.gitignore", "*");
    place(&scratch.path(), "outside/precious", "mine");
    std::os::unix::fs::symlink(scratch.path().join("outside"), scratch.out().join(".hagen")).unwrap();
    let error = render(&scratch.out(), &tree(&[("a.yaml", "a2")])).unwrap_err();
    assert!(matches!(error, WriteError::Broken { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(scratch.path().join("outside/precious")).unwrap(), "mine");
}

#[test]
fn what_is_staged_never_reaches_git() {
    let scratch = interrupted(Step::Rename, "b.yaml");
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        let output = command.current_dir(scratch.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    let added = git(&["ls-files"]);
    assert!(added.contains("out/a.yaml") && !added.contains(".hagen"), "{added}");
}
