//! A look ahead at the permissions: a run that would be stopped halfway does not begin.

use super::apply::{Frontier, Missing};
use super::compare::{Fate, Record};
use super::disk::{Folder, Near};
use super::error::WriteError;
use super::path;
use super::settle::Settled;

/// Refuses to go on when a folder in which something changes does not let files be changed.
pub(crate) fn check(root: &Folder, records: &[Record], settled: &Settled) -> Result<(), WriteError> {
    let mut frontier = Frontier::new(root);
    let mut near = Near::new(root);
    for record in records.iter().filter(|record| !matches!(record.fate, Fate::Note | Fate::Blocked(_))) {
        match frontier.missing_above(&record.path)? {
            Missing::No => near.enter(path::split(&record.path).0)?,
            Missing::Here(folder) => near.enter(path::split(folder).0)?,
            Missing::Before => {}
        }
    }
    settled.stale.iter().try_for_each(|stale| near.enter(path::split(&stale.path).0))
}
