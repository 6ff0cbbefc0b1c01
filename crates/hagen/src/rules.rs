//! The rules of the product over everything that is rendered, each finding where the user wrote what broke it.

use hagen_check::objects::Origin;
use hagen_core::component::Edge;
use hagen_core::context::Site;
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_rules::{Facts, Finding, Situation, Subject, Waivers, World};
use rayon::prelude::*;

use crate::link::{Linked, LinkedCluster, Scope};
use crate::patches::Patches;
use crate::platform::Platform;

/// What the rules have to know of where a component goes, number `component` of all.
pub(crate) fn situation<'a>(site: &Site<'a>, component: usize) -> Situation<'a> {
    Situation {
        component,
        namespace: site.namespace.as_str(),
        cluster: site.cluster,
        is_dev: site.is_dev(),
        is_closed: site.shared.network_policies,
    }
}

impl Platform {
    /// What breaks a rule. The facts stand in the order of the components.
    pub(crate) fn broken_rules(&self, facts: &[Facts]) -> Vec<Diagnostic> {
        let parts: Vec<Part<'_>> = self.clusters.iter().flat_map(parts).collect();
        let mut rest = facts;
        let clusters = self.clusters.iter().map(|cluster| {
            let components = cluster.scopes.iter().map(|scope| scope.components.len()).sum();
            let (own, others) = rest.split_at(components);
            rest = others;
            (cluster, own)
        });
        let clusters: Vec<(&LinkedCluster, &[Facts])> = clusters.collect();
        let broken = clusters.into_par_iter().map(|(cluster, facts)| self.broken_on(cluster, facts, &parts));
        let broken: Vec<Vec<Finding>> = broken.collect();
        self.answered_for(&parts, broken.iter().flatten())
    }

    fn broken_on(&self, cluster: &LinkedCluster, facts: &[Facts], parts: &[Part<'_>]) -> Vec<Finding> {
        let is_dev = |component: usize| parts[component].site(&self.name).is_dev();
        let facts: Vec<&Facts> = facts.iter().collect();
        let components = cluster.scopes.iter().flat_map(|scope| &scope.components);
        let edges: Vec<&Edge> = components.flat_map(|linked| &linked.uses).map(AsRef::as_ref).collect();
        hagen_rules::cluster(&World {
            cluster: &cluster.cluster,
            facts: &facts,
            is_dev: &is_dev,
            edges: &edges,
            prometheus: cluster.shared.prometheus.as_ref(),
            is_closed: cluster.shared.network_policies,
        })
    }

    /// The findings at their places, and what is wrong with the waivers for them.
    fn answered_for<'f>(
        &self,
        parts: &[Part<'_>],
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Vec<Diagnostic> {
        let Some(view) = self.clusters.first().map(|cluster| &cluster.scopes[0].view) else {
            return Vec::new();
        };
        let mut waivers = Waivers::new(&view.blueprint.waivers);
        let mut found = Vec::new();
        for finding in findings {
            let part = &parts[finding.subject.component];
            let mut diagnostic =
                finding.diagnostic(|subject, path| parts[subject.component].place(subject, path));
            diagnostic.locate(&part.scope.view.node);
            let id = &part.linked.id;
            waivers.apply(&finding.subject, (id.section, id.name.as_str()), &mut diagnostic);
            found.push(diagnostic);
        }
        let mut own = waivers.review(self.today);
        hagen_core::locate(&mut own, &view.node);
        found.extend(own);
        found
    }
}

/// A component and where it is.
struct Part<'a> {
    cluster: &'a LinkedCluster,
    scope: &'a Scope,
    linked: &'a Linked,
}

fn parts(cluster: &LinkedCluster) -> impl Iterator<Item = Part<'_>> {
    cluster
        .scopes
        .iter()
        .flat_map(move |scope| scope.components.iter().map(move |linked| Part { cluster, scope, linked }))
}

impl<'a> Part<'a> {
    fn site(&self, platform: &'a hagen_kube::Name) -> Site<'a> {
        self.cluster.site(self.scope, &self.linked.namespace, platform)
    }

    /// Where the user wrote what a way in an object leads to, or what hagen made the object for.
    fn place(&self, subject: &Subject, way: &[Step]) -> Place {
        let component = self.linked.component.path();
        if subject.kind == CHART {
            return if subject.by_user { Place::value(path(way)) } else { Place::key(component) };
        }
        let patches = Patches::of(&self.scope.view.blueprint.patches, subject.kind, &subject.name);
        let patches: Vec<_> = patches.iter().map(|(path, node)| (path, *node)).collect();
        let written = self.linked.component.written().get(subject.artifact);
        Origin { component: &component, written, patches: &patches }.place(way)
    }
}

/// What the values of charts are called; the way to one begins at the blueprint.
const CHART: &str = "chart";

fn path(way: &[Step]) -> Path {
    way.iter().fold(Path::ROOT, |path, step| match step {
        Step::Key(key) => path.key(key),
        Step::Index(at) => path.index(*at),
    })
}
