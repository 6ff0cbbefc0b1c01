//! The user's own Kubernetes files: checked like hagen's own, delivered as a component of each environment.

mod review;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hagen_check::schema::{Definitions, Minor, Schemas};
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, FileError, Files, Offer};
use hagen_core::context::{Context, Site};
use hagen_core::section::{Map, Section};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Limits, Node};

use crate::codes;
use crate::crds::{DefinitionFile, LoadedDefinitions};
use crate::layout::Object;
use crate::queries::text;
use crate::source::{Source, Sources, diagnostic};

/// Kubernetes objects of the user's own.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Manifests {
    /// The YAML file, relative to the blueprint; it may hold several documents. Objects without a namespace go to
    /// that of the environment.
    #[section(example = "manifests/quota.yaml")]
    pub from: String,
}

/// The files of a compilation, each read once.
#[derive(Default)]
pub(crate) struct Loaded {
    files: HashMap<String, Result<Vec<Node>, FileError>>,
    /// The definitions of own kinds.
    pub(crate) definitions: LoadedDefinitions,
}

impl Loaded {
    /// Reads the files that a section names, and keeps what is wrong with them.
    pub(crate) fn load(
        &mut self,
        section: &Map<Name, Manifests>,
        files: &dyn Files,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (name, manifests) in section {
            let place = || Place::value(path(name).key("from"));
            if !self.files.contains_key(&manifests.from) {
                let before = diagnostics.len();
                let documents = files
                    .read(&manifests.from)
                    .map(|text| read(Source { name: manifests.from.clone(), text }, sources, diagnostics));
                if documents.as_ref().is_ok_and(Vec::is_empty) && diagnostics.len() == before {
                    let message = format!("`{}` holds no object", manifests.from);
                    diagnostics.push(Diagnostic::new(&codes::BAD_MANIFEST, place(), message));
                }
                self.files.insert(manifests.from.clone(), documents);
            }
            if let Err(error) = &self.files[&manifests.from] {
                let message = format!("`{}` {}", manifests.from, error.why);
                let is_pattern = manifests.from.contains(['*', '?', '{']);
                let help =
                    is_pattern.then(|| "name each file by itself: patterns are not filled in".to_owned());
                diagnostics.push(Diagnostic::new(&codes::UNREADABLE_FILE, place(), message).help_if(help));
            }
        }
    }

    /// The components of a section.
    pub(crate) fn components(
        &self,
        section: &Map<Name, Manifests>,
        crds: &[DefinitionFile],
    ) -> Vec<Box<dyn Component>> {
        let definitions = self.definitions.of(crds);
        let files = section.values().filter_map(|manifests| self.files.get(&manifests.from)?.as_ref().ok());
        let namespaces: Arc<BTreeSet<String>> =
            Arc::new(files.flatten().filter_map(review::namespace).collect());
        let component = |(name, manifests): (&Name, &Manifests)| -> Option<Box<dyn Component>> {
            let documents = self.files.get(&manifests.from)?.as_ref().ok()?.clone();
            let (definitions, namespaces) = (definitions.clone(), namespaces.clone());
            Some(Box::new(OwnManifests { name: name.clone(), documents, definitions, namespaces }))
        };
        section.iter().filter_map(component).collect()
    }
}

fn path(name: &Name) -> Path {
    Path::of(["manifests", name.as_str()])
}

fn read(source: Source, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Node> {
    documents(source, &Limits::default(), sources, diagnostics)
}

/// The objects in a file of the user's.
pub(crate) fn documents(
    source: Source,
    limits: &Limits,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Node> {
    let file = sources.add(source);
    let text = sources.get(file).map(|source| source.text.clone()).unwrap_or_default();
    let mut documents = Vec::new();
    for (start, end) in documents_of(&text) {
        // Everything outside the document becomes blank, so that the places in it stay what they are.
        let blank =
            |at: usize, byte: u8| if (start..end).contains(&at) || byte == b'\n' { byte } else { b' ' };
        let alone: Vec<u8> = text.iter().enumerate().map(|(at, &byte)| blank(at, byte)).collect();
        if alone.iter().all(u8::is_ascii_whitespace) || only_comments(&text[start..end]) {
            continue;
        }
        let reading = hagen_yaml::read(file, &alone, limits);
        let is_whole = reading.problems.is_empty();
        diagnostics.extend(reading.problems.into_iter().map(diagnostic));
        // What is missing may be in the part that cannot be read.
        documents.extend(reading.node.filter(|node| is_whole && is_object(node, diagnostics)));
    }
    documents
}

/// The documents of a stream: what stands between lines that begin with `---`.
fn documents_of(text: &[u8]) -> Vec<(usize, usize)> {
    let mut bounds = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b"---") && line[3..].iter().all(u8::is_ascii_whitespace) {
            bounds.push((start, at));
            start = at + line.len();
        }
        at += line.len();
    }
    bounds.push((start, at));
    bounds
}

