//! Custom resource definitions, as JSON or YAML, alone or in folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use hagen_check::facts::{Index, define};
use serde::Deserialize as _;
use serde_json::Value;

/// Adds the kinds of a file, or of all files of a folder. An `index.json` in a folder tells where each file comes from.
pub(crate) fn read(path: &Path, index: &mut Index) -> Result<()> {
    let sources = sources(path)?;
    for file in files(path)? {
        let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let source = sources.get(&name).map_or("", String::as_str);
        for document in documents(&file).with_context(|| file.display().to_string())? {
            define(&document, source, index);
        }
    }
    Ok(())
}

fn sources(folder: &Path) -> Result<BTreeMap<String, String>> {
    let Ok(text) = std::fs::read_to_string(folder.join("index.json")) else { return Ok(BTreeMap::new()) };
    let entries: Vec<Value> = serde_json::from_str(&text).context("index.json")?;
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    Ok(entries.iter().map(|entry| (text(entry, "file"), text(entry, "source"))).collect())
}

fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        let is_definition =
            entry.extension().is_some_and(|kind| kind == "json" || kind == "yaml" || kind == "yml");
        if entry.is_dir() {
            files.extend(self::files(&entry)?);
        } else if is_definition && !entry.ends_with("index.json") {
            files.push(entry);
        }
    }
    files.sort();
    Ok(files)
}

fn documents(path: &Path) -> Result<Vec<Value>> {
    let text = std::fs::read_to_string(path)?;
    if path.extension().is_some_and(|kind| kind == "json") {
        return Ok(vec![serde_json::from_str(&text)?]);
    }
    Ok(serde_yaml::Deserializer::from_str(&text).map(Value::deserialize).collect::<Result<_, _>>()?)
}
