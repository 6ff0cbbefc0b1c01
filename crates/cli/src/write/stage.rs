//! The folder `.hagen` inside the output: where a run puts its files until all of them are there.
//!
//! It is inside the output because only there it is certain to be on the same file system, and because that is
//! where the next run, and a person, look for what a killed run left. Its `.gitignore` keeps it out of commits, so
//! Argo CD never sees it. It exists only while a run changes something.

use std::io::{self, BufWriter};

use super::disk::{Access, Folder, Found, Kind, Near, NewFile, Obstacle, Replace, Stamp};
use super::error::{Damage, Step, WriteError};
use super::journal::{self, Journal};
use super::lock::{Lock, Refusal};
use super::path::{HOME, LOCK};

/// The folder with the staged files.
pub(crate) const FILES: &str = "files";
/// The lock file of a run that could be finished only in part.
pub(crate) const AMENDED: &str = "hagen.lock.amended";
const MARK: &str = ".gitignore";
const JOURNAL: &str = "journal";
const DRAFT: &str = "journal.draft";

/// The staging folder.
pub(crate) struct Stage {
    /// `.hagen` itself.
    pub(crate) home: Folder,
    /// The staged files, each at the path it is for.
    pub(crate) files: Folder,
}

impl Stage {
    /// Makes the staging folder.
    pub(crate) fn make(root: &Folder) -> Result<Self, WriteError> {
        root.make_folders(HOME)?;
        let home = root.folder(HOME)?;
        home.create(MARK, b"# Files that hagen is about to move into place.\n*\n", Access::Data)?;
        home.make_folders(FILES)?;
        let files = home.folder(FILES)?;
        Ok(Self { home, files })
    }

    /// Puts a file where it waits for the commit.
    pub(crate) fn keep(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.files.create(path, bytes, access(path)).map_err(|error| match &error {
            WriteError::Io { step: Step::Create | Step::MakeFolder, source, .. } if is_clash(source) => {
                self.clash(path).unwrap_or(error)
            }
            _ => error,
        })
    }

    /// Why a path could not be made beside those that were: it is there, or it, or a part of it, is a file and a
    /// folder at once.
    fn clash(&self, path: &str) -> Option<WriteError> {
        let both = |at: &str| Some(WriteError::Twins(vec![(at.to_owned(), format!("{at}/"))]));
        match self.files.file(path).ok()? {
            Found::Absent => None,
            Found::File(..) => Some(WriteError::Twice(path.to_owned())),
            Found::Obstacle(obstacle) => both(&obstacle.path),
        }
    }

    /// The new lock file and the journal, to be filled.
    pub(crate) fn lock(&self) -> Result<BufWriter<NewFile>, WriteError> {
        self.home.create_file(LOCK, Access::Data).map(BufWriter::new)
    }

    /// Fills the journal. It counts once [`Self::seal`] has given it its name.
    pub(crate) fn draft(&self) -> Result<BufWriter<NewFile>, WriteError> {
        self.home.create_file(DRAFT, Access::Data).map(BufWriter::new)
    }

    /// Makes the journal count: from here on, the run is finished by whoever comes next. Before that, the disk has
    /// every staged file; after it, the disk has the journal.
    pub(crate) fn seal(&self) -> Result<(), WriteError> {
        self.home.sync()?;
        self.home.rename(DRAFT, &self.home, JOURNAL, Replace::Nothing)?;
        self.home.sync_names()
    }
}

/// Opens the staging folder that another run left; `None` when it left none.
pub(crate) fn left_in(root: &Folder) -> Result<Option<Folder>, WriteError> {
    match root.kind(HOME)? {
        None => Ok(None),
        Some(Kind::Folder) => root.folder(HOME).map(Some),
        Some(_) => Err(remains(root, "it is not the folder that hagen keeps there")),
    }
}

/// Takes a lock file to the root, which makes the output complete and new.
pub(crate) fn publish_lock(home: &Folder, name: &str, root: &Folder) -> Result<(), WriteError> {
    home.rename(name, root, LOCK, Replace::Anything)
}

/// Drops the staging folder of a run that is done; the disk has all its changes before the journal is gone.
pub(crate) fn finish(root: &Folder, home: &Folder) -> Result<(), WriteError> {
    root.sync()?;
    // The journal goes after the files: as long as they are there, it tells that they are not needed any more.
    if has_files(home)? {
        home.remove_all(FILES)?;
    }
    drop_all(root)
}

/// Whether anything may have been staged.
pub(crate) fn has_files(home: &Folder) -> Result<bool, WriteError> {
    Ok(home.kind(FILES)? == Some(Kind::Folder))
}

/// Deletes the staging folder. The mark goes last, so that what is left of it can be told from a stranger's folder.
pub(crate) fn drop_all(root: &Folder) -> Result<(), WriteError> {
    let Some(home) = left_in(root)? else { return Ok(()) };
    let names = home.names(".")?;
    if !names.is_empty() && !names.iter().any(|(name, _)| name == MARK) {
        return Err(remains(root, "it is not hagen's, or not complete"));
    }
    // The journal first: without it, nobody takes half of the rest for a run to finish.
    home.remove(JOURNAL)?;
    for (name, kind) in names.iter().filter(|(name, _)| name != MARK) {
        match kind {
            Kind::Folder => home.remove_all(name)?,
            _ => home.remove(name)?,
        }
    }
    home.remove(MARK)?;
    root.remove_folder(HOME).map(|_| ())
}

/// The journal of a run that was interrupted while it changed the output.
pub(crate) fn journal(home: &Folder) -> Result<Option<Journal>, WriteError> {
    match home.file(JOURNAL)? {
        Found::File(file, _) => journal::read(file).map_err(|error| home.io(Step::Read, JOURNAL, error)),
        Found::Absent | Found::Obstacle(_) => Ok(None),
    }
}

/// The lock file in a folder; an empty one without a digest when there is none.
pub(crate) fn read_lock(folder: &Folder) -> Result<Lock, WriteError> {
    let path = folder.name(LOCK);
    match folder.file(LOCK)? {
        Found::Absent => Ok(Lock::default()),
        Found::Obstacle(Obstacle { kind: Kind::Symlink, .. }) => {
            Err(WriteError::broken(&path, "it is a symbolic link".into()))
        }
        Found::Obstacle(_) => Err(WriteError::broken(&path, "it is not a file".into())),
        Found::File(file, _) => Lock::read(file).map_err(|refusal| match refusal {
            Refusal::Io(source) => WriteError::Io { path, step: Step::Read, source },
            Refusal::Line(line, damage) => WriteError::Broken { path, line: Some(line), damage },
        }),
    }
}

/// The staging folder is not as a run leaves it.
fn remains(root: &Folder, reason: &str) -> WriteError {
    WriteError::broken(&root.name(HOME), Damage::Remains(reason.to_owned()))
}

fn is_clash(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, IsADirectory, NotADirectory};
    matches!(error.kind(), AlreadyExists | IsADirectory | NotADirectory)
}

/// Which lock file it is that is in a folder; `None` when there is none.
pub(crate) fn lock_stamp(folder: &Folder) -> Result<Option<Stamp>, WriteError> {
    Ok(Near::new(folder).stat(LOCK)?.as_ref().map(Stamp::of))
}

/// A shell script can be run as it is; everything else is data.
pub(crate) fn access(path: &str) -> Access {
    if path.rsplit_once('.').is_some_and(|(_, ending)| ending == "sh") {
        Access::Program
    } else {
        Access::Data
    }
}
