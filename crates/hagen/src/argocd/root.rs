//! The Application of all Applications, and its AppProject: one file, and the only one that a person applies.

use hagen_kube::Manifest;
use hagen_kube::custom::argocd::{AppProjectSpec, ApplicationSpec, Destination, Directory};
use hagen_kube::rank;
use hagen_yaml::{Style, write_documents};

use super::policy::{Custom, HISTORY, sync_policy};
use super::project::group_kind;
use super::{Argocd, FOLDER, OWN_CLUSTER, names};
use crate::output::File;

const NAME: &str = "root.yaml";

/// The file, which changes with the repository and with nothing else: nobody has to apply it twice.
pub(super) fn file(argocd: &Argocd<'_>) -> File {
    let documents = [project(argocd), application(argocd)];
    let header =
        "Made by hagen; edit the blueprint instead.\nApplied once, by hand or by bootstrap/install.sh.";
    let style = Style::ranked(rank).with_header(header);
    let text = write_documents(documents.iter().map(Manifest::value), &style);
    File { path: format!("{FOLDER}/{NAME}"), text }
}

fn project(argocd: &Argocd<'_>) -> Manifest {
    let name = names::root_project(argocd.plan.platform);
    let kinds = ["AppProject", "Application", "ApplicationSet"];
    let spec = AppProjectSpec {
        description: format!("The projects and Applications of {}", argocd.plan.platform),
        source_repos: vec![argocd.repository.url.to_owned()],
        destinations: vec![destination(argocd)],
        cluster_resource_whitelist: None,
        namespace_resource_whitelist: Some(kinds.map(|kind| group_kind("argoproj.io", kind)).into()),
    };
    Manifest::custom(&argocd.metadata(&name, "root"), &spec)
}

/// It leaves its own file alone: were it one of its objects, it would wait for itself to be healthy. No finalizer:
/// its end is nobody else's.
fn application(argocd: &Argocd<'_>) -> Manifest {
    let directory = Directory { recurse: Some(true), exclude: Some(NAME.into()) };
    let source =
        hagen_kube::custom::argocd::Source { directory: Some(directory), ..argocd.repository.source(FOLDER) };
    let spec = ApplicationSpec {
        project: names::root_project(argocd.plan.platform).into(),
        destination: destination(argocd),
        source: Some(source),
        sources: None,
        sync_policy: sync_policy(Custom::No),
        ignore_differences: None,
        revision_history_limit: HISTORY,
    };
    let name = names::root_name(argocd.plan.platform);
    Manifest::custom(&argocd.metadata(&name, "root"), &spec)
}

fn destination(argocd: &Argocd<'_>) -> Destination {
    Destination { server: OWN_CLUSTER.to_owned(), namespace: argocd.delivery().argocd.namespace.to_string() }
}
