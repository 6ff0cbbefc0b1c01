//! The system says no: a limit on the size of files, a full disk, a disk that can only be read.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use hagen_cli::write::{State, Step, WriteError, verify};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::tree::{Scratch, Tree, everything, files, render, tree};

const FOLDER: &str = "HAGEN_TEST_FOLDER";

/// Runs one of the tests below in a process of its own, behind the words of another command.
fn run_apart(name: &str, folder: &Utf8Path, before: &[&str]) -> bool {
    let program = std::env::current_exe().unwrap();
    let words = before.iter().map(|word| (*word).to_owned()).chain([program.to_str().unwrap().to_owned()]);
    let words: Vec<String> = words.collect();
    let name = format!("limits::{name}");
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).args([&name, "--exact", "--ignored", "--nocapture"]).env(FOLDER, folder);
    let output = command.output().unwrap();
    #[allow(clippy::print_stdout, reason = "the runner shows it when the test fails")]
    {
        println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}

fn folder() -> Option<Utf8PathBuf> {
    std::env::var(FOLDER).ok().map(Utf8PathBuf::from)
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_not_the_end() {
    assert!(run_apart("under_a_limit", &Scratch::new().out(), &[]));
}

#[test]
#[ignore = "another test starts it"]
fn under_a_limit() {
    let Some(root) = folder() else { return };
    let before = tree(&[("a.yaml", "a"), ("b.yaml", "b")]);
    render(&root, &before).unwrap();
    let as_it_was = everything(&root);
    setrlimit(Resource::Fsize, Rlimit { current: Some(4096), maximum: None }).unwrap();
    let big = Tree::from([("a.yaml".to_owned(), vec![b'x'; 5000])]);
    let many: Tree = (0..50).map(|at| (format!("d/{at}.yaml"), vec![b'x'; 10])).collect();
    for (files, path) in [(big, "a.yaml"), (many, "hagen.lock")] {
        let error = render(&root, &files).unwrap_err();
        assert_eq!(error.exit_code(), 5);
        let WriteError::Io { path: at, step: Step::Write, source } = error else { panic!("{error}") };
        assert!(at.ends_with(path), "{at}");
        assert_eq!(source.kind(), std::io::ErrorKind::FileTooLarge);
        assert_eq!(everything(&root), as_it_was);
    }
}

#[test]
fn a_full_disk_leaves_the_old_tree() {
    let scratch = Scratch::new();
    let mount = format!("mount -t tmpfs -o size=256k none '{}' && exec \"$0\" \"$@\"", scratch.path());
    if !may_mount() {
        println!("skipped: this system does not let the test mount a small disk");
        return;
    }
    assert!(run_apart("on_a_small_disk", &scratch.out(), &["unshare", "--mount", "sh", "-c", &mount]));
}

#[test]
#[ignore = "another test starts it"]
fn on_a_small_disk() {
    let Some(root) = folder() else { return };
    let before: Tree = (0..10).map(|at| (format!("d/{at}.yaml"), vec![b'a'; 3000])).collect();
    render(&root, &before).unwrap();
    let as_it_was = everything(&root);
    for files in [20, 30, 40, 50, 60, 100, 1000] {
        let after: Tree = (0..files).map(|at| (format!("d/{at}.yaml"), vec![b'b'; 3000])).collect();
        match render(&root, &after) {
            Ok(_) => {
                assert_eq!(crate::tree::files(&root), after);
                render(&root, &before).unwrap();
            }
            Err(error) => {
                assert!(matches!(error, WriteError::Io { .. }), "{error}");
                assert_eq!(everything(&root), as_it_was);
            }
        }
    }
    let too_much: Tree = (0..200).map(|at| (format!("e/{at}.yaml"), vec![b'b'; 3000])).collect();
    render(&root, &too_much).unwrap_err();
    assert_eq!(verify(&root).unwrap().state, State::Complete);
}

#[test]
fn a_disk_that_can_only_be_read_leaves_the_old_tree() {
    let scratch = Scratch::new();
    if !may_mount() {
        println!("skipped: this system does not let the test mount a disk");
        return;
    }
    let before = tree(&[("a.yaml", "a"), ("b/c.yaml", "c")]);
    render(&scratch.out(), &before).unwrap();
    let path = scratch.path();
    let mount =
        format!("mount --bind '{path}' '{path}' && mount -o remount,bind,ro '{path}' && exec \"$0\" \"$@\"");
    assert!(run_apart("on_a_fixed_disk", &scratch.out(), &["unshare", "--mount", "sh", "-c", &mount]));
    assert_eq!(files(&scratch.out()), before);
}

#[test]
#[ignore = "another test starts it"]
fn on_a_fixed_disk() {
    let Some(root) = folder() else { return };
    assert!(verify(&root).unwrap().is_as_written());
    assert!(render(&root, &files(&root)).unwrap().is_empty(), "without a change, nothing has to be written");
    let error = render(&root, &tree(&[("a.yaml", "a2")])).unwrap_err();
    let WriteError::Io { step: Step::MakeFolder, source, .. } = error else { panic!("{error}") };
    assert_eq!(source.kind(), std::io::ErrorKind::ReadOnlyFilesystem);
    render(&root.with_file_name("new"), &tree(&[("a.yaml", "a")])).unwrap_err();
}

#[test]
fn a_folder_that_must_not_be_changed_stops_the_run_before_it_begins() {
    let scratch = Scratch::new();
    if !Command::new(NOBODY[0]).args(&NOBODY[1..]).arg("true").status().is_ok_and(|status| status.success()) {
        println!("skipped: permissions do not bind this user, and it cannot become another");
        return;
    }
    let everybody = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(scratch.path(), everybody).unwrap();
    assert!(run_apart("as_nobody", &scratch.out(), &NOBODY));
}

const NOBODY: [&str; 4] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

#[test]
#[ignore = "another test starts it"]
fn as_nobody() {
    let Some(root) = folder() else { return };
    let before = tree(&[("a/x.yaml", "x"), ("b/y.yaml", "y"), ("c/d/z.yaml", "z")]);
    render(&root, &before).unwrap();
    let as_it_was = everything(&root);
    let put = tree(&[("a/x.yaml", "x2"), ("b/y.yaml", "y2"), ("c/d/z.yaml", "z2")]);
    let add = tree(&[("a/x.yaml", "x2"), ("b/new/y.yaml", "y"), ("b/y.yaml", "y"), ("c/d/z.yaml", "z")]);
    let remove = tree(&[("a/x.yaml", "x2"), ("c/d/z.yaml", "z")]);
    for (after, closed) in [(put, "b"), (add, "b"), (remove, "b")] {
        std::fs::set_permissions(root.join(closed), std::fs::Permissions::from_mode(0o555)).unwrap();
        let error = render(&root, &after).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot change the files in `{root}/{closed}`: Permission denied (os error 13)")
        );
        assert_eq!(everything(&root), as_it_was);
        std::fs::set_permissions(root.join(closed), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    std::fs::set_permissions(root.join("b/y.yaml"), std::fs::Permissions::from_mode(0o000)).unwrap();
    let error = render(&root, &before).unwrap_err();
    assert!(matches!(error, WriteError::Io { step: Step::Read, .. }), "{error}");
}

fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    tried.is_ok_and(|output| output.status.success())
}
