//! The Application of a unit.

use std::collections::BTreeMap;

use hagen_kube::Manifest;
use hagen_kube::custom::argocd::{ApplicationSpec, Destination, Directory, Helm, Source};

use super::policy::{
    COMPARE_OPTIONS, Custom, FOLDERS, HISTORY, SERVER_SIDE_DIFF, SYNC_OPTIONS, WAVE, sync_policy,
};
use super::{Argocd, Repository, Unit, differences, names, object_file};
use crate::layout::{Contents, Release, folder};
use crate::output::{File, Placement};

/// Deletes what the Application delivered together with it. The name has a path, else the API server warns of it.
const CASCADE: &str = "resources-finalizer.argocd.argoproj.io/foreground";

/// The file of a unit's Application.
pub(super) fn file(argocd: &Argocd<'_>, unit: &Unit<'_>) -> File {
    object_file("applications", &application(argocd, unit))
}

fn application(argocd: &Argocd<'_>, unit: &Unit<'_>) -> Manifest {
    let subject = if unit.is_environment { unit.scope() } else { unit.placement().id.name.as_str() };
    let mut metadata = argocd.metadata(&unit.name, subject);
    metadata.annotations = Some(annotations(argocd, unit));
    metadata.finalizers = is_cascading(unit).then(|| vec![CASCADE.to_owned()]);
    Manifest::custom(&metadata, &spec(argocd, unit))
}

/// An application that is taken out of the blueprint goes from the cluster. What holds data stays, and so does the
/// platform: everything else stands on it.
fn is_cascading(unit: &Unit<'_>) -> bool {
    unit.placement().environment.is_some() && !unit.holds_data()
}

fn annotations(argocd: &Argocd<'_>, unit: &Unit<'_>) -> BTreeMap<String, String> {
    BTreeMap::from([
        (WAVE.into(), unit.wave(argocd.plan).to_string()),
        (FOLDERS.into(), format!("/{}", argocd.repository.path(&unit.folder()))),
        (COMPARE_OPTIONS.into(), SERVER_SIDE_DIFF.into()),
        // A merge gone wrong loses a component of the blueprint as easily as a line.
        (SYNC_OPTIONS.into(), "Prune=confirm".into()),
    ])
}

fn spec(argocd: &Argocd<'_>, unit: &Unit<'_>) -> ApplicationSpec {
    let mut sources = sources(argocd, unit);
    let source = if sources.len() == 1 { sources.pop() } else { None };
    ApplicationSpec {
        project: names::scope_name(unit.placement()).into(),
        destination: destination(argocd, unit.placement()),
        source,
        sources: Some(sources).filter(|sources| !sources.is_empty()),
        sync_policy: sync_policy(custom(unit)),
        ignore_differences: differences::ignored(unit.kinds()),
        revision_history_limit: HISTORY,
    }
}

/// Whether custom resources are among the objects of a unit.
pub(super) fn custom(unit: &Unit<'_>) -> Custom {
    if unit.kinds().all(|kind| kind.is_built_in()) { Custom::No } else { Custom::Yes }
}

/// Where a component is delivered to.
pub(super) fn destination(argocd: &Argocd<'_>, placement: &Placement) -> Destination {
    Destination { server: argocd.server(placement), namespace: placement.namespace.to_string() }
}

fn sources(argocd: &Argocd<'_>, unit: &Unit<'_>) -> Vec<Source> {
    if unit.is_environment {
        return vec![environment_source(argocd, unit)];
    }
    let (placement, contents) = unit.members[0];
    let folder = folder(placement);
    let charts = contents.releases.iter().map(|release| chart(&argocd.repository, release, &folder));
    let foreign = contents.sources.iter().map(|source| Source {
        repo_url: source.repo_url.into(),
        target_revision: source.revision.into(),
        path: Some(source.path.into()),
        ..Source::default()
    });
    charts.chain(foreign).chain(own_source(&argocd.repository, contents, &folder)).collect()
}

fn chart(repository: &Repository<'_>, release: &Release, folder: &str) -> Source {
    let values = repository.path(&format!("{folder}/{}", release.values));
    Source {
        repo_url: release.chart.repo_url.into(),
        target_revision: release.chart.version.into(),
        chart: Some(release.chart.name.into()),
        helm: Some(Helm {
            release_name: release.name.to_string(),
            value_files: vec![format!("$values/{values}")],
        }),
        ..Source::default()
    }
}

/// The component's own folder: manifests, or only the values that its charts reach by `$values`, or both.
fn own_source(repository: &Repository<'_>, contents: &Contents, folder: &str) -> Option<Source> {
    let whole = repository.whole();
    let source = if contents.objects.is_empty() { whole } else { repository.source(folder) };
    match contents.releases.as_slice() {
        [] if contents.objects.is_empty() => None,
        [] => Some(source),
        releases => {
            let exclude = exclude(releases.iter().map(|release| release.values.clone()));
            let directory = exclude.filter(|_| !contents.objects.is_empty());
            let directory = directory.map(|exclude| Directory { recurse: None, exclude: Some(exclude) });
            Some(Source { reference: Some("values"), directory, ..source })
        }
    }
}

fn environment_source(argocd: &Argocd<'_>, unit: &Unit<'_>) -> Source {
    let exclude = exclude(unit.apart.iter().map(|folder| format!("{folder}/*")));
    let directory = Directory { recurse: Some(true), exclude };
    Source { directory: Some(directory), ..argocd.repository.source(&unit.folder()) }
}

/// A glob of several paths.
pub(super) fn exclude(paths: impl Iterator<Item = String>) -> Option<String> {
    let mut paths: Vec<String> = paths.collect();
    match paths.len() {
        0 => None,
        1 => paths.pop(),
        _ => Some(format!("{{{}}}", paths.join(","))),
    }
}
