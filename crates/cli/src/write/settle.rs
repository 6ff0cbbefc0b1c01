//! All that was put, taken together: what changes, what goes, and what stands in the way.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use rayon::prelude::*;

use super::apply::{Deleted, Frontier, Missing, Ways};
use super::compare::{Fate, Record, Session};
use super::digest::Digest;
use super::disk::{Folder, Found, Kind, Obstacle, Stamp};
use super::error::{Conflict, Step, WriteError};
use super::path;

/// What a commit has to do beside moving the records' files.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// The files that hagen owns and that were not put, as far as they are there.
    pub(crate) stale: Vec<Stale>,
    /// What forbids it, sorted.
    pub(crate) conflicts: Vec<Conflict>,
}

/// A file that has to go.
#[derive(Debug)]
pub(crate) struct Stale {
    pub(crate) path: Box<str>,
    pub(crate) old: Digest,
    pub(crate) stamp: Stamp,
    /// Whether it has to go before the rest.
    pub(crate) first: bool,
}

/// Compares everything that was put with everything that is there.
pub(crate) fn settle(
    session: &Session,
    folder: Option<&Folder>,
    records: &[Record],
    force: bool,
) -> Result<Settled, WriteError> {
    refuse_twins(session, records)?;
    let Some(folder) = folder else { return Ok(Settled::default()) };
    let mut settled = find_stale(session, folder)?;
    let deleted = Deleted::new(settled.stale.iter().map(|stale| &*stale.path));
    settled.conflicts.extend(judge(folder, records, &deleted)?);
    settled.conflicts.extend(find_collisions(folder, records, &deleted)?);
    if session.lock.digest.is_none() && records.iter().any(stands_already) {
        settled.conflicts.push(Conflict::LockMissing);
    }
    settled.conflicts.retain(|conflict| !(force && conflict.yields_to_force()));
    settled.conflicts.sort();
    settled.conflicts.dedup();
    Ok(settled)
}

fn stands_already(record: &Record) -> bool {
    matches!(record.fate, Fate::Note | Fate::Update(_) | Fate::Take(_))
}

/// What stands at the paths of the records and must not be touched.
fn judge(folder: &Folder, records: &[Record], deleted: &Deleted<'_>) -> Result<Vec<Conflict>, WriteError> {
    let mut conflicts = Vec::new();
    for record in records {
        conflicts.extend(match &record.fate {
            Fate::Note | Fate::Add | Fate::Update(_) => None,
            Fate::Take(taken) if taken.owned => Some(Conflict::Edited(record.path.to_string())),
            Fate::Take(_) => Some(Conflict::Foreign(record.path.to_string())),
            Fate::Blocked(obstacle) if deleted.clears(folder, obstacle, &record.path)? => None,
            Fate::Blocked(obstacle) => Some(blocked(obstacle, &record.path)),
        });
    }
    Ok(conflicts)
}

/// What is there and differs from a new name only in case.
fn find_collisions(
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
            self.names = names.into_iter().map(|(name, _)| (path::fold(&name), name)).collect();
            folder.clone_into(&mut self.folder);
        }
        let fold = path::fold(name);
        let twins = self.names.iter().filter(|(other, existing)| *other == fold && existing != name);
        Ok(twins.map(|(_, existing)| format!("{}{existing}", &path[..path.len() - name.len()])).collect())
    }
}

fn blocked(obstacle: &Obstacle, path: &str) -> Conflict {
    let at = obstacle.path.to_string();
    match obstacle.kind {
        Kind::Symlink => Conflict::Symlink(at),
        _ if *obstacle.path == *path => Conflict::NotAFile(at),
        _ => Conflict::NotAFolder(at),
    }
}

/// Finds the files that hagen owns and that nobody put.
fn find_stale(session: &Session, folder: &Folder) -> Result<Settled, WriteError> {
    let unseen: Vec<usize> = session.unseen().collect();
    let found = unseen.par_iter().map(|at| look_at_stale(folder, session.lock.file(*at)));
    let mut settled = Settled::default();
    for (stale, conflict) in found.collect::<Result<Vec<_>, _>>()? {
        settled.stale.extend(stale);
        settled.conflicts.extend(conflict);
    }
    Ok(settled)
}

fn look_at_stale(
    folder: &Folder,
    (path, owned): (&str, Digest),
) -> Result<(Option<Stale>, Option<Conflict>), WriteError> {
    let (file, stat) = match folder.file(path)? {
        Found::File(file, stat) => (file, stat),
        // Without its folder the file is not there either, and a file in the folder's place is not hagen's to delete.
        Found::Absent | Found::Obstacle(Obstacle { kind: Kind::File, .. }) => return Ok((None, None)),
        Found::Obstacle(obstacle) => return Ok((None, Some(blocked(&obstacle, path)))),
    };
    let old = Digest::read(file).map_err(|error| folder.io(Step::Read, path, error))?;
    let stale = Stale { path: path.into(), old, stamp: Stamp::of(&stat), first: false };
    let conflict = (old != owned).then(|| Conflict::Edited(path.to_owned()));
    Ok((Some(stale), conflict))
}

impl Settled {
    /// Finds out which files have to go first.
    pub(crate) fn order(&mut self, records: &[Record]) {
        if self.stale.is_empty() {
            return;
        }
        let puts = records.iter().filter(|record| !matches!(record.fate, Fate::Note));
        let ways = Ways::of(puts.map(|record| &*record.path));
        for stale in &mut self.stale {
            stale.first = ways.are_blocked_by(&stale.path);
        }
    }
}

/// Refuses paths that some file system takes for one, and a path that is both a file and a folder.
fn refuse_twins(session: &Session, records: &[Record]) -> Result<(), WriteError> {
    if records.iter().all(|record| session.lock.find(&record.path).is_some()) {
        return Ok(());
    }
    let hasher = RandomState::new();
    let (mut seen, mut twice) = (HashSet::new(), HashSet::new());
    each_name(session, records, |name| {
        let hash = hasher.hash_one(path::fold(name.trim_end_matches('/')));
        if !seen.insert(hash) {
            twice.insert(hash);
        }
    });
    if twice.is_empty() {
        return Ok(());
    }
    let mut twins: Vec<(String, String)> = Vec::new();
    each_name(session, records, |name| {
        let fold = path::fold(name.trim_end_matches('/'));
        if twice.contains(&hasher.hash_one(&fold)) {
            twins.push((fold, name.to_owned()));
        }
    });
    twins.sort();
    let pairs = twins.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let pairs: Vec<_> = pairs.map(|pair| (pair[0].1.clone(), pair[1].1.clone())).collect();
    if pairs.is_empty() { Ok(()) } else { Err(WriteError::Twins(pairs)) }
}

/// Calls `visit` once with each file that was put, and once, with a slash at its end, with each folder above one.
fn each_name(session: &Session, records: &[Record], mut visit: impl FnMut(&str)) {
    let mut last = "";
    for (path, _) in session.files(records) {
        let shared = path.bytes().zip(last.bytes()).take_while(|(one, other)| one == other).count();
        let folders = path.match_indices('/').map(|(slash, _)| slash).filter(|slash| *slash >= shared);
        folders.for_each(|slash| visit(&path[..=slash]));
        visit(path);
        last = path;
    }
}
