//! Rules about what Argo CD is told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::object::{Object, Tree, list};

pub(crate) fn one_owner(tree: &Tree) -> Vec<String> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut broken = Vec::new();
    for object in &tree.objects {
        let group =
            object.value["apiVersion"].as_str().unwrap().rsplit_once('/').map_or("", |(group, _)| group);
        let key = format!(
            "{} {group} {} {}/{}",
            object.cluster(),
            object.kind(),
            object.namespace(),
            object.name()
        );
        if let Some(other) = owners.insert(key, &object.path) {
            broken.push(object.says(format!("is in {other} too")));
        }
    }
    broken
}

pub(crate) fn least_privilege(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let projects: BTreeSet<&str> = tree.of(&["AppProject"]).map(Object::name).collect();
    for application in tree.of(&["Application"]) {
        if !application.at("/spec/project").as_str().is_some_and(|project| projects.contains(project)) {
            broken.push(application.says("is in no project of the tree"));
        }
    }
    for project in tree.of(&["AppProject"]) {
        for (key, value) in project.value["spec"].as_object().unwrap() {
            if key != "description" && holds_star(value) {
                broken.push(project.says(format!("allows everything in {key}")));
            }
        }
    }
    broken
}

fn holds_star(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "*",
        Value::Array(items) => items.iter().any(holds_star),
        Value::Object(map) => map.values().any(holds_star),
        _ => false,
    }
}

pub(crate) fn deleting_is_safe(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&["Namespace", "Cluster", "postgresql", "PersistentVolumeClaim"]) {
        let options =
            object.at("/metadata/annotations/argocd.argoproj.io~1sync-options").as_str().unwrap_or_default();
        for option in ["Prune=", "Delete="] {
            let kept = options
                .split(',')
                .any(|word| word == format!("{option}confirm") || word == format!("{option}false"));
            if !kept {
                broken.push(object.says(format!("goes without a question ({option})")));
            }
        }
    }
    for application in tree.of(&["Application"]) {
        if application.at("/spec/syncPolicy/automated/allowEmpty") == &Value::Bool(true) {
            broken.push(application.says("may become empty"));
        }
    }
    broken
}

fn wave(object: &Object) -> i64 {
    let text = object.at("/metadata/annotations/argocd.argoproj.io~1sync-wave").as_str().unwrap_or("0");
    text.parse().unwrap()
}

/// Databases come before applications, operators before databases.
pub(crate) fn waves(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let applications: Vec<&Object> = tree.of(&["Application"]).collect();
    let wave_of =
        |part: &str| applications.iter().filter(|a| a.name().ends_with(part)).map(|a| wave(a)).max();
    for (earlier, later) in [
        ("platform-cert-manager", "platform-barman-cloud"),
        ("platform-cloudnative-pg", "production-postgres-main"),
        ("platform-external-secrets", "production-postgres-main"),
        ("production-namespace", "production-postgres-main"),
    ] {
        if let (Some(first), Some(then)) = (wave_of(earlier), wave_of(later))
            && first >= then
        {
            broken.push(format!("{later} (wave {then}) does not wait for {earlier} (wave {first})"));
        }
    }
    broken
}

/// Each source of the tree's own repository is a folder of the tree that holds something.
pub(crate) fn paths_exist(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for application in tree.of(&["Application"]) {
        let sources = list(application.at("/spec/sources")).chain(application.value.pointer("/spec/source"));
        let mut own = 0;
        for source in sources {
            if source["chart"].is_string() || source["repoURL"] != *repository(tree) {
                continue;
            }
            own += 1;
            let Some(path) = source["path"].as_str() else { continue };
            let inside = path
                .split('/')
                .skip_while(|part| *part != application_root(path, tree))
                .collect::<Vec<_>>()
                .join("/");
            if !tree.root.join(&inside).is_dir() {
                broken.push(application.says(format!("reads {path}, which is not there")));
            }
        }
        if own == 0 && list(application.at("/spec/sources")).count() > 1 {
            broken.push(application.says("reads nothing of the repository"));
        }
    }
    broken
}

/// The first folder of a path that is inside the tree rather than the way to it.
fn application_root<'a>(path: &'a str, tree: &Tree) -> &'a str {
    let name = tree.root.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.split('/').find(|part| *part != "out" && *part != name).unwrap_or(path)
}

fn repository(tree: &Tree) -> &Value {
    let root = tree.of(&["Application"]).find(|object| object.path == "argocd/root.yaml");
    root.expect("every tree has a root").at("/spec/source/repoURL")
}

pub(crate) fn no_secrets(tree: &Tree) -> Vec<String> {
    tree.of(&["Secret"]).map(|object| object.says("is in Git")).collect()
}
