//! The changes themselves. Each can be done again, so that a run that was killed among them can be finished.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::disk::{Folder, Kind, Near, Obstacle, Replace, Stamp};
use super::error::{Conflict, Step, WriteError};
use super::path;

/// A staged file to move into place, and the file that it replaces.
pub(crate) type Put<'a> = (&'a str, Option<Stamp>);
/// A file to delete, unless it is gone already.
pub(crate) type Delete<'a> = (&'a str, Option<Stamp>);

/// Makes the changes: first the deletes without which something could not be put, then the puts, sorted by path,
/// then the other deletes, so that a killed run leaves rather too much than too little.
pub(crate) fn apply<'a>(
    root: &Folder,
    staged: &Folder,
    puts: impl Iterator<Item = Put<'a>>,
    (first, last): (&[Delete<'_>], &[Delete<'_>]),
) -> Result<(), WriteError> {
    delete(root, first)?;
    let mut mover = Mover { from: Near::new(staged), to: Near::new(root), frontier: Frontier::new(root) };
    for (path, over) in puts {
        mover.place(path, over)?;
    }
    delete(root, last)
}

struct Mover<'a> {
    from: Near<'a>,
    to: Near<'a>,
    frontier: Frontier<'a>,
}

impl Mover<'_> {
    /// Moves a staged file into place; with the first file of a new folder, the whole folder.
    fn place(&mut self, path: &str, over: Option<Stamp>) -> Result<(), WriteError> {
        let moved = match (self.frontier.missing_above(path)?, over) {
            (Missing::Before, _) => return Ok(()),
            (Missing::Here(folder), _) => self.rename(folder, Replace::Nothing),
            (Missing::No, None) => self.rename(path, Replace::Nothing),
            (Missing::No, Some(stamp)) => {
                expect(&mut self.to, path, stamp)?;
                self.rename(path, Replace::Anything)
            }
        };
        match moved {
            Err(WriteError::Io { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(WriteError::Conflicts(vec![Conflict::Foreign(path.to_owned())]))
            }
            moved => moved,
        }
    }

    fn rename(&mut self, path: &str, replace: Replace) -> Result<(), WriteError> {
        self.from.rename(path, &mut self.to, path, replace)
    }
}

fn delete(root: &Folder, deletes: &[Delete<'_>]) -> Result<(), WriteError> {
    let mut near = Near::new(root);
    let mut emptied = BTreeSet::new();
    for &(path, stamp) in deletes {
        if let Some(stamp) = stamp {
            expect(&mut near, path, stamp)?;
            near.remove(path)?;
        }
        emptied.extend(path::folders(path));
    }
    // A folder sorts before what is in it.
    for folder in emptied.into_iter().rev() {
        let _ = root.remove_folder(folder)?;
    }
    Ok(())
}

/// Refuses to touch a file that changed since it was compared.
fn expect(root: &mut Near<'_>, path: &str, stamp: Stamp) -> Result<(), WriteError> {
    match root.stat(path)? {
        Some(stat) if Stamp::of(&stat) != stamp => {
            Err(WriteError::Conflicts(vec![Conflict::Edited(path.to_owned())]))
        }
        _ => Ok(()),
    }
}

/// Finds, for paths that come sorted, the outermost folder above each that is not there.
pub(crate) struct Frontier<'a> {
    root: &'a Folder,
    present: String,
    missing: Option<String>,
}

/// Which folder above a path is missing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missing<'a> {
    No,
    /// This one, and no path before was below it.
    Here(&'a str),
    /// The same one as for the path before.
    Before,
}

impl<'a> Frontier<'a> {
    pub(crate) fn new(root: &'a Folder) -> Self {
        Self { root, present: String::new(), missing: None }
    }

    pub(crate) fn missing_above<'p>(&mut self, path: &'p str) -> Result<Missing<'p>, WriteError> {
        if self.missing.as_deref().is_some_and(|missing| is_below(path, missing)) {
            return Ok(Missing::Before);
        }
        for folder in path::folders(path) {
            if self.present == folder || is_below(&self.present, folder) {
                continue;
            }
            match self.root.kind(folder)? {
                Some(Kind::Folder) => folder.clone_into(&mut self.present),
                Some(_) => {
                    return Err(self.root.io(Step::Open, folder, std::io::ErrorKind::NotADirectory.into()));
                }
                None => {
                    self.missing = Some(folder.to_owned());
                    return Ok(Missing::Here(folder));
                }
            }
        }
        Ok(Missing::No)
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// What a run puts, as far as a file that it deletes could be in the way.
pub(crate) struct Ways {
    hasher: RandomState,
    files: HashSet<u64>,
    folders: HashSet<u64>,
}

impl Ways {
    pub(crate) fn of<'a>(puts: impl Iterator<Item = &'a str>) -> Self {
        let mut ways = Self { hasher: RandomState::new(), files: HashSet::new(), folders: HashSet::new() };
        for path in puts {
            ways.files.insert(ways.hash(path));
            for folder in path::folders(path) {
                ways.folders.insert(ways.hash(folder));
            }
        }
        ways
    }

    /// Whether a file has to be gone before everything can be put: it is where, or below where, a file is to be, or
    /// where a folder is to be, on a file system that does not tell case apart.
    pub(crate) fn are_blocked_by(&self, path: &str) -> bool {
        let hash = self.hash(path);
        let below = || path::folders(path).any(|folder| self.files.contains(&self.hash(folder)));
        self.files.contains(&hash) || self.folders.contains(&hash) || below()
    }

    fn hash(&self, path: &str) -> u64 {
        self.hasher.hash_one(path::fold(path))
    }
}

/// The files that a run deletes, sorted.
pub(crate) struct Deleted<'a>(Vec<&'a str>);

impl<'a> Deleted<'a> {
    pub(crate) fn new(sorted: impl Iterator<Item = &'a str>) -> Self {
        Self(sorted.collect())
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.0.binary_search(&path).is_ok()
    }

    /// Whether the run takes away what stands in the way of the file `path`.
    pub(crate) fn clears(&self, root: &Folder, obstacle: &Obstacle, path: &str) -> Result<bool, WriteError> {
        match obstacle.kind {
            Kind::File => Ok(self.contains(&obstacle.path)),
            Kind::Folder if *obstacle.path == *path => self.empties(root, path),
            Kind::Folder | Kind::Symlink | Kind::Other => Ok(false),
        }
    }

    /// Whether a folder, and each in it, holds files of the run's and nothing else.
    pub(crate) fn empties(&self, root: &Folder, folder: &str) -> Result<bool, WriteError> {
        for (name, kind) in root.names(folder)? {
            let path = format!("{folder}/{name}");
            let goes = match kind {
                Kind::Folder => self.empties(root, &path)?,
                _ => self.contains(&path),
            };
            if !goes {
                return Ok(false);
            }
        }
        let below = self.0.partition_point(|path| *path <= folder);
        let mut below = self.0[below..].iter().take_while(|path| path.starts_with(folder));
        Ok(below.any(|path| is_below(path, folder)))
    }
}
