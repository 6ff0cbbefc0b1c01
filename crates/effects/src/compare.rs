//! Two trees of files, object by object.

use std::collections::{BTreeMap, BTreeSet};

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::change::{Action, Change, Consequence, Field, Place, Subject};
use crate::config::{Reader, tell_at_readers};
use crate::effect::Effect;
use crate::judge::judge;
use crate::release::{self, Chart};
use crate::tables;

/// A file before and after, as far as it is there.
#[derive(Debug, Clone, Default)]
pub struct FilePair {
    /// The path below the output folder.
    pub path: String,
    /// What it holds before.
    pub old: Option<Value>,
    /// What it holds after.
    pub new: Option<Value>,
}

/// What objects alone do not tell.
pub trait Judge {
    /// Whether the loss of an object is the loss of data.
    fn holds_data(&self, object: &Manifest) -> bool;
    /// Why a cluster does not let an object, or the values of a chart, become another.
    fn refusals(&self, file: &str, old: &Value, new: &Value) -> Vec<String>;
    /// Whether what a component has delivered stays in the cluster when the component goes.
    fn stays(&self, place: &Place) -> bool;
    /// Where what an Application or a project of Argo CD is about belongs, by its name.
    fn place(&self, name: &str) -> Option<Place>;
    /// Whether a person has to supply a key of a secret first, because nothing has used it before.
    fn must_supply(&self, cluster: &str, secret: &str, key: &str) -> bool;
}

/// Everything that changes, in the order of place and subject. Applications whose charts are of interest are among the
/// files even where they stay as they are.
pub fn compare(files: &[FilePair], judge: &dyn Judge) -> Vec<Change> {
    let pairs = pairs(files, judge);
    let around = Surroundings::of(&pairs, judge);
    let mut changes = Vec::new();
    let mut readers = Vec::new();
    for ((_, subject), pair) in &pairs {
        let Some(change) = pair.change(subject, &around) else { continue };
        if let Some(new) = pair.new.as_ref().and_then(|side| side.value)
            && pair.old.is_some()
        {
            readers.push(Reader { at: changes.len(), object: new });
        }
        changes.push(change);
    }
    tell_at_readers(&mut changes, &readers);
    changes.sort_by(|one, other| (&one.place, &one.subject).cmp(&(&other.place, &other.subject)));
    changes
}

/// An object before and after.
#[derive(Default)]
struct Pair<'a> {
    old: Option<Side<'a>>,
    new: Option<Side<'a>>,
}

/// An object, or a release, in one of the trees.
struct Side<'a> {
    file: String,
    place: Place,
    /// The object or the values; a release may have none.
    value: Option<&'a Value>,
    chart: Option<Chart>,
}

/// Objects by their cluster and what they are.
type Pairs<'a> = BTreeMap<(String, Subject), Pair<'a>>;

fn pairs<'a>(files: &'a [FilePair], judge: &dyn Judge) -> Pairs<'a> {
    let mut pairs = Pairs::new();
    let trees: [fn(&FilePair) -> Option<&Value>; 2] = [|file| file.old.as_ref(), |file| file.new.as_ref()];
    for (is_new, tree) in trees.into_iter().enumerate() {
        let mut charts = BTreeMap::new();
        let mut sides = Vec::new();
        for (path, value) in files.iter().filter_map(|file| Some((&*file.path, tree(file)?))) {
            match subject(value) {
                Some(subject) => {
                    if is_application(&subject) {
                        charts.extend(release::charts(value));
                    }
                    let place = place(path, &subject, value, judge);
                    sides.push((
                        subject,
                        Side { file: path.to_owned(), place, value: Some(value), chart: None },
                    ));
                }
                None => sides.extend(is_values(path).then(|| release_side(path, Some(value), None))),
            }
        }
        let releases = sides.iter_mut().filter(|(subject, _)| subject.kind == release::KIND);
        for (subject, side) in releases {
            side.chart = charts.remove(&side.file);
            *subject = release::subject(side.chart.as_ref(), &side.place);
        }
        // A chart can change without its values.
        sides.extend(charts.into_iter().map(|(path, chart)| release_side(&path, None, Some(chart))));
        for (subject, side) in sides {
            let pair = pairs.entry((side.place.cluster.clone(), subject)).or_default();
            *(if is_new == 1 { &mut pair.new } else { &mut pair.old }) = Some(side);
        }
    }
    rejoin_jobs(&mut pairs);
    pairs
}

