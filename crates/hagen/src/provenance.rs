//! Why a line of the output is as it is: which keys of the blueprint make it so, and what it would be without them.
//!
//! Nothing is guessed from names. Each key that may matter is taken out of the blueprint, one at a time, and the file is
//! rendered again: the keys without which the line is another, or gone, are its causes.

mod origin;

use hagen_core::artifact::Artifact;
use hagen_core::component::Files;
use hagen_core::{Path, Place, Step};
use hagen_kube::Name;
use hagen_yaml::{FileId, Limits, Node, NodeKind, Span, Value};
use rayon::prelude::*;

use crate::layout::{component_files, folder};
use crate::platform::{Platform, link};
use crate::source::Document;

/// How many keys of the rest of the blueprint are tried when none of the component's own is a cause.
const TRIED: usize = 600;

/// Where a line of the output comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The component that the file belongs to.
    pub component: String,
    /// Where the blueprint asks for the component.
    pub place: Place,
    /// The kind and name of the object, or the chart that the file has the values of.
    pub subject: Subject,
    /// The keys that lead to the line in the file.
    pub keys: Path,
    /// What stands there.
    pub value: Value,
    /// The keys of the blueprint that make it so. None: it is hagen's own and always the same.
    pub causes: Vec<Cause>,
}

/// What a file is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An object.
    Object {
        /// Its kind.
        kind: String,
        /// Its name.
        name: String,
    },
    /// The values of a chart.
    Chart(&'static str),
}

/// A key of the blueprint that makes a line what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The key.
    pub place: Place,
    /// What the line would be without it.
    pub without: Without,
}

/// What a line would be without a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Without {
    /// Something else, hagen's default.
    Other(Value),
    /// Not there.
    Gone,
    /// The blueprint would not be valid: the line is the key's own value.
    Needed,
}

/// Why there is no provenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProvenance {
    /// No component has a file of this name.
    NoSuchFile,
    /// The file has fewer lines.
    NoSuchLine,
    /// The line holds no value: it is empty or a remark.
    NoValue,
}

/// Where a line (counted from one) of a component's file comes from. `root` is the blueprint, without any mistake.
pub fn provenance(
    root: &Node,
    files: &dyn Files,
    path: &str,
    line: usize,
) -> Result<Provenance, NoProvenance> {
    let rendered = Rendered::of(root, files, path).ok_or(NoProvenance::NoSuchFile)?;
    let keys = rendered.keys_at(line)?;
    let (value, _) = rendered.value(&keys).ok_or(NoProvenance::NoValue)?;
    let question =
        Question { root, files, path, keys: &keys, value: &value, component: &rendered.place.path };
    let causes = question.causes(&rendered);
    Ok(Provenance {
        component: rendered.component,
        place: rendered.place,
        subject: rendered.subject,
        keys,
        value,
        causes,
    })
}

/// One file, and whose it is.
struct Rendered {
    component: String,
    place: Place,
    subject: Subject,
    environment: Option<Name>,
    cluster: Name,
    text: String,
    node: Node,
}

