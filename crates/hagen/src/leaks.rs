//! Secrets in what a component would write, each shown where the user wrote it.

use hagen_check::codes;
use hagen_check::plaintext::{self, Leak};
use hagen_core::artifact::Artifact;
use hagen_core::{Diagnostic, Path, Place, Step};
use hagen_yaml::{Node, NodeKind, Span};

/// The texts of the user that an artifact was made of, nearest first: each with its path in the blueprint.
pub(crate) type Texts<'a> = Vec<(&'a Path, &'a Node)>;

/// The secrets in an artifact. `component` is where the blueprint asks for it; the texts are looked up only when there
/// is something to show in them.
pub(crate) fn leaks<'a>(
    artifact: &Artifact,
    component: &Path,
    texts: impl FnOnce() -> Texts<'a>,
) -> Vec<Diagnostic> {
    let found = match artifact {
        Artifact::Manifest(manifest) => plaintext::object(manifest.value()),
        Artifact::Release(release) => plaintext::values(&release.values),
        Artifact::File(file) => plaintext::text(&file.text.whole()),
        Artifact::Source(_) => Vec::new(),
    };
    if found.is_empty() {
        return Vec::new();
    }
    let (subject, texts) = (subject(artifact), texts());
    found.iter().map(|leak| diagnostic(&subject, leak, component, &texts)).collect()
}

fn subject(artifact: &Artifact) -> String {
    match artifact {
        Artifact::Manifest(manifest) => format!("{} `{}`", manifest.kind(), manifest.name()),
        Artifact::Release(release) => format!("the values of the chart `{}`", release.chart.name),
        Artifact::File(file) => format!("the file `{}`", file.path),
        Artifact::Source(source) => format!("the source `{}`", source.repo_url),
    }
}

fn diagnostic(subject: &str, leak: &Leak, component: &Path, texts: &Texts<'_>) -> Diagnostic {
    let written = written(leak, texts);
    let is_shown = written.is_some();
    let place = written.unwrap_or_else(|| Place::key(component.clone()));
    let there = if leak.path.steps().is_empty() { String::new() } else { format!(" at `{}`", leak.path) };
    let message = format!("{subject} would hold {} in plain text{there}", leak.what);
    let mut diagnostic = Diagnostic::new(&codes::PLAINTEXT, place, message)
        .help("refer to a secret by its name instead: `name/key`");
    diagnostic.is_secret = is_shown;
    diagnostic
}

/// Where the user wrote it: under the name that it has in the object, or else the text that is the secret, or else one that
/// holds it. Two variables may hold the same password, and a short one is a part of many a text.
fn written(leak: &Leak, texts: &Texts<'_>) -> Option<Place> {
    let name = match leak.path.steps().last() {
        Some(Step::Key(name)) => Some(name.as_str()),
        _ => None,
    };
    let secret = leak.secret.as_str();
    let is_long = secret.len() >= SHORTEST_PART;
    let named = |key: Option<&str>, text: &str| key.is_some() && key == name && text.contains(secret);
    let whole = |_: Option<&str>, text: &str| text == secret;
    let part = |_: Option<&str>, text: &str| is_long && text.contains(secret);
    let first = |test: Test<'_>| texts.iter().find_map(|(path, node)| place(node, path, test));
    first(&named).or_else(|| first(&whole)).or_else(|| first(&part))
}

/// Whether a text, under its key, is the one that is looked for.
type Test<'t> = &'t dyn Fn(Option<&str>, &str) -> bool;

/// Whatever is shorter is found in texts that have nothing to do with it.
const SHORTEST_PART: usize = 4;

fn place(node: &Node, path: &Path, test: Test<'_>) -> Option<Place> {
    let mut trail = Vec::new();
    let span = find(node, None, test, &mut trail)?;
    Some(Place { path: path.join(&trail), span, at_key: false })
}

fn find(node: &Node, key: Option<&str>, test: Test<'_>, trail: &mut Vec<Step>) -> Option<Span> {
    match &node.kind {
        NodeKind::String(written) => test(key, written).then_some(node.span),
        NodeKind::List(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| within(Step::Index(at), trail, |trail| find(item, key, test, trail))),
        NodeKind::Map(entries) => entries.iter().find_map(|entry| {
            let key = Some(entry.key.as_str());
            within(Step::Key(entry.key.clone()), trail, |trail| find(&entry.value, key, test, trail))
        }),
        _ => None,
    }
}

/// Looks below a step, and takes it back when there is nothing.
fn within(
    step: Step,
    trail: &mut Vec<Step>,
    look: impl FnOnce(&mut Vec<Step>) -> Option<Span>,
) -> Option<Span> {
    trail.push(step);
    let found = look(trail);
    if found.is_none() {
        trail.pop();
    }
    found
}
