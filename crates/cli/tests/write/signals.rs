//! A process that writes is killed at any moment.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use camino::Utf8Path;
use hagen_cli::write::{State, WriteError, verify};
use rayon::prelude::*;

use crate::tree::{Scratch, Tree, files, render};

const FOLDER: &str = "HAGEN_TEST_FOLDER";
const KILLS: u32 = 60;
/// How many more kills it may take until one has hit the short while in which files are replaced.
const MORE_KILLS: u32 = 1000;

/// Two trees that share some files, with some folders in only one of them.
fn trees() -> [Tree; 2] {
    let tree = |side: usize| -> Tree {
        let folders = (0..40).filter(move |folder| folder % 4 != side);
        let paths = folders.flat_map(|folder| (0..10).map(move |file| (folder, file)));
        let files = paths.map(|(folder, file)| {
            let text = if file < 3 { format!("{folder} {file}") } else { format!("{side} {folder} {file}") };
            (format!("f{folder}/{file}.yaml"), text.repeat(100).into_bytes())
        });
        files.collect()
    };
    [tree(1), tree(3)]
}

/// The process to be killed: this very program, told by the environment to run only this.
#[test]
#[ignore = "another test starts it"]
fn victim() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    println!("ready");
    for tree in trees().iter().cycle() {
        write(Utf8Path::new(&folder), tree).unwrap();
    }
}

fn write(root: &Utf8Path, tree: &Tree) -> Result<(), WriteError> {
    let output = hagen_cli::write::Output::open(root, &hagen_cli::write::Options::default())?;
    tree.par_iter().try_for_each(|(path, bytes)| output.put(path, bytes))?;
    output.commit(&std::collections::BTreeMap::new()).map(|_| ())
}

fn kill_after(root: &Utf8Path, pause: Duration) {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["signals::victim", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, root)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    while lines.next().is_some_and(|line| !line.unwrap().contains("ready")) {}
    std::thread::sleep(pause);
    victim.kill().unwrap();
    victim.wait().unwrap();
}

#[test]
fn a_killed_process_leaves_a_tree_that_is_told_truly_and_repaired() {
    let scratch = Scratch::new();
    let trees = trees();
    let mut seen = Vec::new();
    for round in 0..KILLS + MORE_KILLS {
        if round >= KILLS
            && seen.contains(&State::InterruptedOld)
            && seen.contains(&State::InterruptedBetween)
        {
            break;
        }
        kill_after(&scratch.out(), Duration::from_micros(u64::from(round * 7919 % 60_000)));
        let found = files(&scratch.out());
        for (path, bytes) in &found {
            assert!(trees.iter().any(|tree| tree.get(path) == Some(bytes)), "{path} is torn");
        }
        let Ok(verified) = verify(&scratch.out()) else {
            assert!(found.is_empty());
            continue;
        };
        assert!(
            verified.edited.is_empty() && verified.missing.is_empty() && verified.foreign.is_empty(),
            "{verified:?}"
        );
        let whole = found.is_empty() || trees.contains(&found);
        assert!(whole || verified.state == State::InterruptedBetween, "{:?}", verified.state);
        seen.push(verified.state);
    }
    assert!(seen.contains(&State::InterruptedOld), "{seen:?}");
    assert!(seen.contains(&State::InterruptedBetween), "{seen:?}");
    for tree in &trees {
        render(&scratch.out(), tree).unwrap();
        assert_eq!(files(&scratch.out()), *tree);
        assert!(verify(&scratch.out()).unwrap().is_as_written());
    }
}