fn release_side<'a>(path: &str, value: Option<&'a Value>, chart: Option<Chart>) -> (Subject, Side<'a>) {
    let place = place_of(path);
    (release::subject(chart.as_ref(), &place), Side { file: path.to_owned(), place, value, chart })
}

/// Namespaces that come or go, by their cluster.
type Namespaces = BTreeSet<(String, String)>;

/// The namespaces of one of the trees alone.
fn namespaces(pairs: &Pairs<'_>, is_one: impl Fn(&Pair<'_>) -> bool) -> Namespaces {
    let found = pairs.iter().filter(|((_, subject), pair)| subject.kind == "Namespace" && is_one(pair));
    found.map(|((cluster, subject), _)| (cluster.clone(), subject.name.clone())).collect()
}

/// What holds of all changes together.
struct Surroundings<'a> {
    judge: &'a dyn Judge,
    /// What comes with its whole namespace neither opens nor closes anything for somebody who is there.
    come: Namespaces,
    /// What goes with its namespace goes for good.
    gone: Namespaces,
}

impl<'a> Surroundings<'a> {
    fn of(pairs: &Pairs<'_>, judge: &'a dyn Judge) -> Self {
        let come = namespaces(pairs, |pair| pair.old.is_none());
        let goes = |side: &Side<'_>| !judge.stays(&side.place);
        let gone = namespaces(pairs, |pair| pair.new.is_none() && pair.old.as_ref().is_some_and(goes));
        Self { judge, come, gone }
    }
}

fn is_in(namespaces: &Namespaces, subject: &Subject, place: &Place) -> bool {
    let namespace = subject.namespace.clone().unwrap_or_default();
    namespaces.contains(&(place.cluster.clone(), namespace))
}

/// What an object is; values of charts are none.
fn subject(value: &Value) -> Option<Subject> {
    let object = Manifest::from_value(value.clone())?;
    Some(Subject {
        group: object.group().to_owned(),
        kind: object.kind().to_owned(),
        namespace: object.namespace().map(str::to_owned),
        name: object.name().to_owned(),
    })
}

fn is_application(subject: &Subject) -> bool {
    subject.group == "argoproj.io" && subject.kind == "Application"
}

fn is_values(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.starts_with("values") && path.split('/').count() == 4
}

/// Argo CD's own objects belong to what they deliver. What is made of nothing but a source of others has no folder.
fn place(path: &str, subject: &Subject, value: &Value, judge: &dyn Judge) -> Place {
    if !path.starts_with("argocd/") || !matches!(&*subject.kind, "Application" | "AppProject") {
        return place_of(path);
    }
    let without_folder = || {
        let project = value.at(&["spec", "project"]).and_then(Value::as_str)?;
        let component = subject.name.strip_prefix(project)?.strip_prefix('-')?.to_owned();
        Some(Place { component, ..judge.place(project)? })
    };
    judge.place(&subject.name).or_else(without_folder).unwrap_or_else(|| place_of(path))
}

fn place_of(path: &str) -> Place {
    match path.split('/').collect::<Vec<_>>()[..] {
        ["argocd" | "bootstrap" | "pipelines", ..] => Place::default(),
        [cluster, scope, component, _] => {
            Place { cluster: cluster.to_owned(), scope: scope.to_owned(), component: component.to_owned() }
        }
        [cluster, _, ..] => Place { cluster: cluster.to_owned(), ..Place::default() },
        _ => Place::default(),
    }
}

