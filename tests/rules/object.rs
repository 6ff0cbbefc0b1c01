//! The committed trees as objects.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

/// A tree of `out/`.
pub(crate) struct Tree {
    pub(crate) name: String,
    pub(crate) root: PathBuf,
    pub(crate) objects: Vec<Object>,
}

/// A Kubernetes object and the file it is in.
pub(crate) struct Object {
    /// Relative to the tree: `in-cluster/production/shop/deployment.yaml`.
    pub(crate) path: String,
    pub(crate) value: Value,
}

/// All trees below `out/`.
pub(crate) fn trees() -> Vec<Tree> {
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../out");
    let mut roots: Vec<PathBuf> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).collect();
    roots.sort();
    roots.into_iter().map(tree).collect()
}

fn tree(root: PathBuf) -> Tree {
    let mut objects = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                objects.extend(object(&root, &path));
            }
        }
    }
    objects.sort_by(|a, b| a.path.cmp(&b.path));
    Tree { name: root.file_name().unwrap().to_string_lossy().into_owned(), root, objects }
}

/// The objects of a file. Values files and the like hold none.
fn object(root: &Path, path: &Path) -> Vec<Object> {
    let text = fs::read_to_string(path).unwrap();
    let documents =
        serde_yaml::Deserializer::from_str(&text).map(|document| Value::deserialize(document).unwrap());
    let path = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
    documents
        .filter(|value| value.get("kind").is_some() && value.get("apiVersion").is_some())
        .map(|value| Object { path: path.clone(), value })
        .collect()
}

impl Tree {
    /// The objects of some kinds.
    pub(crate) fn of<'a>(&'a self, kinds: &'a [&str]) -> impl Iterator<Item = &'a Object> {
        self.objects.iter().filter(|object| kinds.contains(&object.kind()))
    }
}

impl Object {
    pub(crate) fn kind(&self) -> &str {
        self.value["kind"].as_str().unwrap()
    }

    pub(crate) fn name(&self) -> &str {
        self.value["metadata"]["name"].as_str().unwrap()
    }

    pub(crate) fn namespace(&self) -> &str {
        self.value["metadata"]["namespace"].as_str().unwrap_or_default()
    }

    /// The first folder: the cluster, or `argocd`.
    pub(crate) fn cluster(&self) -> &str {
        self.path.split('/').next().unwrap()
    }

    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.value.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The object as hagen reads one.
    pub(crate) fn value_of_hagen(&self) -> hagen_yaml::Value {
        converted(&self.value)
    }

    /// A line for a broken rule.
    pub(crate) fn says(&self, what: impl std::fmt::Display) -> String {
        format!("{} {} ({}): {what}", self.kind(), self.name(), self.path)
    }
}

/// The elements of a list, none if it is not there.
pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn converted(value: &Value) -> hagen_yaml::Value {
    match value {
        Value::Null => hagen_yaml::Value::Null,
        Value::Bool(truth) => hagen_yaml::Value::Bool(*truth),
        Value::Number(number) => match number.as_i64() {
            Some(number) => hagen_yaml::Value::Int(number),
            None => hagen_yaml::Value::Float(number.as_f64().unwrap()),
        },
        Value::String(text) => hagen_yaml::Value::from(text.clone()),
        Value::Array(items) => hagen_yaml::Value::List(items.iter().map(converted).collect()),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), converted(value)));
            hagen_yaml::Value::Map(entries.collect())
        }
    }
}