impl Rendered {
    fn of(root: &Node, files: &dyn Files, path: &str) -> Option<Self> {
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
    fn keys_at(&self, line: usize) -> Result<Path, NoProvenance> {
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

    fn value(&self, keys: &Path) -> Option<(Value, Span)> {
        let node = keys.steps().iter().try_fold(&self.node, |node, step| match (step, &node.kind) {
            (Step::Key(key), _) => node.get(key),
            (Step::Index(at), NodeKind::List(items)) => items.get(*at),
            (Step::Index(_), _) => None,
        })?;
        Some((node.to_value(), node.span))
    }
}

/// Visits everything below a node: its path, where its key or element begins, and itself.
fn visit(node: &Node, path: &Path, see: &mut impl FnMut(&Path, Span, &Node)) {
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

/// What is asked: which keys of `root` make `value` stand at `keys` of the file `path`.
struct Question<'a> {
    root: &'a Node,
    files: &'a dyn Files,
    path: &'a str,
    keys: &'a Path,
    value: &'a Value,
    component: &'a Path,
}

impl Question<'_> {
    fn causes(&self, rendered: &Rendered) -> Vec<Cause> {
        let (near, far) = self.candidates(rendered);
        let causes = self.tried(&near);
        if !causes.is_empty() {
            return causes;
        }
        self.tried(&far[..far.len().min(TRIED)])
    }

    /// The keys of the blueprint: those of the component, with what overlays and patches say, and the others.
    fn candidates(&self, rendered: &Rendered) -> (Vec<Path>, Vec<Path>) {
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
    fn tried(&self, paths: &[Path]) -> Vec<Cause> {
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

/// A file of a component.
struct ComponentFile {
    text: String,
    /// Where the blueprint asks for the component.
    component: Path,
    /// The chart, when the file is its values.
    chart: Option<&'static str>,
}

impl Platform {
    fn file(&self, path: &str) -> Option<ComponentFile> {
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

#[cfg(test)]
mod tests {
    use hagen_core::component::NoFiles;

    use super::*;

    const TEXT: &str = "\
apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: https://git.example.com/deploy.git } }
environments:
  production: {}
  staging: { overlay: { apps: { web: { replicas: 2 } } } }
apps:
  web:
    image: registry.example.com/web:1.0
    port: 8080
    config: { LOG_LEVEL: info }
    health: { liveness: /livez, readiness: /readyz }
";

    fn asked(path: &str, begins: &str) -> Result<Provenance, NoProvenance> {
        let root = hagen_yaml::read(FileId(0), TEXT, &Limits::default()).node.unwrap();
        let file = link(Document::of(root.clone()), &NoFiles).platform.unwrap().file(path);
        let text = file.map_or(String::new(), |file| file.text);
        let line = text.lines().position(|line| line.trim_start().starts_with(begins)).map_or(0, |at| at + 1);
        provenance(&root, &NoFiles, path, line.max(1))
    }

    fn causes(path: &str, begins: &str) -> Vec<(String, Without)> {
        let causes = asked(path, begins).expect("a value").causes;
        causes.into_iter().map(|cause| (cause.place.path.to_string(), cause.without)).collect()
    }

    #[test]
    fn a_key_that_can_go_tells_the_default() {
        let found = causes("in-cluster/staging/web/deployment.yaml", "replicas:");
        let expected =
            ("environments.staging.overlay.apps.web.replicas".to_owned(), Without::Other(Value::Int(3)));
        assert_eq!(found, [expected]);
        let found = causes("in-cluster/staging/web/configmap.yaml", "LOG_LEVEL:");
        assert_eq!(found, [("apps.web.config.LOG_LEVEL".to_owned(), Without::Gone)]);
    }

    #[test]
    fn a_key_that_is_needed_is_known_by_its_value() {
        let found = causes("in-cluster/production/web/deployment.yaml", "image:");
        assert_eq!(found, [("apps.web.image".to_owned(), Without::Needed)]);
        let found = causes("in-cluster/production/web/deployment.yaml", "app.kubernetes.io/version:");
        assert_eq!(found, [("apps.web.image".to_owned(), Without::Needed)]);
    }

    #[test]
    fn what_no_key_changes_is_hagens_own() {
        let found = asked("in-cluster/production/web/deployment.yaml", "minReadySeconds:").expect("a value");
        assert_eq!(found.causes, []);
        assert_eq!(found.subject, Subject::Object { kind: "Deployment".to_owned(), name: "web".to_owned() });
        assert_eq!(found.component, "apps/web");
    }

    #[test]
    fn what_is_not_there_has_no_provenance() {
        assert_eq!(asked("in-cluster/production/wob/deployment.yaml", "x"), Err(NoProvenance::NoSuchFile));
        let root = hagen_yaml::read(FileId(0), TEXT, &Limits::default()).node.unwrap();
        let asked = |line| provenance(&root, &NoFiles, "in-cluster/production/web/deployment.yaml", line);
        assert_eq!(asked(100_000), Err(NoProvenance::NoSuchLine));
        assert_eq!(asked(1), Err(NoProvenance::NoValue));
    }
}
