//! References become edges: each with what the consumer gets.

use std::collections::HashMap;
use std::sync::Arc;

use hagen_core::component::{ComponentId, Consumer, Edge, Link};
use hagen_core::context::Site;
use hagen_core::secret::Secret;
use hagen_core::section::nearest;
use hagen_core::{Diagnostic, Place};
use hagen_kube::{Name, Reference};
use rayon::prelude::*;

use super::{Linked, LinkedCluster, Scope};
use crate::codes;

/// Resolves every reference of an environment, and tells both ends.
pub(super) fn connect(
    cluster: &LinkedCluster,
    scope: &mut Scope,
    platform: &Name,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let targets = Targets::new(cluster, scope, platform);
    let edges = targets.edges(&scope.components, diagnostics);
    for (from, to, edge) in edges {
        let edge = Arc::new(edge);
        scope.components[to].used_by.push(edge.clone());
        scope.components[from].uses.push(edge);
    }
}

/// Resolves the references of the platform's parts, which name components of the cluster's first environment.
pub(super) fn connect_platform(
    cluster: &mut LinkedCluster,
    platform: &Name,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(environment) = cluster.offers.first_environment().cloned() else { return };
    let is_first = |scope: &Scope| scope.environment.as_ref().is_some_and(|(name, _)| *name == environment);
    let Some(first) = cluster.scopes.iter().position(is_first) else { return };
    let mut found = Vec::new();
    let targets = Targets::new(cluster, &cluster.scopes[first], platform);
    let edges = targets.edges(&cluster.scopes[0].components, &mut found);
    hagen_core::locate(&mut found, &cluster.scopes[0].view.node);
    diagnostics.extend(found);
    for (from, to, mut edge) in edges {
        if let Some(secret) = &mut edge.connection.secret {
            secret.environment = Some(environment.clone());
        }
        let edge = Arc::new(edge);
        cluster.scopes[first].components[to].used_by.push(edge.clone());
        cluster.scopes[0].components[from].uses.push(edge);
    }
}

/// The components that references can name.
struct Targets<'a> {
    components: &'a [Linked],
    site: Site<'a>,
    index: HashMap<(&'a str, &'a Name), usize>,
}

