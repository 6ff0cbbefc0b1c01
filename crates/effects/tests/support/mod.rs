//! Two trees, and what is said of their difference.
#![allow(dead_code, reason = "each test uses a part of it")]

use hagen_effects::{Change, FilePair, Judge, Place, compare};
use hagen_kube::Manifest;
use hagen_yaml::{FileId, Limits, Value};

/// Two trees of files; an empty text is a file that is not there.
#[derive(Default)]
pub(crate) struct Trees {
    pairs: Vec<FilePair>,
    /// The component whose objects stay when it goes.
    pub(crate) staying: Option<Place>,
}

impl Trees {
    /// Of one file.
    pub(crate) fn one(path: &str, old: &str, new: &str) -> Self {
        let mut trees = Self::default();
        trees.add(path, old, new);
        trees
    }

    /// And another one.
    pub(crate) fn add(&mut self, path: &str, old: &str, new: &str) {
        self.add_pair(FilePair { path: path.to_owned(), old: read(old), new: read(new) });
    }

    /// And another one, of any values.
    pub(crate) fn add_pair(&mut self, pair: FilePair) {
        self.pairs.push(pair);
    }
}

fn read(text: &str) -> Option<Value> {
    let reading = hagen_yaml::read(FileId::NONE, text, &Limits::default());
    assert!(text.is_empty() || reading.problems.is_empty(), "{:?}", reading.problems);
    Some(reading.node?.to_value()).filter(|_| !text.is_empty())
}

impl Judge for Trees {
    fn holds_data(&self, object: &Manifest) -> bool {
        matches!(object.kind(), "PersistentVolumeClaim" | "Namespace")
    }

    fn refusals(&self, old: &Value, new: &Value) -> Vec<String> {
        let class = |object: &Value| object.at(&["spec", "storageClassName"]).cloned();
        if class(old) == class(new) { Vec::new() } else { vec!["the class stays".to_owned()] }
    }

    fn stays(&self, place: &Place) -> bool {
        self.staying.as_ref() == Some(place)
    }

    fn place(&self, name: &str) -> Option<Place> {
        let (cluster, rest) = name.split_once('-')?;
        let (scope, component) = rest.split_once('-').unwrap_or((rest, ""));
        let [cluster, scope, component] = [cluster, scope, component].map(str::to_owned);
        Some(Place { cluster, scope, component })
    }

    fn must_supply(&self, cluster: &str, secret: &str, key: &str) -> bool {
        (cluster, secret, key) == ("eu", "production.mail", "token")
    }
}

/// What changes between the trees.
pub(crate) fn changes(trees: &Trees) -> Vec<Change> {
    compare(&trees.pairs, trees)
}

/// The same in a line each.
pub(crate) fn told(trees: &Trees) -> Vec<String> {
    changes(trees).iter().map(line).collect()
}

fn line(change: &Change) -> String {
    let text = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
    let effects: Vec<String> = change
        .consequences
        .iter()
        .map(|it| {
            let cause = |field: &hagen_effects::Field| {
                let name = format!("{} {}", field.label, field.item);
                match (&field.from, &field.to) {
                    (None, None) => name.trim().to_owned(),
                    (from, to) => format!("{} {} > {}", name.trim(), text(from), text(to)),
                }
            };
            let causes: Vec<String> = it.causes.iter().map(cause).collect();
            let how = if it.how.is_empty() { String::new() } else { format!(" ({})", it.how) };
            format!("{}{how} [{}]", it.effect.id(), causes.join("; "))
        })
        .collect();
    let told_by = change.told_by.as_ref().map(|by| format!(" (told by {by})")).unwrap_or_default();
    format!("{} {}{told_by}: {}", change.action.id(), change.subject, effects.join(", "))
}
