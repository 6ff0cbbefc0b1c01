//! A lock file that was read before the folder was claimed counts only while it is the one that is there.

use std::collections::BTreeMap;

use hagen_cli::write::{Ahead, Change, Options, Output, verify};

use crate::tree::{Scratch, render, tree};

#[test]
fn a_lock_file_that_was_read_early_serves_the_run() {
    let scratch = Scratch::new();
    render(&scratch.out(), &tree(&[("a.yaml", "a"), ("b/c.yaml", "c")])).unwrap();
    let ahead = Ahead::read(&scratch.out());
    assert!(ahead.is_some());
    let output = Output::open_ahead(&scratch.out(), &Options::default(), ahead).unwrap();
    output.put("a.yaml", b"new").unwrap();
    let plan = output.commit(&BTreeMap::new()).unwrap();
    assert_eq!(plan.paths(Change::Changed).collect::<Vec<_>>(), ["a.yaml"]);
    assert_eq!(plan.paths(Change::Removed).collect::<Vec<_>>(), ["b/c.yaml"]);
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn one_that_another_run_replaced_since_is_forgotten() {
    let scratch = Scratch::new();
    render(&scratch.out(), &tree(&[("a.yaml", "a")])).unwrap();
    let ahead = Ahead::read(&scratch.out());
    render(&scratch.out(), &tree(&[("a.yaml", "a"), ("b.yaml", "b")])).unwrap();
    let output = Output::open_ahead(&scratch.out(), &Options::default(), ahead).unwrap();
    output.put("a.yaml", b"a").unwrap();
    let plan = output.commit(&BTreeMap::new()).unwrap();
    assert_eq!(plan.paths(Change::Removed).collect::<Vec<_>>(), ["b.yaml"]);
    assert!(verify(&scratch.out()).unwrap().is_as_written());
}

#[test]
fn what_cannot_be_read_is_left_to_the_run() {
    let scratch = Scratch::new();
    assert!(Ahead::read(&scratch.out()).is_none());
    std::fs::create_dir(scratch.out()).unwrap();
    assert!(Ahead::read(&scratch.out()).is_none());
    std::fs::write(scratch.out().join("hagen.lock"), "files: none\n").unwrap();
    assert!(Ahead::read(&scratch.out()).is_none());
}
