//! Projects: what the Applications of an environment, or of a cluster's platform, may do.

use std::collections::{BTreeMap, BTreeSet};

use hagen_kube::Manifest;
use hagen_kube::custom::argocd::{AppProjectSpec, ClusterKind, Destination, GroupKind};

use super::permissions::CUSTOMARY;
use super::policy::WAVE;
use super::{Argocd, Unit, names, object_file};
use crate::layout::{Contents, Object, ObjectKind, scope, scope_folder};
use crate::output::{File, Placement};

/// Keeps a project for as long as an Application is in it. Argo CD knows no other name for it.
const FINALIZER: &str = "resources-finalizer.argocd.argoproj.io";

/// A project for each environment on each cluster, and for each platform.
pub(super) fn files(argocd: &Argocd<'_>, units: &[Unit<'_>]) -> Vec<File> {
    let mut uses: BTreeMap<String, Use<'_>> = BTreeMap::new();
    for (placement, contents) in units.iter().flat_map(|unit| &unit.members) {
        uses.entry(scope_folder(placement))
            .or_insert_with(|| Use::of(argocd, placement))
            .add(placement, contents);
    }
    let wave = units.iter().map(|unit| unit.wave(argocd.plan)).min().unwrap_or_default().min(0) - 1;
    uses.into_values().map(|project| object_file("projects", &project.project(argocd, wave))).collect()
}

/// What the components of a scope need to be allowed.
struct Use<'a> {
    placement: &'a Placement,
    repositories: BTreeSet<String>,
    namespaces: BTreeSet<String>,
    namespaced: BTreeSet<GroupKind>,
    cluster: BTreeSet<ClusterKind>,
}

impl<'a> Use<'a> {
    fn of(argocd: &Argocd<'_>, placement: &'a Placement) -> Self {
        Self {
            placement,
            repositories: BTreeSet::from([argocd.repository.url.to_owned()]),
            namespaces: BTreeSet::new(),
            namespaced: CUSTOMARY.iter().map(|(group, kind)| group_kind(group, kind)).collect(),
            cluster: BTreeSet::new(),
        }
    }

    fn add(&mut self, placement: &Placement, contents: &Contents) {
        self.namespaces.insert(placement.namespace.to_string());
        for object in &contents.objects {
            self.add_object(object);
        }
        for release in &contents.releases {
            self.repositories.insert(release.chart.repo_url.to_owned());
            self.namespaces.extend(release.elsewhere.iter().cloned());
        }
        self.repositories.extend(contents.sources.iter().map(|source| source.repo_url.to_owned()));
        for kind in contents.foreign_kinds() {
            self.add_kind(&kind, None);
        }
    }

    fn add_object(&mut self, object: &Object) {
        if object.kind.namespaced {
            self.namespaces.extend(object.elsewhere.as_deref().map(str::to_owned));
        }
        let is_own_namespace = self.placement.environment.is_some() && object.kind.is_namespace();
        self.add_kind(&object.kind, is_own_namespace.then_some(&object.name));
    }

    /// An environment has its own namespace, and must not change the labels of another.
    fn add_kind(&mut self, kind: &ObjectKind, name: Option<&str>) {
        let (group, name) = (kind.group.to_string(), name.map(str::to_owned));
        let kind_name = kind.kind.to_string();
        if kind.namespaced {
            self.namespaced.insert(GroupKind { group, kind: kind_name });
        } else {
            self.cluster.insert(ClusterKind { group, kind: kind_name, name });
        }
    }

    fn project(self, argocd: &Argocd<'_>, wave: i32) -> Manifest {
        let (placement, scope) = (self.placement, scope(self.placement));
        let mut metadata = argocd.metadata(&names::scope_name(placement), scope);
        metadata.annotations = Some(BTreeMap::from([(WAVE.into(), wave.to_string())]));
        metadata.finalizers = Some(vec![FINALIZER.to_owned()]);
        let server = argocd.server(placement);
        let destination = |namespace| Destination { server: server.clone(), namespace };
        let cluster: Vec<ClusterKind> = self.cluster.into_iter().collect();
        let spec = AppProjectSpec {
            description: format!("{scope} of {} on {}", argocd.plan.platform, placement.cluster),
            source_repos: self.repositories.into_iter().collect(),
            destinations: self.namespaces.into_iter().map(destination).collect(),
            cluster_resource_whitelist: Some(cluster).filter(|kinds| !kinds.is_empty()),
            namespace_resource_whitelist: Some(self.namespaced.into_iter().collect()),
        };
        Manifest::custom(&metadata, &spec)
    }
}

/// A kind as a project names it.
pub(super) fn group_kind(group: &str, kind: &str) -> GroupKind {
    GroupKind { group: group.to_owned(), kind: kind.to_owned() }
}