fn only_comments(text: &[u8]) -> bool {
    text.split(|&byte| byte == b'\n').all(|line| {
        let line = line.trim_ascii();
        line.is_empty() || line.starts_with(b"#")
    })
}

fn is_object(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let whole = Manifest::from_value(node.to_value()).is_some();
    diagnostics.extend(if whole { review::of_server(node) } else { vec![review::no_object(node)] });
    whole
}

/// A component of the user's own objects.
struct OwnManifests {
    name: Name,
    documents: Vec<Node>,
    definitions: Definitions,
    /// The namespaces that objects of the section make.
    namespaces: Arc<BTreeSet<String>>,
}

impl Component for OwnManifests {
    fn id(&self) -> ComponentId {
        ComponentId::new("manifests", self.name.clone())
    }

    fn path(&self) -> Path {
        path(&self.name)
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        self.documents.iter().flat_map(|node| review::review(node, &self.namespaces, cx)).collect()
    }

    fn written(&self) -> &[Node] {
        &self.documents
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let object = |node: &Node| Manifest::from_value(node.to_value());
        let schemas = Schemas::with(Minor::NEWEST, &self.definitions);
        let placed = |manifest| placed(manifest, &schemas, cx).into();
        self.documents.iter().filter_map(object).map(placed).collect()
    }
}

/// The object in the environment's namespace, unless it says another or has none.
fn placed(mut manifest: Manifest, schemas: &Schemas, cx: &Context<'_>) -> Manifest {
    if manifest.namespace().is_none() && !is_cluster_scoped(schemas, &manifest) {
        let namespace = cx.site.namespace.to_string();
        let metadata =
            manifest.value_mut().as_map_mut().and_then(|map| map.get_mut("metadata")?.as_map_mut());
        if let Some(metadata) = metadata {
            metadata.insert("namespace", namespace);
        }
    }
    manifest
}

fn is_cluster_scoped(schemas: &Schemas, manifest: &Manifest) -> bool {
    schemas.find(manifest.api_version(), manifest.kind()).is_some_and(|kind| !kind.namespaced())
}

/// Whether a user wrote an object so. `home` is the namespace of its component.
pub(crate) fn is_written_as(node: &Node, object: &Object, home: &str) -> bool {
    let metadata = |key| node.get("metadata").and_then(|metadata| text(metadata.get(key)?));
    let group = |version: &str| version.split_once('/').map_or(String::new(), |(group, _)| group.to_owned());
    node.get("kind").and_then(text) == Some(&*object.kind.kind)
        && metadata("name") == Some(&*object.name)
        && node.get("apiVersion").and_then(text).map(group).as_deref() == Some(&*object.kind.group)
        && metadata("namespace").filter(|namespace| *namespace != home) == object.elsewhere.as_deref()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Source, compile_text};

    #[test]
    fn an_object_that_is_there_twice_is_shown_where_it_is_the_second_time() {
        let blueprint = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
            delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
            manifests: { own: { from: own.yaml } }\n";
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: twice\ndata: { a: b }\n";
        let own = format!("{object}---\n{object}");
        let files = BTreeMap::from([("own.yaml".to_owned(), own.clone().into_bytes())]);
        let source = Source { name: "blueprint.yaml".into(), text: blueprint.as_bytes().to_vec() };
        let compilation = compile_text(source, &files);
        let [found] = &compilation.diagnostics[..] else { panic!("{:?}", compilation.diagnostics) };
        let at = |start: u32| own[..start as usize].matches('\n').count() + 1;
        assert_eq!((found.code.id, at(found.place.span.start)), ("HG0803", 10));
        assert_eq!(at(found.labels[0].place.span.start), 4);
        assert_eq!(found.message, "ConfigMap `twice` is twice in manifests/own");
    }
}
