//! What a run that comes to its end leaves.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use hagen_cli::write::{Change, Options, Output, Plan, Preview, State, WriteError, verify};
use rayon::prelude::*;

use crate::tree::{
    Scratch, Tree, before_and_after, everything, files, folders, place, put_all, render, tree,
};

#[test]
fn a_new_output_holds_what_was_put_and_a_lock_file() {
    let scratch = Scratch::new();
    let (before, _) = before_and_after();
    let plan = render(&scratch.out(), &before).unwrap();
    assert_eq!(plan.paths(Change::Added).count(), before.len());
    assert_eq!((plan.changes.len(), plan.unchanged), (before.len(), 0));
    assert_eq!(files(&scratch.out()), before);
    assert_eq!(everything(&scratch.out()).len(), before.len() + 1, "nothing but the lock file beside them");
    let verified = verify(&scratch.out()).unwrap();
    assert!(verified.is_as_written() && verified.foreign.is_empty());
    assert_eq!(verified.files, before.len());
}

#[test]
fn a_changed_output_holds_what_was_put_and_no_empty_folder() {
    let scratch = Scratch::new();
    let (before, after) = before_and_after();
    render(&scratch.out(), &before).unwrap();
    std::fs::create_dir(scratch.out().join("eu/empty")).unwrap();
    let plan = render(&scratch.out(), &after).unwrap();
    assert_eq!(files(&scratch.out()), after);
    let changed: Vec<_> = plan.paths(Change::Changed).collect();
    assert_eq!(changed, ["argocd/root.yaml", "bootstrap/install.sh", "eu/shop/deployment.yaml"]);
    let removed: Vec<_> = plan.paths(Change::Removed).collect();
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    assert_eq!(removed, gone.collect::<Vec<_>>());
    assert_eq!(plan.unchanged, 1);
    assert!(!folders(&scratch.out()).contains(&"eu/old".to_owned()));
    assert!(
        folders(&scratch.out()).contains(&"eu/empty".to_owned()),
        "a folder that hagen did not empty stays"
    );
}

#[test]
fn an_unchanged_output_is_not_touched() {
    let scratch = Scratch::new();
    let (before, _) = before_and_after();
    render(&scratch.out(), &before).unwrap();
    let state = |path: &str| {
        let found = std::fs::metadata(scratch.out().join(path)).unwrap();
        (found.ino(), found.mtime_nsec(), found.ctime_nsec())
    };
    let watched = ["", "hagen.lock", "eu/shop", "eu/shop/deployment.yaml"];
    let states = watched.map(state);
    let untouched = Options {
        guard: Some(std::sync::Arc::new(|step, path| panic!("{step} {path}"))),
        ..Options::default()
    };
    let output = Output::open(&scratch.out(), &untouched).unwrap();
    before.par_iter().for_each(|(path, bytes)| output.put(path, bytes).unwrap());
    assert!(output.commit(&BTreeMap::new()).unwrap().is_empty());
    assert_eq!(watched.map(state), states);
}

#[test]
fn the_order_and_the_threads_do_not_matter() {
    let (one, other) = (Scratch::new(), Scratch::new());
    let files: Tree = (0..500).map(|at| (format!("c{}/{at}.yaml", at % 7), vec![b'x'; at])).collect();
    render(&one.out(), &files).unwrap();
    let output = Output::open(&other.out(), &Options::default()).unwrap();
    files.par_iter().for_each(|(path, bytes)| output.put(path, bytes).unwrap());
    output.commit(&BTreeMap::new()).unwrap();
    assert_eq!(everything(&one.out()), everything(&other.out()));
}

#[test]
fn a_discarded_run_leaves_everything_as_it_was() {
    let scratch = Scratch::new();
    let (before, after) = before_and_after();
    let deep = scratch.path().join("not/yet/there");
    for root in [scratch.out(), deep] {
        let output = Output::open(&root, &Options::default()).unwrap();
        output.put("a/b.yaml", b"b").unwrap();
        output.discard().unwrap();
        assert!(!root.exists());
    }
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0);
    render(&scratch.out(), &before).unwrap();
    let as_it_was = everything(&scratch.out());
    let output = Output::open(&scratch.out(), &Options::default()).unwrap();
    put_all(&after, |path, bytes| output.put(path, bytes));
    drop(output);
    assert_eq!(everything(&scratch.out()), as_it_was);
    assert!(!scratch.out().join(".hagen").exists());
}

#[test]
fn a_script_can_be_run() {
    let scratch = Scratch::new();
    let script = tree(&[("bootstrap/install.sh", "#!/bin/sh\n"), ("a.yaml", "a")]);
    render(&scratch.out(), &script).unwrap();
    let mode = |path: &str| std::fs::metadata(scratch.out().join(path)).unwrap().permissions().mode() & 0o111;
    assert_eq!((mode("bootstrap/install.sh") & 0o100, mode("a.yaml")), (0o100, 0));
    let not_to_run = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(scratch.out().join("bootstrap/install.sh"), not_to_run).unwrap();
    let plan = render(&scratch.out(), &script).unwrap();
    assert_eq!(plan.paths(Change::Changed).collect::<Vec<_>>(), ["bootstrap/install.sh"]);
    assert_eq!(mode("bootstrap/install.sh") & 0o100, 0o100);
}

