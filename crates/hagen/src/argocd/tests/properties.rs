//! What holds for every platform.

use std::collections::{BTreeMap, BTreeSet};

use hagen_charts::{
    ARGO_CD, CERT_MANAGER, GATEWAY_API, METRICS_SERVER, TRAEFIK, chart_objects, source_objects,
};
use hagen_core::artifact::{Artifact, Chart};
use hagen_core::target::{Cluster, Granularity};
use hagen_kube::{Name, Url};
use hagen_yaml::{Value, value};
use proptest::prelude::*;

use super::super::permissions::CUSTOMARY;
use super::{documents, list, text};
use crate::example::{Example, built, component, object, release};

/// Kinds with their scope, as Kubernetes and its operators have them.
const KINDS: [(&str, &str, &str, bool); 7] = [
    ("v1", "", "Secret", true),
    ("v1", "", "ConfigMap", true),
    ("apps/v1", "apps", "Deployment", true),
    ("rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io", "Role", true),
    ("rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io", "ClusterRole", false),
    ("cert-manager.io/v1", "cert-manager.io", "ClusterIssuer", false),
    ("v1", "", "Namespace", false),
];
const CHARTS: [&Chart; 4] = [&ARGO_CD, &CERT_MANAGER, &METRICS_SERVER, &TRAEFIK];
const NAMESPACES: [&str; 3] = ["shop-production", "shop-staging", "elsewhere"];

/// An artifact, numbered so that no two are one object.
fn artifact(number: usize, seed: u8) -> Artifact {
    let pick = usize::from(seed) / 16;
    match seed % 16 {
        0 => release(CHARTS[pick % 4], &format!("release-{number}"), value!({"replicas": 2})),
        1 => release(
            &CERT_MANAGER,
            &format!("release-{number}"),
            value!({"global": {"leaderElection": {"namespace": NAMESPACES[pick % 3]}}}),
        ),
        2 => Artifact::Source(GATEWAY_API.clone()),
        _ => {
            let (api_version, _, kind, namespaced) = KINDS[usize::from(seed) % 7];
            let namespace = namespaced.then(|| NAMESPACES[pick % 3]);
            object(api_version, kind, namespace, &format!("object-{number}"))
        }
    }
}

fn platforms() -> impl Strategy<Value = Example> {
    let name = proptest::sample::select(vec![
        "web",
        "api",
        "a-b",
        "b",
        "a",
        "worker-of-a-long-name-that-goes-on-and-on-for-ever",
    ]);
    let scope =
        proptest::sample::select(vec![None, Some("production"), Some("staging"), Some("a"), Some("a-b")]);
    let cluster = proptest::sample::select(vec!["eu", "us"]);
    let section = proptest::sample::select(vec!["apps", "postgres"]);
    let artifacts = proptest::collection::vec(any::<u8>(), 0..6);
    let components =
        proptest::collection::btree_map((cluster, scope, section, name), (artifacts, 0..9i32), 0..14);
    let granularity = proptest::sample::select(vec![Granularity::Component, Granularity::Environment]);
    (components, granularity, any::<bool>()).prop_map(|(components, granularity, sets)| {
        let mut example = Example::empty().delivered(granularity, sets);
        let us = Cluster { server: Url::known("https://us.example.com:6443"), ..Cluster::default() };
        example.clusters.push((Name::known("us"), us));
        for ((cluster, scope, section, name), (seeds, wave)) in components {
            let mut placement = component(section, name, wave);
            placement.cluster = Name::known(cluster);
            placement.environment = scope.map(Name::known);
            placement.namespace = Name::known(scope.map_or("platform", |_| "shop-production"));
            let base = example.components.len() * 10;
            let artifacts =
                seeds.into_iter().enumerate().map(|(at, seed)| artifact(base + at, seed)).collect();
            example.components.push(built(&placement, artifacts));
        }
        example
    })
}

/// What the components of a scope use, told independently: repositories, namespaces, kinds of both scopes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Used {
    repositories: BTreeSet<String>,
    destinations: BTreeSet<(String, String)>,
    namespaced: BTreeSet<(String, String)>,
    cluster: BTreeSet<(String, String, Option<String>)>,
}

fn kind((group, kind): &(&str, &str)) -> (String, String) {
    ((*group).to_owned(), (*kind).to_owned())
}

