//! The configurations of programs, as the Go program in `crates/facts/configs` writes them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use hagen_check::facts::{Index, Kind, Node, Part, convert, encode};
use hagen_check::schema::format::Shape;
use serde_json::Value;

use crate::write;

/// `configs <folder> --out <folder>`; `name` is that of the files that it makes.
pub(crate) fn run(name: &str, mut arguments: impl Iterator<Item = String>) -> Result<()> {
    let (Some(folder), Some(flag), Some(out)) = (arguments.next(), arguments.next(), arguments.next()) else {
        bail!(crate::USAGE)
    };
    if flag != "--out" {
        bail!(crate::USAGE);
    }
    let mut index = Index::new(vec![0]);
    index.minors[0].object_meta = index.nodes.intern(Node::new(Shape::Any));
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "json"));
    files.sort();
    for file in &files {
        add(file, &mut index).with_context(|| file.display().to_string())?;
    }
    index.sort();
    let out = Path::new(&out);
    write(out, &format!("{name}.bin"), &encode(&index)?)?;
    let listing: Vec<String> =
        index.kinds.iter().map(|kind| format!("{} {}\n", kind.name, kind.source)).collect();
    write(out, &format!("{name}.txt"), listing.concat().as_bytes())
}

fn add(file: &Path, index: &mut Index) -> Result<()> {
    let config: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let name = file.file_stem().context("a file has a name")?.to_string_lossy().into_owned();
    let root = convert(&config["schema"], Part::Structure, &mut index.nodes);
    index.kinds.push(Kind {
        name,
        api_version: String::new(),
        namespaced: false,
        built_in: false,
        source: config["source"].as_str().unwrap_or_default().to_owned(),
        roots: vec![Some(root)],
    });
    Ok(())
}
