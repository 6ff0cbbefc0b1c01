//! B31 to B40, B67 to B70 and B79: an output folder that is not what it seems, a record that lies, a disk that refuses.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::case::{Case, GOOD};

pub(crate) fn cases() -> Vec<Case> {
    [links(), records(), strangers(), folders(), updates(), disks()].concat()
}

/// A blueprint whose rendering changes files of the output.
fn changed(id: &'static str, name: impl Into<String>, prepare: fn(&Path)) -> Case {
    Case::new(id, name, GOOD.replace("web:1.0", "web:1.1")).prepared(prepare)
}

fn deployment(here: &Path) -> PathBuf {
    here.join("out/in-cluster/production/web/deployment.yaml")
}

fn links() -> Vec<Case> {
    vec![
        changed("B31", "the output is a link", |here| {
            fs::rename(here.join("out"), here.with_file_name("elsewhere")).unwrap();
            symlink("../elsewhere", here.join("out")).unwrap();
        }),
        changed("B31", "the output is a link to nothing", |here| {
            fs::rename(here.join("out"), here.with_file_name("elsewhere")).unwrap();
            symlink("nowhere", here.join("out")).unwrap();
        }),
        changed("B32", "a file of the output is a link", |here| {
            fs::rename(deployment(here), here.with_file_name("stolen")).unwrap();
            symlink(here.with_file_name("stolen"), deployment(here)).unwrap();
        }),
        changed("B33", "a folder of the output is a link", |here| {
            let folder = here.join("out/in-cluster/production");
            fs::rename(&folder, here.with_file_name("stolen")).unwrap();
            symlink(here.with_file_name("stolen"), folder).unwrap();
        }),
        changed("B33", "the record is a link", |here| {
            fs::rename(here.join("out/hagen.lock"), here.with_file_name("stolen")).unwrap();
            symlink(here.with_file_name("stolen"), here.join("out/hagen.lock")).unwrap();
        }),
        changed("B33", "a file of the output is a pipe", |here| {
            fs::remove_file(deployment(here)).unwrap();
            assert!(Command::new("mkfifo").arg(deployment(here)).status().unwrap().success());
        }),
        changed("B33", "a file of the output is a folder", |here| {
            fs::remove_file(deployment(here)).unwrap();
            fs::create_dir(deployment(here)).unwrap();
        }),
    ]
}

/// A case's id and name, and what becomes of the record.
type Attack = (&'static str, &'static str, fn(&str) -> String);

/// Each changes the text of the record.
fn records() -> Vec<Case> {
    let attacks: [Attack; 13] = [
        ("B34", "a path that leads out", |lock| with_path(lock, "../outside.yaml")),
        ("B34", "an absolute path", |lock| with_path(lock, "/etc/passwd")),
        ("B34", "a path with a step back within", |lock| with_path(lock, "argocd/../../outside.yaml")),
        ("B34", "a path into the folder of git", |lock| with_path(lock, ".git/config")),
        ("B34", "a path with a zero", |lock| with_path(lock, "a\0b")),
        ("B34", "a path twice", |lock| format!("{lock}{}\n", lock.lines().last().unwrap())),
        ("B35", "a digest of another file", |lock| lock.replacen("sha256:", "sha256:0000", 1)),
        ("B35", "a digest that is none", |lock| lock.replace("sha256:", "md5:")),
        ("B36", "no record but a text", |_| "hello".to_owned()),
        ("B36", "half a record", |lock| lock[..lock.len() / 2].to_owned()),
        ("B36", "an empty record", |_| String::new()),
        ("B36", "a record of a newer hagen", |lock| lock.replace("version: 1", "version: 2")),
        ("B36", "a record in JSON", |_| "{\"files\": {\"../x\": \"sha256:0\"}}".to_owned()),
    ];
    let mut cases: Vec<Case> = attacks
        .into_iter()
        .map(|(id, name, attack)| {
            Case::new(id, name, GOOD.replace("web:1.0", "web:1.1")).prepared(move |here| {
                fs::write(here.with_file_name("outside.yaml"), "mine").unwrap();
                let lock = here.join("out/hagen.lock");
                let text = fs::read_to_string(&lock).unwrap();
                fs::write(&lock, attack(&text)).unwrap();
            })
        })
        .collect();
    cases.push(changed("B36", "no record", |here| fs::remove_file(here.join("out/hagen.lock")).unwrap()));
    cases.push(changed("B70", "a file is gone and its record is not", |here| {
        fs::remove_file(here.join("out/hagen.lock")).unwrap();
        fs::remove_file(deployment(here)).unwrap();
    }));
    cases
}

