//! The rules of the product over everything that is rendered, each finding where the user wrote what broke it.

use hagen_check::objects::Origin;
use hagen_core::artifact::Artifact;
use hagen_core::component::Edge;
use hagen_core::context::Site;
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_rules::{Facts, Finding, Situation, Subject, Waivers, World};
use hagen_yaml::Value;

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

/// The rules over a platform, one cluster after another.
pub(crate) struct Judgement<'p> {
    platform: &'p Platform,
    /// All components, by their numbers.
    parts: Vec<Part<'p>>,
}

impl<'p> Judgement<'p> {
    pub(crate) fn new(platform: &'p Platform) -> Self {
        Self { platform, parts: platform.clusters.iter().flat_map(parts).collect() }
    }

    /// What breaks a rule on a cluster. The facts stand in the order of its components.
    pub(crate) fn of(&self, cluster: &LinkedCluster, facts: &[Facts]) -> Vec<Finding> {
        let is_dev = |component: usize| self.parts[component].site(&self.platform.name).is_dev();
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
    pub(crate) fn answered_for(&self, findings: &[Finding]) -> Vec<Diagnostic> {
        let parts = &self.parts;
        let Some(view) = self.platform.clusters.first().map(|cluster| &cluster.scopes[0].view) else {
            return Vec::new();
        };
        let mut waivers = Waivers::new(&view.blueprint.waivers);
        let mut found = Vec::new();
        for finding in findings {
            let part = &parts[finding.subject.component];
            let mut diagnostic = finding
                .diagnostic(|subject, path| parts[subject.component].place(subject, path, self.platform));
            diagnostic.locate(&part.scope.view.node);
            let id = &part.linked.id;
            waivers.apply(&finding.subject, (id.section, id.name.as_str()), &mut diagnostic);
            found.push(diagnostic);
        }
        let mut own = waivers.review(self.platform.today);
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
    fn place(&self, subject: &Subject, way: &[Step], platform: &Platform) -> Place {
        let component = self.linked.component.path();
        if subject.kind == CHART {
            return if subject.by_user { Place::value(path(way)) } else { Place::key(component) };
        }
        let patches = Patches::of(&self.scope.view.blueprint.patches, subject.kind, &subject.name);
        let patches: Vec<_> = patches.iter().map(|(path, node)| (path, *node)).collect();
        let written = self.linked.component.written().get(subject.artifact);
        let object = if patches.is_empty() { None } else { self.object(subject, platform) };
        Origin { component: &component, written, patches: &patches, object: object.as_ref() }.place(way)
    }

    /// The object with the user's changes, made once more: few findings are about objects that have any.
    fn object(&self, subject: &Subject, platform: &Platform) -> Option<Value> {
        let cx = self.cluster.context(self.scope, self.linked, &platform.name);
        match self.linked.component.build(&cx).into_iter().nth(subject.artifact)? {
            Artifact::Manifest(mut manifest) => {
                Patches::new(&self.scope.view.blueprint.patches).apply(&mut manifest);
                Some(manifest.value().clone())
            }
            _ => None,
        }
    }
}

/// What the values of charts are called; the way to one begins at the blueprint.
const CHART: &str = "chart";

fn path(way: &[Step]) -> Path {
    Path::ROOT.join(way)
}
