//! Names that differ only in case or in Unicode normalisation: one for some file systems, two for others.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::apply::{Deleted, Frontier, Missing};
use super::compare::{Fate, Record, Session};
use super::disk::{Folder, Kind, Near, Stamp};
use super::error::{Conflict, WriteError};
use super::path;
use super::settle::Stale;

/// Refuses paths that some file system takes for one, and a path that is both a file and a folder.
pub(crate) fn refuse(session: &Session, records: &[Record]) -> Result<(), WriteError> {
    if records.iter().all(|record| session.lock.find(&record.path).is_some()) {
        return Ok(());
    }
    let suspects = suspects(session, records);
    if suspects.is_empty() {
        return Ok(());
    }
    let mut twins: Vec<(String, String)> = Vec::new();
    each_name(session, records, |name| {
        let fold = path::fold(name.trim_end_matches('/'));
        if suspects.contains(&*fold) {
            twins.push((fold.into_owned(), name.to_owned()));
        }
    });
    twins.sort();
    let pairs = twins.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let pairs: Vec<_> = pairs.map(|pair| (pair[0].1.clone(), pair[1].1.clone())).collect();
    if pairs.is_empty() { Ok(()) } else { Err(WriteError::Twins(pairs)) }
}

/// The folds that two names may have: those of names that are not their own, and of files that are folders too.
fn suspects(session: &Session, records: &[Record]) -> BTreeSet<String> {
    let is_put = |path: &str| records.binary_search_by(|record| (*record.path).cmp(path)).is_ok();
    let mut suspects = BTreeSet::new();
    each_name(session, records, |name| {
        let bare = name.trim_end_matches('/');
        let is_both = || bare.len() < name.len() && (is_put(bare) || session.lock.find(bare).is_some());
        match path::fold(bare) {
            Cow::Owned(fold) => drop(suspects.insert(fold)),
            Cow::Borrowed(fold) if is_both() => drop(suspects.insert(fold.to_owned())),
            Cow::Borrowed(_) => {}
        }
    });
    suspects
}

/// Calls `visit` once with each file that was put, and once, with a slash at its end, with each folder above one.
fn each_name(session: &Session, records: &[Record], mut visit: impl FnMut(&str)) {
    let mut last = "";
    for (path, _) in session.files(records) {
        // Most are in the folder of the one before.
        let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
        if !last.starts_with(folder) {
            let shared = path.bytes().zip(last.bytes()).take_while(|(one, other)| one == other).count();
            let folders = path.match_indices('/').map(|(slash, _)| slash).filter(|slash| *slash >= shared);
            folders.for_each(|slash| visit(&path[..=slash]));
        }
        visit(path);
        last = path;
    }
}

/// What is there and differs from a new name only in case.
pub(crate) fn find_on_disk(
    folder: &Folder,
    records: &[Record],
    deleted: &Deleted<'_>,
) -> Result<Vec<Conflict>, WriteError> {
    let mut conflicts = Vec::new();
    let mut frontier = Frontier::new(folder);
    let mut neighbours = Neighbours::default();
    for record in records.iter().filter(|record| matches!(record.fate, Fate::Add)) {
        let new = match frontier.missing_above(&record.path)? {
            Missing::No => &*record.path,
            Missing::Here(folder) => folder,
            Missing::Before => continue,
        };
        for existing in neighbours.of(folder, new)? {
            let goes = match folder.kind(&existing)? {
                Some(Kind::Folder) => deleted.empties(folder, &existing)?,
                _ => deleted.contains(&existing),
            };
            if !goes {
                conflicts.push(Conflict::CaseCollision { path: new.to_owned(), existing });
            }
        }
    }
    Ok(conflicts)
}

/// The names in the folder that was looked at last, with their folds.
#[derive(Default)]
struct Neighbours {
    folder: String,
    names: Vec<(String, String)>,
}

impl Neighbours {
    /// What is there and differs from `path` only in case or normalisation.
    fn of(&mut self, root: &Folder, path: &str) -> Result<Vec<String>, WriteError> {
        let (folder, name) = path::split(path);
        if self.folder != folder {
            let names = root.names(folder)?;
            self.names = names.into_iter().map(|(name, _)| (path::fold(&name).into_owned(), name)).collect();
            folder.clone_into(&mut self.folder);
        }
        let fold = path::fold(name);
        let twins = self.names.iter().filter(|(other, existing)| *other == fold && existing != name);
        Ok(twins.map(|(_, existing)| format!("{}{existing}", &path[..path.len() - name.len()])).collect())
    }
}

/// Takes the files off the list of what has to go that have a new name which the disk does not tell from the old;
/// tells the new names.
pub(crate) fn spare_renamed(
    folder: &Folder,
    stale: &mut Vec<Stale>,
    records: &[Record],
) -> Result<BTreeSet<String>, WriteError> {
    let mut renamed = BTreeSet::new();
    if stale.is_empty() {
        return Ok(renamed);
    }
    let folds = stale.iter().enumerate().map(|(at, stale)| (path::fold(&stale.path).into_owned(), at));
    let folds: BTreeMap<String, usize> = folds.collect();
    let mut spared = BTreeSet::new();
    for record in records.iter().filter(|record| matches!(record.fate, Fate::Note | Fate::Take(_))) {
        let Some(at) = folds.get(&*path::fold(&record.path)) else { continue };
        let there = Near::new(folder).stat(&record.path)?;
        if there.is_some_and(|stat| Stamp::of(&stat) == stale[*at].stamp) {
            spared.insert(*at);
            renamed.insert(record.path.to_string());
        }
    }
    let mut at = 0..;
    stale.retain(|_| !at.next().is_some_and(|at| spared.contains(&at)));
    Ok(renamed)
}
