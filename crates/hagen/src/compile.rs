//! The whole way in one call, for Rust programs.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hagen_core::Diagnostic;
use hagen_core::component::Files;
use hagen_core::section::Field;
use hagen_yaml::Node;

use crate::blueprint::Blueprint;
use crate::output::{File, Sink, SinkError};
use crate::platform::{Linking, link};
use crate::source::{Document, Source, Sources, read};

/// A whole output in memory: path → text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The files, by their path below the output folder.
    pub files: BTreeMap<String, String>,
}

/// What came of a compilation.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The output, when there was no error.
    pub tree: Option<Tree>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the places of the diagnostics are in.
    pub sources: Sources,
}

/// Compiles a blueprint that a program made.
///
/// ```
/// use hagen::{App, Blueprint, Name, NoFiles, Text};
///
/// let mut blueprint = Blueprint { name: Name::known("shop"), ..Blueprint::default() };
/// blueprint.delivery.git = Some(hagen::Git {
///     repo_url: hagen::Url::known("https://git.example.com/platform/deploy.git"),
///     revision: "main".into(),
///     path: "out".into(),
///     forge: None,
/// });
/// let image = Some(hagen::Image::known("registry.example.com/shop:1.4.2"));
/// blueprint.apps.insert(Name::known("shop"), App { image, ..App::default() }.into());
///
/// let compilation = hagen::compile(&blueprint, &NoFiles);
/// let tree = compilation.tree.expect("this blueprint is right");
/// assert!(tree.files["in-cluster/production/shop/deployment.yaml"].contains("shop:1.4.2"));
/// ```
pub fn compile(blueprint: &Blueprint, files: &dyn Files) -> Compilation {
    let root = Node::from_value(blueprint.write());
    finish(link(Document::of(root), files))
}

/// Compiles the text of a blueprint.
pub fn compile_text(source: Source, files: &dyn Files) -> Compilation {
    finish(link(read(source), files))
}

fn finish(linking: Linking) -> Compilation {
    let Linking { platform, mut diagnostics, sources } = linking;
    let Some(platform) = platform else { return Compilation { tree: None, diagnostics, sources } };
    let memory = Memory::default();
    let rendered = platform.render(&memory).expect("memory takes every file");
    diagnostics.extend(rendered.diagnostics);
    for diagnostic in &mut diagnostics {
        if let Some(source) = sources.get(diagnostic.place.span.file) {
            diagnostic.narrow(&source.text);
        }
    }
    let tree = Tree { files: memory.into_files() };
    let whole = !diagnostics.iter().any(Diagnostic::is_error);
    Compilation { tree: Some(tree).filter(|_| whole), diagnostics, sources }
}

/// Keeps every file.
#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, String>>);

impl Memory {
    /// The files by path.
    pub(crate) fn into_files(self) -> BTreeMap<String, String> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn put(&self, file: File) -> Result<(), SinkError> {
        self.0.lock().map_err(|_| SinkError)?.insert(file.path, file.text);
        Ok(())
    }
}
