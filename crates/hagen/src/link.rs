//! From sections to components that know each other. Pass three: targets → [`crate::Platform`].

mod calls;
mod edges;
mod parts;
mod slips;
mod waves;

pub(crate) use edges::no_such_component;
pub(crate) use parts::ids as needed_ids;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hagen_check::schema::Definitions;
use hagen_core::component::{Component, ComponentId, Edge, Files, Need, Offer};
use hagen_core::context::{Context, Offers, Placed, Shared, Site};
use hagen_core::target::{Cluster, Environment, Profile};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Name;
use rayon::prelude::*;

use crate::codes;
use crate::manifests::Loaded;
use crate::targets::{ClusterTarget, EnvironmentTarget, View};

/// A component with everything that linking found out about it.
pub(crate) struct Linked {
    pub(crate) id: ComponentId,
    pub(crate) component: Arc<dyn Component>,
    pub(crate) namespace: Name,
    /// What it offers, while the cluster is being linked; then only what it needs.
    pub(crate) offer: Offer,
    pub(crate) wave: i32,
    pub(crate) uses: Vec<Arc<Edge>>,
    pub(crate) used_by: Vec<Arc<Edge>>,
}

/// A scope of a cluster, linked: the platform, or one environment.
pub(crate) struct Scope {
    /// `None` for the platform.
    pub(crate) environment: Option<(Name, Environment)>,
    /// The namespace of the environment; of no meaning for the platform.
    pub(crate) namespace: Name,
    pub(crate) view: View,
    pub(crate) components: Vec<Linked>,
}

/// A cluster, linked.
pub(crate) struct LinkedCluster {
    pub(crate) name: Name,
    pub(crate) cluster: Cluster,
    pub(crate) shared: Shared,
    pub(crate) offers: Offers,
    /// The definitions of own kinds.
    pub(crate) definitions: Definitions,
    /// The platform first, then the environments by name.
    pub(crate) scopes: Vec<Scope>,
}

/// Of scopes for which the same is written, the first.
fn written(scopes: &[Scope]) -> impl Iterator<Item = &Scope> {
    let is_first = |(at, scope): &(usize, &Scope)| {
        scopes[..*at].iter().all(|other| !Arc::ptr_eq(&other.view.node, &scope.view.node))
    };
    scopes.iter().enumerate().filter(is_first).map(|(_, scope)| scope)
}

impl LinkedCluster {
    /// Where a component of a scope is built.
    pub(crate) fn site<'a>(&'a self, scope: &'a Scope, namespace: &'a Name, platform: &'a Name) -> Site<'a> {
        let environment = scope.environment.as_ref();
        Site {
            platform,
            cluster_name: &self.name,
            cluster: &self.cluster,
            environment: environment.map(|(name, _)| name),
            namespace,
            profile: environment.map_or_else(|| self.profile(), |(_, environment)| profile(environment)),
            shared: &self.shared,
        }
    }

    /// How much the platform itself has to survive: as much as the most demanding of the environments on it.
    fn profile(&self) -> Profile {
        let environments = self.scopes.iter().filter_map(|scope| scope.environment.as_ref());
        let mut profiles = environments.map(|(_, environment)| profile(environment)).peekable();
        let is_dev = profiles.peek().is_some() && profiles.all(|profile| profile == Profile::Dev);
        if is_dev { Profile::Dev } else { Profile::Production }
    }

    /// What a component is built with.
    pub(crate) fn context<'a>(
        &'a self,
        scope: &'a Scope,
        linked: &'a Linked,
        platform: &'a Name,
    ) -> Context<'a> {
        Context {
            site: self.site(scope, &linked.namespace, platform),
            id: &linked.id,
            uses: &linked.uses,
            used_by: &linked.used_by,
            offers: &self.offers,
        }
    }
}

fn profile(environment: &Environment) -> Profile {
    environment.profile.unwrap_or_default()
}

/// Links everything on one cluster.
pub(crate) fn cluster(
    target: ClusterTarget,
    files: &dyn Files,
    loaded: &Loaded,
    diagnostics: &mut Vec<Diagnostic>,
) -> LinkedCluster {
    let platform = target.view.blueprint.name.clone();
    let mut linked = LinkedCluster {
        shared: parts::shared(&target),
        name: target.name,
        cluster: target.cluster,
        offers: Offers::default(),
        definitions: loaded.definitions.of(&target.view.blueprint.crds),
        scopes: Vec::new(),
    };
    for environment in target.environments {
        linked.offers.environments.push((environment.name.clone(), environment.namespace.clone()));
        let scope = environment_scope(&linked, environment, &platform, (files, loaded), diagnostics);
        linked.scopes.push(scope);
    }
    let scope = platform_scope(&linked, target.view, &platform, loaded, diagnostics);
    linked.scopes.insert(0, scope);
    edges::connect_platform(&mut linked, &platform, diagnostics);
    linked.offers = offers(&linked);
    taken_namespaces(&linked, diagnostics);
    slips::review(&linked, diagnostics);
    calls::review(&linked, diagnostics);
    let gathered = gathered_secrets(&linked, &platform);
    linked.offers.secrets.extend(gathered);
    waves::assign(&mut linked.scopes, diagnostics);
    review(&linked, &platform, diagnostics);
    forget_offers(&mut linked);
    linked
}

