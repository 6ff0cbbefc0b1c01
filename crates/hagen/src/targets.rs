//! From one blueprint to what holds on each cluster and in each environment there.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use hagen_check::schema::Minor;
use hagen_core::component::Component;
use hagen_core::section::{Field, Reader};
use hagen_core::target::{Cluster, Environment};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Name;
use hagen_yaml::{Node, NodeKind, Reading};

use crate::blueprint::Blueprint;
use crate::codes;
use crate::patches::contradictions;

/// The blueprint as it holds somewhere: with the overlays of that place laid over it.
#[derive(Clone)]
pub(crate) struct View {
    /// The sections.
    pub(crate) blueprint: Arc<Blueprint>,
    /// What was written, to find places.
    pub(crate) node: Arc<Node>,
    /// The components of an environment where this holds, made once for all such environments.
    pub(crate) components: Arc<OnceLock<Vec<Arc<dyn Component>>>>,
}

/// A cluster and what runs on it.
pub(crate) struct ClusterTarget {
    pub(crate) name: Name,
    pub(crate) cluster: Cluster,
    pub(crate) view: View,
    pub(crate) environments: Vec<EnvironmentTarget>,
}

/// An environment on a cluster.
pub(crate) struct EnvironmentTarget {
    pub(crate) name: Name,
    pub(crate) environment: Environment,
    pub(crate) namespace: Name,
    pub(crate) view: View,
}

/// Sections that are there once per cluster, so that an environment cannot overlay them.
pub const CLUSTER_SECTIONS: [&str; 12] = [
    "certificates",
    "objectStorage",
    "secrets",
    "storage",
    "gateway",
    "mesh",
    "values",
    "monitoring",
    "logging",
    "tracing",
    "machines",
    "crds",
];
/// Sections that decide where an overlay holds, or hold everywhere, so that no overlay can change them.
pub const FIXED_SECTIONS: [&str; 7] =
    ["apiVersion", "kind", "name", "delivery", "clusters", "environments", "waivers"];
/// Namespaces that belong to Kubernetes or to the platform.
pub(crate) const RESERVED: [&str; 5] = ["default", "kube-system", "kube-public", "kube-node-lease", "argocd"];

