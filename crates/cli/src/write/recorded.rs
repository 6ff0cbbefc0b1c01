//! One run that compares with the record alone.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;

use super::compare::Session;
use super::digest::Digest;
use super::error::WriteError;
use super::output::read;
use super::plan::{Change, Plan};
use super::root::Root;
use super::stage;

/// What a rendering would change of what `hagen.lock` says. Files are read only when somebody asks for their bytes.
pub struct Recorded {
    root: Root,
    session: Session,
    /// Only files that differ are kept.
    kept: Mutex<BTreeMap<Box<str>, Vec<u8>>>,
}

impl Recorded {
    /// Opens the folder; `None` when there is none, or no record in it that can be read.
    pub fn open(root: &Utf8Path) -> Option<Self> {
        let root = Root::open(root, &[]).ok()??;
        let lock = stage::read_lock(&root.folder).ok().filter(|lock| lock.len() > 0)?;
        Some(Self { root, session: Session::new(lock), kept: Mutex::default() })
    }

    /// Takes one file of the new output.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        if self.session.see(path)? != Some(Digest::of(bytes)) {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(path.into(), bytes.to_owned());
        }
        Ok(())
    }

    /// Lets files stay as they are.
    pub fn retain(&self, is_kept: impl Fn(&str) -> bool) {
        self.session.retain(is_kept);
    }

    /// What would change.
    pub fn plan(&self) -> Plan {
        let change = |path: &str| match self.session.lock.find(path) {
            Some(_) => Change::Changed,
            None => Change::Added,
        };
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changes: Vec<_> = kept.keys().map(|path| (path.clone(), change(path))).collect();
        let gone = self.session.unseen().map(|at| self.session.lock.file(at).0.into());
        changes.extend(gone.map(|path| (path, Change::Removed)));
        changes.sort_unstable();
        Plan { changes, ..Plan::default() }
    }

    /// The bytes that are in the folder now; `None` when no file is there.
    pub fn old_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        read(&self.root.folder, path)
    }

    /// The bytes that would be there, of a file that differs.
    pub fn new_bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }
}
