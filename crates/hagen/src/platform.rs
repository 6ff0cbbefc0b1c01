//! A blueprint with everything resolved, and the way there.

use std::sync::Arc;

use hagen_core::component::Files;
use hagen_core::target::Delivery;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Name;
use hagen_rules::Date;
use hagen_yaml::{Node, Reading};
use rayon::prelude::*;

use crate::codes;
use crate::link::{self, LinkedCluster};
use crate::manifests::Loaded;
use crate::salvage::salvage;
use crate::source::{Document, Sources};
use crate::stranger::stranger;
use crate::supposed::beyond;
use crate::targets::{ClusterTarget, FIXED_SECTIONS, targets};

/// A blueprint with every reference resolved, ready to be rendered.
pub struct Platform {
    pub(crate) name: Name,
    pub(crate) delivery: Delivery,
    pub(crate) clusters: Vec<LinkedCluster>,
    pub(crate) today: Option<Date>,
}

impl Platform {
    /// Says which day it is, as rendering reads no clock: waivers that are over are errors then.
    pub fn set_today(&mut self, today: Date) {
        self.today = Some(today);
    }
}

/// What came of reading and linking.
pub struct Linking {
    /// The platform, when nothing was wrong.
    pub platform: Option<Platform>,
    /// What was found, each at its place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the places are in: the blueprint and the user's manifests.
    pub sources: Sources,
}

/// Links a document. Passes two and three: tree → targets → [`Platform`].
///
/// Where something is wrong, what was probably meant is linked and judged instead, to find everything else that is wrong.
pub fn link(document: Document, files: &dyn Files) -> Linking {
    let Document { mut sources, mut reading, mut diagnostics } = document;
    let mut found = Vec::new();
    let is_readable = !diagnostics.iter().any(Diagnostic::is_error);
    let platform = reading.node.take().and_then(|root| {
        let mut pass = Pass { files, sources: &mut sources, found: &mut found };
        pass.link(&reading, &Arc::new(root), is_readable)
    });
    let is_whole = is_readable && !found.iter().any(Diagnostic::is_error);
    diagnostics.extend(found);
    settle(&mut diagnostics);
    Linking { platform: platform.filter(|_| is_whole), diagnostics, sources }
}

/// What linking reads, and what it finds.
pub(crate) struct Pass<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sources: &'a mut Sources,
    pub(crate) found: &'a mut Vec<Diagnostic>,
}

impl Pass<'_> {
    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    fn link(&mut self, reading: &Reading, root: &Arc<Node>, is_readable: bool) -> Option<Platform> {
        if let Some(stranger) = stranger(root) {
            self.found.push(stranger);
            hagen_core::locate(self.found, root);
            return None;
        }
        let targets = self.resolve(reading, root);
        if is_readable && self.has_errors() && beyond(root, self, false) {
            return None;
        }
        let Some(targets) = targets else {
            salvage(reading, root, self.found);
            return None;
        };
        let was_right = is_readable && !self.has_errors();
        let platform = self.assemble(targets);
        if was_right && self.has_errors() {
            beyond(root, self, true);
        }
        platform
    }

    /// What holds on each cluster, as far as the text says. `None`: nobody knows, and what was found says why.
    pub(crate) fn resolve(&mut self, reading: &Reading, root: &Arc<Node>) -> Option<Vec<ClusterTarget>> {
        let before = self.found.len();
        let targets = targets(reading, root, self.found);
        hagen_core::locate(&mut self.found[before..], root);
        targets
    }

    /// Makes a platform of what holds on each cluster.
    pub(crate) fn assemble(&mut self, targets: Vec<ClusterTarget>) -> Option<Platform> {
        let base = targets.first()?.view.blueprint.clone();
        if targets.iter().all(is_empty) {
            let message = "the blueprint describes no component";
            self.found.push(Diagnostic::new(&codes::NOTHING_TO_DO, Place::value(Path::ROOT), message));
        }
        let loaded = self.load(&targets);
        let link = |target| {
            let mut found = Vec::new();
            (link::cluster(target, self.files, &loaded, &mut found), found)
        };
        let (clusters, found): (_, Vec<_>) = targets.into_par_iter().map(link).unzip();
        self.found.extend(found.into_iter().flatten());
        Some(Platform { name: base.name.clone(), delivery: base.delivery.clone(), clusters, today: None })
    }

    /// Reads the files that the blueprint names.
    fn load(&mut self, targets: &[ClusterTarget]) -> Loaded {
        let mut loaded = Loaded::default();
        for cluster in targets {
            let mut found = Vec::new();
            loaded.definitions.load(&cluster.view.blueprint.crds, self.files, self.sources, &mut found);
            hagen_core::locate(&mut found, &cluster.view.node);
            self.found.extend(found);
        }
        for environment in targets.iter().flat_map(|cluster| &cluster.environments) {
            let mut found = Vec::new();
            loaded.load(&environment.view.blueprint.manifests, self.files, self.sources, &mut found);
            hagen_core::locate(&mut found, &environment.view.node);
            self.found.extend(found);
        }
        loaded
    }
}

/// Sections that make nothing by themselves.
const MANNERS: [&str; 6] = ["certificates", "objectStorage", "patches", "policies", "secrets", "values"];
/// Sections that make something once they are there, with nothing in them.
const PARTS: [&str; 4] = ["logging", "mesh", "monitoring", "tracing"];

fn is_empty(cluster: &ClusterTarget) -> bool {
    let makes_nothing = |key: &str, value: &Node| {
        FIXED_SECTIONS.contains(&key)
            || MANNERS.contains(&key)
            || !PARTS.contains(&key) && value.entries().is_some_and(<[_]>::is_empty)
    };
    let environments = cluster.environments.iter().map(|environment| &environment.view.node);
    let mut forms = environments.chain([&cluster.view.node]);
    forms.all(|node| {
        node.entries().unwrap_or_default().iter().all(|entry| makes_nothing(&entry.key, &entry.value))
    })
}

/// In the order of the text, each finding once: an environment finds again what the base has.
pub(crate) fn settle(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let start = |d: &Diagnostic| (d.place.span.file, d.place.span.start, d.code.id);
        start(a)
            .cmp(&start(b))
            .then_with(|| a.place.path.cmp(&b.place.path))
            .then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup_by(|a, b| {
        a.code == b.code
            && a.message == b.message
            && a.place.span == b.place.span
            && a.place.path == b.place.path
    });
}

#[cfg(test)]
mod tests {
    use crate::codes;
    use crate::{Source, compile_text};

    #[test]
    fn a_blueprint_that_makes_nothing_is_told_about() {
        let head = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
                    delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n";
        for (rest, makes_nothing) in [
            ("", true),
            ("apps: {}\npolicies: {}\n", true),
            ("environments: { staging: {} }\n", true),
            ("kafka: { events: { storage: 5Gi } }\n", false),
            ("monitoring: {}\n", false),
            ("values: { traefik: {} }\n", true),
            ("environments: { staging: { overlay: { caches: { sessions: { memory: 64Mi } } } } }\n", false),
        ] {
            let text = format!("{head}{rest}");
            let source = Source { name: "blueprint.yaml".into(), text: text.into_bytes() };
            let found = compile_text(source, &crate::NoFiles).diagnostics;
            let is_told = found.iter().any(|found| found.code.id == codes::NOTHING_TO_DO.id);
            assert_eq!(is_told, makes_nothing, "{rest}: {found:#?}");
        }
    }
}
