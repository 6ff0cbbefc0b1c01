//! What is around the program changes nothing of what it writes: working folder, locale, time zone, umask, threads.
#![allow(clippy::disallowed_methods, reason = "a test starts programs and reads what they wrote")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Tree = BTreeMap<PathBuf, Vec<u8>>;

const BLUEPRINT: &str = include_str!("../../../blueprints/microservice-k3s.yaml");

/// Renders in a folder of its own, by a shell that first does something to its surroundings.
fn render(shell: &str, below: &str, variables: &[(&str, &str)]) -> Tree {
    let temporary = tempfile::tempdir().expect("a folder can be made");
    let root = temporary.path().join("one");
    fs::create_dir_all(root.join(below)).expect("a folder can be made");
    fs::write(root.join("blueprint.yaml"), BLUEPRINT).expect("a file can be written");
    let up = if below.is_empty() { "." } else { ".." };
    let command = format!("{shell}; exec \"$HAGEN\" render {up}/blueprint.yaml -o {up}/out");
    let output = Command::new("sh")
        .args(["-c", &command])
        .env("HAGEN", env!("CARGO_BIN_EXE_hagen"))
        .envs(variables.iter().copied())
        .current_dir(root.join(below))
        .output()
        .expect("a shell starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    tree(&root.join("out"))
}

fn tree(root: &Path) -> Tree {
    let mut files = Tree::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the tree can be read") {
            let path = entry.expect("the tree can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it is below the root").to_path_buf();
                files.insert(name, fs::read(&path).expect("the tree can be read"));
            }
        }
    }
    files
}

#[test]
fn the_surroundings_change_nothing() {
    let plain = render("true", "", &[]);
    assert!(plain.len() > 50, "only {} files", plain.len());
    let others = [
        ("another working folder", render("true", "below", &[])),
        ("another locale", render("true", "", &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")])),
        ("another time zone", render("true", "", &[("TZ", "Pacific/Kiritimati")])),
        ("another home, no terminal", render("true", "", &[("HOME", "/nonexistent"), ("TERM", "dumb")])),
        ("another umask", render("umask 077", "", &[])),
        ("one thread", render("true", "", &[("RAYON_NUM_THREADS", "1")])),
        ("nine threads", render("true", "", &[("RAYON_NUM_THREADS", "9")])),
        (
            "variables of other tools",
            render("true", "", &[("KUBECONFIG", "/x"), ("HTTPS_PROXY", "http://192.0.2.1")]),
        ),
    ];
    for (what, other) in others {
        assert!(other == plain, "{what} changed the output");
    }
}