/// A job cannot change: another one of the name, with another digest at its end, takes its place.
fn rejoin_jobs(pairs: &mut Pairs<'_>) {
    let stem = |name: &str| name.rsplit_once('-').map_or(name, |(stem, _)| stem).to_owned();
    let is_job = |subject: &Subject| subject.group == "batch" && subject.kind == "Job";
    let gone: Vec<(String, Subject)> = pairs
        .iter()
        .filter(|((_, subject), pair)| is_job(subject) && pair.new.is_none())
        .map(|(key, _)| key.clone())
        .collect();
    for (cluster, old) in gone {
        let successor = pairs.iter().find(|((other, new), pair)| {
            *other == cluster
                && is_job(new)
                && pair.old.is_none()
                && new.namespace == old.namespace
                && stem(&new.name) == stem(&old.name)
        });
        if let Some(key) = successor.map(|(key, _)| key.clone())
            && let Some(side) = pairs.remove(&(cluster, old)).and_then(|pair| pair.old)
            && let Some(pair) = pairs.get_mut(&key)
        {
            pair.old = Some(side);
        }
    }
}

impl Pair<'_> {
    fn change(&self, subject: &Subject, around: &Surroundings<'_>) -> Option<Change> {
        let side = self.new.as_ref().or(self.old.as_ref())?;
        let (action, mut consequences) = match (&self.old, &self.new) {
            (None, Some(new)) => (Action::Added, arrival(subject, new, around)),
            (Some(old), None) => (Action::Removed, departure(subject, old, around)),
            (Some(old), Some(new)) => (Action::Changed, changed(subject, old, new, around.judge)),
            (None, None) => return None,
        };
        if let Some(new) = self.new.as_ref().and_then(|new| new.value) {
            let old = self.old.as_ref().and_then(|old| old.value);
            consequences.extend(wanted(&side.place.cluster, subject, old, new, around.judge));
        }
        consequences.sort();
        let (place, file) = (side.place.clone(), side.file.clone());
        let change = Change { subject: subject.clone(), place, action, file, consequences, told_by: None };
        (!change.consequences.is_empty()).then_some(change)
    }
}

fn arrival(subject: &Subject, new: &Side<'_>, around: &Surroundings<'_>) -> Vec<Consequence> {
    if let Some(chart) = &new.chart {
        return vec![plain(Effect::Adds, vec![said(format!("chart {} {}", chart.name, chart.version))])];
    }
    let table = tables::table(subject);
    let effect = match new.value.map_or(Effect::Adds, |value| (table.arrival)(value)) {
        Effect::OpensNetwork | Effect::ClosesNetwork if is_in(&around.come, subject, &new.place) => {
            Effect::Adds
        }
        effect => effect,
    };
    let told = new.value.map(|new| judge_from_nothing(subject, new)).unwrap_or_default();
    let is_told = |it: &Consequence| match effect {
        Effect::Adds => subject.kind == "ConfigMap" && it.effect == Effect::Changes,
        effect => it.effect == effect,
    };
    let causes = told.into_iter().filter(is_told).flat_map(|it| it.causes);
    vec![plain(effect, causes.collect())]
}

/// What an object lets and allows, as if one without any rules had been there.
fn judge_from_nothing(subject: &Subject, new: &Value) -> Vec<Consequence> {
    let mut nothing = new.clone();
    if let Some(map) = nothing.as_map_mut() {
        for key in ["rules", "subjects", "data"] {
            map.remove(key);
        }
        if let Some(spec) = map.get_mut("spec").and_then(Value::as_map_mut) {
            *spec = spec.iter().filter(|(key, _)| key.ends_with("elector")).cloned().collect();
        }
    }
    judge(tables::table(subject), &nothing, new)
}

fn departure(subject: &Subject, old: &Side<'_>, around: &Surroundings<'_>) -> Vec<Consequence> {
    let with_namespace = is_in(&around.gone, subject, &old.place);
    let nothing = Value::Null;
    let value = old.value.unwrap_or(&nothing);
    let options = sync_options(value);
    let stays = if is_application(subject) {
        value.at(&["metadata", "finalizers"]).is_none()
    } else {
        around.judge.stays(&old.place) || options.contains("Prune=false")
    };
    if stays && !with_namespace {
        return vec![plain(Effect::LeavesBehind, Vec::new())];
    }
    let holds_data =
        Manifest::from_value(value.clone()).is_some_and(|object| around.judge.holds_data(&object));
    let (effect, how) = match (tables::table(subject).departure)(value) {
        _ if holds_data => (Effect::DeletesData, ""),
        (Effect::OpensNetwork | Effect::ClosesNetwork, how) if with_namespace => (Effect::Deletes, how),
        departure => departure,
    };
    let how = match how {
        "" if with_namespace => "with its namespace",
        "" if options.contains("Prune=confirm") => "once somebody confirms it in Argo CD",
        how => how,
    };
    vec![Consequence { effect, how, causes: Vec::new() }]
}

