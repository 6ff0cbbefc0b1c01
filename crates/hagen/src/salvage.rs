//! What can still be said of a blueprint that has wrong values: overlays are read and references are followed all the
//! same, so that a user sees every mistake in one run.

use std::collections::BTreeMap;

use hagen_core::section::{Field, Reader, Shape, TextInfo};
use hagen_core::target::{Cluster, Environment};
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_kube::{Name, Reference, Text};
use hagen_yaml::{Node, NodeKind, Reading};

use crate::blueprint::Blueprint;
use crate::link::no_such_component;
use crate::targets::CLUSTER_SECTIONS;

/// Finds what reading the base alone does not show. Findings that the base has too are found again, at the same
/// places.
pub(crate) fn salvage(text: &Reading, root: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let overlaid = overlays(root).into_iter().map(|overlays| {
        let mut node = root.clone();
        for overlay in &overlays {
            node.merge(overlay);
        }
        node
    });
    let forms: Vec<Node> = std::iter::once(root.clone()).chain(overlaid).collect();
    for (at, node) in forms.iter().enumerate() {
        let mut found = Vec::new();
        if at > 0 {
            Blueprint::read(node, &mut Reader::of_text(text, &mut found));
        }
        Written { here: node, is_base: at == 0, forms: &forms }.references(
            node,
            Blueprint::shape(),
            &Path::ROOT,
            &mut found,
        );
        hagen_core::locate(&mut found, node);
        diagnostics.extend(found);
    }
}

/// The overlays that lie over each other somewhere: that of a cluster, and that of an environment on it.
fn overlays(root: &Node) -> Vec<Vec<Node>> {
    let environments: BTreeMap<Name, Environment> = read(root, "environments");
    let clusters: BTreeMap<Name, Cluster> = read(root, "clusters");
    let is_said = |overlay: &Node| overlay.entries().is_some_and(|entries| !entries.is_empty());
    let mut all = Vec::new();
    for environment in environments.values().filter(|environment| is_said(&environment.overlay.0)) {
        let runs_on = |name: &Name| environment.clusters.is_empty() || environment.clusters.contains(name);
        let under = clusters.iter().filter(|(name, _)| runs_on(name)).map(|(_, cluster)| &cluster.overlay.0);
        let own = || environment.overlay.0.clone();
        let before = all.len();
        all.extend(under.map(|under| if is_said(under) { vec![under.clone(), own()] } else { vec![own()] }));
        if all.len() == before {
            all.push(vec![own()]);
        }
    }
    all.extend(
        clusters
            .values()
            .map(|cluster| &cluster.overlay.0)
            .filter(|it| is_said(it))
            .map(|it| vec![it.clone()]),
    );
    all
}

/// A section of which each entry can be read, as far as it can.
fn read<T: Field>(root: &Node, section: &str) -> BTreeMap<Name, T> {
    let entries = root.get(section).and_then(Node::entries).unwrap_or_default();
    let mut ignored = Vec::new();
    let mut reader = Reader::new(&mut ignored);
    let each = entries
        .iter()
        .filter_map(|entry| Some((Name::parse(&entry.key).ok()?, T::read(&entry.value, &mut reader)?)));
    each.collect()
}

/// The blueprint as it is written: the base, or an environment of it.
struct Written<'n> {
    here: &'n Node,
    is_base: bool,
    /// The base, and all environments.
    forms: &'n [Node],
}

impl Written<'_> {
    /// Follows every reference below a node, as the shape of the language tells where references stand.
    fn references(&self, node: &Node, shape: Shape, path: &Path, diagnostics: &mut Vec<Diagnostic>) {
        match shape {
            Shape::Optional(inner) => self.references(node, inner(), path, diagnostics),
            // What is found in both forms is one finding.
            Shape::Either(one, other) => {
                self.references(node, one(), path, diagnostics);
                self.references(node, other(), path, diagnostics);
            }
            Shape::Text(info) if is_reference(info) => diagnostics.extend(self.missing(node, path)),
            Shape::List(inner) => {
                let NodeKind::List(items) = &node.kind else { return };
                for (at, item) in items.iter().enumerate() {
                    self.references(item, inner(), &path.index(at), diagnostics);
                }
            }
            Shape::Map(_, inner) => {
                for entry in node.entries().unwrap_or_default() {
                    self.references(&entry.value, inner(), &path.key(&entry.key), diagnostics);
                }
            }
            Shape::Section(info) => match (node.entries(), info.shorthand) {
                (Some(entries), _) => {
                    for entry in entries {
                        if let Some(field) = info.fields.iter().find(|field| field.key == entry.key) {
                            let path = path.key(&entry.key);
                            self.references(&entry.value, (field.shape)(), &path, diagnostics);
                        }
                    }
                }
                (None, Some(shorthand)) => self.references(node, shorthand(), path, diagnostics),
                (None, None) => {}
            },
            _ => {}
        }
    }

    /// What a reference leads to that is not there.
    fn missing(&self, node: &Node, path: &Path) -> Option<Diagnostic> {
        let NodeKind::String(written) = &node.kind else { return None };
        let reference = Reference::parse(written).ok()?;
        // Of a section that cannot be read, nobody knows what is in it.
        let has = |form: &Node| {
            form.get(&reference.section).is_some_and(|section| {
                section.entries().is_none() || section.get(reference.name.as_str()).is_some()
            })
        };
        let is_there = has(self.here) || self.may_be_elsewhere(path) && self.forms.iter().any(has);
        if is_there {
            return None;
        }
        let place = Place { path: path.clone(), span: node.span, at_key: false };
        Some(no_such_component(&reference, place, &names(self.forms)))
    }

    /// Whether what is referred to may be that of another environment: the base is none where there are some, and what
    /// a cluster has once refers to the first environment that has it.
    fn may_be_elsewhere(&self, path: &Path) -> bool {
        let section = path.steps().first();
        self.is_base || matches!(section, Some(Step::Key(key)) if CLUSTER_SECTIONS.contains(&&**key))
    }
}

fn is_reference(info: &TextInfo) -> bool {
    info.what == <Reference as Text>::WHAT
}

/// The components that a reference can name, as far as they are written.
fn names(forms: &[Node]) -> Vec<String> {
    let of = |form: &Node, section: &str| -> Vec<String> {
        let entries = form.get(section).and_then(Node::entries).unwrap_or_default();
        entries.iter().map(|entry| format!("{section}/{}", entry.key)).collect()
    };
    let sections = ["apps", "postgres", "kafka", "caches", "buckets"];
    let all = sections.into_iter().flat_map(|section| forms.iter().flat_map(move |form| of(form, section)));
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
