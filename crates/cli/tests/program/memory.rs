//! What a run remembers: it makes the next one faster, and nothing else of it is seen.

use std::fs;

use hagen_cli::write::Digest;

use super::support::{BLUEPRINT, Folder, Ran};

const WEB: &str = "out/in-cluster/staging/web/deployment.yaml";

/// So many files that the output is remembered, and one warning. One application has a file of the user's own.
fn large() -> Folder {
    let folder = Folder::new();
    let app = |name: &str, version: usize, more: &str| {
        let image = format!("registry.example.com/{name}:1.{version}.0@sha256:{version:064x}");
        format!("  {name}: {{ image: \"{image}\", port: 8000, health: /health{more} }}\n")
    };
    let (head, _) = BLUEPRINT.split_once("  web:").unwrap();
    let mut text = head.to_owned() + &app("web", 4, ", files: { /etc/web.conf: { from: web.conf } }");
    (0..100).for_each(|at| text.push_str(&app(&format!("app-{at}"), at, "")));
    text.push_str("  worker: { image: registry.example.com/worker:1.0.0, port: 8000, health: /health }\n");
    folder.write("blueprint.yaml", &text);
    folder.write("web.conf", "workers = 4\n");
    folder
}

fn render(folder: &Folder, args: &[&str]) -> Ran {
    let args = [&["render", "--exit-code"], args].concat();
    Ran::of(folder.command(&args).env("XDG_CACHE_HOME", folder.at("cache")).output().unwrap())
}

/// The memories there are.
fn memories(folder: &Folder) -> Vec<String> {
    let files = fs::read_dir(folder.at("cache/hagen/renders")).into_iter().flatten();
    files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn what_is_remembered_is_told_like_what_is_compiled() {
    let folder = large();
    let first = render(&folder, &[]);
    assert_eq!(first.code, 10, "{}", first.stderr);
    assert!(first.stderr.contains("1 warning"), "{}", first.stderr);
    let known = memories(&folder);
    assert_eq!(known.len(), 1, "{}{}", first.stdout.lines().next().unwrap_or_default(), first.stderr);
    for format in ["human", "json", "sarif"] {
        let remembered = render(&folder, &["--format", format]);
        let compiled = render(&folder, &["--format", format, "--no-cache"]);
        assert_eq!(
            (remembered.code, remembered.stdout, remembered.stderr),
            (compiled.code, compiled.stdout, compiled.stderr)
        );
    }
    assert_eq!(memories(&folder), known);
}

#[test]
fn whatever_changes_is_seen() {
    let folder = large();
    render(&folder, &[]);
    let edited = folder.read(WEB);
    folder.write(WEB, "kind: Edited\n");
    assert_eq!(render(&folder, &[]).code, 4, "an edit by hand");
    folder.write(WEB, &edited);
    assert_eq!(render(&folder, &[]).code, 0);
    fs::remove_file(folder.at(WEB)).unwrap();
    assert_eq!(render(&folder, &[]).code, 10, "a file that is away");
    assert_eq!(folder.read(WEB), edited);
    folder.write("web.conf", "workers = 8\n");
    assert_eq!(render(&folder, &[]).code, 10, "a file beside the blueprint");
    folder.change("app-7:1.7.0", "app-7:1.7.1");
    assert_eq!(render(&folder, &[]).code, 10, "the blueprint");
    folder.change("app-7:1.7.1", "app-7:1.7.0");
    assert_eq!(render(&folder, &[]).code, 10, "and back");
    assert_eq!(memories(&folder).len(), 1);
}

/// Only a memory that claims to be of a broken blueprint tells that nothing was compiled.
#[test]
fn what_is_remembered_is_not_compiled() {
    let folder = large();
    render(&folder, &[]);
    let right = folder.read("blueprint.yaml");
    let broken = format!("{right}broken\n");
    folder.write("blueprint.yaml", &broken);
    let [right, broken] = [right, broken].map(|text| Digest::of(text.as_bytes()).to_string());
    let memory = fs::read_dir(folder.at("cache/hagen/renders")).unwrap().next().unwrap().unwrap().path();
    fs::write(&memory, memories(&folder)[0].replace(&right, &broken)).unwrap();
    assert_eq!(render(&folder, &[]).code, 0);
    assert_eq!(render(&folder, &["--no-cache"]).code, 3);
}
