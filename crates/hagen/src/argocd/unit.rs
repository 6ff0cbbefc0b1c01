//! What one Application delivers.

use std::collections::{BTreeMap, HashSet};

use hagen_core::component::ComponentId;
use hagen_core::target::Granularity;
use hagen_kube::Name;

use super::names;
use crate::layout::{Contents, ObjectKind, folder, scope, scope_folder};
use crate::output::{Placement, Plan};

/// The components that one Application delivers: one, or those of an environment on a cluster.
pub(crate) struct Unit<'a> {
    /// The name of the Application.
    pub(crate) name: Name,
    /// Whether an ApplicationSet makes it.
    pub(crate) in_set: bool,
    /// Whether it delivers an environment rather than one component.
    pub(crate) is_environment: bool,
    /// The components; at least one.
    pub(crate) members: Vec<(&'a Placement, &'a Contents)>,
    /// The folders of an environment's components that have Applications of their own.
    pub(super) apart: Vec<String>,
}

impl<'a> Unit<'a> {
    fn component(plan: &Plan<'_>, placement: &'a Placement, contents: &'a Contents) -> Self {
        let name = names::application(placement);
        // A set finds components by their folders: it knows neither charts nor how a long name is cut.
        let is_plain = name.as_str().ends_with(&format!("-{}", placement.id.folder()))
            && name.as_str().starts_with(&format!("{}-{}-", placement.cluster, scope(placement)));
        let in_set = plan.delivery.argocd.application_sets
            && placement.environment.is_some()
            && !placement.is_namespace()
            && is_plain
            && is_folder(contents);
        Self { name, in_set, is_environment: false, members: vec![(placement, contents)], apart: Vec::new() }
    }

    fn environment(plan: &Plan<'_>, members: Vec<(&'a Placement, &'a Contents)>, apart: Vec<String>) -> Self {
        let name = names::scope_name(members[0].0);
        Self { name, in_set: plan.delivery.argocd.application_sets, is_environment: true, members, apart }
    }

    /// A component whose cluster, environment and namespace are those of all.
    pub(crate) fn placement(&self) -> &'a Placement {
        self.members[0].0
    }

    /// The environment or `platform`.
    pub(super) fn scope(&self) -> &'a str {
        scope(self.placement())
    }

    /// The folder that holds everything of it.
    pub(super) fn folder(&self) -> String {
        if self.is_environment { scope_folder(self.placement()) } else { folder(self.placement()) }
    }

    /// When it is synced.
    pub(super) fn wave(&self, plan: &Plan<'_>) -> i32 {
        if self.is_environment { together(plan, &[self]) } else { self.placement().wave }
    }

    /// Whether its loss would be the loss of data.
    pub(super) fn holds_data(&self) -> bool {
        self.members.iter().any(|(_, contents)| contents.holds_data)
    }

    /// Every kind in it, as often as it is there.
    pub(super) fn kinds(&self) -> impl Iterator<Item = ObjectKind> + '_ {
        self.members.iter().flat_map(|(_, contents)| contents.kinds())
    }
}

/// What Applications there are. A component that came out empty has none.
pub(crate) fn units<'a>(plan: &'a Plan<'_>, contents: &'a [Contents]) -> Vec<Unit<'a>> {
    let mut shared: BTreeMap<String, Vec<(&Placement, &Contents)>> = BTreeMap::new();
    let mut apart: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut units = Vec::new();
    let present = plan.placements.iter().zip(contents).filter(|(_, contents)| !contents.is_empty());
    for (placement, contents) in present {
        if shares(plan, placement, contents) {
            shared.entry(scope_folder(placement)).or_default().push((placement, contents));
        } else {
            apart.entry(scope_folder(placement)).or_default().push(placement.id.folder());
            units.push(Unit::component(plan, placement, contents));
        }
    }
    for (folder, members) in shared {
        let mut apart = apart.remove(&folder).unwrap_or_default();
        apart.sort_unstable();
        units.push(Unit::environment(plan, members, apart));
    }
    units
}

/// When the components of units of an environment are synced together: when everything is there that any of them needs,
/// but not after something else that uses one of them, which would wait for ever.
pub(super) fn together(plan: &Plan<'_>, units: &[&Unit<'_>]) -> i32 {
    let members = || units.iter().flat_map(|unit| &unit.members).map(|(placement, _)| *placement);
    let ids: HashSet<&ComponentId> = members().map(|placement| &placement.id).collect();
    let environment = members().find_map(|placement| placement.environment.as_ref());
    let users = plan.placements.iter().filter(|other| {
        let is_member = other.environment.as_ref() == environment && ids.contains(&other.id);
        let is_near = other.environment.is_none() || other.environment.as_ref() == environment;
        is_near && !is_member && other.uses.iter().any(|used| ids.contains(used))
    });
    let last = members().map(|placement| placement.wave).max().unwrap_or_default();
    users.map(|user| user.wave).fold(last, i32::min)
}

fn shares(plan: &Plan<'_>, placement: &Placement, contents: &Contents) -> bool {
    plan.delivery.argocd.granularity == Granularity::Environment
        && placement.environment.is_some()
        && !placement.is_namespace()
        && is_folder(contents)
}

/// Whether a component is nothing but the manifests in its folder.
fn is_folder(contents: &Contents) -> bool {
    contents.releases.is_empty() && contents.sources.is_empty()
}
