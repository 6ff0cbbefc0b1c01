//! Names of what may be on a cluster without hagen, and that are nearly those of what the blueprint has: StorageClasses and
//! namespaces. Nothing else would tell that they are slips.

use hagen_core::codes::SLIP;
use hagen_core::section::nearest;
use hagen_core::target::Provided;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::StorageClassName;
use hagen_yaml::{Node, NodeKind};

use super::{LinkedCluster, written};
use crate::codes;
use crate::targets::{RESERVED, is_sibling};

/// Parts of a blueprint that are not hagen's to read.
const FREE: [&str; 5] = ["values", "patches", "manifests", "config", "overlay"];

pub(super) fn review(cluster: &LinkedCluster, diagnostics: &mut Vec<Diagnostic>) {
    let Some(platform) = cluster.scopes.first() else { return };
    let mut found: Vec<Diagnostic> = argocd(cluster).into_iter().collect();
    hagen_core::locate(&mut found, &platform.view.node);
    let mut names =
        Names { classes: classes(cluster), namespaces: namespaces(cluster), apps: apps(cluster), found };
    names.namespaces_in(&platform.view.node);
    names.labels_in(&platform.view.node);
    for scope in written(&cluster.scopes) {
        names.classes_in(&scope.view.node);
    }
    diagnostics.extend(names.found);
}

/// Argo CD takes its namespace for its own, and deletes what it does not know there.
fn argocd(cluster: &LinkedCluster) -> Option<Diagnostic> {
    let namespace = &cluster.scopes.first()?.view.blueprint.delivery.argocd.namespace;
    let name = namespace.as_str();
    let is_taken = name == "default" || name.starts_with("kube-");
    (is_taken && !cluster.cluster.provides(Provided::ArgoCd)).then(|| {
        let place = Place::value(Path::of(["delivery", "argocd", "namespace"]));
        Diagnostic::new(&codes::NAMESPACE, place, format!("the namespace `{name}` belongs to Kubernetes"))
            .help("leave it out for `argocd`, or say `provides: [argo-cd]` where Argo CD is there already")
    })
}

fn classes(cluster: &LinkedCluster) -> Vec<String> {
    let said = &cluster.shared.classes;
    let all = [&said.ordinary, &said.database, &said.shared, &cluster.cluster.storage_class];
    all.into_iter().flatten().map(StorageClassName::to_string).collect()
}

fn namespaces(cluster: &LinkedCluster) -> Vec<String> {
    let environments = cluster.offers.environments.iter().map(|(_, namespace)| namespace.to_string());
    let platform = cluster.offers.namespaces.iter().map(ToString::to_string);
    environments.chain(platform).chain(RESERVED.map(str::to_owned)).collect()
}

fn apps(cluster: &LinkedCluster) -> Vec<String> {
    let components = cluster.scopes.iter().flat_map(|scope| &scope.components);
    components.map(|linked| linked.id.name.to_string()).collect()
}

struct Names {
    classes: Vec<String>,
    namespaces: Vec<String>,
    apps: Vec<String>,
    found: Vec<Diagnostic>,
}

impl Names {
    /// The StorageClasses that are named anywhere.
    fn classes_in(&mut self, node: &Node) {
        for entry in node.entries().unwrap_or_default() {
            if entry.key == "storageClass" {
                let found = slip(&entry.value, "StorageClass", &self.classes);
                self.found.extend(found);
            } else if !FREE.contains(&entry.key.as_str()) {
                self.classes_in(&entry.value);
            }
        }
    }

    /// The namespaces and applications that alerts on logs name.
    fn labels_in(&mut self, root: &Node) {
        let rules = root.get("logging").and_then(|logging| logging.get("rules"));
        for rule in rules.and_then(Node::entries).unwrap_or_default() {
            let Some(node) = rule.value.get("expr") else { continue };
            let NodeKind::String(query) = &node.kind else { continue };
            for (label, what, known) in
                [("namespace", "namespace", &self.namespaces), ("app", "application", &self.apps)]
            {
                let found = said(query, label).filter_map(|name| unknown(node, name, what, known));
                self.found.extend(found.map(|(found, _)| found));
            }
        }
    }

    /// The namespaces that sections name.
    fn namespaces_in(&mut self, root: &Node) {
        let paths: [&[&str]; 4] = [
            &["logging", "collector", "excludeNamespaces"],
            &["monitoring", "prometheus", "namespaces"],
            &["gateway", "engine", "existing", "namespace"],
            &["gateway", "engine", "ingress", "namespace"],
        ];
        for path in paths {
            let node = path.iter().try_fold(root, |node, key| node.get(key));
            let names = match node.map(|node| &node.kind) {
                Some(NodeKind::List(items)) => items.as_slice(),
                _ => node.map_or(&[][..], std::slice::from_ref),
            };
            let found = names.iter().filter_map(|name| slip(name, "namespace", &self.namespaces));
            self.found.extend(found);
        }
    }
}

/// What a query on logs says of a label, word by word: `namespace="shop"`.
fn said<'t>(query: &'t str, label: &str) -> impl Iterator<Item = &'t str> {
    let begins = format!("{label}=\"");
    query.split(['{', ',', ' ']).filter_map(move |part| part.strip_prefix(begins.as_str())?.split('"').next())
}

/// A name that is not known, and nearly one that is.
fn slip(node: &Node, what: &str, known: &[String]) -> Option<Diagnostic> {
    let NodeKind::String(written) = &node.kind else { return None };
    let (found, near) = unknown(node, written, what, known)?;
    Some(found.replace_with(near))
}

/// The finding, and the name that was probably meant. Names that differ in their numbers are of siblings.
fn unknown<'k>(node: &Node, written: &str, what: &str, known: &'k [String]) -> Option<(Diagnostic, &'k str)> {
    if known.iter().any(|name| name == written) {
        return None;
    }
    let others = known.iter().map(String::as_str).filter(|name| !is_sibling(name, written));
    let near = nearest(written, others)?;
    let message = format!("no {what} `{written}` is made or declared here");
    let found =
        Diagnostic::new(&SLIP, Place::span(node.span), message).help(format!("did you mean `{near}`?"));
    Some((found, near))
}
