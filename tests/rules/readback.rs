//! The rules over the committed trees, as a cluster would read them.

use std::collections::BTreeMap;

use hagen::Cluster;
use hagen_core::artifact::Artifact;
use hagen_kube::Manifest;
use hagen_rules::{Facts, Situation, World};

use crate::object::{Object, Tree, trees};

#[test]
fn no_committed_tree_breaks_a_rule() {
    let trees = trees();
    let broken: Vec<String> = trees.iter().flat_map(broken).collect();
    let objects: usize = trees.iter().map(|tree| tree.objects.len()).sum();
    println!("figure rules: {objects} objects of {} trees in out/, {} findings", trees.len(), broken.len());
    assert!(broken.is_empty(), "{} findings:\n{}", broken.len(), broken.join("\n"));
}

fn broken(tree: &Tree) -> Vec<String> {
    let mut clusters: BTreeMap<&str, BTreeMap<&str, Vec<&Object>>> = BTreeMap::new();
    // Drills are for people to run.
    for object in tree.objects.iter().filter(|object| !object.path.contains("/drills/")) {
        clusters.entry(object.cluster()).or_default().entry(object.folder()).or_default().push(object);
    }
    clusters.iter().flat_map(|(name, folders)| on_cluster(tree, name, folders)).collect()
}

fn on_cluster(tree: &Tree, name: &str, folders: &BTreeMap<&str, Vec<&Object>>) -> Vec<String> {
    let cluster = Cluster::default();
    let names: Vec<&str> = folders.keys().copied().collect();
    let facts: Vec<Facts> =
        folders.values().enumerate().map(|(at, objects)| facts(tree, &cluster, at, objects)).collect();
    let facts: Vec<&Facts> = facts.iter().collect();
    let findings = hagen_rules::cluster(&World::alone(&cluster, &facts));
    let line = |finding: &hagen_rules::Finding| {
        let (code, folder) = (finding.code.id, names[finding.subject.component]);
        format!("{} {name} {folder}: {code} {} {}", tree.name, finding.subject.title(), finding.message)
    };
    findings.iter().map(line).collect()
}

/// The objects of a folder as those of a component.
fn facts(tree: &Tree, cluster: &Cluster, component: usize, objects: &[&Object]) -> Facts {
    let manifest = |object: &&Object| Manifest::from_value(object.value_of_hagen()).expect("an object");
    let artifacts: Vec<Artifact> = objects.iter().map(|object| manifest(object).into()).collect();
    let namespace =
        objects.iter().map(|object| object.namespace()).find(|it| !it.is_empty()).unwrap_or_default();
    let situation = Situation { component, namespace, cluster, is_dev: false, is_closed: true };
    let mut facts = hagen_rules::component(&artifacts, |_| false, &situation);
    // The pods of charts are made by the charts.
    if objects.iter().any(|object| tree.root.join(object.folder()).join("values.yaml").exists()) {
        facts.has_unseen_pods(namespace);
        // Argo CD's chart has a policy for each of its pods, and Argo CD must work before the first sync.
        if objects.iter().any(|object| object.folder().ends_with("/argo-cd")) {
            facts.guards_itself(namespace);
        }
    }
    facts
}