impl<'a> Targets<'a> {
    fn new(cluster: &'a LinkedCluster, scope: &'a Scope, platform: &'a Name) -> Self {
        let components = scope.components.as_slice();
        let at = |(at, linked): (usize, &'a Linked)| ((linked.id.section, &linked.id.name), at);
        Self {
            components,
            site: cluster.site(scope, &scope.namespace, platform),
            index: components.iter().enumerate().map(at).collect(),
        }
    }

    /// The edges from some components, each with the positions of its two ends.
    fn edges(&self, from: &[Linked], diagnostics: &mut Vec<Diagnostic>) -> Vec<(usize, usize, Edge)> {
        let resolve = |(at, linked): (usize, &Linked)| {
            let resolve = move |link| self.edge(linked, link).map(|(to, edge)| (at, to, edge));
            linked.component.links().into_iter().map(resolve).collect::<Vec<_>>()
        };
        let resolved: Vec<Vec<_>> = from.par_iter().enumerate().map(resolve).collect();
        let mut edges = Vec::new();
        for edge in resolved.into_iter().flatten() {
            match edge {
                Ok(edge) => edges.push(edge),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        edges
    }

    fn edge(&self, from: &Linked, link: Link) -> Result<(usize, Edge), Box<Diagnostic>> {
        let Some(&to) = self.index.get(&(link.to.section.as_str(), &link.to.name)) else {
            return Err(Box::new(missing(&link, self.components)));
        };
        let target = &self.components[to];
        let consumer = Consumer { id: &from.id, namespace: &from.namespace, link: &link };
        let Some(connection) = target.component.connect(&consumer, &self.site) else {
            return Err(Box::new(not_usable(&link)));
        };
        let edge = Edge {
            from: from.id.clone(),
            from_pods: from.offer.pods.clone(),
            from_namespace: from.namespace.clone(),
            to: target.id.clone(),
            link,
            connection,
        };
        Ok((to, edge))
    }
}

/// The secrets that a component has to make in its namespace: its own, and those of connections that nobody else
/// makes there.
pub(super) fn secrets(linked: &Linked) -> impl Iterator<Item = &Secret> {
    let connected =
        linked.uses.iter().chain(&linked.used_by).filter_map(|edge| edge.connection.secret.as_ref());
    linked.offer.secrets.iter().chain(connected)
}

fn missing(link: &Link, known: &[Linked]) -> Diagnostic {
    let known = known.iter().filter(|linked| is_referable(&linked.id));
    let names: Vec<String> = known.map(|linked| linked.id.to_string()).collect();
    no_such_component(&link.to, Place::value(link.path.clone()), &names)
}

/// The finding about a reference that names none of the components that there are.
pub(crate) fn no_such_component(reference: &Reference, place: Place, names: &[String]) -> Diagnostic {
    let written = reference.to_string();
    let diagnostic = Diagnostic::new(&codes::NO_SUCH_COMPONENT, place, format!("there is no `{written}`"));
    match meant(reference, names) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).replace_with(near),
        None if names.is_empty() => diagnostic.help("the blueprint has nothing that could be used"),
        None if is_declarable(reference, names) => {
            let Reference { section, name } = reference;
            diagnostic.help(format!("declare it: `{section}: {{ {name}: {{}} }}`"))
        }
        None => diagnostic.help(format!("there are {}", listed(names, reference))),
    }
}

/// Whether nothing stands in a section that needs no more than a name.
fn is_declarable(reference: &Reference, names: &[String]) -> bool {
    let prefix = format!("{}/", reference.section);
    matches!(&*reference.section, "buckets" | "caches") && !names.iter().any(|name| name.starts_with(&prefix))
}

/// The component that was probably meant: of this section by its name alone, or else one that is spelt nearly like it.
fn meant<'n>(reference: &Reference, names: &'n [String]) -> Option<&'n str> {
    let prefix = format!("{}/", reference.section);
    let of_section = names.iter().filter_map(|name| name.strip_prefix(&prefix));
    let near = nearest(reference.name.as_str(), of_section);
    let whole = near.and_then(|near| names.iter().find(|name| name.strip_prefix(&prefix) == Some(near)));
    let others = || names.iter().filter(|name| !name.starts_with(&prefix)).map(String::as_str);
    whole.map(String::as_str).or_else(|| nearest(&reference.to_string(), others()))
}

/// The names of the section that was meant, or else all, and not more than eight.
fn listed(names: &[String], meant: &Reference) -> String {
    let prefix = format!("{}/", meant.section);
    let of_section: Vec<&String> = names.iter().filter(|name| name.starts_with(&prefix)).collect();
    let shown = if of_section.is_empty() { names.iter().collect() } else { of_section };
    let quoted: Vec<String> = shown.iter().take(8).map(|name| format!("`{name}`")).collect();
    let more = if shown.len() > 8 { " and more" } else { "" };
    format!("{}{more}", quoted.join(", "))
}

fn is_referable(id: &ComponentId) -> bool {
    !matches!(id.section, "platform" | "manifests")
}

fn not_usable(link: &Link) -> Diagnostic {
    let message = format!("`{}` has nothing that another component could use", link.to);
    Diagnostic::new(&codes::NOT_USABLE, Place::value(link.path.clone()), message)
        .help("an application that others use needs a `port`")
}

/// No two components of a scope may share a folder, and with it an Application.
pub(super) fn twins(components: &[Linked], diagnostics: &mut Vec<Diagnostic>) {
    let mut folders: HashMap<String, usize> = HashMap::new();
    for (at, linked) in components.iter().enumerate() {
        let Some(first) = folders.insert(linked.id.folder(), at) else { continue };
        let (this, other) = (&linked.component, &components[first]);
        let message =
            format!("`{}` and `{}` are both `{}` in the output", linked.id, other.id, linked.id.folder());
        diagnostics.push(
            Diagnostic::new(&codes::TWO_OF_A_NAME, Place::key(this.path()), message)
                .also(Place::key(other.component.path()), "the other one"),
        );
    }
}
