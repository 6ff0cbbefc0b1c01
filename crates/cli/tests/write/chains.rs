//! Any trees, one after the other, each run stopped anywhere or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hagen_cli::write::{Options, Output, State, verify};
use proptest::prelude::*;

use crate::tree::{Scratch, Tree, files, render, render_with};

/// Few names, so that files and folders of different trees get into each other's way.
fn any_tree() -> impl Strategy<Value = Tree> {
    let path = proptest::collection::vec(prop_oneof!["[ab]", "[ABb]", "x\\.sh"], 1..4)
        .prop_map(|names| names.join("/"));
    let bytes = proptest::collection::vec(any::<u8>(), 0..3);
    proptest::collection::btree_map(path, bytes, 0..8).prop_map(without_twins)
}

/// Drops paths until no two differ only in case, and none is a file and a folder.
fn without_twins(tree: Tree) -> Tree {
    let mut kept: Vec<(String, Vec<u8>)> = Vec::new();
    for (path, bytes) in tree {
        let folder = |one: &str, other: &str| {
            format!("{other}/").to_lowercase().starts_with(&format!("{one}/").to_lowercase())
        };
        let shared_but_differs = |one: &str, other: &str| {
            let (one, other): (Vec<_>, Vec<_>) = (one.split('/').collect(), other.split('/').collect());
            let same = one.iter().zip(&other).take_while(|(one, other)| one.eq_ignore_ascii_case(other));
            same.into_iter().any(|(one, other)| one != other)
        };
        let clashes =
            |other: &str| folder(&path, other) || folder(other, &path) || shared_but_differs(&path, other);
        if !kept.iter().any(|(other, _)| clashes(other)) {
            kept.push((path, bytes));
        }
    }
    kept.into_iter().collect()
}

fn stopped_after(changes: usize) -> Options {
    let count = AtomicUsize::new(0);
    let guard = move |_, _: &camino::Utf8Path| match count.fetch_add(1, Ordering::Relaxed) {
        so_far if so_far < changes => Ok(()),
        _ => Err(std::io::ErrorKind::Interrupted.into()),
    };
    Options { guard: Some(Arc::new(guard)), ..Options::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_run_leaves_the_old_or_the_new_or_what_the_next_one_finishes(
        runs in proptest::collection::vec((any_tree(), 0_usize..60), 1..8),
    ) {
        let scratch = Scratch::new();
        let root = scratch.out();
        let mut before = Tree::new();
        for (after, changes) in runs {
            let done = render_with(&root, &after, &stopped_after(changes)).is_ok();
            let state = verify(&root).map(|verified| {
                assert!(verified.edited.is_empty() && verified.missing.is_empty() && verified.foreign.is_empty());
                verified.state
            });
            let found = files(&root);
            prop_assert!(!done || found == after);
            match state {
                Err(_) => prop_assert!(found.is_empty() && before.is_empty()),
                Ok(State::Complete) => prop_assert!(found == before || found == after),
                Ok(State::InterruptedOld) => prop_assert_eq!(&found, &before),
                Ok(State::InterruptedNew) => prop_assert_eq!(&found, &after),
                Ok(State::InterruptedBetween) => {}
            }
            // The next run that gets that far repairs, and the output is the one or the other for good.
            Output::open(&root, &Options::default()).unwrap().discard().unwrap();
            before = files(&root);
            prop_assert!(before == found || before == after);
        }
        render(&root, &before).unwrap();
        prop_assert_eq!(files(&root), before);
    }
}
