//! What a commit changes, as a person wants to see it.

use super::compare::{Fate, Record};
use super::digest::Digest;
use super::error::Conflict;
use super::settle::Settled;

/// What happens, or happened, to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not there.
    Added,
    /// It has other bytes, or can now be run.
    Changed,
    /// It is not part of the output any more.
    Removed,
}

/// What a commit would do, or has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files that differ, sorted by path.
    pub changes: Vec<(Box<str>, Change)>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// What forbids it, sorted; empty once it is done.
    pub conflicts: Vec<Conflict>,
    /// The digest of the lock file, once it is done.
    pub lock: Option<Digest>,
}

impl Plan {
    /// Whether the output stays as it is.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.conflicts.is_empty()
    }

    /// The paths with one kind of change.
    pub fn paths(&self, change: Change) -> impl Iterator<Item = &str> {
        self.changes.iter().filter(move |(_, found)| *found == change).map(|(path, _)| &**path)
    }

    /// What a commit would do to an output of so many files.
    pub(crate) fn of(records: &[Record], settled: &Settled, files: usize) -> Self {
        let put = records.iter().filter_map(|record| Some((record.path.clone(), change(&record.fate)?)));
        let removed = settled.stale.iter().map(|stale| (stale.path.clone(), Change::Removed));
        Self::sorted(put.chain(removed), settled.conflicts.clone(), files)
    }

    /// What a commit has done to an output that now has so many files.
    pub(crate) fn done(records: Vec<Record>, settled: Settled, files: usize, lock: Option<Digest>) -> Self {
        let put = records.into_iter().filter_map(|record| Some((record.path, change(&record.fate)?)));
        let removed = settled.stale.into_iter().map(|stale| (stale.path, Change::Removed));
        Self { lock, ..Self::sorted(put.chain(removed), Vec::new(), files) }
    }

    fn sorted(
        changes: impl Iterator<Item = (Box<str>, Change)>,
        conflicts: Vec<Conflict>,
        files: usize,
    ) -> Self {
        let mut changes: Vec<_> = changes.collect();
        changes.sort_unstable();
        let put = changes.iter().filter(|(_, change)| *change != Change::Removed).count();
        Self { changes, unchanged: files - put, conflicts, lock: None }
    }
}

fn change(fate: &Fate) -> Option<Change> {
    match fate {
        Fate::Note => None,
        Fate::Add | Fate::Blocked(_) => Some(Change::Added),
        Fate::Update(_) | Fate::Take(_) => Some(Change::Changed),
    }
}
