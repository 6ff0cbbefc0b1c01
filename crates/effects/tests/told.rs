//! No place of any object that hagen makes can change without a word: each is changed, one at a time.
#![allow(clippy::disallowed_methods, reason = "the objects are those of the committed output")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hagen_effects::{Change, Effect, FilePair};
use hagen_yaml::{FileId, Limits, Value};
use support::{Trees, changes as changes_of};

/// So many objects of a kind are looked at.
const OF_A_KIND: usize = 8;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|it| it == "yaml") {
            found.push(entry);
        }
    }
}

/// Some objects of every kind, with their paths below an output folder.
fn objects() -> Vec<(String, Value)> {
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../out");
    let mut paths = Vec::new();
    files(&out, &mut paths);
    let mut of_kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut objects = Vec::new();
    for path in paths {
        let below: Vec<_> = path.strip_prefix(&out).unwrap().iter().skip(1).collect();
        let below = below.iter().collect::<PathBuf>().to_string_lossy().into_owned();
        let is_delivered = below.split('/').count() == 4 || below.starts_with("argocd/");
        let text = std::fs::read(&path).unwrap();
        let Some(node) = hagen_yaml::read(FileId::NONE, text, &Limits::default()).node else { continue };
        let value = node.to_value();
        let kind = value.get("kind").and_then(Value::as_str).unwrap_or("values").to_owned();
        let count = of_kinds.entry(kind).or_default();
        if is_delivered && *count < OF_A_KIND {
            *count += 1;
            objects.push((below, value));
        }
    }
    objects
}

/// Every value in another form, and where it is.
fn changed(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    let inside =
        |key: &str, inner: &Value, found: &mut Vec<(String, Value)>, put: &dyn Fn(Value) -> Value| {
            let mut changes = Vec::new();
            changed(inner, &format!("{path}.{key}"), &mut changes);
            found.extend(changes.into_iter().map(|(path, inner)| (path, put(inner))));
        };
    match value {
        Value::Map(map) => {
            for (key, inner) in map {
                let put = |inner| {
                    let mut map = map.clone();
                    map.insert(key.clone(), inner);
                    Value::Map(map)
                };
                inside(key, inner, found, &put);
            }
        }
        Value::List(items) => {
            for (at, inner) in items.iter().enumerate() {
                let put = |inner| {
                    let mut items = items.clone();
                    items[at] = inner;
                    Value::List(items)
                };
                inside(&at.to_string(), inner, found, &put);
            }
            found.push((format!("{path}[-]"), Value::List(items[..items.len().saturating_sub(1)].to_vec())));
        }
        Value::String(text) => found.push((path.to_owned(), format!("{text}x").into())),
        Value::Int(number) => found.push((path.to_owned(), Value::Int(number + 1))),
        Value::Bool(truth) => found.push((path.to_owned(), Value::Bool(!truth))),
        Value::Float(_) | Value::Null => found.push((path.to_owned(), "x".into())),
    }
}

/// What is told of the release, or makes it another object.
fn is_told_elsewhere(path: &str, kind: &str) -> bool {
    let ends = [".targetRevision", ".chart", ".repoURL"];
    kind == "Application" && ends.iter().any(|end| path.ends_with(end))
        || matches!(path, ".kind" | ".metadata.name" | ".metadata.namespace")
}

/// Pods are replaced for what they are made of, and for nothing else.
fn keeps_pods_right(kind: &str, path: &str, said: &[Change]) -> bool {
    let template = match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Rollout" => ".spec.template.",
        "CronJob" => ".spec.jobTemplate.spec.template.",
        _ => return true,
    };
    let of_pods = [Effect::RestartsPods, Effect::ReplacesPods, Effect::Interrupts, Effect::NextRun];
    let is_said = said[0].consequences.iter().any(|it| of_pods.contains(&it.effect));
    // Of a scheduled job, everything waits for the next run.
    is_said == path.starts_with(template) || is_said && kind == "CronJob"
}

#[test]
fn nothing_changes_without_a_word() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (file, object) in objects() {
        let kind = object.get("kind").and_then(Value::as_str).unwrap_or("values").to_owned();
        let mut changes = Vec::new();
        changed(&object, "", &mut changes);
        for (path, new) in
            changes.into_iter().filter(|(path, new)| !is_told_elsewhere(path, &kind) && *new != object)
        {
            count += 1;
            let mut trees = Trees::default();
            trees.add_pair(FilePair { path: file.clone(), old: Some(object.clone()), new: Some(new) });
            let said = changes_of(&trees);
            if said.is_empty() || !keeps_pods_right(&kind, &path, &said) {
                wrong.push(format!("{kind}: {path} ({file}): {said:?}"));
            }
        }
    }
    assert!(count > 5000, "only {count} places");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
