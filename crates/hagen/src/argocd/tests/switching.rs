//! From single Applications to sets and back: the same Applications, under the same names.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::target::{Cluster, Granularity};
use hagen_kube::{Name, Url};
use hagen_yaml::Value;

use super::{documents, list, text};
use crate::example::{Example, built, component, object, release};

/// Two clusters with a shop each, a chart among its components, and a name that is too long for a label.
fn fleet() -> Example {
    let mut fleet = Example::shop();
    let us = Cluster { server: Url::known("https://us.example.com:6443"), ..Cluster::default() };
    fleet.clusters.push((Name::known("us"), us));
    let long = "a-component-of-a-name-that-goes-on-for-ever-and-further";
    let config = |name| object("v1", "ConfigMap", Some("shop-production"), name);
    fleet.components.push(built(&component("apps", long, 5), vec![config("long")]));
    let chart = release(&hagen_charts::TRAEFIK, "edge", hagen_yaml::value!({"replicas": 1}));
    fleet.components.push(built(&component("apps", "edge", 5), vec![chart]));
    let mut elsewhere = component("apps", "web", 5);
    elsewhere.cluster = Name::known("us");
    fleet.components.push(built(&elsewhere, vec![config("web")]));
    fleet
}

/// Name → (project, server, namespace, path) of every Application of an environment, those of sets included.
fn applications(example: &Example) -> BTreeMap<String, [String; 4]> {
    let mut all = BTreeMap::new();
    for application in documents(example, "applications/") {
        let spec = application.get("spec").unwrap();
        let path = spec.at(&["source", "path"]).and_then(Value::as_str).unwrap_or("a chart");
        let destination = |key| text(spec, &["destination", key]).to_owned();
        let rest = [
            text(spec, &["project"]).to_owned(),
            destination("server"),
            destination("namespace"),
            path.into(),
        ];
        all.insert(text(&application, &["metadata", "name"]).to_owned(), rest);
    }
    for set in documents(example, "applicationsets/") {
        for parameters in generated(example, &set) {
            let fill = |path: &[&str]| {
                let template = text(set.at(&["spec", "template"]).unwrap(), path).to_owned();
                parameters
                    .iter()
                    .fold(template, |text, (key, value)| text.replace(&format!("{{{{.{key}}}}}"), value))
            };
            let rest = [
                fill(&["spec", "project"]),
                fill(&["spec", "destination", "server"]),
                fill(&["spec", "destination", "namespace"]),
                fill(&["spec", "source", "path"]),
            ];
            let before = all.insert(fill(&["metadata", "name"]), rest);
            assert_eq!(before, None, "a set makes an Application that is there already");
        }
    }
    all
}

/// The parameters that Argo CD would find for a set.
fn generated(example: &Example, set: &Value) -> Vec<BTreeMap<String, String>> {
    let generator = &list(set, &["spec", "generators"])[0];
    let inner = list(generator, &["matrix", "generators"]);
    let clusters = inner.first().unwrap_or(generator);
    let mut all = Vec::new();
    for element in list(clusters, &["list", "elements"]) {
        let element: BTreeMap<String, String> = element
            .as_map()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.to_string(), value.as_str().unwrap().to_owned()))
            .collect();
        let Some(git) = inner.get(1) else {
            all.push(element);
            continue;
        };
        for folder in folders(example, git, &element["folder"]) {
            let mut parameters = element.clone();
            parameters.insert("path.basename".into(), folder.rsplit('/').next().unwrap().into());
            parameters.insert("path.path".into(), folder);
            all.push(parameters);
        }
    }
    all
}

/// The folders that the directories of a Git generator match.
fn folders(example: &Example, git: &Value, folder: &str) -> BTreeSet<String> {
    let directories = list(git, &["git", "directories"]);
    assert_eq!(text(&directories[0], &["path"]), "{{.folder}}/*");
    let excluded: Vec<&str> = directories[1..].iter().map(|directory| text(directory, &["path"])).collect();
    let parents = example.paths().into_iter().filter_map(|path| {
        let rest = format!("out/{path}").strip_prefix(&format!("{folder}/"))?.to_owned();
        Some(format!("{folder}/{}", rest.split_once('/')?.0))
    });
    parents.filter(|folder| !excluded.contains(&folder.as_str())).collect()
}

#[test]
fn sets_make_the_same_applications() {
    for granularity in [Granularity::Component, Granularity::Environment] {
        let single = applications(&fleet().delivered(granularity, false));
        let sets = fleet().delivered(granularity, true);
        assert_eq!(applications(&sets), single);
        assert!(documents(&sets, "applications/").len() < single.len(), "the set makes some");
    }
}

#[test]
fn a_set_never_deletes() {
    for set in documents(&fleet().delivered(Granularity::Component, true), "applicationsets/") {
        let policy = set.at(&["spec", "syncPolicy"]).unwrap();
        assert_eq!(text(policy, &["applicationsSync"]), "create-update");
        assert_eq!(policy.get("preserveResourcesOnDeletion"), Some(&Value::Bool(true)));
        assert!(set.at(&["spec", "template", "metadata", "finalizers"]).is_none());
    }
}

#[test]
fn an_environment_has_one_set() {
    let sets = documents(&fleet().delivered(Granularity::Component, true), "applicationsets/");
    let names: Vec<&str> = sets.iter().map(|set| text(set, &["metadata", "name"])).collect();
    assert_eq!(names, ["shop-production"]);
}
