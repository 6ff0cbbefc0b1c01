//! Which keys make a value stand where it stands: each is tried.

use hagen_core::component::Files;
use hagen_core::{Path, Place, Step};
use hagen_yaml::{Node, NodeKind, Value};
use rayon::prelude::*;

use super::rendered::{Rendered, visit};
use super::{Cause, Without};
use crate::platform::link;
use crate::source::Document;

/// How many keys of the rest of the blueprint are tried when none of the component's own is a cause.
const TRIED: usize = 600;

/// What is asked: which keys of `root` make `value` stand at `keys` of the file `path`.
pub(super) struct Question<'a> {
    pub(super) root: &'a Node,
    pub(super) files: &'a dyn Files,
    pub(super) path: &'a str,
    pub(super) keys: &'a Path,
    pub(super) value: &'a Value,
    pub(super) component: &'a Path,
}

impl Question<'_> {
    pub(super) fn causes(&self, rendered: &Rendered) -> Vec<Cause> {
        let (near, far) = self.candidates(rendered);
        let causes = self.tried(&near);
        if !causes.is_empty() {
            return causes;
        }
        self.tried(&far[..far.len().min(TRIED)])
    }

    /// The keys of the blueprint: those of the component, with what overlays and patches say, and the others.
    pub(super) fn candidates(&self, rendered: &Rendered) -> (Vec<Path>, Vec<Path>) {
        let mut overlays = vec![Path::of(["clusters", rendered.cluster.as_str(), "overlay"])];
        if let Some(environment) = &rendered.environment {
            overlays.push(Path::of(["environments", environment.as_str(), "overlay"]));
        }
        let homes: Vec<Path> = [Path::ROOT].into_iter().chain(overlays).collect();
        let near: Vec<Path> = homes
            .iter()
            .flat_map(|home| {
                let below = [
                    self.component.clone(),
                    Path::of(["patches"]),
                    Path::of(["values"]),
                    Path::of(["manifests"]),
                ];
                below.map(|path| path.steps().iter().fold(home.clone(), |path, step| further(&path, step)))
            })
            .collect();
        let (mut of_component, mut others) = (Vec::new(), Vec::new());
        visit(self.root, &Path::ROOT, &mut |path, _, _| {
            let is_key = matches!(path.steps().last(), Some(Step::Key(_))) && !self.holds_all(path);
            let is_near =
                near.iter().any(|near| !near.steps().is_empty() && path.steps().starts_with(near.steps()));
            match (is_key && path.steps().len() > 1, is_near) {
                (true, true) => of_component.push(path.clone()),
                (true, false) => others.push(path.clone()),
                _ => {}
            }
        });
        (of_component, others)
    }

    /// Whether a key is that of the component itself, or of where it runs: without it everything is gone.
    fn holds_all(&self, path: &Path) -> bool {
        let keys = |at: usize| match path.steps().get(at) {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        let is_place = path.steps().len() == 2 && matches!(keys(0), "clusters" | "environments");
        is_place || self.component.steps().starts_with(path.steps())
    }

    /// The causes among some keys: the innermost of those that lie in each other.
    pub(super) fn tried(&self, paths: &[Path]) -> Vec<Cause> {
        let mut found: Vec<(Path, Without)> =
            paths.par_iter().filter_map(|path| Some((path.clone(), self.without(path)?))).collect();
        let all: Vec<Path> = found.iter().map(|(path, _)| path.clone()).collect();
        found.retain(|(path, _)| {
            !all.iter().any(|other| other != path && other.steps().starts_with(path.steps()))
        });
        let cause = |(path, without)| Cause { place: Place::key(path).located(self.root), without };
        found.into_iter().map(cause).collect()
    }

    /// What the line would be without a key; nothing when it would be the same.
    fn without(&self, path: &Path) -> Option<Without> {
        let mut root = self.root.clone();
        let removed = remove(&mut root, path.steps())?;
        let linking = link(Document::of(root.clone()), self.files);
        if linking.platform.is_none() {
            let is_it = says(&removed, self.value);
            return is_it.then_some(Without::Needed);
        }
        let Some(rendered) = Rendered::of(&root, self.files, self.path) else { return Some(Without::Gone) };
        match rendered.value(self.keys) {
            None => Some(Without::Gone),
            Some((value, _)) if value == *self.value => None,
            Some((value, _)) => Some(Without::Other(value)),
        }
    }
}

/// Whether a line says what a scalar of the blueprint says, or a part of it: the version of an image.
fn says(scalar: &Node, line: &Value) -> bool {
    match (&scalar.kind, line) {
        (NodeKind::Map(_) | NodeKind::List(_), _) => false,
        (NodeKind::String(said), Value::String(text)) => {
            said == text
                || (text.len() > 2 && said.contains(&**text))
                || (said.len() > 2 && text.contains(said.as_str()))
        }
        _ => scalar.to_value() == *line,
    }
}

fn further(path: &Path, step: &Step) -> Path {
    match step {
        Step::Key(key) => path.key(key),
        Step::Index(at) => path.index(*at),
    }
}

/// Takes an entry out of mappings in mappings.
fn remove(node: &mut Node, steps: &[Step]) -> Option<Node> {
    let (first, rest) = steps.split_first()?;
    match (first, &mut node.kind) {
        (Step::Key(key), NodeKind::Map(entries)) => {
            let at = entries.iter().position(|entry| entry.key == *key)?;
            if rest.is_empty() {
                Some(entries.remove(at).value)
            } else {
                remove(&mut entries[at].value, rest)
            }
        }
        (Step::Index(at), NodeKind::List(items)) => remove(items.get_mut(*at)?, rest),
        _ => None,
    }
}
