//! Custom resource definitions of the user's own: own kinds are checked by them, and they are delivered when asked for.

mod edit;

use std::collections::HashMap;

use hagen_check::definitions::{DefinedKind, Written, definitions, kinds};
use hagen_check::schema::Definitions;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Files, Offer};
use hagen_core::context::{Context, Site};
use hagen_core::section::Section;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Limits, Node};

use crate::codes;
use crate::manifests::documents;
use crate::source::{Source, Sources};

pub use edit::add_definitions;

/// A file with custom resource definitions, as text its path: the kinds in it are then checked as strictly as those
/// that hagen knows. `hagen crd add` adds one.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = String)]
pub struct DefinitionFile {
    /// The YAML or JSON file, relative to the blueprint; it may hold several definitions.
    #[section(example = "crds/widgets.yaml")]
    pub from: String,
    /// Deliver the definitions too, before everything that may use them. Without it they are on the cluster already,
    /// or somebody else brings them.
    #[section(default)]
    pub install: bool,
}

impl From<String> for DefinitionFile {
    fn from(from: String) -> Self {
        Self { from, install: false }
    }
}

/// What is in a file of definitions.
#[derive(Debug, Default)]
pub struct Examination {
    /// The kinds that it brings.
    pub kinds: Vec<DefinedKind>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the places of the diagnostics are in.
    pub sources: Sources,
}

/// Reads files of definitions as `crds:` does, without a blueprint.
pub fn examine_definitions(read: Vec<Source>) -> Examination {
    let mut done = Examination::default();
    let mut all = Vec::new();
    for source in read {
        let name = source.name.clone();
        let nodes = documents(source, &LIMITS, &mut done.sources, &mut done.diagnostics);
        all.extend(nodes.into_iter().map(|node| (name.clone(), node)));
    }
    let written: Vec<Written<'_>> = all.iter().map(|(file, node)| Written { file, node }).collect();
    done.diagnostics.extend(definitions(&written).1);
    done.kinds = written.iter().flat_map(|written| kinds(written.node)).collect();
    done
}

/// Definitions may lie deeper than blueprints: each field of a field takes two steps.
const LIMITS: Limits = Limits { bytes: 4 << 20, depth: 250, nodes: 1_000_000, problems: 100 };

/// The definitions of a compilation: each file read once, each list compiled once.
#[derive(Default)]
pub(crate) struct LoadedDefinitions {
    files: HashMap<String, Vec<Node>>,
    lists: HashMap<Vec<String>, Definitions>,
}

impl LoadedDefinitions {
    /// Reads the files of a list, and keeps what is wrong with them.
    pub(crate) fn load(
        &mut self,
        list: &[DefinitionFile],
        files: &dyn Files,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (at, file) in list.iter().enumerate() {
            if self.files.contains_key(&file.from) {
                continue;
            }
            let read = files.read(&file.from).map(|text| {
                documents(Source { name: file.from.clone(), text }, &LIMITS, sources, diagnostics)
            });
            let documents = read.unwrap_or_else(|error| {
                let place = Place::value(Path::of(["crds"]).index(at));
                let message = format!("`{}` {}", file.from, error.why);
                diagnostics.push(Diagnostic::new(&codes::UNREADABLE_FILE, place, message));
                Vec::new()
            });
            if documents.is_empty() && !diagnostics.iter().any(Diagnostic::is_error) {
                let place = Place::value(Path::of(["crds"]).index(at));
                let message = format!("`{}` holds no definition", file.from);
                diagnostics.push(Diagnostic::new(&hagen_check::codes::DEFINITION, place, message));
            }
            self.files.insert(file.from.clone(), documents);
        }
        let key = names(list);
        if !self.lists.contains_key(&key) {
            let (compiled, found) = definitions(&self.written(list));
            diagnostics.extend(found);
            self.lists.insert(key, compiled);
        }
    }

    /// The definitions of a list that was loaded.
    pub(crate) fn of(&self, list: &[DefinitionFile]) -> Definitions {
        self.lists.get(&names(list)).cloned().unwrap_or_default()
    }

    /// What delivers the definitions that are to be.
    pub(crate) fn component(&self, list: &[DefinitionFile]) -> Option<Box<dyn Component>> {
        let installed: Vec<DefinitionFile> = list.iter().filter(|file| file.install).cloned().collect();
        let definitions: Vec<Node> =
            self.written(&installed).iter().map(|written| written.node.clone()).collect();
        (!definitions.is_empty()).then(|| Box::new(OwnDefinitions(definitions)) as Box<dyn Component>)
    }

    fn written<'a>(&'a self, list: &'a [DefinitionFile]) -> Vec<Written<'a>> {
        let is_first = |at: &usize| !list[..*at].iter().any(|earlier| earlier.from == list[*at].from);
        let files = (0..list.len()).filter(is_first).map(|at| &list[at].from);
        let files = files.filter_map(|file| Some((file, self.files.get(file)?)));
        files.flat_map(|(file, nodes)| nodes.iter().map(move |node| Written { file, node })).collect()
    }
}

fn names(list: &[DefinitionFile]) -> Vec<String> {
    list.iter().map(|file| file.from.clone()).collect()
}

/// The user's definitions as a part of the platform.
struct OwnDefinitions(Vec<Node>);

impl Component for OwnDefinitions {
    fn id(&self) -> ComponentId {
        ComponentId::platform("crds")
    }

    fn path(&self) -> Path {
        Path::of(["crds"])
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("default"))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn written(&self) -> &[Node] {
        &self.0
    }

    fn build(&self, _: &Context<'_>) -> Vec<Artifact> {
        self.0.iter().filter_map(|node| Some(Manifest::from_value(node.to_value())?.into())).collect()
    }
}
