//! Whether a folder holds exactly what hagen wrote.

use std::collections::BTreeMap;

use camino::Utf8Path;
use rayon::prelude::*;

use super::digest::Digest;
use super::disk::{Folder, Found, Kind};
use super::error::{Damage, Step, WriteError};
use super::lock::Lock;
use super::path::{HOME, LOCK};
use super::repair::{self, Progress};
use super::root::Root;
use super::stage;

/// How far hagen had come with the folder when it last stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The last run came to its end.
    Complete,
    /// A run was interrupted before it changed anything. The folder is as the run before left it.
    InterruptedOld,
    /// A run was interrupted while it changed files. The next run finishes it.
    InterruptedBetween,
    /// A run was interrupted after its last change. The folder is as that run wanted it.
    InterruptedNew,
}

/// What [`verify`] found. The lists are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How far the last run had come.
    pub state: State,
    /// Files of hagen's that are there with other bytes than it wrote, or that are not files any more.
    pub edited: Vec<String>,
    /// Files of hagen's that are not there.
    pub missing: Vec<String>,
    /// What is there and not hagen's: files, links and whatever else is not a folder.
    pub foreign: Vec<String>,
    /// How many files are hagen's.
    pub files: usize,
}

impl Verification {
    /// Whether the last run came to its end and nobody has changed its files since. Foreign files do not count.
    pub fn is_as_written(&self) -> bool {
        self.state == State::Complete && self.edited.is_empty() && self.missing.is_empty()
    }
}

/// Compares a folder with its `hagen.lock`. It changes nothing.
pub fn verify(root: &Utf8Path) -> Result<Verification, WriteError> {
    let not_there = || WriteError::broken(&root.join(LOCK), Damage::Absent);
    let claimed = Root::open(root, &[])?.ok_or_else(not_there)?;
    let root = &claimed.folder;
    let lock = stage::read_lock(root)?;
    let progress = match stage::left_in(root)? {
        Some(home) => repair::progress(&home, &lock)?,
        None => Progress::Nothing,
    };
    if progress == Progress::Nothing && lock.digest.is_none() {
        return Err(not_there());
    }
    let expected = Expected::of(&lock, &progress);
    let mut found = Vec::new();
    list(root, ".", &mut found)?;
    let state = match progress {
        Progress::Nothing => State::Complete,
        Progress::Staging => State::InterruptedOld,
        Progress::Changing(_) => State::InterruptedBetween,
        Progress::Done => State::InterruptedNew,
    };
    expected.compare(root, &found, state)
}

/// For each path of hagen's what may stand there: in the middle of a run, the old or the new.
struct Expected<'a>(BTreeMap<&'a str, [Option<Digest>; 2]>);

impl<'a> Expected<'a> {
    fn of(lock: &'a Lock, progress: &'a Progress) -> Self {
        let mut files: BTreeMap<_, _> =
            lock.files().map(|(path, digest)| (path, [Some(digest); 2])).collect();
        if let Progress::Changing(journal) = progress {
            files.extend(journal.changes.iter().map(|change| (&*change.path, [change.old, change.new])));
        }
        Self(files)
    }

    fn compare(
        &self,
        root: &Folder,
        found: &[(String, Kind)],
        state: State,
    ) -> Result<Verification, WriteError> {
        let (ours, foreign): (Vec<_>, Vec<_>) =
            found.iter().partition(|(path, _)| self.0.contains_key(path.as_str()));
        let edited = ours.par_iter().map(|(path, kind)| {
            let as_written = *kind == Kind::File && self.allows(root, path)?;
            Ok((!as_written).then(|| path.clone()))
        });
        let edited = edited.collect::<Result<Vec<_>, WriteError>>()?.into_iter().flatten().collect();
        let there = |path: &str| ours.binary_search_by(|(ours, _)| ours.as_str().cmp(path)).is_ok();
        let missing = self.0.iter().filter(|(path, allowed)| !allowed.contains(&None) && !there(path));
        Ok(Verification {
            state,
            edited,
            missing: missing.map(|(path, _)| (*path).to_owned()).collect(),
            foreign: foreign.into_iter().map(|(path, _)| path.clone()).collect(),
            files: self.0.len(),
        })
    }

    fn allows(&self, root: &Folder, path: &str) -> Result<bool, WriteError> {
        let Found::File(file, _) = root.file(path)? else { return Ok(false) };
        let digest = Digest::read(file).map_err(|error| root.io(Step::Read, path, error))?;
        Ok(self.0[path].contains(&Some(digest)))
    }
}

/// Lists everything in a folder that is not a folder, sorted, without what hagen keeps for itself.
fn list(root: &Folder, folder: &str, found: &mut Vec<(String, Kind)>) -> Result<(), WriteError> {
    collect(root, folder, found)?;
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(())
}

fn collect(root: &Folder, folder: &str, found: &mut Vec<(String, Kind)>) -> Result<(), WriteError> {
    for (name, kind) in root.names(folder)? {
        let path = if folder == "." { name } else { format!("{folder}/{name}") };
        match kind {
            // A name that is not UTF-8 leads nowhere; the folder itself stands for what is in it.
            Kind::Folder if path != HOME && !path.contains(char::REPLACEMENT_CHARACTER) => {
                collect(root, &path, found)?;
            }
            Kind::Folder if path == HOME => {}
            _ if path == LOCK => {}
            kind => found.push((path, kind)),
        }
    }
    Ok(())
}
