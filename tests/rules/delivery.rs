//! Rules about what Argo CD is told.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::object::{Object, Tree, list};

pub(crate) fn in_projects(tree: &Tree) -> Vec<String> {
    let projects: BTreeSet<&str> = tree.of(&["AppProject"]).map(Object::name).collect();
    let is_known = |application: &&Object| {
        application.at("/spec/project").as_str().is_some_and(|project| projects.contains(project))
    };
    let lost = tree.of(&["Application"]).filter(|application| !is_known(application));
    lost.map(|application| application.says("is in no project of the tree")).collect()
}

/// Where nothing is said, hagen says it when it writes the files.
pub(crate) fn data_stays(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&["Namespace", "Cluster", "postgresql", "PersistentVolumeClaim"]) {
        let options =
            object.at("/metadata/annotations/argocd.argoproj.io~1sync-options").as_str().unwrap_or_default();
        for option in ["Prune=", "Delete="] {
            if !options.split(',').any(|word| word.starts_with(option)) {
                broken.push(object.says(format!("goes without a question ({option})")));
            }
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

/// Argo CD refuses folders with links in them, and reads every other file that it can.
pub(crate) fn plain_files(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let mut folders = vec![tree.root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            let is_link = kind.is_symlink().then(|| format!("{} is a link", path.display()));
            broken.extend(is_link);
            if kind.is_dir() {
                folders.push(path);
            }
        }
    }
    broken
}
