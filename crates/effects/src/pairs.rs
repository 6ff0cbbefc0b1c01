//! The objects of two trees, each with what it becomes.

use std::collections::BTreeMap;

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::change::{Place, Subject};
use crate::compare::{FilePair, Judge};
use crate::release::{self, Chart};

/// An object before and after.
#[derive(Default)]
pub(crate) struct Pair<'a> {
    pub(crate) old: Option<Side<'a>>,
    pub(crate) new: Option<Side<'a>>,
}

/// An object, or a release, in one of the trees.
pub(crate) struct Side<'a> {
    pub(crate) file: String,
    pub(crate) place: Place,
    /// The object or the values; a release may have none.
    pub(crate) value: Option<&'a Value>,
    pub(crate) chart: Option<Chart>,
}

/// Objects by their cluster and what they are.
pub(crate) type Pairs<'a> = BTreeMap<(String, Subject), Pair<'a>>;

/// All objects and releases.
pub(crate) fn pairs<'a>(files: &'a [FilePair], judge: &dyn Judge) -> Pairs<'a> {
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
    let place = Place::of_file(path);
    (release::subject(chart.as_ref(), &place), Side { file: path.to_owned(), place, value, chart })
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

/// Whether an object is an Application of Argo CD.
pub(crate) fn is_application(subject: &Subject) -> bool {
    subject.group == "argoproj.io" && subject.kind == "Application"
}

fn is_values(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.starts_with("values") && path.split('/').count() == 4
}

/// Argo CD's own objects belong to what they deliver. What is made of nothing but a source of others has no folder.
fn place(path: &str, subject: &Subject, value: &Value, judge: &dyn Judge) -> Place {
    if !path.starts_with("argocd/") || !matches!(&*subject.kind, "Application" | "AppProject") {
        return Place::of_file(path);
    }
    let without_folder = || {
        let project = value.at(&["spec", "project"]).and_then(Value::as_str)?;
        let component = subject.name.strip_prefix(project)?.strip_prefix('-')?.to_owned();
        Some(Place { component, ..judge.place(project)? })
    };
    judge.place(&subject.name).or_else(without_folder).unwrap_or_else(|| Place::of_file(path))
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
