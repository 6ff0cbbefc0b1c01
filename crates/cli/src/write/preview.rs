//! One run that only looks.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;

use super::compare::Session;
use super::error::WriteError;
use super::lock::Lock;
use super::output::{Options, read};
use super::plan::Plan;
use super::repair::{self, Progress};
use super::root::Root;
use super::settle::settle;
use super::stage;

/// One run that tells what [`Output`](super::Output) would do, and changes nothing.
pub struct Preview {
    session: Session,
    root: Option<Root>,
    /// Only files that differ are kept, in memory: whoever asks for the difference is going to print it.
    kept: Mutex<BTreeMap<Box<str>, Vec<u8>>>,
    force: bool,
}

impl Preview {
    /// Opens the folder, which need not exist.
    pub fn open(root: &Utf8Path, options: &Options) -> Result<Self, WriteError> {
        let root = Root::open(root, &options.protected)?;
        let lock = root.as_ref().map_or_else(|| Ok(Lock::default()), settled_lock)?;
        Ok(Self { session: Session::new(lock), root, kept: Mutex::default(), force: options.force })
    }

    /// What `hagen.lock` says beside the files.
    pub fn about(&self) -> &BTreeMap<String, String> {
        &self.session.lock.about
    }

    /// The files that hagen wrote last.
    pub fn recorded(&self) -> impl Iterator<Item = &str> {
        self.session.lock.files().map(|(path, _)| path)
    }

    /// Takes one file of the new output, as [`Output::put`](super::Output::put) does.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let folder = self.root.as_ref().map(|root| &root.folder);
        self.session.put(folder, path, bytes, || {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            match kept.insert(path.into(), bytes.to_owned()) {
                None => Ok(()),
                Some(_) => Err(WriteError::Twice(path.to_owned())),
            }
        })
    }

    /// Lets files of hagen's stay as they are: a run that renders a part keeps the rest. None of them may be put.
    pub fn retain(&self, is_kept: impl Fn(&str) -> bool) {
        self.session.retain(is_kept);
    }

    /// What a commit would do with what was put so far.
    pub fn plan(&self) -> Result<Plan, WriteError> {
        let folder = self.root.as_ref().map(|root| &root.folder);
        self.session.with_records(|records| {
            let settled = settle(&self.session, folder, records, self.force)?;
            Ok(Plan::of(records, &settled, self.session.files(records).count()))
        })
    }

    /// The bytes that are in the folder now; `None` when no file is there.
    pub fn old_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.root.as_ref().map_or(Ok(None), |root| read(&root.folder, path))
    }

    /// The bytes that would be there; `None` when they are no others than now, or none.
    pub fn new_bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }
}

fn settled_lock(root: &Root) -> Result<Lock, WriteError> {
    let lock = stage::read_lock(&root.folder)?;
    if let Some(home) = stage::left_in(&root.folder)?
        && matches!(repair::progress(&home, &lock)?, Progress::Changing(_))
    {
        return Err(WriteError::Interrupted(root.folder.name("")));
    }
    Ok(lock)
}
