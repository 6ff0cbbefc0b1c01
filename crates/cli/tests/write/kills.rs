//! A run is stopped before each of its changes to the disk in turn, and the disk is judged as it was left.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use camino::Utf8Path;
use hagen_cli::write::{Guard, Options, Output, State, Step, WriteError, verify};

use crate::tree::{Scratch, Tree, before_and_after, everything, files, place, render, render_with};

/// Lets a number of changes pass and no more, as when the process is killed there.
fn killed_after(changes: usize) -> Options {
    let count = AtomicUsize::new(0);
    with_guard(Arc::new(move |_, _| refuse_if(count.fetch_add(1, Ordering::Relaxed) >= changes)))
}

/// Lets one change fail, as when the disk is full for a moment.
fn failing_at(change: usize) -> Options {
    let count = AtomicUsize::new(0);
    with_guard(Arc::new(move |_, _| refuse_if(count.fetch_add(1, Ordering::Relaxed) == change)))
}

fn with_guard(guard: Guard) -> Options {
    Options { guard: Some(guard), ..Options::default() }
}

fn refuse_if(refused: bool) -> io::Result<()> {
    if refused { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
}

/// A scratch folder with an old tree written into it, and somebody's files beside.
fn prepared(before: Option<&Tree>) -> Scratch {
    let scratch = Scratch::new();
    if let Some(before) = before {
        render(&scratch.out(), before).unwrap();
        place(&scratch.out(), "eu/old/README.md", "somebody's");
    }
    scratch
}

/// The tree without somebody's files.
fn hagens(root: &Utf8Path) -> Tree {
    let mut found = files(root);
    if let Some(foreign) = found.remove("eu/old/README.md") {
        assert_eq!(foreign, b"somebody's");
    }
    found
}

/// What a run that was stopped has to have left, whatever it was about to do next.
fn judge(scratch: &Scratch, before: &Tree, after: &Tree) -> Option<State> {
    let (root, found) = (scratch.out(), hagens(&scratch.out()));
    nothing_is_lost(&root, &found, before, after);
    too_much_rather_than_too_little(&found, before, after);
    let Ok(verified) = verify(&root) else {
        assert!(before.is_empty() && found.is_empty(), "only a first run that did nothing leaves nothing");
        return None;
    };
    assert!(verified.edited.is_empty() && verified.missing.is_empty(), "{verified:?}");
    assert!(verified.foreign.iter().all(|path| path == "eu/old/README.md"), "{verified:?}");
    let staged = root.join(".hagen/files").exists();
    match verified.state {
        State::Complete => assert!(!staged),
        State::InterruptedOld | State::InterruptedBetween => assert!(staged),
        State::InterruptedNew => {}
    }
    match verified.state {
        State::Complete => assert!(found == *before || found == *after),
        State::InterruptedOld => assert_eq!(found, *before),
        State::InterruptedNew => assert_eq!(found, *after),
        State::InterruptedBetween => {}
    }
    Some(verified.state)
}

/// Each old file is there, or the new one in its place, or the new tree does without; each new file is there or staged.
fn nothing_is_lost(root: &Utf8Path, found: &Tree, before: &Tree, after: &Tree) {
    for (path, bytes) in found {
        assert!(
            before.get(path) == Some(bytes) || after.get(path) == Some(bytes),
            "{path} is neither old nor new"
        );
    }
    let begun = before.iter().any(|(path, bytes)| found.get(path) != Some(bytes));
    if !begun {
        return;
    }
    let staged = files(&root.join(".hagen/files"));
    for (path, bytes) in after {
        assert!(
            found.get(path) == Some(bytes) || staged.get(path) == Some(bytes),
            "the new {path} is nowhere"
        );
    }
    for (path, bytes) in before {
        let replaced = !after.contains_key(path) || found.get(path) == after.get(path);
        assert!(
            found.get(path) == Some(bytes) || replaced,
            "the old {path} is gone, and nothing has replaced it"
        );
    }
}

/// A file that the new tree does without, and that is in the way of none of its files, goes after they have come.
fn too_much_rather_than_too_little(found: &Tree, before: &Tree, after: &Tree) {
    let in_the_way = |path: &str| path.starts_with("renamed/") || path.contains("-then-");
    let mut leaving = before.keys().filter(|path| !after.contains_key(*path) && !in_the_way(path));
    if leaving.any(|path| !found.contains_key(path)) {
        assert!(after.iter().all(|(path, bytes)| found.get(path) == Some(bytes)), "{found:?}");
    }
}

/// Stops a run after each number of changes; tells the states that this left.
fn stop_everywhere(before: Option<&Tree>, after: &Tree) -> Vec<Option<State>> {
    let nothing = Tree::new();
    let mut states = Vec::new();
    for changes in 0.. {
        let scratch = prepared(before);
        let stopped = render_with(&scratch.out(), after, &killed_after(changes)).is_err();
        let state = judge(&scratch, before.unwrap_or(&nothing), after);
        then_another_run_finishes(&scratch, before.unwrap_or(&nothing), after, state);
        states.push(state);
        if !stopped {
            return states;
        }
        assert!(changes < 1000);
    }
    unreachable!()
}

fn then_another_run_finishes(scratch: &Scratch, before: &Tree, after: &Tree, state: Option<State>) {
    let root = scratch.out();
    Output::open(&root, &Options::default()).unwrap().discard().unwrap();
    let repaired = match state {
        None | Some(State::InterruptedOld) => before,
        Some(State::InterruptedBetween | State::InterruptedNew) => after,
        Some(State::Complete) => &hagens(&root),
    };
    assert_eq!(hagens(&root), *repaired, "opening repairs");
    assert!(!root.join(".hagen").exists());
    render(&root, after).unwrap();
    assert_eq!(hagens(&root), *after);
    assert!(verify(&root).unwrap().is_as_written());
}

fn count(states: &[Option<State>], state: State) -> usize {
    states.iter().filter(|found| **found == Some(state)).count()
}

#[test]
fn a_first_run_can_be_stopped_anywhere() {
    let (before, _) = before_and_after();
    let states = stop_everywhere(None, &before);
    assert!(count(&states, State::InterruptedOld) > 20, "{states:?}");
    assert!(count(&states, State::InterruptedBetween) > 5, "{states:?}");
    assert_eq!(states.last(), Some(&Some(State::Complete)));
}

#[test]
fn a_run_that_changes_everything_can_be_stopped_anywhere() {
    let (before, after) = before_and_after();
    let states = stop_everywhere(Some(&before), &after);
    assert!(count(&states, State::InterruptedOld) > 20, "{states:?}");
    assert!(count(&states, State::InterruptedBetween) > 20, "{states:?}");
    assert!(count(&states, State::InterruptedNew) > 2, "{states:?}");
    let backwards = stop_everywhere(Some(&after), &before);
    assert!(count(&backwards, State::InterruptedBetween) > 20, "{backwards:?}");
}

#[test]
fn a_run_that_changes_nothing_cannot_be_stopped() {
    let (before, _) = before_and_after();
    assert_eq!(stop_everywhere(Some(&before), &before), [Some(State::Complete)]);
}

#[test]
fn a_run_that_removes_everything_can_be_stopped_anywhere() {
    let (before, _) = before_and_after();
    let states = stop_everywhere(Some(&before), &Tree::new());
    assert!(count(&states, State::InterruptedBetween) > 10, "{states:?}");
}

#[test]
fn the_repair_can_be_stopped_anywhere_too() {
    let (before, after) = before_and_after();
    for changes in 0.. {
        let again = |repairs: usize| {
            let scratch = prepared(Some(&before));
            let stopped = render_with(&scratch.out(), &after, &killed_after(changes)).is_err();
            let repair = Output::open(&scratch.out(), &killed_after(repairs)).map(drop);
            let state = judge(&scratch, &before, &after);
            then_another_run_finishes(&scratch, &before, &after, state);
            (stopped, repair.is_err())
        };
        let mut repairs = 0;
        while again(repairs).1 {
            repairs += 1;
        }
        if !again(0).0 {
            break;
        }
    }
}

#[test]
fn one_failing_change_leaves_the_old_tree_or_one_that_is_finished_later() {
    let (before, after) = before_and_after();
    let mut failed = 0;
    loop {
        let scratch = prepared(Some(&before));
        let as_it_was = everything(&scratch.out());
        let Err(error) = render_with(&scratch.out(), &after, &failing_at(failed)) else { break };
        let left = judge(&scratch, &before, &after);
        match &error {
            WriteError::Io { .. } => assert_eq!(hagens(&scratch.out()), before),
            WriteError::Unfinished(_) => {}
            other => panic!("{other}"),
        }
        assert_eq!(error.exit_code(), 5);
        match left {
            Some(State::Complete) if hagens(&scratch.out()) == before => {
                assert_eq!(everything(&scratch.out()), as_it_was, "and nothing is left over");
            }
            state => then_another_run_finishes(&scratch, &before, &after, state),
        }
        failed += 1;
    }
    assert!(failed > 60, "{failed}");
}

#[test]
fn one_failing_change_of_a_first_run_leaves_nothing_or_is_finished_later() {
    let (before, _) = before_and_after();
    let mut nothing_left = 0;
    for change in 0.. {
        let scratch = Scratch::new();
        if render_with(&scratch.out(), &before, &failing_at(change)).is_ok() {
            break;
        }
        nothing_left += usize::from(!scratch.out().exists());
        if scratch.out().exists() {
            let state = judge(&scratch, &Tree::new(), &before);
            assert_ne!(state, Some(State::InterruptedOld), "{change}");
        }
        render(&scratch.out(), &before).unwrap();
        assert_eq!(files(&scratch.out()), before);
    }
    assert!(nothing_left > 20, "{nothing_left}");
}

/// Lets the change fail that makes sure of the journal, and a number more pass: clearing up begins, and is killed.
fn failing_at_the_journal_and_killed_after(changes: usize) -> Options {
    let (syncs, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
    with_guard(Arc::new(move |step, _| {
        if syncs.load(Ordering::Relaxed) == 2 {
            return refuse_if(count.fetch_add(1, Ordering::Relaxed) >= changes);
        }
        let journal = step == Step::Sync && syncs.fetch_add(1, Ordering::Relaxed) == 1;
        refuse_if(journal)
    }))
}

#[test]
fn clearing_up_can_be_stopped_anywhere() {
    let (before, after) = before_and_after();
    for changes in 0.. {
        let scratch = prepared(Some(&before));
        render_with(&scratch.out(), &after, &failing_at_the_journal_and_killed_after(changes)).unwrap_err();
        let state = judge(&scratch, &before, &after);
        then_another_run_finishes(&scratch, &before, &after, state);
        if !scratch.out().join(".hagen").exists() && state == Some(State::Complete) {
            break;
        }
        assert!(changes < 1000);
    }
}

#[test]
fn the_disk_is_waited_for_before_each_step_that_cannot_be_undone() {
    let (before, after) = before_and_after();
    let scratch = prepared(Some(&before));
    let steps = Arc::new(Mutex::new(Vec::new()));
    let (seen, root) = (Arc::clone(&steps), scratch.out());
    let guard: Guard = Arc::new(move |step, path| {
        seen.lock().unwrap().push((step, path.strip_prefix(&root).unwrap().to_string()));
        Ok(())
    });
    render_with(&scratch.out(), &after, &with_guard(guard)).unwrap();
    let steps = steps.lock().unwrap();
    let kinds: Vec<_> = steps.iter().map(|(step, path)| (*step, path.starts_with(".hagen"))).collect();
    let mut phases = kinds.split(|(step, _)| *step == Step::Sync);
    let staging = phases.next().unwrap();
    assert!(staging.iter().all(|(step, inside)| *inside && *step != Step::Rename));
    assert_eq!(phases.next().unwrap(), [(Step::Rename, true)], "the journal gets its name");
    let applying = phases.next().unwrap();
    assert!(applying.iter().all(|(_, inside)| !inside));
    assert!(
        phases.next().unwrap().iter().all(|(_, inside)| *inside),
        "only the staging folder is cleared away"
    );
    assert_eq!(phases.next(), None, "the disk is waited for three times, however many files there are");
    let last = steps.iter().rfind(|(_, path)| !path.starts_with(".hagen") && !path.is_empty()).unwrap();
    assert_eq!(*last, (Step::Rename, "hagen.lock".to_owned()));
}

#[test]
fn a_stopped_run_can_be_followed_by_any_other() {
    let (before, after) = before_and_after();
    let other = crate::tree::tree(&[("file-then-folder", "again a file"), ("us/shop/x.yaml", "x")]);
    for changes in 0.. {
        let scratch = prepared(Some(&before));
        let stopped = render_with(&scratch.out(), &after, &killed_after(changes)).is_err();
        render(&scratch.out(), &other).unwrap();
        assert_eq!(hagens(&scratch.out()), other);
        assert!(verify(&scratch.out()).unwrap().is_as_written());
        if !stopped {
            break;
        }
    }
}
