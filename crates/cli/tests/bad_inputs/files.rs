//! B24 to B30: files that a blueprint names and must not get.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::case::Case;

/// Where a blueprint names files.
const CONSUMERS: [(&str, &str); 3] = [
    ("manifests", "manifests: { own: { from: 'FILE' } }"),
    ("files", "apps: { web: { image: registry.example.com/web:1.0, files: { /etc/a: { from: 'FILE' } } } }"),
    ("crds", "crds: ['FILE']\napps: { web: { image: registry.example.com/web:1.0 } }"),
];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (consumer, blueprint) in CONSUMERS {
        for (id, name, file) in [
            ("B24", "an absolute path", "/etc/passwd"),
            ("B24", "a path that leads out", "../outside"),
            ("B24", "a path that leads out later", "a/../../outside"),
            ("B24", "the home folder", "~/.netrc"),
            ("B25", "an address", "http://127.0.0.1:9/x"),
            ("B25", "an address of a file", "file:///etc/passwd"),
            ("B25", "a share", "\\\\server\\share"),
            ("B25", "a drive", "C:\\x"),
            ("B26", "a link out", "link-out"),
            ("B26", "a link in a circle", "link-round"),
            ("B26", "a link to nothing", "link-nowhere"),
            ("B26", "a folder that is a link out", "folder-out/x"),
            ("B27", "a pipe", "pipe"),
            ("B28", "a device", "link-zero"),
            ("B28", "a folder", "folder"),
            ("B29", "nothing", "none.yaml"),
            ("B30", "too much", "large"),
        ] {
            let case = Case::with(id, format!("{name} in {consumer}"), &blueprint.replace("FILE", file));
            cases.push(case.prepared(prepare));
        }
    }
    cases.push(pipe("B27", "the blueprint is a pipe that nobody writes"));
    let many: String = (0..300).map(|at| format!("  m{at}: {{ from: small.yaml }}\n")).collect();
    cases.push(Case::with("B30", "300 files", &format!("manifests:\n{many}")).prepared(prepare));
    cases
}

fn pipe(id: &'static str, name: &str) -> Case {
    Case::new(id, name, "").prepared(|here| {
        fs::remove_file(here.join("blueprint.yaml")).unwrap();
        make_pipe(&here.join("blueprint.yaml"));
    })
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn prepare(here: &Path) {
    fs::write(here.with_file_name("outside"), "stranger: true\n").unwrap();
    fs::create_dir(here.join("folder")).unwrap();
    fs::create_dir(here.with_file_name("elsewhere")).unwrap();
    fs::write(here.with_file_name("elsewhere").join("x"), "stranger: true\n").unwrap();
    for (name, to) in [
        ("link-out", "../outside"),
        ("link-round", "link-round"),
        ("link-nowhere", "nothing"),
        ("folder-out", "../elsewhere"),
        ("link-zero", "/dev/zero"),
    ] {
        symlink(to, here.join(name)).unwrap();
    }
    make_pipe(&here.join("pipe"));
    fs::write(here.join("large"), vec![b'#'; 3 << 20]).unwrap();
    fs::write(here.join("small.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nspec: {}\n")
        .unwrap();
}
