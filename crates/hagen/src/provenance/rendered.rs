//! One file as it is rendered, and what its lines are about.

use hagen_core::artifact::Artifact;
use hagen_core::component::Files;
use hagen_core::{Path, Place, Step};
use hagen_kube::Name;
use hagen_yaml::{FileId, Limits, Node, NodeKind, Span, Value};

use super::{NoProvenance, Subject};
use crate::layout::{component_files, folder};
use crate::platform::{Platform, link};
use crate::source::Document;

/// One file, and whose it is.
pub(super) struct Rendered {
    pub(super) component: String,
    pub(super) place: Place,
    pub(super) subject: Subject,
    pub(super) environment: Option<Name>,
    pub(super) cluster: Name,
    text: String,
    pub(super) node: Node,
}

impl Rendered {
    pub(super) fn of(root: &Node, files: &dyn Files, path: &str) -> Option<Self> {
        let platform = link(Document::of(root.clone()), files).platform?;
        let placement = platform.plan().placements.into_iter().find(|placement| {
            path.strip_prefix(&folder(placement)).is_some_and(|rest| rest.starts_with('/'))
        })?;
        let ComponentFile { text, component, chart } = platform.file(path)?;
        let node = hagen_yaml::read(FileId(0), &text, &Limits::default()).node?;
        let word = |key: &str| match &node.get(key)?.kind {
            NodeKind::String(text) => Some(text.clone()),
            _ => None,
        };
        let name = node.get("metadata").and_then(|metadata| match &metadata.get("name")?.kind {
            NodeKind::String(text) => Some(text.clone()),
            _ => None,
        });
        let object =
            || Subject::Object { kind: word("kind").unwrap_or_default(), name: name.unwrap_or_default() };
        let subject = chart.map_or_else(object, Subject::Chart);
        let place = Place::key(component).located(root);
        Some(Self {
            component: placement.id.to_string(),
            place,
            subject,
            environment: placement.environment,
            cluster: placement.cluster,
            text,
            node,
        })
    }

    /// The keys that lead to what begins on a line.
    pub(super) fn keys_at(&self, line: usize) -> Result<Path, NoProvenance> {
        let mut start = 0;
        let mut lines = self.text.split_inclusive('\n');
        let text = lines.by_ref().nth(line.saturating_sub(1)).ok_or(NoProvenance::NoSuchLine)?;
        start += self.text.len() - text.len() - lines.map(str::len).sum::<usize>();
        let range =
            u32::try_from(start).unwrap_or(u32::MAX)..u32::try_from(start + text.len()).unwrap_or(u32::MAX);
        let begins = |span: Span| range.contains(&span.start);
        let mut found = None;
        let mut inside = None;
        visit(&self.node, &Path::ROOT, &mut |path, key, value| {
            if begins(key) && found.is_none() {
                found = Some(path.clone());
            } else if value.span.start < range.start && range.start < value.span.end {
                // A line inside a text of several lines.
                inside = Some(path.clone());
            }
        });
        found.or(inside).ok_or(NoProvenance::NoValue)
    }

    pub(super) fn value(&self, keys: &Path) -> Option<(Value, Span)> {
        let node = keys.steps().iter().try_fold(&self.node, |node, step| match (step, &node.kind) {
            (Step::Key(key), _) => node.get(key),
            (Step::Index(at), NodeKind::List(items)) => items.get(*at),
            (Step::Index(_), _) => None,
        })?;
        Some((node.to_value(), node.span))
    }
}

/// Visits everything below a node: its path, where its key or element begins, and itself.
pub(super) fn visit(node: &Node, path: &Path, see: &mut impl FnMut(&Path, Span, &Node)) {
    match &node.kind {
        NodeKind::Map(entries) => {
            for entry in entries {
                let path = path.key(&entry.key);
                see(&path, entry.key_span, &entry.value);
                visit(&entry.value, &path, see);
            }
        }
        NodeKind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let path = path.index(at);
                see(&path, item.span, item);
                visit(item, &path, see);
            }
        }
        _ => {}
    }
}

/// A file of a component.
pub(super) struct ComponentFile {
    pub(super) text: String,
    /// Where the blueprint asks for the component.
    component: Path,
    /// The chart, when the file is its values.
    chart: Option<&'static str>,
}

impl Platform {
    pub(super) fn file(&self, path: &str) -> Option<ComponentFile> {
        let (built, component) = self.component_at(path)?;
        // The files of releases come first, in the order of the releases.
        let releases = built.artifacts.iter().filter_map(|artifact| match artifact {
            Artifact::Release(release) => Some(release.chart.name),
            _ => None,
        });
        let (files, _) = component_files(&self.delivery, &built);
        let at = files.iter().position(|file| file.path == path)?;
        let text = files.into_iter().nth(at)?.text;
        Some(ComponentFile { text, component, chart: releases.into_iter().nth(at) })
    }
}
