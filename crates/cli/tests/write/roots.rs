//! Which folders are refused, and who may write.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;

use camino::{Utf8Path, Utf8PathBuf};
use hagen_cli::write::{Options, Output, Preview, WriteError, verify};

use crate::tree::{Scratch, everything, place, render, tree};

fn refusal(root: &Utf8Path, options: &Options) -> &'static str {
    let reason = |error| match error {
        WriteError::Root { reason, .. } => reason,
        other => panic!("{root}: {other}"),
    };
    let previewed = Preview::open(root, options).err().map(reason);
    let opened = Output::open(root, options).err().map(reason);
    assert_eq!(previewed, opened);
    opened.unwrap_or_else(|| panic!("{root} is accepted"))
}

#[test]
fn a_folder_that_nobody_means_is_refused() {
    let scratch = Scratch::new();
    let path = scratch.path();
    std::fs::create_dir_all(path.join("repository/.git/hooks")).unwrap();
    place(&path, "worktree/.git", "gitdir: elsewhere");
    place(&path, "file", "a file");
    std::fs::create_dir_all(path.join("home/me/project")).unwrap();
    symlink(path.join("home"), path.join("link")).unwrap();
    symlink(path.join("nowhere"), path.join("dangling")).unwrap();
    let options = Options { protected: vec![path.join("home/me"), path.join("gone")], ..Options::default() };
    let as_it_was = everything(&path);
    for (root, reason) in [
        ("/", "it is the root of the file system"),
        ("/tmp/..", "it is the root of the file system"),
        ("repository", "it is the root of a git repository"),
        ("repository/", "it is the root of a git repository"),
        ("repository/.git", "it is a hidden folder"),
        ("repository/.git/hooks", "it is a hidden folder"),
        ("worktree", "it is the root of a git repository"),
        (".config", "it is a hidden folder"),
        ("file", "it is not a folder"),
        ("link", "it is a symbolic link"),
        ("link/", "it is a symbolic link"),
        ("link/.", "it is a symbolic link"),
        ("dangling", "it is a symbolic link"),
        ("home", "it is, or holds, the home folder or the input"),
        ("home/me", "it is, or holds, the home folder or the input"),
        ("link/me", "it is, or holds, the home folder or the input"),
        ("home/me/project/..", "it is, or holds, the home folder or the input"),
    ] {
        assert_eq!(refusal(&path.join(root), &options), reason, "{root}");
    }
    assert_eq!(everything(&path), as_it_was);
    let error = Output::open(&path.join("repository"), &options).err().unwrap();
    assert_eq!(error.exit_code(), 4);
}

#[test]
fn a_folder_inside_the_repository_or_home_is_accepted() {
    let scratch = Scratch::new();
    std::fs::create_dir_all(scratch.path().join("home/repository/.git")).unwrap();
    let options = Options { protected: vec![scratch.path().join("home")], ..Options::default() };
    let root = scratch.path().join("home/repository/deploy/out");
    let output = Output::open(&root, &options).unwrap();
    output.put("a.yaml", b"a").unwrap();
    output.commit(&BTreeMap::new()).unwrap();
    assert!(verify(&root).unwrap().is_as_written());
}

