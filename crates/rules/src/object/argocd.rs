//! Rules about the objects of Argo CD, and about what Argo CD is told of others.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::pod::{items, text};

/// G02, G03, G08.
pub(super) fn application(judge: &mut Judge<'_>, value: &Value) {
    let project = text(value, &["spec", "project"]);
    if project.is_none_or(|project| project == "default") {
        let message = "is in the project `default`, which allows everything";
        judge.find(&codes::PROJECT, steps!["spec", "project"], message);
    }
    let may_be_empty = value.at(&["spec", "syncPolicy", "automated", "allowEmpty"]);
    if may_be_empty.and_then(Value::as_bool) == Some(true) {
        let way = steps!["spec", "syncPolicy", "automated", "allowEmpty"];
        judge.find(&codes::DELETES, way, "deletes everything when it finds nothing");
    }
    let mut options = items(value.at(&["spec", "syncPolicy", "syncOptions"])).filter_map(Value::as_str);
    if !options.any(|option| option == "ServerSideApply=true") {
        let message = "keeps a copy of each object in an annotation, which large definitions do not fit into";
        judge.find(&codes::SERVER_SIDE, steps!["spec", "syncPolicy", "syncOptions"], message);
    }
}

/// G02.
pub(super) fn project(judge: &mut Judge<'_>, value: &Value) {
    let spec = value.get("spec").and_then(Value::as_map);
    for (key, allowed) in spec.into_iter().flatten().filter(|(key, _)| key != "description") {
        if holds_star(allowed) {
            judge.find(&codes::PROJECT, steps!["spec", &**key], format!("allows everything in {key}"));
        }
    }
}

fn holds_star(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "*",
        Value::List(items) => items.iter().any(holds_star),
        Value::Map(map) => map.iter().any(|(_, value)| holds_star(value)),
        _ => false,
    }
}

/// G03: what holds data, and is said to go without a question. Where nothing is said, hagen has Argo CD ask.
pub(super) fn protected(judge: &mut Judge<'_>, manifest: &Manifest) {
    let holds_data = matches!(
        (manifest.group(), manifest.kind()),
        ("", "Namespace" | "PersistentVolumeClaim")
            | ("apiextensions.k8s.io", "CustomResourceDefinition")
            | ("postgresql.cnpg.io", "Cluster")
            | ("acid.zalan.do", "postgresql")
            | ("kafka.strimzi.io", "Kafka" | "KafkaNodePool")
    );
    let options = text(manifest.value(), &["metadata", "annotations", SYNC_OPTIONS]).filter(|_| holds_data);
    let goes = |option: &str| {
        ["Prune=", "Delete="]
            .iter()
            .any(|key| option.trim().strip_prefix(key).is_some_and(|how| how != "confirm" && how != "false"))
    };
    if options.is_some_and(|options| options.split(',').any(goes)) {
        let way = steps!["metadata", "annotations", SYNC_OPTIONS];
        judge.find(&codes::DELETES, way, "holds data and goes without a question");
    }
}

const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";
