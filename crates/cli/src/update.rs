//! Objects that a run would change in a way that their cluster refuses: Argo CD would try for ever. hagen says so before
//! it is written, at the line of the blueprint that asks for it.

use std::collections::BTreeMap;

use hagen_check::schema::{Finding as Refused, Minor, Schemas, update};
use hagen_core::{Diagnostic, Path};
use hagen_kube::Manifest;
use hagen_yaml::{FileId, Limits, Value};

use crate::codes;
use crate::loss::{Versions, is_named};
use crate::report::Finding;
use crate::target::Linked;
use crate::write::{Change, Plan, WriteError};

/// So many findings are shown at their lines; the lines of more would take long to find.
const LOCATED: usize = 12;

/// What is refused of a file, and the object in it; the values of a chart are none.
type Refusal<'p> = (&'p str, Option<Manifest>, Refused);

/// A complaint for each object that cannot become what it would, and is not named in `recreated` by its file.
pub(crate) fn refusals(
    plan: &Plan,
    versions: &impl Versions,
    recreated: &[String],
    out: &str,
    linked: &Linked,
) -> Result<Vec<Finding>, WriteError> {
    if plan.changes.iter().all(|(_, change)| *change == Change::Added) {
        return Ok(Vec::new());
    }
    let schemas = Schemas::new(Minor::NEWEST);
    let mut found = Vec::new();
    let mut moved = Moved::default();
    for (path, change) in plan.changes.iter().filter(|(path, _)| !is_named(path, recreated, out)) {
        let old = if *change == Change::Added { None } else { versions.before(path)? };
        let new = if *change == Change::Removed { None } else { versions.after(path)? };
        let [old, new] = [old, new].map(|text| text.and_then(|text| read(&schemas, path, &text)));
        match (old, new) {
            (Some(old), Some(new)) if identity(&old) == identity(&new) => {
                found.extend(of_file(&schemas, path, &old, &new));
            }
            (old, new) => moved.note(path, old, new),
        }
    }
    found.extend(moved.pairs().flat_map(|(path, old, new)| of_file(&schemas, path, &old, new.value())));
    let finding = |(at, refusal)| finding(refusal, out, (at < LOCATED).then_some(linked));
    Ok(found.iter().enumerate().map(finding).collect())
}

fn of_file<'p>(schemas: &Schemas, path: &'p str, old: &Value, new: &Value) -> Vec<Refusal<'p>> {
    let object = Manifest::from_value(new.clone());
    refused(schemas, old, new).into_iter().map(|refused| (path, object.clone(), refused)).collect()
}

/// What a cluster refuses of a change: of an object, or of the values of a chart, which are none.
pub(crate) fn refused(schemas: &Schemas, old: &Value, new: &Value) -> Vec<Refused> {
    if identity(new).is_some() { schemas.update(old, new) } else { update::values(old, new) }
}

/// Objects whose file has another name than before, by their cluster and what they are.
#[derive(Default)]
struct Moved<'p> {
    old: BTreeMap<(&'p str, [String; 4]), Value>,
    new: Vec<(&'p str, Manifest)>,
}

impl<'p> Moved<'p> {
    fn note(&mut self, path: &'p str, old: Option<Value>, new: Option<Value>) {
        if let Some((identity, old)) = old.and_then(|old| Some((identity(&old)?, old))) {
            self.old.insert((cluster(path), identity), old);
        }
        self.new.extend(new.and_then(Manifest::from_value).map(|new| (path, new)));
    }

    fn pairs(mut self) -> impl Iterator<Item = (&'p str, Value, Manifest)> {
        let pair = move |(path, new): (&'p str, Manifest)| {
            let old = self.old.remove(&(cluster(path), identity(new.value())?))?;
            Some((path, old, new))
        };
        self.new.into_iter().filter_map(pair)
    }
}

fn cluster(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Whether a file may hold the values of a chart; a component of several charts has more to its name.
pub(crate) fn is_values(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|file| file == "values.yaml" || file.starts_with("values-"))
}

/// Whether a file is worth reading. hagen writes the version and the kind of an object in its first lines; a file of
/// several objects is for people and not delivered.
fn matters(schemas: &Schemas, path: &str, bytes: &[u8]) -> bool {
    if is_values(path) {
        return true;
    }
    let Ok(text) = str::from_utf8(bytes) else { return false };
    if text.contains("\n---\n") {
        return false;
    }
    let word = |key: &str| text.lines().take(4).find_map(|line| line.strip_prefix(key)).map(str::trim);
    match (word("apiVersion:"), word("kind:")) {
        (Some(api_version), Some(kind)) => schemas.has_fixed_fields(api_version, kind),
        _ => false,
    }
}

fn read(schemas: &Schemas, path: &str, bytes: &[u8]) -> Option<Value> {
    if !matters(schemas, path, bytes) {
        return None;
    }
    Some(hagen_yaml::read(FileId::NONE, bytes, &Limits::default()).node?.to_value())
}

fn identity(object: &Value) -> Option<[String; 4]> {
    let object = Manifest::from_value(object.clone())?;
    let parts = [object.group(), object.kind(), object.namespace().unwrap_or_default(), object.name()];
    Some(parts.map(str::to_owned))
}

fn finding((path, object, refused): &Refusal<'_>, out: &str, linked: Option<&Linked>) -> Finding {
    let subject = object.as_ref().map_or_else(|| "a chart's volume".to_owned(), named);
    let message = format!("{subject} cannot change like this: {}", refused.message);
    let help = format!("{}; then `--recreate {path}` lets the change through", remedy(object.as_ref()));
    match linked.and_then(|linked| linked.origin(path, &Path::ROOT.join(&refused.path))) {
        Some(place) => {
            let diagnostic = Diagnostic::new(&codes::FIXED, place, message);
            Finding { diagnostic: diagnostic.help(help), file: None }
        }
        None => Finding::about(format!("{out}/{path}"), &codes::FIXED, message).help(help),
    }
}

fn named(object: &Manifest) -> String {
    let place =
        object.namespace().map(|namespace| format!(" in the namespace `{namespace}`")).unwrap_or_default();
    format!("the {} `{}`{place}", object.kind(), object.name())
}

/// What a person does on the cluster so that the change can come.
fn remedy(object: Option<&Manifest>) -> String {
    let Some(object) = object else {
        return "volumes only grow: put the size back, or move the data to a new volume by hand".to_owned();
    };
    let place = object.namespace().map(|namespace| format!(" -n {namespace}")).unwrap_or_default();
    let delete = format!("`kubectl delete {} {}{place}", object.kind().to_lowercase(), object.name());
    match (object.group(), object.kind()) {
        ("apps", "StatefulSet") => format!(
            "put it back; or delete the set and keep its pods and volumes, which the new one takes over: \
             {delete} --cascade=orphan` (volumes that are there are changed one by one)"
        ),
        ("apps", _) => format!(
            "put it back; or delete it, and its pods are away until the new one's are ready: {delete}`"
        ),
        ("", "PersistentVolumeClaim") | ("postgresql.cnpg.io" | "acid.zalan.do" | "kafka.strimzi.io", _) => {
            "put it back; or give it another name, move the data, and drop the old one".to_owned()
        }
        ("", "ConfigMap" | "Secret") => {
            "give it another name, which whoever uses it takes over with a rollout".to_owned()
        }
        _ => {
            format!("put it back, or give it another name; or delete it, so that it is made anew: {delete}`")
        }
    }
}
