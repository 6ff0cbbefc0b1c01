//! Whatever hagen did not write, it does not destroy.

use std::os::unix::fs::symlink;

use hagen_cli::write::{Conflict, Options, Output, Preview, WriteError, verify};

use crate::tree::{Scratch, Tree, everything, files, place, put_all, render, render_with, tree};

const FORCE: fn() -> Options = || Options { force: true, ..Options::default() };

/// The conflicts of rendering a tree; nothing must have changed.
fn conflicts_of(scratch: &Scratch, tree: &Tree, options: &Options) -> Vec<Conflict> {
    let as_it_was = everything(&scratch.out());
    let preview = Preview::open(&scratch.out(), options).unwrap();
    put_all(tree, |path, bytes| preview.put(path, bytes));
    let planned = preview.plan().unwrap().conflicts;
    drop(preview);
    let conflicts = match render_with(&scratch.out(), tree, options) {
        Err(error @ WriteError::Conflicts(_)) => {
            assert_eq!(error.exit_code(), 4);
            let WriteError::Conflicts(conflicts) = error else { unreachable!() };
            conflicts
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(everything(&scratch.out()), as_it_was);
    assert!(!scratch.out().join(".hagen").exists());
    assert_eq!(conflicts, planned);
    conflicts
}

fn written(files: &[(&str, &str)]) -> (Scratch, Tree) {
    let (scratch, tree) = (Scratch::new(), tree(files));
    render(&scratch.out(), &tree).unwrap();
    (scratch, tree)
}

#[test]
fn all_conflicts_come_at_once() {
    let (scratch, _) = written(&[("a.yaml", "a"), ("b/c.yaml", "c"), ("d.yaml", "d"), ("stale.yaml", "s")]);
    let out = scratch.out();
    place(&out, "a.yaml", "edited");
    place(&out, "stale.yaml", "edited before it went");
    place(&out, "new.yaml", "somebody's");
    place(&out, "sub/Case.yaml", "somebody's");
    place(&out, "dir.yaml/x", "somebody's");
    place(&out, "folder", "somebody's");
    std::fs::rename(out.join("b"), scratch.path().join("elsewhere")).unwrap();
    symlink(scratch.path().join("elsewhere"), out.join("b")).unwrap();
    std::fs::remove_file(out.join("d.yaml")).unwrap();
    symlink("a.yaml", out.join("d.yaml")).unwrap();
    let new = tree(&[
        ("a.yaml", "a2"),
        ("b/c.yaml", "c2"),
        ("d.yaml", "d"),
        ("dir.yaml", "dir"),
        ("folder/x.yaml", "x"),
        ("new.yaml", "new"),
        ("sub/case.yaml", "case"),
    ]);
    let own = |path: &str| path.to_owned();
    let expected = [
        Conflict::Edited(own("a.yaml")),
        Conflict::Edited(own("stale.yaml")),
        Conflict::Foreign(own("new.yaml")),
        Conflict::Symlink(own("b")),
        Conflict::Symlink(own("d.yaml")),
        Conflict::NotAFile(own("dir.yaml")),
        Conflict::NotAFolder(own("folder")),
        Conflict::CaseCollision { path: own("sub/case.yaml"), existing: own("sub/Case.yaml") },
    ];
    assert_eq!(conflicts_of(&scratch, &new, &Options::default()), expected);
    assert_eq!(conflicts_of(&scratch, &new, &FORCE()), expected[3..], "force is for files only");
    assert_eq!(std::fs::read_to_string(scratch.path().join("elsewhere/c.yaml")).unwrap(), "c");
}

#[test]
fn force_takes_edited_and_foreign_files() {
    let (scratch, _) = written(&[("a.yaml", "a"), ("stale.yaml", "s")]);
    place(&scratch.out(), "a.yaml", "edited");
    place(&scratch.out(), "stale.yaml", "edited before it went");
    place(&scratch.out(), "new.yaml", "somebody's");
    place(&scratch.out(), "other.yaml", "somebody else's");
    let new = tree(&[("a.yaml", "a2"), ("new.yaml", "new")]);
    render_with(&scratch.out(), &new, &FORCE()).unwrap();
    let mut expected = new.clone();
    expected.insert("other.yaml".to_owned(), b"somebody else's".to_vec());
    assert_eq!(files(&scratch.out()), expected);
    assert_eq!(verify(&scratch.out()).unwrap().foreign, ["other.yaml"]);
}

#[test]
fn a_missing_lock_file_is_not_a_licence() {
    let (scratch, files) = written(&[("a.yaml", "a"), ("b.yaml", "b")]);
    std::fs::remove_file(scratch.out().join("hagen.lock")).unwrap();
    assert_eq!(conflicts_of(&scratch, &files, &Options::default()), [Conflict::LockMissing]);
    let changed = tree(&[("a.yaml", "a2")]);
    let expected = [Conflict::Foreign("a.yaml".to_owned()), Conflict::LockMissing];
    assert_eq!(conflicts_of(&scratch, &changed, &Options::default()), expected);
    render_with(&scratch.out(), &changed, &FORCE()).unwrap();
    assert_eq!(
        crate::tree::files(&scratch.out()),
        tree(&[("a.yaml", "a2"), ("b.yaml", "b")]),
        "b.yaml is not known"
    );
}

#[test]
fn files_of_others_are_left_alone() {
    let (scratch, _) = written(&[("a/b.yaml", "b"), ("c/d.yaml", "d")]);
    place(&scratch.out(), "a/README.md", "mine");
    place(&scratch.out(), ".gitattributes", "mine too");
    render(&scratch.out(), &tree(&[("c/d.yaml", "d2")])).unwrap();
    let expected = tree(&[(".gitattributes", "mine too"), ("a/README.md", "mine"), ("c/d.yaml", "d2")]);
    assert_eq!(files(&scratch.out()), expected);
}

#[test]
fn an_edit_that_is_what_hagen_would_write_is_none() {
    let (scratch, _) = written(&[("a.yaml", "a")]);
    place(&scratch.out(), "a.yaml", "a2");
    place(&scratch.out(), "b.yaml", "b");
    let new = tree(&[("a.yaml", "a2"), ("b.yaml", "b")]);
    assert!(render(&scratch.out(), &new).unwrap().is_empty());
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn a_lock_file_that_changes_meanwhile_is_not_overwritten() {
    let (scratch, _) = written(&[("a.yaml", "a")]);
    let output = Output::open(&scratch.out(), &Options::default()).unwrap();
    output.put("a.yaml", b"a2").unwrap();
    place(&scratch.out(), "hagen.lock", "of another commit");
    let error = output.commit(&std::collections::BTreeMap::new()).unwrap_err();
    assert!(
        matches!(error, WriteError::Conflicts(found) if found == [Conflict::Edited("hagen.lock".to_owned())])
    );
    assert_eq!(files(&scratch.out()), tree(&[("a.yaml", "a")]));
}

#[test]
fn a_file_that_changes_meanwhile_is_not_overwritten() {
    let (scratch, before) = written(&[("a.yaml", "a"), ("b.yaml", "b"), ("c.yaml", "c")]);
    for late in ["a.yaml", "b.yaml", "new.yaml"] {
        let output = Output::open(&scratch.out(), &Options::default()).unwrap();
        for (path, text) in [("a.yaml", "a2"), ("c.yaml", "c"), ("new.yaml", "new")] {
            output.put(path, text.as_bytes()).unwrap();
        }
        // What is to be deleted is compared by the plan already; the commit looks again.
        output.plan().unwrap();
        place(&scratch.out(), late, "mine");
        output.commit(&std::collections::BTreeMap::new()).unwrap_err();
        assert_eq!(std::fs::read_to_string(scratch.out().join(late)).unwrap(), "mine", "{late}");
        // The run that was stopped halfway is finished, but for that file.
        Output::open(&scratch.out(), &Options::default()).unwrap().discard().unwrap();
        assert_eq!(std::fs::read_to_string(scratch.out().join(late)).unwrap(), "mine", "{late}");
        assert!(!scratch.out().join(".hagen").exists());
        render_with(&scratch.out(), &before, &FORCE()).unwrap();
        let _ = std::fs::remove_file(scratch.out().join("new.yaml"));
        render(&scratch.out(), &before).unwrap();
    }
}

#[test]
fn a_pipe_is_not_waited_for() {
    let (scratch, _) = written(&[("a.yaml", "a"), ("b.yaml", "b")]);
    for name in ["a.yaml", "b.yaml", "c.yaml"] {
        let _ = std::fs::remove_file(scratch.out().join(name));
        let made = std::process::Command::new("mkfifo").arg(scratch.out().join(name)).status().unwrap();
        assert!(made.success());
    }
    let output = Output::open(&scratch.out(), &Options::default()).unwrap();
    output.put("a.yaml", b"a").unwrap();
    output.put("c.yaml", b"c").unwrap();
    let Err(WriteError::Conflicts(conflicts)) = output.commit(&std::collections::BTreeMap::new()) else {
        panic!()
    };
    let expected = ["a.yaml", "b.yaml", "c.yaml"].map(|path| Conflict::NotAFile(path.to_owned()));
    assert_eq!(conflicts, expected);
    assert_eq!(verify(&scratch.out()).unwrap().edited, ["a.yaml", "b.yaml"]);
}

#[test]
fn a_folder_of_mixed_owners_does_not_become_a_file() {
    let (scratch, _) = written(&[("x/a.yaml", "a"), ("x/y/b.yaml", "b")]);
    place(&scratch.out(), "x/y/mine", "mine");
    let conflicts = conflicts_of(&scratch, &tree(&[("x", "a file now")]), &FORCE());
    assert_eq!(conflicts, [Conflict::NotAFile("x".to_owned())]);
}

#[test]
fn paths_that_are_one_somewhere_are_refused() {
    let scratch = Scratch::new();
    for (files, twins) in [
        (&[("App/x.yaml", "1"), ("app/y.yaml", "2")], ("App/", "app/")),
        (&[("a/x.yaml", "1"), ("a/X.yaml", "2")], ("a/X.yaml", "a/x.yaml")),
        (&[("gr\u{f6}\u{df}e", "1"), ("gro\u{308}\u{df}e", "2")], ("gro\u{308}\u{df}e", "gr\u{f6}\u{df}e")),
        (&[("a", "file"), ("a/b", "folder")], ("a", "a/")),
    ] {
        let error = render(&scratch.out(), &tree(files)).unwrap_err();
        assert!(
            matches!(&error, WriteError::Twins(found) if *found == [(twins.0.to_owned(), twins.1.to_owned())]),
            "{error}"
        );
        assert!(!scratch.out().exists());
    }
}

/// A disk that does not tell case apart shows one file under both names, like a hard link.
#[test]
fn a_new_name_that_the_disk_takes_for_the_old_is_no_conflict() {
    for text in ["the same", "another"] {
        let (scratch, _) = written(&[("dir/App.yaml", "the same"), ("b.yaml", "b")]);
        std::fs::hard_link(scratch.out().join("dir/App.yaml"), scratch.out().join("dir/app.yaml")).unwrap();
        let new = tree(&[("b.yaml", "b"), ("dir/app.yaml", text)]);
        render(&scratch.out(), &new).unwrap();
        assert_eq!(std::fs::read_to_string(scratch.out().join("dir/app.yaml")).unwrap(), text);
        assert!(verify(&scratch.out()).unwrap().is_as_written());
    }
}

#[test]
fn a_path_is_put_once() {
    let scratch = Scratch::new();
    for round in ["new", "unchanged"] {
        let output = Output::open(&scratch.out(), &Options::default()).unwrap();
        output.put("a.yaml", b"a").unwrap();
        let error = output.put("a.yaml", b"other").unwrap_err();
        assert!(matches!(error, WriteError::Twice(path) if path == "a.yaml"), "{round}");
        let refused = output.commit(&std::collections::BTreeMap::new());
        assert!(matches!(refused, Err(WriteError::Incomplete)), "{round}");
        render(&scratch.out(), &tree(&[("a.yaml", "a")])).unwrap();
    }
}

#[test]
fn a_path_out_of_the_folder_is_refused() {
    let scratch = Scratch::new();
    for path in ["../x", "/tmp/x", "a/../../x", "a\\b", ".hagen/journal", "hagen.lock", ".git/config", ""] {
        let error = render(&scratch.out(), &tree(&[(path, "x")])).unwrap_err();
        assert!(matches!(error, WriteError::Path { .. }), "{path}");
        assert_eq!(error.exit_code(), 3);
    }
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn a_broken_lock_file_deletes_nothing() {
    let (scratch, _) = written(&[("a.yaml", "a"), ("b.yaml", "b")]);
    place(&scratch.path(), "x", "outside");
    let lock = std::fs::read_to_string(scratch.out().join("hagen.lock")).unwrap();
    let line = lock.lines().last().unwrap();
    for bad in [
        String::new(),
        "{".to_owned(),
        lock.replace("\"a.yaml\"", "../x"),
        lock.replace("\"a.yaml\"", "/etc/passwd"),
        format!("{lock}{line}\n"),
        lock.replace("version: 1", "version: 2"),
        lock.replace('\n', "\r\n"),
        lock.replace("sha256", "sha1"),
    ] {
        place(&scratch.out(), "hagen.lock", &bad);
        let as_it_was = everything(&scratch.path());
        for options in [Options::default(), FORCE()] {
            let error = render_with(&scratch.out(), &tree(&[("c.yaml", "c")]), &options).unwrap_err();
            assert!(matches!(error, WriteError::Broken { .. }), "{bad}: {error}");
            assert_eq!(error.exit_code(), 4);
        }
        assert!(verify(&scratch.out()).is_err());
        assert_eq!(everything(&scratch.path()), as_it_was, "{bad}");
    }
}
