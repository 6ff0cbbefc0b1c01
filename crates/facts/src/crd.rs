//! Custom resource definitions, as JSON or YAML, alone or in folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize as _;
use serde_json::Value;

use crate::index::{Index, Kind};
use crate::node::{Attribute, NodeId};
use crate::structural::{self, Part};

/// Adds the kinds of a file, or of all files of a folder. An `index.json` in a folder tells where each file comes from.
pub(crate) fn read(path: &Path, index: &mut Index) -> Result<()> {
    let sources = sources(path)?;
    for file in files(path)? {
        let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let source = sources.get(&name).map_or("", String::as_str);
        for document in documents(&file).with_context(|| file.display().to_string())? {
            add(&document, source, index);
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

fn add(definition: &Value, source: &str, index: &mut Index) {
    if definition["kind"] != "CustomResourceDefinition" {
        return;
    }
    let spec = &definition["spec"];
    for version in
        spec["versions"].as_array().into_iter().flatten().filter(|version| version["served"] == true)
    {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let roots = roots(&version["schema"]["openAPIV3Schema"], index);
        index.kinds.push(Kind {
            name: text(&spec["names"]["kind"]),
            api_version: format!("{}/{}", text(&spec["group"]), text(&version["name"])),
            namespaced: spec["scope"] == "Namespaced",
            built_in: false,
            source: source.to_owned(),
            roots,
        });
    }
}

/// The node of the object in each minor: they differ in `metadata`, which is the API server's.
fn roots(schema: &Value, index: &mut Index) -> Vec<Option<NodeId>> {
    let mut root = structural::node(schema, Part::Structure, &mut index.nodes);
    let restriction = &schema["properties"]["metadata"];
    let says_more = restriction.as_object().is_some_and(|metadata| metadata.len() > 1);
    let restriction = says_more.then(|| structural::convert(restriction, Part::Condition, &mut index.nodes));
    let text = structural::convert(&serde_json::json!({"type": "string"}), Part::Structure, &mut index.nodes);
    root.add_property("apiVersion", text, true);
    root.add_property("kind", text, true);
    let object_metas: Vec<NodeId> = index.minors.iter().map(|minor| minor.object_meta).collect();
    let of_minor = |object_meta: NodeId| {
        let mut metadata = index.nodes.get(object_meta).clone();
        metadata.attributes.extend(restriction.map(|node| Attribute::AllOf(vec![node])));
        let metadata = index.nodes.intern(metadata);
        root.add_property("metadata", metadata, true);
        Some(index.nodes.intern(root.clone()))
    };
    object_metas.into_iter().map(of_minor).collect()
}
