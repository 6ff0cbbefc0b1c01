//! The committed trees as objects.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

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

    /// The objects of a kind on the same cluster and in the same namespace as another.
    pub(crate) fn beside<'a>(&'a self, other: &'a Object, kind: &'a str) -> impl Iterator<Item = &'a Object> {
        self.objects.iter().filter(move |object| {
            object.kind() == kind
                && object.cluster() == other.cluster()
                && object.namespace() == other.namespace()
        })
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

    /// The pod template of a workload.
    pub(crate) fn template(&self) -> &Value {
        let pointer =
            if self.kind() == "CronJob" { "/spec/jobTemplate/spec/template" } else { "/spec/template" };
        self.at(pointer)
    }

    /// The containers of a workload, those that start first included.
    pub(crate) fn containers(&self) -> Vec<&Value> {
        let spec = &self.template()["spec"];
        ["containers", "initContainers"].into_iter().flat_map(|key| list(&spec[key])).collect()
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

/// Whether a label selector finds labels. An absent selector finds nothing, an empty one everything.
pub(crate) fn selects(selector: &Value, labels: &Value) -> bool {
    let empty = Map::new();
    let Some(selector) = selector.as_object() else { return false };
    let pairs = selector.get("matchLabels").and_then(Value::as_object).unwrap_or(&empty);
    let expressions = selector.get("matchExpressions").cloned().unwrap_or_default();
    pairs.iter().all(|(key, value)| labels[key] == *value)
        && list(&expressions).all(|term| holds(term, labels))
}

fn holds(term: &Value, labels: &Value) -> bool {
    let label = &labels[term["key"].as_str().unwrap()];
    let listed = list(&term["values"]).any(|value| value == label);
    match term["operator"].as_str().unwrap() {
        "In" => listed,
        "NotIn" => !listed,
        "Exists" => !label.is_null(),
        "DoesNotExist" => label.is_null(),
        other => panic!("no such operator: {other}"),
    }
}
