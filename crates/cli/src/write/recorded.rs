//! One run that compares with the record alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;

use super::digest::Digest;
use super::error::WriteError;
use super::lock::Lock;
use super::output::read;
use super::plan::{Change, Plan};
use super::root::Root;
use super::stage;

/// What a rendering would change of what `hagen.lock` says. Files are read only when somebody asks for their bytes.
pub struct Recorded {
    root: Root,
    lock: Lock,
    seen: Vec<AtomicBool>,
    /// Only files that differ are kept.
    kept: Mutex<BTreeMap<Box<str>, Vec<u8>>>,
}

impl Recorded {
    /// Opens the folder; `None` when there is none, or no record in it that can be read.
    pub fn open(root: &Utf8Path) -> Option<Self> {
        let root = Root::open(root, &[]).ok()??;
        let lock = stage::read_lock(&root.folder).ok().filter(|lock| lock.len() > 0)?;
        let seen = (0..lock.len()).map(|_| AtomicBool::new(false)).collect();
        Some(Self { root, lock, seen, kept: Mutex::default() })
    }

    /// Takes one file of the new output.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        if let Some(at) = self.lock.find(path) {
            self.seen[at].store(true, Ordering::Relaxed);
            if self.lock.file(at).1 == Digest::of(bytes) {
                return;
            }
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(path.into(), bytes.to_owned());
    }

    /// Lets files stay as they are.
    pub fn retain(&self, is_kept: impl Fn(&str) -> bool) {
        let kept = self.seen.iter().enumerate().filter(|(at, _)| is_kept(self.lock.file(*at).0));
        kept.for_each(|(_, seen)| seen.store(true, Ordering::Relaxed));
    }

    /// What would change.
    pub fn plan(&self) -> Plan {
        let change = |path: &str| match self.lock.find(path) {
            Some(_) => Change::Changed,
            None => Change::Added,
        };
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changes: Vec<_> = kept.keys().map(|path| (path.clone(), change(path))).collect();
        let gone = self.seen.iter().enumerate().filter(|(_, seen)| !seen.load(Ordering::Relaxed));
        changes.extend(gone.map(|(at, _)| (self.lock.file(at).0.into(), Change::Removed)));
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