/// Reads the base and every overlay of it. Pass two: tree → targets. `None` when anything is wrong; then the
/// diagnostics say what.
pub(crate) fn targets(
    text: &Reading,
    root: &Arc<Node>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<ClusterTarget>> {
    let before = diagnostics.len();
    let base = view(text, root.clone(), diagnostics)?;
    if diagnostics[before..].iter().any(Diagnostic::is_error) {
        return None;
    }
    let clusters = clusters_of(&base.blueprint);
    let environments = environments_of(&base.blueprint, &clusters, diagnostics);
    let mut found = Vec::new();
    for (name, cluster) in clusters {
        check_minor(&name, &cluster, diagnostics);
        let path = Path::of(["clusters", name.as_str(), "overlay"]);
        check_overlay(&path, &cluster.overlay.0, false, diagnostics);
        strangers(&path, &cluster.overlay.0, &base.node, diagnostics);
        let Some(view) = overlaid(text, &base, &cluster.overlay.0, diagnostics) else { continue };
        let on_it = environments.iter().filter(|(_, environment)| runs_on(environment, &name));
        let placed =
            on_it.filter_map(|(env, environment)| place(env, environment, (text, &base), &view, diagnostics));
        let environments: Vec<_> = placed.collect();
        check_namespaces(&environments, diagnostics);
        found.push(ClusterTarget { name, cluster, view, environments });
    }
    contradicting(&base, &found, diagnostics);
    let failed = diagnostics[before..].iter().any(Diagnostic::is_error);
    (!failed).then_some(found)
}

/// What patches contradict each other in, each told once wherever it holds.
fn contradicting(base: &View, clusters: &[ClusterTarget], diagnostics: &mut Vec<Diagnostic>) {
    let environments = clusters.iter().flat_map(|cluster| &cluster.environments);
    let views = clusters.iter().map(|cluster| &cluster.view).chain(environments.map(|it| &it.view));
    let mut told: Vec<Arc<Blueprint>> = Vec::new();
    for view in [base].into_iter().chain(views) {
        if told.iter().any(|known| known.patches == view.blueprint.patches) {
            continue;
        }
        told.push(view.blueprint.clone());
        for diagnostic in contradictions(&view.blueprint.patches) {
            let is_told = |it: &Diagnostic| {
                std::ptr::eq(it.code, diagnostic.code) && it.place.span == diagnostic.place.span
            };
            if !diagnostics.iter().any(is_told) {
                diagnostics.push(diagnostic);
            }
        }
    }
}

/// The Kubernetes of a cluster as the schemas know it.
pub(crate) fn minor(minor: hagen_kube::Minor) -> Option<Minor> {
    Minor::SUPPORTED.into_iter().find(|known| u16::from(known.number()) == minor.number())
}

fn check_minor(name: &Name, cluster: &Cluster, diagnostics: &mut Vec<Diagnostic>) {
    if minor(cluster.kubernetes).is_some() {
        return;
    }
    let known = Minor::SUPPORTED.map(|minor| minor.to_string()).join(", ");
    let place = Place::value(Path::of(["clusters", name.as_str(), "kubernetes"]));
    let message = format!("hagen does not know the API of Kubernetes {}", cluster.kubernetes);
    diagnostics
        .push(Diagnostic::new(&codes::KUBERNETES_VERSION, place, message).help(format!("it knows {known}")));
}

fn runs_on(environment: &Environment, cluster: &Name) -> bool {
    environment.clusters.is_empty() || environment.clusters.contains(cluster)
}

fn place(
    name: &Name,
    environment: &Environment,
    (text, base): (&Reading, &View),
    cluster: &View,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<EnvironmentTarget> {
    let path = Path::of(["environments", name.as_str(), "overlay"]);
    check_overlay(&path, &environment.overlay.0, true, diagnostics);
    strangers(&path, &environment.overlay.0, &cluster.node, diagnostics);
    let view = overlaid(text, cluster, &environment.overlay.0, diagnostics)?;
    let namespace = environment.namespace.clone().unwrap_or_else(|| base.blueprint.name.join(name.as_str()));
    Some(EnvironmentTarget { name: name.clone(), environment: environment.clone(), namespace, view })
}

fn clusters_of(base: &Blueprint) -> BTreeMap<Name, Cluster> {
    if base.clusters.is_empty() {
        return BTreeMap::from([(Name::known("in-cluster"), Cluster::default())]);
    }
    base.clusters.clone()
}

fn environments_of(
    base: &Blueprint,
    clusters: &BTreeMap<Name, Cluster>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Name, Environment> {
    let mut environments = base.environments.clone();
    if environments.is_empty() {
        environments.insert(Name::known("production"), Environment::default());
    }
    for (name, environment) in &environments {
        for (at, cluster) in
            environment.clusters.iter().enumerate().filter(|(_, name)| !clusters.contains_key(name))
        {
            let path = Path::of(["environments", name.as_str(), "clusters"]).index(at);
            let known = clusters.keys().map(Name::as_str);
            let message = format!("there is no cluster `{cluster}`");
            let help = match hagen_core::section::nearest(cluster.as_str(), known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "there are {}",
                    known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            diagnostics
                .push(Diagnostic::new(&codes::NO_SUCH_CLUSTER, Place::value(path), message).help(help));
        }
    }
    environments
}

/// The blueprint that a tree says.
fn view(text: &Reading, node: Arc<Node>, diagnostics: &mut Vec<Diagnostic>) -> Option<View> {
    let blueprint = Blueprint::read(&node, &mut Reader::of_text(text, diagnostics))?;
    Some(View { blueprint: Arc::new(blueprint), node, components: Arc::default() })
}

/// The blueprint with an overlay on top; the same one when the overlay says nothing.
fn overlaid(text: &Reading, under: &View, overlay: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<View> {
    let NodeKind::Map(entries) = &overlay.kind else { return Some(under.clone()) };
    if entries.is_empty() {
        return Some(under.clone());
    }
    let mut node = (*under.node).clone();
    node.merge(overlay);
    let mut found = Vec::new();
    let view = view(text, Arc::new(node), &mut found);
    if let Some(view) = &view {
        hagen_core::locate(&mut found, &view.node);
    }
    diagnostics.extend(found);
    view
}

fn check_overlay(path: &Path, overlay: &Node, of_environment: bool, diagnostics: &mut Vec<Diagnostic>) {
    let Some(entries) = overlay.entries() else {
        if overlay.kind != NodeKind::Null {
            let message = format!("expected a partial blueprint, found {}", overlay.kind_name());
            diagnostics.push(Diagnostic::new(
                &hagen_core::codes::WRONG_TYPE,
                Place::value(path.clone()),
                message,
            ));
        }
        return;
    };
    for entry in entries {
        let key = entry.key.as_str();
        let why = if FIXED_SECTIONS.contains(&key) {
            "holds for the whole blueprint, so no overlay can change it"
        } else if of_environment && CLUSTER_SECTIONS.contains(&key) {
            "is there once per cluster, so an environment cannot change it"
        } else {
            continue;
        };
        let place = Place { path: path.key(key), span: entry.key_span, at_key: true };
        let mut diagnostic = Diagnostic::new(&codes::NOT_OVERLAID, place, format!("`{key}` {why}"));
        if CLUSTER_SECTIONS.contains(&key) {
            diagnostic = diagnostic.help("put it into `clusters.<name>.overlay`, or at the top");
        }
        diagnostics.push(diagnostic);
    }
}

/// Components that only an overlay has, that nobody uses, and whose names are nearly those of others: slips.
fn strangers(path: &Path, overlay: &Node, under: &Node, diagnostics: &mut Vec<Diagnostic>) {
    const SECTIONS: [&str; 7] = ["apps", "charts", "postgres", "caches", "kafka", "buckets", "manifests"];
    for section in SECTIONS {
        let (Some(new), Some(known)) =
            (overlay.get(section).and_then(Node::entries), under.get(section).and_then(Node::entries))
        else {
            continue;
        };
        for entry in new.iter().filter(|entry| known.iter().all(|known| known.key != entry.key)) {
            // What says what it runs is meant to be there.
            let is_whole = ["image", "chart", "from"].iter().any(|key| entry.value.get(key).is_some());
            let reference = format!("{section}/{}", entry.key);
            let names =
                known.iter().map(|known| known.key.as_str()).filter(|name| !is_sibling(name, &entry.key));
            let Some(near) = hagen_core::section::nearest(&entry.key, names) else { continue };
            if is_whole || mentions(overlay, &reference) || mentions(under, &reference) {
                continue;
            }
            let place = Place { path: path.key(section).key(&entry.key), span: entry.key_span, at_key: true };
            let message = format!("`{reference}` is in this overlay alone, and nobody uses it");
            diagnostics.push(
                Diagnostic::new(&codes::STRANGER, place, message).help(format!("did you mean `{near}`?")),
            );
        }
    }
}

/// Whether two names differ by their numbers, as those of siblings do.
pub(crate) fn is_sibling(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| !c.is_ascii_digit() && *c != '-').collect::<String>();
    letters(one) == letters(other)
}

/// Whether a text somewhere below refers to a component.
fn mentions(node: &Node, reference: &str) -> bool {
    match &node.kind {
        NodeKind::String(text) => text == reference,
        NodeKind::List(items) => items.iter().any(|item| mentions(item, reference)),
        NodeKind::Map(entries) => {
            entries.iter().any(|entry| entry.key == reference || mentions(&entry.value, reference))
        }
        _ => false,
    }
}

/// No two environments of a cluster share a namespace: each would delete what the other made.
fn check_namespaces(environments: &[EnvironmentTarget], diagnostics: &mut Vec<Diagnostic>) {
    for (at, this) in environments.iter().enumerate() {
        let path = |name: &Name| Path::of(["environments", name.as_str(), "namespace"]);
        if RESERVED.contains(&this.namespace.as_str()) || this.namespace.as_str().starts_with("kube-") {
            let message =
                format!("the namespace `{}` belongs to Kubernetes or to the platform", this.namespace);
            diagnostics.push(Diagnostic::new(&codes::NAMESPACE, Place::value(path(&this.name)), message));
        }
        if let Some(other) = environments[..at].iter().find(|other| other.namespace == this.namespace) {
            let message =
                format!("the namespace `{}` is that of two environments on one cluster", this.namespace);
            diagnostics.push(
                Diagnostic::new(&codes::NAMESPACE, Place::value(path(&this.name)), message)
                    .also(Place::value(path(&other.name)), "the other one")
                    .help("leave `namespace` out: each environment then has its own"),
            );
        }
    }
}
