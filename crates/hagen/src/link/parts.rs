//! The one list of what a blueprint is made of: which component each entry of each section becomes, and which part of
//! the platform answers each need.

use hagen_core::component::{Component, ComponentId, Need};
use hagen_core::context::{Shared, Store};
use hagen_core::section::nearest;
use hagen_core::target::{Cluster, Provided};
use hagen_core::{Diagnostic, Path, Place};

use super::Scope;
use crate::blueprint::{Blueprint, NetworkPolicies};
use crate::codes;
use crate::manifests::Loaded;

/// The components of an environment come after every namespace of the platform.
pub(super) const ENVIRONMENT_WAVE: i32 = 2;

/// The components of an environment.
pub(super) fn of_environment(blueprint: &Blueprint, loaded: &Loaded) -> Vec<Box<dyn Component>> {
    let mut components = hagen_base::of_environment();
    components.extend(hagen_app::components(&blueprint.apps));
    components.extend(hagen_postgres::components(&blueprint.postgres));
    components.extend(loaded.components(&blueprint.manifests));
    components
}
/// x
pub(super) fn of_cluster(_: &Blueprint, _: &Cluster) -> Vec<Box<dyn Component>> {
    Vec::new()
}
/// x
pub(super) fn needed(_: &[Need], _: &Blueprint, _: &Cluster) -> Vec<Box<dyn Component>> {
    Vec::new()
}
/// x
pub(super) fn shared(_: &Blueprint, _: &Cluster) -> Shared {
    Shared::default()
}
/// x
pub(super) fn check_values(_: &Scope, _: &mut Vec<Diagnostic>) {}
/// x
pub(super) fn ids(_: Need) -> impl Iterator<Item = ComponentId> {
    std::iter::empty()
}
/// x
pub(super) fn is_first(id: &ComponentId) -> bool {
    id.section == "platform" && id.name.as_str() == "namespaces"
}
