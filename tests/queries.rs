//! What hagen's own alerts and dashboards ask for is there: held against what their blueprint brings, as if the user had
//! written them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use hagen::{Source, compile_text};
use rayon::prelude::*;
use serde_yaml::Value;

/// Shows that everything was looked at.
const WRONG: &str = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: wrong }\nspec:\n  \
    groups: [{ name: a, rules: [{ alert: A, expr: kube_pod_inf }] }]\n";

#[test]
fn hagens_own_queries_ask_for_what_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut cases: Vec<(PathBuf, PathBuf)> = Vec::new();
    for case in sorted(&root.join("tests/golden")) {
        cases.push((case.join("blueprint.yaml"), case.join("out")));
    }
    for blueprint in sorted(&root.join("blueprints")) {
        if blueprint.extension().is_some_and(|extension| extension == "yaml") {
            cases.push((blueprint.clone(), root.join("out").join(blueprint.file_stem().unwrap())));
        }
    }
    let judged: Vec<(usize, Vec<String>)> = cases.par_iter().map(|(from, out)| judged(from, out)).collect();
    let wrong: Vec<&String> = judged.iter().flat_map(|(_, found)| found).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let own: usize = judged.iter().map(|(own, _)| own).sum();
    assert!(own > 100, "{own} objects");
}

/// A platform of nothing but a Prometheus tells of every product that the alerts of all trees ask about.
#[test]
fn alerts_on_what_is_not_there_are_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut own = Vec::new();
    for folder in [root.join("out"), root.join("tests/golden")] {
        for text in tree(&folder).values().filter(|text| text.contains("\nkind: PrometheusRule\n")) {
            own.extend(taken_over(text, own.len()));
        }
    }
    let text = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: bare\n\
        delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
        monitoring: {}\nmanifests: { asked: { from: asked.yaml } }\n";
    let files = BTreeMap::from([("asked.yaml".to_owned(), own.join("---\n").into_bytes())]);
    let found = compile_text(Source { name: "blueprint.yaml".into(), text: text.into() }, &files);
    let said = found.diagnostics.iter().filter(|found| found.code.id == "HG0608");
    let who = said.filter_map(|found| found.message.split(" is a metric of ").nth(1)?.split(',').next());
    let who: BTreeSet<&str> = who.collect();
    assert_eq!(Vec::from_iter(who), ABSENT);
    assert!(found.diagnostics.iter().all(|found| found.code.id != "HG0607"));
}

const ABSENT: [&str; 19] = [
    "Argo Rollouts",
    "CloudNativePG",
    "HAProxy",
    "Istio",
    "Kafka",
    "Loki",
    "Longhorn",
    "OpenBao",
    "Patroni",
    "SeaweedFS",
    "Tempo",
    "Traefik",
    "etcd",
    "istiod",
    "the Kafka exporter",
    "the OpenTelemetry collector",
    "the PostgreSQL exporter",
    "the exporter of caches",
    "the plugin Barman Cloud",
];

/// How many objects of a tree have queries, and what is said of them.
fn judged(blueprint: &Path, out: &Path) -> (usize, Vec<String>) {
    let folder = blueprint.parent().unwrap();
    let mut own = vec![WRONG.to_owned()];
    for text in tree(out).values() {
        own.extend(taken_over(text, own.len()));
    }
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, text) in tree(folder) {
        files.insert(path, text.into_bytes());
    }
    files.insert("asked.yaml".to_owned(), own.join("---\n").into_bytes());
    let text = fs::read_to_string(blueprint).unwrap();
    let text = match text.split_once("\nmanifests:\n") {
        Some((before, after)) => format!("{before}\nmanifests:\n  asked: {{ from: asked.yaml }}\n{after}"),
        None => format!("{text}\nmanifests: {{ asked: {{ from: asked.yaml }} }}\n"),
    };
    let found = compile_text(Source { name: "blueprint.yaml".into(), text: text.into_bytes() }, &files);
    let said = found.diagnostics.iter().filter(|found| matches!(found.code.id, "HG0607" | "HG0608"));
    let mut said: Vec<String> =
        said.map(|found| format!("{}: {} {}", blueprint.display(), found.code.id, found.message)).collect();
    let all = said.len();
    said.retain(|found| !found.contains("kube_pod_inf"));
    if said.len() == all {
        let why = found.diagnostics.iter().filter(|found| found.is_error());
        said.extend(why.map(|found| format!("{}: {} {}", blueprint.display(), found.code.id, found.message)));
        said.push(format!("{}: not looked at", blueprint.display()));
    }
    (own.len() - 1, said)
}

/// The alerts and dashboards of a file, under a name of their own.
fn taken_over(text: &str, number: usize) -> Option<String> {
    let is_one = text.contains("\nkind: PrometheusRule\n")
        || text.contains("\nkind: ConfigMap\n") && text.contains("grafana_dashboard:");
    let mut object: Value = serde_yaml::from_str(text).ok().filter(|_| is_one)?;
    let metadata = object.get_mut("metadata")?.as_mapping_mut()?;
    metadata.remove("namespace");
    metadata.remove("annotations");
    metadata.insert("name".into(), format!("own-{number}").into());
    Some(serde_yaml::to_string(&object).unwrap())
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The texts below a folder, by their paths.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in sorted(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                files.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), text);
            }
        }
    }
    files
}
