//! Two trees of files, object by object.

use std::collections::BTreeSet;

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::arrival::{arrival, wanted};
use crate::change::{Action, Change, Consequence, Field, Place, Subject};
use crate::config::{Reader, tell_at_readers};
use crate::departure::{departure, sync_options};
use crate::effect::Effect;
use crate::judge::judge;
use crate::pairs::{Pair, Pairs, Side, is_application, pairs};
use crate::release;
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
    fn refusals(&self, old: &Value, new: &Value) -> Vec<String>;
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

impl Pair<'_> {
    fn change(&self, subject: &Subject, around: &Surroundings<'_>) -> Option<Change> {
        let side = self.new.as_ref().or(self.old.as_ref())?;
        let (action, mut consequences) = match (&self.old, &self.new) {
            (None, Some(new)) => (Action::Added, arrival(subject, new, around)),
            (Some(old), None) => (Action::Removed, departure(subject, old, around)),
            (Some(old), Some(new)) => (Action::Changed, changed(subject, old, new, around)),
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

/// Namespaces that come or go, by their cluster.
pub(crate) type Namespaces = BTreeSet<(String, String)>;

/// The namespaces of one of the trees alone.
fn namespaces(pairs: &Pairs<'_>, is_one: impl Fn(&Pair<'_>) -> bool) -> Namespaces {
    let found = pairs.iter().filter(|((_, subject), pair)| subject.kind == "Namespace" && is_one(pair));
    found.map(|((cluster, subject), _)| (cluster.clone(), subject.name.clone())).collect()
}

/// What holds of all changes together.
pub(crate) struct Surroundings<'a> {
    pub(crate) judge: &'a dyn Judge,
    /// What comes with its whole namespace neither opens nor closes anything for somebody who is there.
    pub(crate) come: Namespaces,
    /// Where objects go, too, and not only the Application that delivered them.
    pub(crate) emptied: BTreeSet<Place>,
    /// What goes with its namespace goes for good.
    pub(crate) gone: Namespaces,
}

impl<'a> Surroundings<'a> {
    fn of(pairs: &Pairs<'_>, judge: &'a dyn Judge) -> Self {
        let come = namespaces(pairs, |pair| pair.old.is_none());
        let goes = |side: &Side<'_>| !judge.stays(&side.place);
        let gone = namespaces(pairs, |pair| pair.new.is_none() && pair.old.as_ref().is_some_and(goes));
        let removed =
            pairs.iter().filter(|((_, subject), pair)| !is_application(subject) && pair.new.is_none());
        let emptied = removed.filter_map(|(_, pair)| Some(pair.old.as_ref()?.place.clone())).collect();
        Self { judge, come, emptied, gone }
    }
}

/// Whether an object is in one of these.
pub(crate) fn is_in(namespaces: &Namespaces, subject: &Subject, place: &Place) -> bool {
    let namespace = subject.namespace.clone().unwrap_or_default();
    namespaces.contains(&(place.cluster.clone(), namespace))
}

fn changed(subject: &Subject, old: &Side<'_>, new: &Side<'_>, around: &Surroundings<'_>) -> Vec<Consequence> {
    let mut found = if subject.kind == release::KIND {
        release::consequences((old.chart.as_ref(), new.chart.as_ref()), (old.value, new.value))
    } else {
        let table = tables::table(subject);
        old.value.zip(new.value).map(|(old, new)| judge(table, old, new)).unwrap_or_default()
    };
    tell_gone_peers(&mut found, &new.place.cluster, &around.gone);
    if let Some((old, new)) = old.value.zip(new.value) {
        if is_made_anew(new) && !found.is_empty() {
            let causes = found.drain(..).flat_map(|it| it.causes).collect();
            found
                .push(plain(if subject.kind == "Job" { Effect::RunsJob } else { Effect::Recreates }, causes));
        }
        let refused: Vec<Field> = match subject.kind.as_str() {
            // A job of another name is another job.
            "Job" if old.at(&["metadata", "name"]) != new.at(&["metadata", "name"]) => Vec::new(),
            _ => around.judge.refusals(old, new).into_iter().map(said).collect(),
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

/// Nothing is closed for those who go.
fn tell_gone_peers(found: &mut Vec<Consequence>, cluster: &str, gone: &Namespaces) {
    let is_gone = |cause: &Field| {
        let peer = cause.item.split_once(' ').map_or("", |(_, peer)| peer);
        let namespace = peer.split_once('/').map_or("", |(namespace, _)| namespace);
        gone.contains(&(cluster.to_owned(), namespace.to_owned()))
    };
    let mut told = Vec::new();
    for it in found.iter_mut().filter(|it| it.effect == Effect::ClosesNetwork) {
        told.extend(it.causes.extract_if(.., |cause| is_gone(cause)));
    }
    if !told.is_empty() {
        found.retain(|it| it.effect != Effect::ClosesNetwork || !it.causes.is_empty());
        found.push(Consequence {
            effect: Effect::Text,
            how: "who is at the other end goes, too",
            causes: told,
        });
    }
}

/// Whether Argo CD deletes the object and makes it again rather than change it.
fn is_made_anew(object: &Value) -> bool {
    let options = sync_options(object);
    let has = |option: &str| options.split(',').any(|other| other.trim() == option);
    let hook = object.at(&["metadata", "annotations", "argocd.argoproj.io/hook"]);
    hook.is_some() || has("Replace=true") && has("Force=true")
}

/// An effect without more to say of how.
pub(crate) fn plain(effect: Effect, causes: Vec<Field>) -> Consequence {
    Consequence { effect, how: "", causes }
}

/// A cause that is nothing but its words.
pub(crate) fn said(label: String) -> Field {
    Field { path: String::new(), label, item: String::new(), from: None, to: None }
}
