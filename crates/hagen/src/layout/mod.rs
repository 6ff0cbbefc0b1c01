//! Where everything goes: components to files. The last pass before the disk.
//!
//! The cluster comes first, then the environment or `platform`, then the component: one object a file, beside them
//! `values.yaml` for a chart. [`component_files`] lays out one component and knows no other, so that components can
//! be rendered in parallel and forgotten; [`platform_files`] adds what speaks of all of them.

mod contents;
mod files;
mod protection;
mod stems;

use hagen_core::Diagnostic;

pub use contents::Contents;
pub(crate) use contents::{Object, ObjectKind, Release};
pub(crate) use files::{component_files, plain_files};
pub use protection::holds_data;

use crate::output::{Placement, Plan, Sink, SinkError};
use crate::{argocd, bootstrap};

/// What is wrong with all components together; before anything of it is kept. `contents` stand in the order of the
/// plan's placements.
pub(crate) fn check(plan: &Plan<'_>, contents: &[Contents], spots: argocd::Spots<'_>) -> Vec<Diagnostic> {
    argocd::check(plan, contents, spots)
}

/// Makes the files that speak of all components: the objects of Argo CD, what installs it, pipelines. `contents` stand
/// in the order of the plan's placements.
pub(crate) fn platform_files(
    plan: &Plan<'_>,
    contents: &[Contents],
    sink: &dyn Sink,
) -> Result<(), SinkError> {
    argocd::files(plan, contents, sink)?;
    bootstrap::files(plan, contents).into_iter().try_for_each(|file| sink.put(file))
}

/// The folder of a component, below the output folder.
pub(crate) fn folder(placement: &Placement) -> String {
    [placement.cluster.as_str(), "/", scope(placement), "/", &placement.id.folder()].concat()
}

/// The folder of a component's environment, or of the platform.
pub(crate) fn scope_folder(placement: &Placement) -> String {
    [placement.cluster.as_str(), "/", scope(placement)].concat()
}

/// The environment's word in paths and names, or `platform`.
pub(crate) fn scope(placement: &Placement) -> &str {
    placement.environment.as_ref().map_or("platform", hagen_kube::Name::as_str)
}
