//! One run that writes.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::ahead::Ahead;
use super::apply::{self, Delete, Put};
use super::compare::{Fate, Record, Session};
use super::digest::Digest;
use super::disk::{Folder, Found, Guard, Stamp};
use super::error::{Conflict, Step, WriteError};
use super::lock::Lock;
use super::path::LOCK;
use super::plan::Plan;
use super::root::Root;
use super::settle::{Settled, settle};
use super::stage::{self, Stage};
use super::{access, journal, lock, repair};

/// How a run deals with the folder.
#[derive(Default, Clone)]
pub struct Options {
    /// Replace and delete files that were edited by hand, and replace files that are not hagen's.
    pub force: bool,
    /// Folders that the output must neither be nor hold: the home folder, the folder of the blueprint.
    pub protected: Vec<Utf8PathBuf>,
    /// Asked before each change to the disk; an error makes the change fail. For tests.
    pub guard: Option<Guard>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("force", &self.force)
            .field("protected", &self.protected)
            .finish_non_exhaustive()
    }
}

/// One run that writes into one folder, and the only one: the folder is claimed until the value is dropped.
///
/// Dropped without [`Output::commit`], it leaves the folder as it was.
pub struct Output {
    session: Session,
    root: Root,
    /// The lock file that this run builds on.
    lock_stamp: Option<Stamp>,
    stage: OnceLock<Stage>,
    making_stage: Mutex<()>,
    failed: AtomicBool,
    /// Whether `.hagen` is to be cleared away with this value.
    tidy: bool,
    force: bool,
}

impl Output {
    /// Claims the folder, making it where it is missing, and repairs what an interrupted run left in it.
    pub fn open(root: &Utf8Path, options: &Options) -> Result<Self, WriteError> {
        Self::open_ahead(root, options, None)
    }

    /// Does the same with a lock file that was read before.
    pub fn open_ahead(root: &Utf8Path, options: &Options, ahead: Option<Ahead>) -> Result<Self, WriteError> {
        let root = Root::make(root, &options.protected, options.guard.as_ref())?;
        let read = || {
            repair::repair(&root.folder)?;
            let stamp = stage::lock_stamp(&root.folder)?;
            let known = ahead.and_then(|ahead| ahead.lock(stamp));
            Ok((stamp, known.map_or_else(|| stage::read_lock(&root.folder), Ok)?))
        };
        let (lock_stamp, lock) = read().inspect_err(|_: &WriteError| {
            // An empty folder that this run made helps nobody.
            let _ = root.unmake();
        })?;
        Ok(Self {
            session: Session::new(lock),
            root,
            lock_stamp,
            stage: OnceLock::new(),
            making_stage: Mutex::new(()),
            failed: AtomicBool::new(false),
            tidy: true,
            force: options.force,
        })
    }

    /// What `hagen.lock` says beside the files.
    pub fn about(&self) -> &BTreeMap<String, String> {
        &self.session.lock.about
    }

