//! The files that differ, read, and what each change does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use camino::Utf8Path;
use hagen::output::Placement;
use hagen_check::schema::{Minor, Schemas};
use hagen_effects::{Action, Change, FilePair, Judge, Place, compare};
use hagen_kube::{Manifest, Name, Text};
use hagen_yaml::{FileId, Limits, Value};
use rayon::prelude::*;

use crate::compared::Compared;
use crate::loss::Versions;
use crate::update::{self, is_values};
use crate::write::{Change as FileChange, Preview, WriteError};

/// Everything that changes.
pub(crate) struct Gathered {
    /// The objects.
    pub(crate) changes: Vec<Change>,
    /// Files that nothing in a cluster reads.
    pub(crate) files: Vec<(String, FileChange)>,
    /// When a component is synced, by where it belongs.
    pub(crate) waves: BTreeMap<Place, i32>,
    /// Components that are new, or go, as a whole.
    pub(crate) whole: BTreeSet<Place>,
}

/// Reads what differs, and has it judged.
pub(crate) fn changes(compared: &Compared) -> Result<Gathered, WriteError> {
    let Compared { preview, plan, linked } = compared;
    let pairs: Vec<(FilePair, FileChange)> = plan
        .changes
        .par_iter()
        .map(|(path, change)| Ok((pair(preview, path, *change)?, *change)))
        .collect::<Result<_, WriteError>>()?;
    let (objects, files): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(pair, _)| is_read(pair));
    let mut objects: Vec<FilePair> = objects.into_iter().map(|(pair, _)| pair).collect();
    objects.extend(applications(preview, &objects)?);
    let placements = linked.platform.plan().placements;
    let waves: BTreeMap<Place, i32> = placements.iter().map(|it| (place(it), it.wave)).collect();
    let mut whole = whole(preview, &objects);
    let outside = Outside::of(compared, &waves, &objects, &whole);
    let changes = compare(&objects, &outside);
    let alone = changes.iter().filter(|it| outside.is_all_of_component(it));
    whole.extend(alone.map(|it| (it.place.clone(), it.action)));
    let whole = whole.into_keys().collect();
    let files = files.into_iter().map(|(pair, change)| (pair.path, change)).collect();
    Ok(Gathered { changes, files, waves, whole })
}

fn place(placement: &Placement) -> Place {
    Place {
        cluster: placement.cluster.to_string(),
        scope: placement.environment.as_ref().map_or("platform", Name::as_str).to_owned(),
        component: placement.id.folder(),
    }
}

fn pair(preview: &Preview, path: &str, change: FileChange) -> Result<FilePair, WriteError> {
    let old = if change == FileChange::Added { None } else { preview.before(path)? };
    let new = if change == FileChange::Removed { None } else { preview.after(path)? };
    let read = |bytes: Option<Vec<u8>>| bytes.filter(|_| is_object_file(path)).and_then(|bytes| read(&bytes));
    Ok(FilePair { path: path.to_owned(), old: read(old), new: read(new) })
}

/// Objects and values of charts stand in the folders of components, and what speaks of all of them in `argocd`.
fn is_object_file(path: &str) -> bool {
    let steps = path.split('/').count();
    is_yaml(path) && (path.starts_with("argocd/") || steps == 4) && !path.starts_with("bootstrap/")
}

fn is_yaml(path: &str) -> bool {
    Utf8Path::new(path).extension() == Some("yaml")
}

fn is_read(pair: &FilePair) -> bool {
    pair.old.is_some() || pair.new.is_some()
}

fn read(bytes: &[u8]) -> Option<Value> {
    let reading = hagen_yaml::read(FileId::NONE, bytes, &Limits::default());
    reading.problems.is_empty().then_some(reading.node?.to_value())
}

/// The Applications of charts whose values change, where they stay as they are: they know the charts.
fn applications(preview: &Preview, pairs: &[FilePair]) -> Result<Vec<FilePair>, WriteError> {
    let known: BTreeSet<&str> = pairs.iter().map(|pair| pair.path.as_str()).collect();
    let of_values =
        |pair: &FilePair| is_values(&pair.path).then(|| application_file(&folder(&pair.path)?)).flatten();
    let wanted: BTreeSet<String> = pairs.iter().filter_map(of_values).collect();
    let mut found = Vec::new();
    for path in wanted.into_iter().filter(|path| !known.contains(path.as_str())) {
        let value = preview.before(&path)?.and_then(|bytes| read(&bytes));
        found.push(FilePair { path, old: value.clone(), new: value });
    }
    Ok(found)
}

/// The components of which there was nothing before, or is nothing after.
fn whole(preview: &Preview, pairs: &[FilePair]) -> BTreeMap<Place, Action> {
    let mut before: BTreeMap<Place, usize> = BTreeMap::new();
    for place in preview.recorded().filter_map(folder) {
        *before.entry(place).or_default() += 1;
    }
    let mut touched: BTreeMap<Place, [usize; 2]> = BTreeMap::new();
    for pair in pairs {
        if let Some(place) = folder(&pair.path) {
            let [gone, put] = touched.entry(place).or_default();
            *(if pair.new.is_none() { gone } else { put }) += 1;
        }
    }
    let whole =
        |(place, [gone, put]): (Place, [usize; 2])| match before.get(&place).copied().unwrap_or_default() {
            0 => Some((place, Action::Added)),
            before if put == 0 && gone == before => Some((place, Action::Removed)),
            _ => None,
        };
    touched.into_iter().filter_map(whole).collect()
}

/// The component whose folder a file is in.
fn folder(path: &str) -> Option<Place> {
    let place = Place::of_file(path);
    (is_yaml(path) && !place.component.is_empty()).then_some(place)
}

