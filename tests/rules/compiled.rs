//! No blueprint of ours breaks a rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hagen::{Source, compile_text};
use rayon::prelude::*;

/// The blueprints of the reference systems and of the golden cases.
fn blueprints() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = |folder: &str| fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let systems = list("../blueprints").filter(|path| path.extension().is_some_and(|it| it == "yaml"));
    let cases = list("golden").map(|case| case.join("blueprint.yaml"));
    systems.chain(cases).collect()
}

/// The files beside a blueprint that it may refer to.
fn files(blueprint: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(blueprint.with_file_name("files")) else { return BTreeMap::new() };
    let read = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((format!("files/{name}"), fs::read(&path).ok()?))
    };
    entries.filter_map(|entry| read(entry.unwrap().path())).collect()
}

fn broken(blueprint: &PathBuf) -> Vec<String> {
    let source = Source { name: "blueprint.yaml".into(), text: fs::read(blueprint).unwrap() };
    let compilation = compile_text(source, &files(blueprint));
    let rules = compilation.diagnostics.iter().filter(|it| it.code.id.starts_with("HG21"));
    rules.map(|it| format!("{}: {} {}", blueprint.display(), it.code.id, it.message)).collect()
}

#[test]
fn no_blueprint_breaks_a_rule() {
    let blueprints = blueprints();
    assert!(blueprints.len() > 20, "the blueprints are gone");
    let broken: Vec<String> = blueprints.par_iter().flat_map(broken).collect();
    println!("figure rules: {} blueprints, {} findings", blueprints.len(), broken.len());
    assert!(broken.is_empty(), "{} findings:\n{}", broken.len(), broken.join("\n"));
}