    /// Takes one file of the new output: a relative path with slashes, and its bytes. Files come in any order, from
    /// any thread, and each path once. A name that ends in `.sh` can be run.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let folder = (!self.root.is_new).then_some(&self.root.folder);
        let put = self.session.put(folder, path, bytes, || self.keep(path, bytes));
        put.inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }

    /// What [`Self::commit`] would do if every file were put as this lock file has it: nothing. `None` when the output has
    /// another lock file, or a file is not as it says.
    pub fn unchanged(&self, lock: Digest) -> Option<Plan> {
        let is_whole = self.session.lock.digest == Some(lock) && self.session.is_on(&self.root.folder);
        is_whole.then(|| Plan { unchanged: self.session.lock.len(), lock: Some(lock), ..Plan::default() })
    }

    /// Lets files of hagen's stay as they are: a run that renders a part keeps the rest. None of them may be put.
    pub fn retain(&self, is_kept: impl Fn(&str) -> bool) {
        self.session.retain(is_kept);
    }

    /// The bytes that are in the folder now; `None` when no file is there.
    pub fn old_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        read(&self.root.folder, path)
    }

    /// The bytes that are going to be there; `None` when they are no others than now, or none.
    pub fn new_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.stage.get().map_or(Ok(None), |stage| read(&stage.files, path))
    }

    /// What [`Self::commit`] would do with what was put so far.
    pub fn plan(&self) -> Result<Plan, WriteError> {
        self.session.with_records(|records| {
            let settled = settle(&self.session, Some(&self.root.folder), records, self.force)?;
            Ok(Plan::of(records, &settled, self.session.files(records).count()))
        })
    }

    /// Leaves the folder as it was.
    pub fn discard(mut self) -> Result<(), WriteError> {
        self.tidy = false;
        self.clear()
    }

    /// Makes the folder hold what was put, and tells what changed. `about` goes into `hagen.lock` beside the files,
    /// such as the versions of charts.
    pub fn commit(mut self, about: &BTreeMap<String, String>) -> Result<Plan, WriteError> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(WriteError::Incomplete);
        }
        if !self.root.is_in_place()? {
            return Err(self.root.folder.io(Step::Open, "", io::ErrorKind::NotFound.into()));
        }
        if stage::lock_stamp(&self.root.folder)? != self.lock_stamp {
            return Err(WriteError::Conflicts(vec![Conflict::Edited(LOCK.to_owned())]));
        }
        let records = self.session.take_records()?;
        let mut settled = settle(&self.session, Some(&self.root.folder), &records, self.force)?;
        if !settled.conflicts.is_empty() {
            return Err(WriteError::Conflicts(settled.conflicts));
        }
        settled.order(&records);
        access::check(&self.root.folder, &records, &settled)?;
        let sealed = self.seal(&records, &settled, about)?;
        if sealed.is_some() {
            // From here on the journal counts, and what is in `.hagen` belongs to the next run if this one fails.
            self.tidy = false;
            self.apply(&records, &settled).map_err(|error| WriteError::Unfinished(Box::new(error)))?;
        }
        let files = self.session.files(&records).count();
        Ok(Plan::done(records, settled, files, sealed.or(self.session.lock.digest)))
    }

    /// Writes down what is going to happen, and tells the digest of the new lock file; `None` when nothing happens.
    fn seal(
        &self,
        records: &[Record],
        settled: &Settled,
        about: &BTreeMap<String, String>,
    ) -> Result<Option<Digest>, WriteError> {
        let lock = &self.session.lock;
        let same_files = records.is_empty() && self.session.unseen().next().is_none();
        if same_files && lock.digest.is_some() && lock.about == *about {
            return Ok(None);
        }
        let stage = self.stage()?;
        let new_lock = lock::write(stage.lock()?, about, self.session.files(records))
            .map_err(|error| stage.home.io(Step::Write, LOCK, error))?;
        journal::write(stage.draft()?, (lock.digest, new_lock), changes(lock, records, settled))
            .map_err(|error| stage.home.io(Step::Write, "journal", error))?;
        stage.seal()?;
        Ok(Some(new_lock))
    }

    fn apply(&self, records: &[Record], settled: &Settled) -> Result<(), WriteError> {
        let (root, stage) = (&self.root.folder, self.stage()?);
        let deletes = |first: bool| -> Vec<Delete<'_>> {
            let chosen = settled.stale.iter().filter(|stale| stale.first == first);
            chosen.map(|stale| (&*stale.path, Some(stale.stamp))).collect()
        };
        let puts = records.iter().filter_map(put);
        apply::apply(root, &stage.files, puts, (&deletes(true), &deletes(false)))?;
        stage::publish_lock(&stage.home, LOCK, root)?;
        stage::finish(root, &stage.home)
    }

    fn keep(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.stage()?.keep(path, bytes)
    }

    /// The staging folder, made with the first file that needs it.
    fn stage(&self) -> Result<&Stage, WriteError> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let _making = self.making_stage.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stage.get().is_none() {
            let made = Stage::make(&self.root.folder)?;
            return Ok(self.stage.get_or_init(|| made));
        }
        Ok(self.stage.get().expect("it was just looked at"))
    }

    fn clear(&self) -> Result<(), WriteError> {
        stage::drop_all(&self.root.folder)?;
        self.root.unmake()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.tidy {
            // What cannot be cleared away now, the next run clears away.
            let _ = self.clear();
        }
    }
}

/// The bytes of a file.
pub(crate) fn read(folder: &Folder, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
    let Found::File(mut file, _) = folder.file(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| folder.io(Step::Read, path, error))?;
    Ok(Some(bytes))
}

fn put(record: &Record) -> Option<Put<'_>> {
    match &record.fate {
        Fate::Note => None,
        Fate::Add | Fate::Blocked(_) => Some((&*record.path, None)),
        Fate::Update(stamp) => Some((&*record.path, Some(*stamp))),
        Fate::Take(taken) => Some((&*record.path, Some(taken.stamp))),
    }
}

/// Every change as the journal has it: path, old and new digest.
fn changes<'a>(
    lock: &'a Lock,
    records: &'a [Record],
    settled: &'a Settled,
) -> impl Iterator<Item = (&'a str, Option<Digest>, Option<Digest>)> {
    let puts = records.iter().filter_map(|record| {
        let old = match &record.fate {
            Fate::Note => return None,
            Fate::Add | Fate::Blocked(_) => None,
            Fate::Update(_) => lock.find(&record.path).map_or(Some(record.new), |at| Some(lock.file(at).1)),
            Fate::Take(taken) => Some(taken.old),
        };
        Some((&*record.path, old, Some(record.new)))
    });
    puts.chain(settled.stale.iter().map(|stale| (&*stale.path, Some(stale.old), None)))
}