/// The Application that delivers a component.
fn application(place: &Place) -> Option<Name> {
    let cluster = Name::parse(&place.cluster).ok()?;
    Some(hagen::application_name(&cluster, &place.scope, &place.component))
}

fn application_file(place: &Place) -> Option<String> {
    Some(format!("argocd/applications/{}.yaml", application(place)?))
}

/// The names of a component's Application and of its scope's project, with where they belong.
fn named(place: &Place) -> Vec<(String, Place)> {
    let project = Name::parse(&place.cluster).ok().map(|cluster| cluster.join(&place.scope));
    let of_scope = Place { component: String::new(), ..place.clone() };
    let application = application(place).map(|name| (name.to_string(), place.clone()));
    application.into_iter().chain(project.map(|name| (name.to_string(), of_scope))).collect()
}

/// Whether the objects of a component stay when it goes: an Application takes them with it only if it has a finalizer,
/// and a set that makes one of each folder keeps them.
fn stays(preview: &Preview, pairs: &[FilePair], place: &Place) -> bool {
    let Some(own) = application_file(place) else { return false };
    if let Some(application) = pairs.iter().find(|pair| pair.path == own).and_then(|pair| pair.old.as_ref()) {
        return application.at(&["metadata", "finalizers"]).is_none();
    }
    let end = format!("-{}.yaml", place.scope);
    let mut sets =
        preview.recorded().filter(|path| path.starts_with("argocd/applicationsets/") && path.ends_with(&end));
    sets.any(|path| {
        let set = preview.before(path).ok().flatten().unwrap_or_default();
        str::from_utf8(&set).is_ok_and(|text| text.contains("path.basename"))
    })
}

/// What people have to supply: the cluster, the secret, the key.
fn supplied(compared: &Compared) -> BTreeSet<[String; 3]> {
    let mut supplied = BTreeSet::new();
    for secret in &compared.linked.platform.wanted_secrets() {
        for cluster in &secret.clusters {
            let key = |key: &String| [cluster.to_string(), secret.name.clone(), key.clone()];
            supplied.extend(secret.keys.iter().map(key));
        }
    }
    supplied
}

/// What objects alone do not tell.
struct Outside<'a> {
    compared: &'a Compared,
    schemas: Schemas,
    /// Where the Applications and projects belong, by their names.
    places: BTreeMap<String, Place>,
    /// Components that go, and whose objects stay.
    staying: BTreeSet<Place>,
    /// Components that have files, before or after.
    folders: BTreeSet<Place>,
    /// What people have to supply: the cluster, the secret, the key.
    supplied: BTreeSet<[String; 3]>,
    /// What was asked of the stores before.
    asked: OnceLock<BTreeSet<[String; 3]>>,
}

impl<'a> Outside<'a> {
    fn of(
        compared: &'a Compared,
        waves: &BTreeMap<Place, i32>,
        pairs: &[FilePair],
        whole: &BTreeMap<Place, Action>,
    ) -> Self {
        let recorded = compared.preview.recorded().filter_map(folder);
        let folders: BTreeSet<Place> =
            recorded.chain(pairs.iter().filter_map(|it| folder(&it.path))).collect();
        let places = folders.iter().chain(waves.keys()).flat_map(named).collect();
        let goes = |(place, action): &(&Place, &Action)| {
            **action == Action::Removed && stays(&compared.preview, pairs, place)
        };
        let staying = whole.iter().filter(goes).map(|(place, _)| place.clone()).collect();
        let supplied = supplied(compared);
        let (schemas, asked) = (Schemas::new(Minor::NEWEST), OnceLock::new());
        Self { compared, schemas, places, staying, folders, supplied, asked }
    }

    /// Whether a change is that of the Application of a component that consists of nothing else: a source of others.
    fn is_all_of_component(&self, change: &Change) -> bool {
        change.subject.kind == "Application"
            && change.action != Action::Changed
            && !change.place.component.is_empty()
            && !self.folders.contains(&change.place)
    }

    /// What the objects of the output ask of the stores now.
    fn asked(&self) -> BTreeSet<[String; 3]> {
        let preview = &self.compared.preview;
        let paths = preview.recorded().filter(|path| path.contains("external-secret"));
        let mut asked = BTreeSet::new();
        for path in paths {
            let cluster = path.split('/').next().unwrap_or_default();
            let object = preview.before(path).ok().flatten().and_then(|bytes| read(&bytes));
            let data = object.as_ref().and_then(|object| object.at(&["spec", "data"])?.as_list());
            for item in data.unwrap_or_default() {
                let text =
                    |key: &str| item.at(&["remoteRef", key]).and_then(Value::as_str).unwrap_or_default();
                asked.insert([cluster, text("key"), text("property")].map(str::to_owned));
            }
        }
        asked
    }
}

impl Judge for Outside<'_> {
    fn holds_data(&self, object: &Manifest) -> bool {
        hagen::holds_data(object)
    }

    fn refusals(&self, old: &Value, new: &Value) -> Vec<String> {
        update::refused(&self.schemas, old, new).into_iter().map(|refused| refused.message).collect()
    }

    fn stays(&self, place: &Place) -> bool {
        self.staying.contains(place)
    }

    fn place(&self, name: &str) -> Option<Place> {
        self.places.get(name).cloned()
    }

    fn must_supply(&self, cluster: &str, secret: &str, key: &str) -> bool {
        let wanted = [cluster, secret, key].map(str::to_owned);
        self.supplied.contains(&wanted) && !self.asked.get_or_init(|| self.asked()).contains(&wanted)
    }
}
