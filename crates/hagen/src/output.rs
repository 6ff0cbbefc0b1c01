//! What the passes hand on: from components to files.

use hagen_core::artifact::Artifact;
use hagen_core::component::ComponentId;
use hagen_core::target::{Cluster, Delivery};
use hagen_kube::Name;

/// One component as it was built, on its way to the layout.
#[derive(Debug, Clone)]
pub struct Built {
    /// The placement: what the layout and Argo CD need to know of it.
    pub placement: Placement,
    /// What it is made of.
    pub artifacts: Vec<Artifact>,
}

/// Where a component goes and what it waits for.
#[derive(Debug, Clone)]
pub struct Placement {
    /// The cluster.
    pub cluster: Name,
    /// The environment; `None` for the platform.
    pub environment: Option<Name>,
    /// The component.
    pub id: ComponentId,
    /// The namespace that its objects go to.
    pub namespace: Name,
    /// Its place in the order of the sync: after everything it waits for.
    pub wave: i32,
    /// What it uses: components of its environment, or of any where it is a part of the platform.
    pub uses: Vec<ComponentId>,
}

impl Placement {
    /// Whether it is the namespace of an environment, for which the rest of the environment waits.
    pub(crate) fn is_namespace(&self) -> bool {
        self.environment.is_some() && self.id == ComponentId::platform("namespace")
    }
}

/// What the layout needs to know of the whole platform.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The name of the blueprint.
    pub platform: &'a Name,
    /// How the output reaches the clusters.
    pub delivery: &'a Delivery,
    /// The clusters by name.
    pub clusters: Vec<(&'a Name, &'a Cluster)>,
    /// All components in the order of cluster, scope and name.
    pub placements: Vec<Placement>,
}

/// A file of the output: a plain relative path with `/`, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path below the output folder.
    pub path: String,
    /// The content.
    pub text: String,
}

/// Takes files in as they are made, from several threads, in any order.
pub trait Sink: Sync {
    /// Takes one file.
    fn put(&self, file: File) -> Result<(), SinkError>;
}

/// Why a sink takes no more files; the sink itself knows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SinkError;
