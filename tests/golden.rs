//! A case is a folder: `blueprint.yaml` and what it renders to, in `out/`. Adding a case is adding a folder.
//!
//! `HAGEN_BLESS=1 cargo test -p hagen-tests --test golden` writes the trees anew; the diff is then the proof.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hagen::{Source, compile_text};

#[test]
fn every_case_renders_to_its_tree() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in sorted(&cases) {
        count += 1;
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let rendered = render(&case);
        let kept = tree(&case.join("out"));
        if std::env::var_os("HAGEN_BLESS").is_some() {
            write(&case.join("out"), &rendered);
        } else if rendered != kept {
            wrong.push(format!("{name}\n{}", difference(&kept, &rendered)));
        }
    }
    assert!(count > 0, "there are no cases");
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn render(case: &Path) -> BTreeMap<String, String> {
    let text = fs::read(case.join("blueprint.yaml")).unwrap();
    let files: BTreeMap<String, Vec<u8>> = tree(&case.join("files"))
        .into_iter()
        .map(|(path, text)| (format!("files/{path}"), text.into_bytes()))
        .collect();
    let compilation = compile_text(Source { name: "blueprint.yaml".into(), text }, &files);
    let found: Vec<String> = compilation
        .diagnostics
        .iter()
        .map(|d| format!("{} {}: {}", d.code.id, d.place.path, d.message))
        .collect();
    let Some(tree) = compilation.tree else { panic!("{}: {found:#?}", case.display()) };
    let mut files = tree.files;
    files.insert("diagnostics.txt".into(), found.join("\n") + "\n");
    files
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in if folder.is_dir() { sorted(&folder) } else { Vec::new() } {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn write(root: &Path, files: &BTreeMap<String, String>) {
    if root.exists() {
        fs::remove_dir_all(root).unwrap();
    }
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn difference(kept: &BTreeMap<String, String>, rendered: &BTreeMap<String, String>) -> String {
    let empty = String::new();
    let paths: std::collections::BTreeSet<&String> = kept.keys().chain(rendered.keys()).collect();
    let mut out = String::new();
    for path in paths {
        let (old, new) = (kept.get(path).unwrap_or(&empty), rendered.get(path).unwrap_or(&empty));
        if old != new {
            let diff = similar::TextDiff::from_lines(old, new);
            out.push_str(&diff.unified_diff().context_radius(2).header(path, path).to_string());
        }
    }
    out
}