fn used(example: &Example) -> BTreeMap<String, Used> {
    let mut all: BTreeMap<String, Used> = BTreeMap::new();
    for built in example.components.iter().filter(|built| !built.artifacts.is_empty()) {
        let placement = &built.placement;
        let scope = placement.environment.as_ref().map_or("platform", Name::as_str);
        let server = if placement.cluster.as_str() == "us" {
            "https://us.example.com:6443"
        } else {
            "https://kubernetes.default.svc"
        };
        let used = all.entry(format!("{}-{scope}", placement.cluster)).or_default();
        used.repositories.insert("https://git.example.com/platform/shop-deploy.git".into());
        used.namespaced.extend(CUSTOMARY.iter().map(kind));
        let mut namespaces = vec![placement.namespace.to_string()];
        for artifact in &built.artifacts {
            let foreign = match artifact {
                Artifact::Manifest(manifest) => {
                    let (_, group, name, in_namespace) =
                        KINDS.iter().find(|(_, _, kind, _)| *kind == manifest.kind()).unwrap();
                    let own = *name == "Namespace" && placement.environment.is_some();
                    let object = own.then(|| manifest.name().to_owned());
                    if *in_namespace {
                        used.namespaced.insert(kind(&(group, name)));
                    } else {
                        used.cluster.insert(((*group).to_owned(), (*name).to_owned(), object));
                    }
                    namespaces.extend(manifest.namespace().map(str::to_owned));
                    continue;
                }
                Artifact::File(_) => continue,
                Artifact::Release(release) => {
                    used.repositories.insert(release.chart.repo_url.into());
                    let moved = release.values.at(&["global", "leaderElection", "namespace"]);
                    if release.chart.name == "cert-manager" {
                        namespaces.push(moved.and_then(Value::as_str).unwrap_or("kube-system").into());
                    } else if release.chart.name == "metrics-server" {
                        namespaces.push("kube-system".into());
                    }
                    chart_objects(release.chart)
                }
                Artifact::Source(source) => {
                    used.repositories.insert(source.repo_url.into());
                    source_objects(source)
                }
            };
            used.namespaced.extend(foreign.unwrap().namespaced.iter().map(kind));
            let named = |(group, kind): &(&str, &str)| ((*group).to_owned(), (*kind).to_owned(), None);
            used.cluster.extend(foreign.unwrap().cluster.iter().map(named));
        }
        used.destinations.extend(namespaces.into_iter().map(|namespace| (server.to_owned(), namespace)));
    }
    all
}

fn allowed(example: &Example) -> BTreeMap<String, Used> {
    let pairs = |project: &Value, key: &str, a: &str, b: &str| -> BTreeSet<(String, String)> {
        let pair = |item: &Value| (text(item, &[a]).to_owned(), text(item, &[b]).to_owned());
        list(project, &["spec", key]).iter().map(pair).collect()
    };
    let used = |project: &Value| Used {
        repositories: list(project, &["spec", "sourceRepos"])
            .iter()
            .map(|repository| repository.as_str().unwrap().to_owned())
            .collect(),
        destinations: pairs(project, "destinations", "server", "namespace"),
        namespaced: pairs(project, "namespaceResourceWhitelist", "group", "kind"),
        cluster: list(project, &["spec", "clusterResourceWhitelist"])
            .iter()
            .map(|item| {
                let name = item.get("name").and_then(Value::as_str).map(str::to_owned);
                (text(item, &["group"]).to_owned(), text(item, &["kind"]).to_owned(), name)
            })
            .collect(),
    };
    let projects = documents(example, "projects/");
    projects.iter().map(|project| (text(project, &["metadata", "name"]).to_owned(), used(project))).collect()
}

/// Whether two names of this platform cannot be told apart, which is reported and leaves no output.
fn is_ambiguous(example: &Example) -> bool {
    example.faults().iter().any(|fault| fault.starts_with("HG0802"))
}

proptest! {
    #[test]
    fn projects_allow_what_is_used_and_no_more(example in platforms()) {
        prop_assume!(!is_ambiguous(&example));
        prop_assert_eq!(allowed(&example), used(&example));
        let wild = |file: &crate::output::File| file.path.contains("/projects/") && file.text.contains('*');
        prop_assert!(!example.files().iter().any(wild));
    }

    #[test]
    fn no_two_files_meet(example in platforms()) {
        prop_assume!(!is_ambiguous(&example));
        let paths = example.paths();
        let distinct: BTreeSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
        prop_assert_eq!(distinct.len(), paths.len(), "{:#?}", paths);
        for path in &paths {
            prop_assert!(!paths.iter().any(|other| other.starts_with(&format!("{path}/"))), "{} is a folder", path);
        }
    }

    #[test]
    fn names_fit_and_are_distinct(example in platforms()) {
        prop_assume!(!is_ambiguous(&example));
        let mut seen = BTreeSet::new();
        for application in documents(&example, "applications/") {
            let name = text(&application, &["metadata", "name"]).to_owned();
            prop_assert!(name.parse::<Name>().is_ok(), "{}", name);
            prop_assert!(seen.insert(name));
        }
    }

    #[test]
    fn order_does_not_matter(example in platforms(), seed in any::<u64>()) {
        // Two Applications of one name are refused, whichever comes first.
        prop_assume!(!is_ambiguous(&example));
        let mut other = example.clone();
        let key = |n: usize| (n as u64 + 1).wrapping_mul(seed | 1).rotate_left(17);
        let mut numbered: Vec<_> = other.components.drain(..).enumerate().collect();
        numbered.sort_by_key(|(n, _)| key(*n));
        other.components = numbered.into_iter().map(|(_, built)| built).collect();
        other.clusters.reverse();
        prop_assert_eq!(other.files(), example.files());
    }

    #[test]
    fn every_application_may_do_what_it_does(example in platforms()) {
        prop_assume!(!is_ambiguous(&example));
        let projects = allowed(&example);
        for application in documents(&example, "applications/") {
            let project = &projects[text(&application, &["spec", "project"])];
            let destination = |key| text(&application, &["spec", "destination", key]).to_owned();
            prop_assert!(project.destinations.contains(&(destination("server"), destination("namespace"))));
            let single = application.at(&["spec", "source"]);
            for source in list(&application, &["spec", "sources"]).iter().chain(single) {
                prop_assert!(project.repositories.contains(text(source, &["repoURL"])));
            }
        }
    }
}