#[test]
fn the_second_writer_is_turned_away_at_once() {
    let scratch = Scratch::new();
    let first = Output::open(&scratch.out(), &Options::default()).unwrap();
    first.put("a.yaml", b"a").unwrap();
    for error in [
        Output::open(&scratch.out(), &Options::default()).err(),
        Preview::open(&scratch.out(), &Options::default()).err(),
        verify(&scratch.out()).err(),
    ] {
        let error = error.unwrap();
        assert!(matches!(&error, WriteError::Busy(path) if *path == scratch.out()), "{error}");
        assert_eq!(error.exit_code(), 6);
    }
    first.commit(&BTreeMap::new()).unwrap();
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn readers_do_not_turn_each_other_away() {
    let scratch = Scratch::new();
    render(&scratch.out(), &tree(&[("a.yaml", "a")])).unwrap();
    let preview = Preview::open(&scratch.out(), &Options::default()).unwrap();
    verify(&scratch.out()).unwrap();
    assert!(matches!(Output::open(&scratch.out(), &Options::default()), Err(WriteError::Busy(_))));
    drop(preview);
    Output::open(&scratch.out(), &Options::default()).unwrap();
}

#[test]
fn many_writers_at_once_are_one_writer_each() {
    let scratch = Scratch::new();
    let done = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let (out, done) = (scratch.out(), &done);
            scope.spawn(move || {
                for round in 0..50 {
                    let files = tree(&[("a.yaml", &format!("{writer} {round}")), ("b/c.yaml", "c")]);
                    match render(&out, &files) {
                        Ok(_) => done.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
                        Err(WriteError::Busy(_)) => continue,
                        Err(other) => panic!("{other}"),
                    };
                }
            });
        }
    });
    assert!(done.into_inner() > 0);
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn a_folder_that_another_run_removes_is_made_again() {
    let scratch = Scratch::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let out = scratch.out();
            scope.spawn(move || {
                for _ in 0..200 {
                    match Output::open(&out, &Options::default()) {
                        Ok(output) => {
                            output.put("a.yaml", b"a").unwrap();
                            output.discard().unwrap();
                        }
                        Err(WriteError::Busy(_)) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    // Who makes the folder and then finds somebody else in it leaves it to them.
    assert!(everything(&scratch.path()).is_empty());
}

#[test]
fn a_folder_that_is_swapped_for_a_link_is_not_written_through() {
    let scratch = Scratch::new();
    let outside = scratch.path().join("outside");
    for swapped in ["a", "a/b"] {
        place(&outside, "keep.yaml", "outside");
        place(&outside, "b/keep.yaml", "outside");
        place(&outside, "c.yaml", "outside");
        render(&scratch.out(), &tree(&[("a/b/c.yaml", "c"), ("a/b/d.yaml", "d"), ("a/b/e.yaml", "e")]))
            .unwrap();
        let as_it_was = everything(&outside);
        let output = Output::open(&scratch.out(), &Options::default()).unwrap();
        output.put("a/b/c.yaml", b"c2").unwrap();
        output.put("a/b/d.yaml", b"d").unwrap();
        output.put("a/b/new.yaml", b"new").unwrap();
        let target = scratch.out().join(swapped);
        std::fs::rename(&target, scratch.path().join("moved")).unwrap();
        symlink(&outside, &target).unwrap();
        let error = output.commit(&BTreeMap::new()).unwrap_err();
        assert!(matches!(error, WriteError::Conflicts(_) | WriteError::Io { .. }), "{error}");
        assert!(!scratch.out().join(".hagen").exists(), "it was noticed before anything was changed");
        assert_eq!(everything(&outside), as_it_was);
        std::fs::remove_dir_all(scratch.out()).unwrap();
        std::fs::remove_dir_all(scratch.path().join("moved")).unwrap();
    }
}

#[test]
fn an_output_that_is_removed_meanwhile_is_not_made_up() {
    let scratch = Scratch::new();
    let root: Utf8PathBuf = scratch.out();
    render(&root, &tree(&[("a.yaml", "a")])).unwrap();
    let output = Output::open(&root, &Options::default()).unwrap();
    output.put("a.yaml", b"a2").unwrap();
    std::fs::remove_dir_all(&root).unwrap();
    assert!(matches!(output.put("b.yaml", b"b"), Err(WriteError::Io { .. })));
    drop(output);
    let output = Output::open(&root, &Options::default()).unwrap();
    output.put("a.yaml", b"a2").unwrap();
    std::fs::rename(&root, scratch.path().join("moved")).unwrap();
    assert!(matches!(output.commit(&BTreeMap::new()), Err(WriteError::Io { .. })));
    assert!(!root.exists());
}
