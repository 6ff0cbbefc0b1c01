//! All that was put, taken together: what changes, what goes, and what stands in the way.

use rayon::prelude::*;

use super::apply::{Deleted, Ways};
use super::compare::{Fate, Record, Session};
use super::digest::Digest;
use super::disk::{Folder, Found, Kind, Obstacle, Stamp};
use super::error::{Conflict, Step, WriteError};
use super::twins;

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
    twins::refuse(session, records)?;
    let Some(folder) = folder else { return Ok(Settled::default()) };
    let mut settled = find_stale(session, folder)?;
    let renamed = twins::spare_renamed(folder, &mut settled.stale, records)?;
    let deleted = Deleted::new(settled.stale.iter().map(|stale| &*stale.path));
    let mut conflicts = judge(folder, records, &deleted)?;
    conflicts.retain(|conflict| !matches!(conflict, Conflict::Foreign(path) if renamed.contains(path)));
    settled.conflicts.extend(conflicts);
    settled.conflicts.extend(twins::find_on_disk(folder, records, &deleted)?);
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
