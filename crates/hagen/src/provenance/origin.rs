//! Where in the blueprint a value of the output comes from, for findings about what was rendered before.

use hagen_check::objects::walk;
use hagen_core::component::Files;
use hagen_core::{Path, Place};
use hagen_yaml::{Node, NodeKind};

use super::{Question, Rendered};
use crate::layout::folder;
use crate::platform::Platform;

impl Platform {
    /// Where the user asks for what stands at `keys` in a file of a component: in an own file, at the key of the
    /// component's that makes it so, or where the component itself is asked for. `root` is the blueprint; only the
    /// component's own keys are tried.
    pub fn origin(&self, root: &Node, files: &dyn Files, path: &str, keys: &Path) -> Option<Place> {
        let rendered = Rendered::of(root, files, path)?;
        let objects = self.written_at(path)?;
        let is_it = |node: &&Node| name(node).is_some() && name(node) == name(&rendered.node);
        if let Some(node) = objects.iter().find(is_it) {
            return Some(Place::span(walk(node, keys.steps()).0));
        }
        let Some((value, _)) = rendered.value(keys) else { return Some(rendered.place) };
        let question = Question { root, files, path, keys, value: &value, component: &rendered.place.path };
        let (near, _) = question.candidates(&rendered);
        let cause = question.tried(&near).into_iter().next();
        Some(cause.map_or_else(|| rendered.place.clone(), |cause| cause.place))
    }

    /// The objects that a user wrote of the component that a file belongs to.
    fn written_at(&self, path: &str) -> Option<&[Node]> {
        let placement = self.plan().placements.into_iter().find(|placement| {
            path.strip_prefix(&folder(placement)).is_some_and(|rest| rest.starts_with('/'))
        })?;
        let scopes = self.clusters.iter().flat_map(|cluster| &cluster.scopes);
        let linked = scopes.flat_map(|scope| &scope.components).find(|linked| linked.id == placement.id)?;
        Some(linked.component.written())
    }
}

/// The kind and name of an object.
fn name(node: &Node) -> Option<(&str, &str)> {
    Some((text(node.get("kind")?)?, text(node.get("metadata")?.get("name")?)?))
}

fn text(node: &Node) -> Option<&str> {
    if let NodeKind::String(text) = &node.kind { Some(text) } else { None }
}