/// The record with the first path exchanged.
fn with_path(lock: &str, path: &str) -> String {
    let first = lock.split("files:\n  ").nth(1).and_then(|rest| rest.split(':').next()).unwrap();
    lock.replacen(first, path, 1)
}

fn strangers() -> Vec<Case> {
    vec![
        changed("B37", "a file was edited", |here| fs::write(deployment(here), "kind: Edited\n").unwrap()),
        Case::new("B37", "a file was edited that goes", GOOD.replace("web:", "other:")).prepared(|here| {
            fs::write(deployment(here), "kind: Edited\n").unwrap();
        }),
        Case::new("B38", "a file of somebody else's", GOOD.replace("  web:", "  other:")).prepared(|here| {
            fs::create_dir_all(here.join("out/in-cluster/production/other")).unwrap();
            fs::write(here.join("out/in-cluster/production/other/deployment.yaml"), "kind: Mine\n").unwrap();
        }),
        Case::new("B38", "a file in the way of a folder", GOOD.replace("  web:", "  other:")).prepared(
            |here| {
                fs::write(here.join("out/in-cluster/production/other"), "mine").unwrap();
            },
        ),
        Case::new("B38", "a twin by case", GOOD.replace("  web:", "  other:")).prepared(|here| {
            fs::create_dir_all(here.join("out/in-cluster/production/Other")).unwrap();
            fs::write(here.join("out/in-cluster/production/Other/deployment.yaml"), "kind: Mine\n").unwrap();
        }),
    ]
}

fn folders() -> Vec<Case> {
    let git = |here: &Path| fs::create_dir_all(here.join("out/.git")).unwrap();
    let into = |name: &str, folder: &str| Case::new("B39", name, GOOD).arguments(&["-o", folder]);
    let home = |here: &Path| fs::create_dir(here.join("home")).unwrap();
    vec![
        changed("B39", "the output is a repository", git),
        into("the root", "/"),
        into("the working folder", "."),
        into("the folder above", ".."),
        into("the home folder", "home").prepared(home),
        into("a hidden folder", ".git/out"),
        into("a folder of devices", "/dev/null"),
        into("a name with a line end", "a\nb/../../here"),
        Case::new("B40", "the input lies in the output", GOOD).arguments(&["out/blueprint.yaml"]).prepared(
            |here| {
                fs::copy(here.join("blueprint.yaml"), here.join("out/blueprint.yaml")).unwrap();
            },
        ),
        Case::new("B40", "the output is the blueprint", GOOD).arguments(&["-o", "blueprint.yaml"]),
    ]
}

#[allow(clippy::zombie_processes, reason = "it goes with its own time")]
fn disks() -> Vec<Case> {
    let limited = Case::new("B67", "a limit on the size of files", GOOD.replace("web:1.0", "web:1.1"));
    let handles = Case::new("B67", "a limit on open files", GOOD.replace("web:1.0", "web:1.1"));
    vec![
        Case { shell: "ulimit -f 2;", ..limited },
        Case { shell: "ulimit -n 7;", ..handles },
        changed("B68", "another hagen at work", |here| {
            // The shell keeps the claim until the program has ended, and goes with its own time.
            let claim = format!("exec 9<'{}'; flock 9; echo; exec sleep 5", here.join("out").display());
            let mut child =
                Command::new("sh").args(["-c", &claim]).stdout(std::process::Stdio::piped()).spawn().unwrap();
            let mut line = [0];
            std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut line).unwrap();
        }),
        Case { shell: "exec >&-;", ..Case::new("B69", "no standard output", GOOD) },
    ]
}

/// What is there in a cluster, and cannot become what the blueprint asks for now.
fn updates() -> Vec<Case> {
    let patch = |name: &str, kind: &str, merge: &str| {
        let patch = format!("patches: {{ own: {{ kind: {kind}, name: web, merge: {merge} }} }}\n");
        Case::new("B79", name, format!("{GOOD}{patch}"))
    };
    let selector = "{ spec: { selector: { matchLabels: { tier: front } }, template: { metadata: { labels: \
                    { tier: front } } } } }";
    vec![
        patch("another selector", "Deployment", selector),
        patch("a service that loses its address", "Service", "{ spec: { clusterIP: None } }"),
        patch("a selector, with the file named", "Deployment", selector)
            .arguments(&["--recreate", "out/in-cluster/production/web/deployment.yaml"]),
        patch("a selector, with another file named", "Deployment", selector)
            .arguments(&["--recreate", "in-cluster/production/web/service.yaml"]),
    ]
}
