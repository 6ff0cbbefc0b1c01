//! What the objects of Argo CD are called.

use hagen_kube::Name;

use crate::layout::scope;
use crate::output::Placement;

/// The name of the Application that delivers the folder of a component: `<cluster>-<scope>-<folder>`, so that
/// Applications that belong together stand together in every list. The scope is an environment, or `platform`. Too long
/// a name is cut and carries a digest.
pub fn application_name(cluster: &Name, scope: &str, folder: &str) -> Name {
    cluster.join(&format!("{scope}-{folder}"))
}

/// The Application of a component.
pub(crate) fn application(placement: &Placement) -> Name {
    application_name(&placement.cluster, scope(placement), &placement.id.folder())
}

/// The Application of a whole environment on a cluster, and its AppProject.
pub(super) fn scope_name(placement: &Placement) -> Name {
    placement.cluster.join(scope(placement))
}

/// The Application that delivers all others, and the only one that a person applies.
pub(crate) fn root_name(platform: &Name) -> Name {
    platform.clone()
}

/// The AppProject of that Application.
pub(super) fn root_project(platform: &Name) -> Name {
    platform.join("root")
}

/// The ApplicationSet of an environment on all its clusters.
pub(super) fn application_set(platform: &Name, environment: &Name) -> Name {
    platform.join(environment.as_str())
}