/// Environments whose namespace is one that the platform makes for something of its own.
fn taken_namespaces(cluster: &LinkedCluster, diagnostics: &mut Vec<Diagnostic>) {
    for (name, namespace) in &cluster.offers.environments {
        if !cluster.offers.namespaces.contains(namespace) {
            continue;
        }
        let platform = cluster.scopes.iter().filter(|scope| scope.environment.is_none());
        let owner =
            platform.flat_map(|scope| &scope.components).find(|linked| linked.namespace == *namespace);
        let owner = owner.map_or_else(String::new, |linked| format!(" of `{}`", linked.id.name));
        let Some(scope) = cluster.scopes.first() else { continue };
        let of_argocd = scope.view.blueprint.delivery.argocd.namespace == *namespace;
        let (path, help) = if of_argocd {
            (Path::of(["delivery", "argocd", "namespace"]), "give Argo CD a namespace of its own")
        } else {
            let path = Path::of(["environments", name.as_str(), "namespace"]);
            (path, "leave `namespace` out, or give the environment another name")
        };
        let message = format!("the namespace `{namespace}` is the platform's own: that{owner}");
        let diagnostic = Diagnostic::new(&codes::NAMESPACE, Place::value(path), message).help(help);
        let mut found = [diagnostic];
        hagen_core::locate(&mut found, &scope.view.node);
        diagnostics.extend(found);
    }
}

/// What each component offers is in the edges and in what the cluster offers by now; a fleet has very many of them. What
/// they need is small.
fn forget_offers(cluster: &mut LinkedCluster) {
    for linked in cluster.scopes.iter_mut().flat_map(|scope| &mut scope.components) {
        let needs = std::mem::take(&mut linked.offer.needs);
        linked.offer = Offer { needs, ..Offer::default() };
    }
}

fn environment_scope(
    cluster: &LinkedCluster,
    target: EnvironmentTarget,
    platform: &Name,
    (files, loaded): (&dyn Files, &Loaded),
    diagnostics: &mut Vec<Diagnostic>,
) -> Scope {
    let mut found = Vec::new();
    let components = target.view.components.get_or_init(|| {
        let components = parts::of_environment(&target.view.blueprint, loaded);
        let load = |mut component: Box<dyn Component>| {
            found.extend(component.load(files));
            Arc::from(component)
        };
        components.into_iter().map(load).collect()
    });
    let components = components.clone();
    let mut scope = Scope {
        environment: Some((target.name, target.environment)),
        namespace: target.namespace,
        view: target.view,
        components: Vec::new(),
    };
    scope.components = linked(cluster, &scope, components, platform);
    edges::twins(&scope.components, &mut found);
    edges::connect(cluster, &mut scope, platform, &mut found);
    hagen_core::locate(&mut found, &scope.view.node);
    diagnostics.extend(found);
    scope
}

/// The platform is what the environments need, and what that needs in turn.
fn platform_scope(
    cluster: &LinkedCluster,
    view: View,
    platform: &Name,
    loaded: &Loaded,
    diagnostics: &mut Vec<Diagnostic>,
) -> Scope {
    let mut scope =
        Scope { environment: None, namespace: Name::known("default"), view, components: Vec::new() };
    let of = |linked: &[Linked]| -> BTreeSet<Need> {
        linked.iter().flat_map(|linked| linked.offer.needs.iter().copied()).collect()
    };
    let mut always = parts::of_cluster(&scope.view.blueprint, &cluster.cluster);
    always.extend(loaded.definitions.component(&scope.view.blueprint.crds));
    let mut components = linked(cluster, &scope, shared(always), platform);
    let mut needs = of(&components);
    needs.extend(cluster.scopes.iter().flat_map(|scope| of(&scope.components)));
    let mut answered = BTreeSet::new();
    while let Some(need) = needs.pop_first() {
        if answered.insert(need) {
            needs.extend(parts::implied(need));
            let new = parts::needed(need, &scope.view.blueprint, &cluster.cluster);
            let new = linked(cluster, &scope, shared(new), platform);
            needs.extend(of(&new));
            components.extend(new);
        }
    }
    components.sort_by(|a, b| a.id.cmp(&b.id));
    scope.components = components;
    let mut found = Vec::new();
    parts::check_values(&scope, &mut found);
    edges::twins(&scope.components, &mut found);
    hagen_core::locate(&mut found, &scope.view.node);
    diagnostics.extend(found);
    scope
}