#[test]
fn what_stands_beside_the_files_in_the_lock_file_is_read_back() {
    let scratch = Scratch::new();
    let about = BTreeMap::from([("charts/argo-cd".to_owned(), "9.1.0".to_owned())]);
    let output = Output::open(&scratch.out(), &Options::default()).unwrap();
    output.put("a.yaml", b"a").unwrap();
    output.commit(&about).unwrap();
    let output = Output::open(&scratch.out(), &Options::default()).unwrap();
    assert_eq!(output.about(), &about);
    output.put("a.yaml", b"a").unwrap();
    let newer = BTreeMap::from([("charts/argo-cd".to_owned(), "9.2.0".to_owned())]);
    assert!(output.commit(&newer).unwrap().is_empty());
    assert_eq!(Preview::open(&scratch.out(), &Options::default()).unwrap().about(), &newer);
}

#[test]
fn a_preview_shows_the_change_and_makes_none() {
    let scratch = Scratch::new();
    let (before, after) = before_and_after();
    render(&scratch.out(), &before).unwrap();
    let as_it_was = everything(&scratch.out());
    let preview = Preview::open(&scratch.out(), &Options::default()).unwrap();
    after.par_iter().for_each(|(path, bytes)| preview.put(path, bytes).unwrap());
    let plan = preview.plan().unwrap();
    let path = "eu/shop/deployment.yaml";
    assert_eq!(preview.old_bytes(path).unwrap().unwrap(), before[path]);
    assert_eq!(preview.new_bytes(path).unwrap(), after[path]);
    assert_eq!(preview.old_bytes("eu/shop/hpa.yaml").unwrap(), None);
    drop(preview);
    assert_eq!(everything(&scratch.out()), as_it_was);
    let done = render(&scratch.out(), &after).unwrap();
    assert!(done.lock.is_some());
    assert_eq!(Plan { lock: None, ..done }, plan);
}

#[test]
fn a_preview_needs_no_folder() {
    let scratch = Scratch::new();
    let preview = Preview::open(&scratch.out(), &Options::default()).unwrap();
    preview.put("a/b.yaml", b"b").unwrap();
    assert_eq!(preview.plan().unwrap().paths(Change::Added).collect::<Vec<_>>(), ["a/b.yaml"]);
    assert!(!scratch.out().exists());
}

#[test]
fn verify_names_what_is_not_as_written() {
    let scratch = Scratch::new();
    render(&scratch.out(), &tree(&[("a.yaml", "a"), ("b/c.yaml", "c"), ("d.yaml", "d"), ("e.yaml", "e")]))
        .unwrap();
    place(&scratch.out(), "a.yaml", "edited");
    std::fs::remove_file(scratch.out().join("d.yaml")).unwrap();
    std::fs::remove_file(scratch.out().join("e.yaml")).unwrap();
    std::os::unix::fs::symlink("a.yaml", scratch.out().join("e.yaml")).unwrap();
    place(&scratch.out(), "b/README.md", "mine");
    std::os::unix::fs::symlink("/etc", scratch.out().join("b/link")).unwrap();
    let verified = verify(&scratch.out()).unwrap();
    assert_eq!(verified.edited, ["a.yaml", "e.yaml"]);
    assert_eq!(verified.missing, ["d.yaml"]);
    assert_eq!(verified.foreign, ["b/README.md", "b/link"]);
    assert_eq!(verified.state, State::Complete);
    assert!(!verified.is_as_written());
}

#[test]
fn verify_refuses_a_folder_that_hagen_never_wrote() {
    let scratch = Scratch::new();
    assert!(matches!(verify(&scratch.out()), Err(WriteError::Broken { .. })));
    place(&scratch.out(), "a.yaml", "a");
    let error = verify(&scratch.out()).unwrap_err();
    assert_eq!(error.to_string(), format!("`{}/hagen.lock` is broken: it is not there", scratch.out()));
}

#[test]
fn a_file_that_was_deleted_by_hand_comes_back() {
    let scratch = Scratch::new();
    let files = tree(&[("a.yaml", "a"), ("b.yaml", "b"), ("c.yaml", "c")]);
    render(&scratch.out(), &files).unwrap();
    std::fs::remove_file(scratch.out().join("a.yaml")).unwrap();
    std::fs::remove_file(scratch.out().join("b.yaml")).unwrap();
    let without_b = tree(&[("a.yaml", "a"), ("c.yaml", "c")]);
    render(&scratch.out(), &without_b).unwrap();
    assert_eq!(crate::tree::files(&scratch.out()), without_b);
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}
