//! What builders return.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use hagen_kube::{Manifest, Name};
use hagen_yaml::Value;

use crate::place::Path;

/// One thing that a component is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Artifact {
    /// A Kubernetes object.
    Manifest(Manifest),
    /// A Helm release.
    Release(HelmRelease),
    /// A source that Argo CD reads itself, such as a folder of custom resource definitions.
    Source(GitSource),
    /// A file that nothing in the cluster reads: a runbook, the configuration of a machine.
    File(PlainFile),
}

/// A file for people and machines outside the cluster. It stands beside the scopes of its cluster, where no
/// Application looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainFile {
    /// The path below the cluster's folder, which begins with a word for what it is: `machines/`, `runbooks/`, `drills/`.
    pub path: String,
    /// The content. Nothing is put in front of it.
    pub text: Content,
}

/// The content of a file for people.
#[derive(Debug, Clone)]
pub enum Content {
    /// Of this file alone.
    Own(String),
    /// In parts, one after the other, which very many components may have: nobody puts them together but to write them.
    Parts(Box<[&'static str]>),
}

impl Content {
    /// The whole of it.
    pub fn whole(&self) -> Cow<'_, str> {
        match self {
            Self::Own(text) => text.into(),
            Self::Parts(parts) => parts.concat().into(),
        }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Parts(own), Self::Parts(others)) if own == others => true,
            _ => self.whole() == other.whole(),
        }
    }
}

impl Eq for Content {}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Own(text)
    }
}

/// A Helm chart at a version, with values.
#[derive(Debug, Clone, PartialEq)]
pub struct HelmRelease {
    /// The chart and where it comes from.
    pub chart: &'static Chart,
    /// The name of the release.
    pub name: Name,
    /// hagen's values with the user's laid over them.
    pub values: Value,
    /// The path to the user's values in the blueprint.
    pub values_path: Path,
    /// Kinds that it delivers besides those that are known of the chart.
    pub delivers: Vec<DeliveredKind>,
}

/// A kind of objects that a chart delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredKind {
    /// The API group; empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
}

/// A pinned chart.
#[derive(Debug, PartialEq, Eq)]
pub struct Chart {
    /// The name in its repository.
    pub name: &'static str,
    /// The exact version.
    pub version: &'static str,
    /// The version of the program in it.
    pub app_version: &'static str,
    /// The repository: an `https` address, or an OCI registry path without scheme, as Argo CD wants it.
    pub repo_url: &'static str,
}

impl Chart {
    /// A chart that a blueprint names, and no table has. It is remembered for the life of the program, once for each name,
    /// version and repository, as those of the tables are.
    pub fn interned(name: &str, version: &str, repo_url: &str) -> &'static Self {
        static INTERNED: Mutex<Vec<&'static Chart>> = Mutex::new(Vec::new());
        let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
        let is = |chart: &&&Self| (chart.name, chart.version, chart.repo_url) == (name, version, repo_url);
        if let Some(known) = interned.iter().find(is) {
            return known;
        }
        let keep = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let (name, version, repo_url) = (keep(name), keep(version), keep(repo_url));
        let chart: &'static Self = Box::leak(Box::new(Self { name, version, app_version: "", repo_url }));
        interned.push(chart);
        chart
    }
}

/// A folder of a public Git repository, at a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitSource {
    /// The repository.
    pub repo_url: &'static str,
    /// The tag.
    pub revision: &'static str,
    /// The folder.
    pub path: &'static str,
}

impl Artifact {
    /// The object, if it is one.
    pub fn manifest(&self) -> Option<&Manifest> {
        if let Self::Manifest(manifest) = self { Some(manifest) } else { None }
    }
}

impl From<Manifest> for Artifact {
    fn from(manifest: Manifest) -> Self {
        Self::Manifest(manifest)
    }
}

impl From<PlainFile> for Artifact {
    fn from(file: PlainFile) -> Self {
        Self::File(file)
    }
}

impl From<HelmRelease> for Artifact {
    fn from(release: HelmRelease) -> Self {
        Self::Release(release)
    }
}
