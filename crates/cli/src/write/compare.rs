//! Each file of a run against what hagen wrote last and what is on the disk now.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustix::fs::Stat;

use super::digest::Digest;
use super::disk::{Access, Folder, Found, Obstacle, Stamp};
use super::error::{Step, WriteError};
use super::lock::Lock;
use super::{path, stage};

/// What a run has put so far. A file that is in the lock file and on the disk as it is put costs one bit.
pub(crate) struct Session {
    pub(crate) lock: Lock,
    seen: Vec<AtomicBool>,
    records: Mutex<Vec<Record>>,
}

/// A file that is not both in the lock file and on the disk as it was put.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) path: Box<str>,
    pub(crate) new: Digest,
    pub(crate) fate: Fate,
}

/// What has to happen to a file's path for the file to be there. Very many records hold one, so it is small.
#[derive(Debug)]
pub(crate) enum Fate {
    /// Nothing: only the lock file does not know it yet.
    Note,
    /// It is new.
    Add,
    /// It replaces what hagen wrote.
    Update(Stamp),
    /// It would replace what somebody else wrote.
    Take(Box<Taken>),
    /// Something that is not a file stands there or above, and may go away in the same run.
    Blocked(Box<Obstacle>),
}

/// A file that is not as hagen wrote it.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) old: Digest,
    pub(crate) stamp: Stamp,
    /// Whether hagen wrote it once.
    pub(crate) owned: bool,
}

impl Session {
    pub(crate) fn new(lock: Lock) -> Self {
        let seen = (0..lock.len()).map(|_| AtomicBool::new(false)).collect();
        Self { lock, seen, records: Mutex::default() }
    }

    /// Compares a file with the disk, has it kept if the disk needs it, and remembers the outcome.
    pub(crate) fn put(
        &self,
        folder: Option<&Folder>,
        path: &str,
        bytes: &[u8],
        keep: impl FnOnce() -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let owned = self.see(path)?;
        // What the lock file names was checked when that was read.
        if owned.is_none() {
            path::check(path).map_err(|reason| WriteError::Path { path: path.to_owned(), reason })?;
        }
        let new = Digest::of(bytes);
        let fate = match folder {
            Some(folder) => examine(folder, path, bytes, owned)?,
            None => Fate::Add,
        };
        match fate {
            Fate::Note if owned == Some(new) => return Ok(()),
            Fate::Note => {}
            Fate::Add | Fate::Update(_) | Fate::Take(_) | Fate::Blocked(_) => keep()?,
        }
        let record = Record { path: path.into(), new, fate };
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
        Ok(())
    }

    /// Lets files of the lock file stay as they are, unlooked at.
    pub(crate) fn retain(&self, is_kept: impl Fn(&str) -> bool) {
        for (at, seen) in self.seen.iter().enumerate() {
            if is_kept(self.lock.file(at).0) {
                seen.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether every file of the lock file is on the disk as it says.
    pub(crate) fn is_on(&self, folder: &Folder) -> bool {
        (0..self.lock.len()).into_par_iter().all(|at| {
            let (path, digest) = self.lock.file(at);
            let Ok(Found::File(file, stat)) = folder.file(path) else { return false };
            may_run(path, &stat) && Digest::read(file).is_ok_and(|found| found == digest)
        })
    }

    /// The digest that the lock file has for the path, which counts as put.
    pub(crate) fn see(&self, path: &str) -> Result<Option<Digest>, WriteError> {
        let Some(at) = self.lock.find(path) else { return Ok(None) };
        if self.seen[at].swap(true, Ordering::Relaxed) {
            return Err(WriteError::Twice(path.to_owned()));
        }
        Ok(Some(self.lock.file(at).1))
    }

    /// Calls `judge` with the records so far, sorted by path.
    pub(crate) fn with_records<T>(
        &self,
        judge: impl FnOnce(&[Record]) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        sort(&mut records)?;
        judge(&records)
    }

    /// Gives the records away, sorted by path.
    pub(crate) fn take_records(&self) -> Result<Vec<Record>, WriteError> {
        let mut records = std::mem::take(&mut *self.records.lock().unwrap_or_else(PoisonError::into_inner));
        sort(&mut records)?;
        Ok(records)
    }

    /// Where in the lock file the paths are that were not put.
    pub(crate) fn unseen(&self) -> impl Iterator<Item = usize> {
        self.seen.iter().enumerate().filter(|(_, seen)| !seen.load(Ordering::Relaxed)).map(|(at, _)| at)
    }

    /// Everything that was put, sorted by path.
    pub(crate) fn files<'a>(&'a self, records: &'a [Record]) -> impl Iterator<Item = (&'a str, Digest)> {
        let seen = |at: &usize| self.seen[*at].load(Ordering::Relaxed);
        let mut kept = (0..self.lock.len()).filter(seen).map(|at| self.lock.file(at)).peekable();
        let mut records = records.iter().map(|record| (&*record.path, record.new)).peekable();
        std::iter::from_fn(move || match (kept.peek(), records.peek()) {
            (Some(kept_file), Some(record)) if kept_file.0 < record.0 => kept.next(),
            (Some(kept_file), Some(record)) if kept_file.0 == record.0 => {
                kept.next();
                records.next()
            }
            (_, Some(_)) => records.next(),
            (_, None) => kept.next(),
        })
    }
}

fn sort(records: &mut [Record]) -> Result<(), WriteError> {
    records.par_sort_unstable_by(|one, other| one.path.cmp(&other.path));
    match records.windows(2).find(|pair| pair[0].path == pair[1].path) {
        Some(pair) => Err(WriteError::Twice(pair[0].path.to_string())),
        None => Ok(()),
    }
}

fn examine(folder: &Folder, path: &str, bytes: &[u8], owned: Option<Digest>) -> Result<Fate, WriteError> {
    let (file, stat) = match folder.file(path)? {
        Found::Absent => return Ok(Fate::Add),
        Found::Obstacle(obstacle) => return Ok(Fate::Blocked(Box::new(obstacle))),
        Found::File(file, stat) => (file, stat),
    };
    let other = Digest::unless_same(file, bytes).map_err(|error| folder.io(Step::Read, path, error))?;
    let stamp = Stamp::of(&stat);
    Ok(match other {
        None if may_run(path, &stat) => Fate::Note,
        // The bytes are right, but it cannot be run.
        None => Fate::Update(stamp),
        Some(old) if owned == Some(old) => Fate::Update(stamp),
        Some(old) => Fate::Take(Box::new(Taken { old, stamp, owned: owned.is_some() })),
    })
}

/// Whether a file can be run, or need not be.
fn may_run(path: &str, stat: &Stat) -> bool {
    stat.st_mode & 0o100 != 0 || stage::access(path) == Access::Data
}