fn changed(subject: &Subject, old: &Side<'_>, new: &Side<'_>, outside: &dyn Judge) -> Vec<Consequence> {
    let file = new.file.clone();
    let mut found = if subject.kind == release::KIND {
        release::consequences((old.chart.as_ref(), new.chart.as_ref()), (old.value, new.value))
    } else {
        let table = tables::table(subject);
        old.value.zip(new.value).map(|(old, new)| judge(table, old, new)).unwrap_or_default()
    };
    if let Some((old, new)) = old.value.zip(new.value) {
        if is_made_anew(new) && !found.is_empty() {
            let causes = found.drain(..).flat_map(|it| it.causes).collect();
            found
                .push(plain(if subject.kind == "Job" { Effect::RunsJob } else { Effect::Recreates }, causes));
        }
        let refused: Vec<Field> = match subject.kind.as_str() {
            // A job of another name is another job.
            "Job" if old.at(&["metadata", "name"]) != new.at(&["metadata", "name"]) => Vec::new(),
            _ => outside.refusals(&file, old, new).into_iter().map(said).collect(),
        };
        found.extend((!refused.is_empty()).then(|| plain(Effect::Refused, refused)));
    }
    if old.place != new.place && !is_application(subject) {
        let name = |place: &Place| format!("{}/{}", place.scope, place.component);
        let moves =
            Field { from: Some(name(&old.place)), to: Some(name(&new.place)), ..said("component".into()) };
        found.push(plain(Effect::Recreates, vec![moves]));
    }
    found
}

/// Whether Argo CD deletes the object and makes it again rather than change it.
fn is_made_anew(object: &Value) -> bool {
    let options = sync_options(object);
    let has = |option: &str| options.split(',').any(|other| other.trim() == option);
    let hook = object.at(&["metadata", "annotations", "argocd.argoproj.io/hook"]);
    hook.is_some() || has("Replace=true") && has("Force=true")
}

fn sync_options(object: &Value) -> &str {
    let options = object.at(&["metadata", "annotations", "argocd.argoproj.io/sync-options"]);
    options.and_then(Value::as_str).unwrap_or_default()
}

/// The keys of secrets that a person has to supply before this works.
fn wanted(
    cluster: &str,
    subject: &Subject,
    old: Option<&Value>,
    new: &Value,
    judge: &dyn Judge,
) -> Option<Consequence> {
    if subject.group != "external-secrets.io" || subject.kind != "ExternalSecret" {
        return None;
    }
    let before = old.map(keys).unwrap_or_default();
    let new = keys(new).into_iter().filter(|key| !before.contains(key));
    let wanted = new.filter(|(secret, key)| judge.must_supply(cluster, secret, key));
    let causes: Vec<Field> = wanted.map(|(secret, key)| said(format!("{secret} key {key}"))).collect();
    (!causes.is_empty()).then(|| plain(Effect::NeedsSecret, causes))
}

fn keys(object: &Value) -> BTreeSet<(String, String)> {
    let data = object.at(&["spec", "data"]).and_then(Value::as_list).unwrap_or_default();
    let key = |item: &Value| {
        let text = |key: &str| item.at(&["remoteRef", key]).and_then(Value::as_str).map(str::to_owned);
        Some((text("key")?, text("property").unwrap_or_default()))
    };
    data.iter().filter_map(key).collect()
}

fn plain(effect: Effect, causes: Vec<Field>) -> Consequence {
    Consequence { effect, how: "", causes }
}

fn said(label: String) -> Field {
    Field { path: String::new(), label, item: String::new(), from: None, to: None }
}
