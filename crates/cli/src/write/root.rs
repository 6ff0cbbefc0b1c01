//! The output folder as a whole: which one is refused, how it is made, and who may write into it.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::fs::{CWD, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::disk::{Folder, Guard};
use super::error::{Step, WriteError};

/// Who else may have the folder open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nobody: the files are going to change.
    Write,
    /// Whoever does not write.
    Read,
}

/// The output folder, held open and claimed; the claim ends with the process or this value.
pub(crate) struct Root {
    pub(crate) folder: Folder,
    /// Whether it was not there before.
    pub(crate) is_new: bool,
    /// The folders that had to be made, outermost first.
    made: Vec<PathBuf>,
}

impl Root {
    /// Opens the folder and makes it, with those above it, where it is missing.
    pub(crate) fn make(
        path: &Utf8Path,
        protected: &[Utf8PathBuf],
        guard: Option<&Guard>,
    ) -> Result<Self, WriteError> {
        let path = &plain(path);
        let real = refuse(path, protected)?;
        loop {
            let made = make_folders(&real, guard).map_err(|error| failed(path, Step::MakeFolder, error))?;
            if let Some(folder) = claim(path, Claim::Write, guard.cloned())? {
                let is_new = made.last() == Some(&real);
                return Ok(Self { folder, is_new, made });
            }
        }
    }

    /// Opens the folder to look at it; `None` when it is not there.
    pub(crate) fn open(path: &Utf8Path, protected: &[Utf8PathBuf]) -> Result<Option<Self>, WriteError> {
        let path = &plain(path);
        refuse(path, protected)?;
        let folder = claim(path, Claim::Read, None)?;
        Ok(folder.map(|folder| Self { folder, is_new: false, made: Vec::new() }))
    }

    /// Whether the folder is still the one that its name leads to.
    pub(crate) fn is_in_place(&self) -> Result<bool, WriteError> {
        same_folder(&self.folder, &self.folder.name(""))
    }

    /// Removes the folders that this run made, as far as they are empty.
    pub(crate) fn unmake(&self) -> Result<(), WriteError> {
        for path in self.made.iter().rev() {
            self.folder.ask(Step::RemoveFolder, "")?;
            if std::fs::remove_dir(path).is_err() {
                break;
            }
        }
        Ok(())
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        // Closing the folder would do, but for a child process that was forked a moment ago and still has it open.
        let _ = rustix::fs::flock(self.folder.fd(), FlockOperation::Unlock);
    }
}

/// Opens a folder without claiming it, for what may be out of date at once.
pub(crate) fn look(path: &Utf8Path) -> Option<Folder> {
    let path = plain(path);
    Some(Folder::new(open(&path).ok()?, path, None))
}

fn open(path: &Utf8Path) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, path.as_std_path(), flags, Mode::empty())
}

fn claim(path: &Utf8Path, claim: Claim, guard: Option<Guard>) -> Result<Option<Folder>, WriteError> {
    let fd = match open(path) {
        Err(Errno::NOENT) => return Ok(None),
        fd => fd.map_err(|errno| failed(path, Step::Open, errno.into()))?,
    };
    let operation = match claim {
        Claim::Write => FlockOperation::NonBlockingLockExclusive,
        Claim::Read => FlockOperation::NonBlockingLockShared,
    };
    match rustix::fs::flock(&fd, operation) {
        Ok(()) => {}
        Err(Errno::WOULDBLOCK) => return Err(WriteError::Busy(path.to_owned())),
        Err(other) => return Err(failed(path, Step::Claim, other.into())),
    }
    let folder = Folder::new(fd, path.to_owned(), guard);
    // Whoever held the claim before may have removed the folder it was on.
    Ok(same_folder(&folder, path)?.then_some(folder))
}

fn same_folder(folder: &Folder, path: &Utf8Path) -> Result<bool, WriteError> {
    let held = rustix::fs::fstat(folder.fd()).map_err(|errno| failed(path, Step::Open, errno.into()))?;
    match rustix::fs::lstat(path.as_std_path()) {
        Ok(named) => Ok((named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)),
        Err(Errno::NOENT | Errno::NOTDIR) => Ok(false),
        Err(other) => Err(failed(path, Step::Open, other.into())),
    }
}

/// Refuses the folders that nobody means when they say where the output goes.
fn refuse(path: &Utf8Path, protected: &[Utf8PathBuf]) -> Result<PathBuf, WriteError> {
    let refused = |reason| Err(WriteError::Root { path: path.to_owned(), reason });
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => return refused("it is a symbolic link"),
        Ok(found) if !found.is_dir() => return refused("it is not a folder"),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(path, Step::Open, error)),
    }
    let real = real(path.as_std_path()).map_err(|error| failed(path, Step::Open, error))?;
    let Some(name) = real.file_name() else { return refused("it is the root of the file system") };
    if name.as_encoded_bytes().starts_with(b".") || real.components().any(|part| part.as_os_str() == ".git") {
        return refused("it is a hidden folder");
    }
    if std::fs::symlink_metadata(real.join(".git")).is_ok() {
        return refused("it is the root of a git repository");
    }
    for other in protected {
        let other = self::real(other.as_std_path()).map_err(|error| failed(other, Step::Open, error))?;
        if other.starts_with(&real) {
            return refused("it is, or holds, the home folder or the input");
        }
    }
    Ok(real)
}

/// `out` for `out/` and `out/.`, which would lead through a link of that name.
fn plain(path: &Utf8Path) -> Utf8PathBuf {
    path.components().collect()
}

/// The path without links and dots, also where its end does not exist yet.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut existing = path.as_path();
    loop {
        match existing.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => return Ok(missing.iter().rev().fold(found?, |path, name| path.join(name))),
        }
        let (Some(above), Some(name)) = (existing.parent(), existing.file_name()) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        missing.push(name);
        existing = above;
    }
}

/// Makes the folder and those above it; tells which had to be made, outermost first.
fn make_folders(path: &Path, guard: Option<&Guard>) -> io::Result<Vec<PathBuf>> {
    let missing: Vec<&Path> = path.ancestors().take_while(|path| path.symlink_metadata().is_err()).collect();
    let mut made = Vec::new();
    for folder in missing.into_iter().rev() {
        if let (Some(guard), Some(name)) = (guard, Utf8Path::from_path(folder)) {
            guard(Step::MakeFolder, name)?;
        }
        match std::fs::create_dir(folder) {
            Ok(()) => made.push(folder.to_owned()),
            // Another run was quicker; the claim decides who goes on.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

fn failed(path: &Utf8Path, step: Step, source: io::Error) -> WriteError {
    WriteError::Io { path: path.to_owned(), step, source }
}
