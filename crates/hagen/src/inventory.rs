//! Everything as it was built, before the layout: for those who judge the whole of it.

use hagen_core::component::{Edge, Endpoint, Peer, Pods};
use hagen_core::context::{Entry, Offers};
use hagen_core::target::{Cluster, Profile};
use hagen_core::{Diagnostic, Path};
use hagen_kube::Name;
use hagen_yaml::Node;
use rayon::prelude::*;

use crate::link::{Linked, LinkedCluster, Scope};
use crate::output::Built;
use crate::platform::Platform;
use crate::render::{Job, located};

/// A cluster with everything on it, as it was built.
pub struct Inventory<'p> {
    /// Its name.
    pub name: &'p Name,
    /// What the blueprint says of it.
    pub cluster: &'p Cluster,
    /// The pods that let traffic from outside in.
    pub entry: Option<&'p Pods>,
    /// Its components, the platform's first.
    pub components: Vec<Standing<'p>>,
}

/// A component as it was built, and how it stands to the others.
pub struct Standing<'p> {
    /// What it is made of, after the user's patches.
    pub built: Built,
    /// Where the blueprint asks for it.
    pub path: Path,
    /// How much its environment has to survive.
    pub profile: Profile,
    /// The pods that it sends requests to.
    pub asks: Vec<&'p Pods>,
    /// Whether it is reached from outside.
    pub is_exposed: bool,
    /// The availability that the blueprint promises to its users, in percent.
    pub slo: Option<f64>,
    /// The blueprint as it holds for the component.
    root: &'p Node,
}

impl Standing<'_> {
    /// Finds the places of findings in the text.
    pub fn locate(&self, diagnostics: &mut [Diagnostic]) {
        hagen_core::locate(diagnostics, self.root);
    }

    /// The first of some keys of the component that the blueprint has, or else where it asks for the component.
    pub fn path_of(&self, keys: &[&str]) -> Path {
        let has = |path: &Path| {
            let mut node = Some(self.root);
            for step in path.steps() {
                node = match step {
                    hagen_core::Step::Key(key) => node.and_then(|node| node.get(key)),
                    hagen_core::Step::Index(_) => None,
                };
            }
            node.is_some()
        };
        keys.iter().map(|key| self.path.key(key)).find(has).unwrap_or_else(|| self.path.clone())
    }
}

impl Platform {
    /// Builds and checks everything, and hands it over in one piece. With errors among the findings it must not be
    /// relied on.
    pub fn inventory(&self) -> (Vec<Inventory<'_>>, Vec<Diagnostic>) {
        let jobs = self.jobs();
        let outcomes = jobs.par_iter().map(Job::built).collect::<Vec<_>>();
        let (built, found): (Vec<Built>, Vec<Vec<Diagnostic>>) = outcomes.into_iter().unzip();
        let diagnostics = located(&jobs, found);
        let mut built = built.into_iter();
        let inventory = |cluster| inventory(cluster, &mut built);
        (self.clusters.iter().map(inventory).collect(), diagnostics)
    }
}

fn inventory<'p>(cluster: &'p LinkedCluster, built: &mut impl Iterator<Item = Built>) -> Inventory<'p> {
    let mut components = Vec::new();
    for scope in &cluster.scopes {
        for (linked, built) in scope.components.iter().zip(built.by_ref()) {
            components.push(standing(cluster, scope, linked, built));
        }
    }
    Inventory {
        name: &cluster.name,
        cluster: &cluster.cluster,
        entry: cluster.shared.entry.as_ref().map(|Entry { pods, .. }| pods),
        components,
    }
}

fn standing<'p>(
    cluster: &'p LinkedCluster,
    scope: &'p Scope,
    linked: &'p Linked,
    built: Built,
) -> Standing<'p> {
    let environment = scope.environment.as_ref().map(|(name, _)| name);
    let app = scope.view.blueprint.apps.get(&linked.id.name).filter(|_| linked.id.section == "apps");
    let slo = app.and_then(|app| app.image()?.slo.as_ref()?.availability.as_ref());
    Standing {
        built,
        path: linked.component.path(),
        profile: cluster.site(scope, &linked.namespace, &scope.view.blueprint.name).profile,
        asks: linked.uses.iter().flat_map(|edge| asked(edge)).collect(),
        is_exposed: is_exposed(&cluster.offers, environment, linked),
        slo: slo.map(|percent| percent.0),
        root: &scope.view.node,
    }
}

fn asked(edge: &Edge) -> impl Iterator<Item = &Pods> {
    edge.connection.endpoints.iter().filter_map(|Endpoint { peer, .. }| match peer {
        Peer::Pods(pods) => Some(pods),
        _ => None,
    })
}

fn is_exposed(offers: &Offers, environment: Option<&Name>, linked: &Linked) -> bool {
    offers.hosts.iter().any(|host| host.environment.as_ref() == environment && host.component == linked.id)
}