fn linked(
    cluster: &LinkedCluster,
    scope: &Scope,
    components: Vec<Arc<dyn Component>>,
    platform: &Name,
) -> Vec<Linked> {
    let link = |component: Arc<dyn Component>| {
        let namespace = component.namespace().unwrap_or_else(|| scope.namespace.clone());
        let mut offer = component.offer(&cluster.site(scope, &namespace, platform));
        let is_bare = parts::is_first(&component.id()) || parts::is_namespace(&component.id());
        if cluster.shared.prometheus.is_some() && !is_bare {
            offer.needs.push(Need::PrometheusOperator);
        }
        let (uses, used_by) = (Vec::new(), Vec::new());
        Linked { id: component.id(), component, namespace, offer, wave: 0, uses, used_by }
    };
    components.into_par_iter().map(link).collect()
}

fn shared(components: Vec<Box<dyn Component>>) -> Vec<Arc<dyn Component>> {
    components.into_iter().map(Arc::from).collect()
}

/// What all components of a cluster offer together.
fn offers(cluster: &LinkedCluster) -> Offers {
    let mut offers = Offers { environments: cluster.offers.environments.clone(), ..Offers::default() };
    let mut secrets: BTreeMap<(Name, Name), Placed<hagen_core::secret::Secret>> = BTreeMap::new();
    for scope in &cluster.scopes {
        for linked in &scope.components {
            let placed = |namespace: &Name| Placed {
                environment: scope.environment.as_ref().map(|(name, _)| name.clone()),
                namespace: namespace.clone(),
                component: linked.id.clone(),
                what: (),
            };
            offers.needs.extend(&linked.offer.needs);
            for need in &linked.offer.needs {
                offers.needed_in.entry(*need).or_default().insert(linked.namespace.clone());
            }
            if scope.environment.is_none() {
                offers.namespaces.push(linked.namespace.clone());
            }
            offers
                .hosts
                .extend(linked.offer.hosts.iter().map(|host| placed(&linked.namespace).with(host.clone())));
            let placed = || placed(&linked.namespace);
            offers.buckets.extend(linked.offer.buckets.iter().map(|bucket| placed().with(bucket.clone())));
            offers.edges.extend(linked.used_by.iter().map(|edge| placed().with(edge.clone())));
            offers.mesh_hosts.extend(linked.offer.mesh_hosts.iter().map(|host| placed().with(host.clone())));
            offers
                .plain_hosts
                .extend(linked.offer.plain_hosts.iter().map(|host| placed().with(host.clone())));
            for secret in edges::secrets(linked) {
                let key = (linked.namespace.clone(), secret.name.clone());
                secrets.entry(key).or_insert_with(|| placed().with(secret.clone()));
            }
        }
    }
    offers.hosts.sort_by(|a, b| a.what.host.cmp(&b.what.host));
    offers.needs.sort_unstable();
    offers.needs.dedup();
    offers.namespaces.sort_unstable();
    offers.namespaces.dedup();
    offers.secrets = secrets.into_values().collect();
    offers.assign_gateways();
    offers
}

/// The secrets that components read because of what others offer.
fn gathered_secrets(cluster: &LinkedCluster, platform: &Name) -> Vec<Placed<hagen_core::secret::Secret>> {
    let mut gathered = Vec::new();
    for scope in &cluster.scopes {
        for linked in &scope.components {
            let secrets = linked.component.gathered_secrets(&cluster.context(scope, linked, platform));
            gathered.extend(secrets.into_iter().map(|what| Placed {
                environment: scope.environment.as_ref().map(|(name, _)| name.clone()),
                namespace: linked.namespace.clone(),
                component: linked.id.clone(),
                what,
            }));
        }
    }
    gathered
}

fn review(cluster: &LinkedCluster, platform: &Name, diagnostics: &mut Vec<Diagnostic>) {
    for scope in &cluster.scopes {
        let review = |linked: &Linked| linked.component.review(&cluster.context(scope, linked, platform));
        let mut found: Vec<Diagnostic> = scope.components.par_iter().flat_map_iter(review).collect();
        hagen_core::locate(&mut found, &scope.view.node);
        diagnostics.extend(found);
    }
}
