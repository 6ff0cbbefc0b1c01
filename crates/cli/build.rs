//! Takes the blueprints of the repository into the program, so that `hagen init --from` knows every one of them.

#![allow(clippy::disallowed_methods, reason = "a build script is about files")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folder = root.join("../../blueprints");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    for path in blueprints(&folder)? {
        let (name, path) = (path.file_stem().unwrap_or_default().display(), path.display());
        writeln!(
            list,
            "    Example {{ name: {:?}, text: include_str!({:?}) }},",
            name.to_string(),
            path.to_string()
        )
        .expect("a string takes everything");
    }
    list.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("blueprints.rs"), list)
}

fn blueprints(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
