//! A folder held open: every operation names a path below it, and none follows a symbolic link or leaves the file
//! system. This is the only module that changes the disk.

mod found;
mod near;
mod nearby;
mod system;

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

pub(crate) use self::found::{Found, Kind, Obstacle, Stamp};
use self::found::{kind, kind_of, size};
pub(crate) use self::near::Near;
use self::nearby::Nearby;
use self::system::{ENTER, open_below, sync_file_system};
use super::error::{Step, WriteError};
use super::path;

/// Asked before each change to the disk; what it refuses, fails with its error.
pub type Guard = Arc<dyn Fn(Step, &Utf8Path) -> io::Result<()> + Send + Sync>;

/// A folder held open.
pub(crate) struct Folder {
    fd: OwnedFd,
    name: Utf8PathBuf,
    guard: Option<Guard>,
    /// The largest file that the process may write.
    limit: u64,
    nearby: Nearby,
}

/// Whether a new file may be run as a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Data,
    Program,
}

/// What moving a file into place may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replace {
    Nothing,
    Anything,
}

impl Folder {
    pub(crate) fn new(fd: OwnedFd, name: Utf8PathBuf, guard: Option<Guard>) -> Self {
        Self { fd, name, guard, limit: size_limit(), nearby: Nearby::default() }
    }

    /// The folder `path` below this one, held open.
    pub(crate) fn folder(&self, path: &str) -> Result<Self, WriteError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY;
        let fd = self.open(path, flags, Mode::empty()).map_err(self.failed(Step::Open, path))?;
        Ok(Self::new(fd, self.name.join(path), self.guard.clone()))
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// The folder's name, or the full name of a path in it, for messages.
    pub(crate) fn name(&self, path: &str) -> Utf8PathBuf {
        if path.is_empty() { self.name.clone() } else { self.name.join(path) }
    }

    pub(crate) fn file(&self, path: &str) -> Result<Found, WriteError> {
        // Without NONBLOCK, a named pipe would wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        let found = match self.open_nearby(path, flags, Mode::empty()) {
            Ok(fd) => rustix::fs::fstat(&fd).map(|stat| match kind(&stat) {
                Kind::File => Found::File(File::from(fd).take(size(&stat)), stat),
                kind => Found::Obstacle(Obstacle { path: path.into(), kind }),
            }),
            Err(Errno::NOENT) => Ok(Found::Absent),
            Err(Errno::LOOP | Errno::MLINK | Errno::NOTDIR | Errno::NXIO) => return self.obstacle(path),
            Err(other) => Err(other),
        };
        found.map_err(self.failed(Step::Read, path))
    }

    /// What kind of thing is at `path`; `None` when nothing is there.
    pub(crate) fn kind(&self, path: &str) -> Result<Option<Kind>, WriteError> {
        Ok(Near::new(self).stat(path)?.as_ref().map(kind))
    }

    /// The names in the folder `path`, sorted, each with what it is. Names that are not UTF-8 come out mangled.
    pub(crate) fn names(&self, path: &str) -> Result<Vec<(String, Kind)>, WriteError> {
        let failed = self.failed(Step::Read, path);
        let fd = self.open(path, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).map_err(&failed)?;
        let mut names = Vec::new();
        for entry in Dir::read_from(&fd).map_err(&failed)? {
            let entry = entry.map_err(&failed)?;
            if matches!(entry.file_name().to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => {
                    let stat = rustix::fs::statat(&fd, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW);
                    kind(&stat.map_err(&failed)?)
                }
                known => kind_of(known),
            };
            names.push((entry.file_name().to_string_lossy().into_owned(), kind));
        }
        names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Ok(names)
    }

    /// Makes a new file, and the folders above it where they are missing.
    pub(crate) fn create(&self, path: &str, bytes: &[u8], access: Access) -> Result<(), WriteError> {
        let mut file = self.create_file(path, access)?;
        file.write_all(bytes).map_err(|source| self.io(Step::Write, path, source))
    }

    /// Makes a new empty file, and the folders above it where they are missing.
    pub(crate) fn create_file(&self, path: &str, access: Access) -> Result<NewFile, WriteError> {
        self.ask(Step::Create, path)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let mode = match access {
            Access::Data => Mode::from_raw_mode(0o666),
            Access::Program => Mode::from_raw_mode(0o777),
        };
        let fd = match self.open_nearby(path, flags, mode) {
            Err(Errno::NOENT) if path.contains('/') => {
                self.make_folders(path::split(path).0)?;
                self.open_nearby(path, flags, mode)
            }
            opened => opened,
        };
        let fd = fd.map_err(self.failed(Step::Create, path))?;
        self.ask(Step::Write, path)?;
        Ok(NewFile { file: File::from(fd), left: self.limit })
    }

    /// Makes the folder `path`, and those above it, unless they are there.
    pub(crate) fn make_folders(&self, path: &str) -> Result<(), WriteError> {
        match self.make_folder(path) {
            Err(WriteError::Io { source, .. })
                if source.kind() == io::ErrorKind::NotFound && path.contains('/') =>
            {
                self.make_folders(path::split(path).0)?;
                self.make_folder(path)
            }
            made => made,
        }
    }

    fn make_folder(&self, path: &str) -> Result<(), WriteError> {
        let (above, name) = path::split(path);
        let fd = self.above(above).map_err(self.failed(Step::MakeFolder, path))?;
        self.ask(Step::MakeFolder, path)?;
        match rustix::fs::mkdirat(fd, name, Mode::from_raw_mode(0o777)) {
            // Another thread was quicker.
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(other) => Err(self.failed(Step::MakeFolder, path)(other)),
        }
    }

    /// Moves `from` in this folder to `to` in another one of the same file system.
    pub(crate) fn rename(
        &self,
        from: &str,
        target: &Self,
        to: &str,
        replace: Replace,
    ) -> Result<(), WriteError> {
        Near::new(self).rename(from, &mut Near::new(target), to, replace)
    }

    /// Deletes a file, if it is there.
    pub(crate) fn remove(&self, path: &str) -> Result<(), WriteError> {
        Near::new(self).remove(path)
    }

    /// Deletes a folder, if it is there and empty; breaks when it is not empty.
    pub(crate) fn remove_folder(&self, path: &str) -> Result<ControlFlow<()>, WriteError> {
        let (above, name) = path::split(path);
        let fd = match self.above(above) {
            Err(Errno::NOENT | Errno::NOTDIR) => return Ok(ControlFlow::Continue(())),
            fd => fd.map_err(self.failed(Step::RemoveFolder, path))?,
        };
        self.ask(Step::RemoveFolder, path)?;
        match rustix::fs::unlinkat(fd, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(ControlFlow::Continue(())),
            // A folder that became a file is not hagen's any more, like one that holds something.
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR | Errno::ACCESS) => Ok(ControlFlow::Break(())),
            Err(other) => Err(self.failed(Step::RemoveFolder, path)(other)),
        }
    }

    /// Deletes the folder `path` with everything in it, itself last.
    pub(crate) fn remove_all(&self, path: &str) -> Result<(), WriteError> {
        if self.remove_folder(path)?.is_continue() {
            return Ok(());
        }
        for (name, kind) in self.names(path)? {
            let path = format!("{path}/{name}");
            match kind {
                Kind::Folder => self.remove_all(&path)?,
                _ => self.remove(&path)?,
            }
        }
        self.remove_folder(path).map(|_| ())
    }

    /// Waits until the disk has everything that was written to the folder's file system.
    pub(crate) fn sync(&self) -> Result<(), WriteError> {
        self.ask(Step::Sync, "")?;
        sync_file_system(self.fd()).map_err(self.failed(Step::Sync, ""))
    }

    /// Waits until the disk has the names in this folder.
    pub(crate) fn sync_names(&self) -> Result<(), WriteError> {
        self.ask(Step::Sync, "")?;
        rustix::fs::fsync(&self.fd).map_err(self.failed(Step::Sync, ""))
    }

    /// Asks the guard whether a change may go on.
    pub(crate) fn ask(&self, step: Step, path: &str) -> Result<(), WriteError> {
        let Some(guard) = &self.guard else { return Ok(()) };
        guard(step, &self.name(path)).map_err(|source| self.io(step, path, source))
    }

    pub(crate) fn io(&self, step: Step, path: &str, source: io::Error) -> WriteError {
        WriteError::Io { path: self.name(path), step, source }
    }

    fn failed(&self, step: Step, path: &str) -> impl Fn(Errno) -> WriteError {
        move |errno| self.io(step, path, errno.into())
    }

    fn open(&self, path: &str, flags: OFlags, mode: Mode) -> rustix::io::Result<OwnedFd> {
        open_below(self.fd(), path, flags | OFlags::CLOEXEC | OFlags::NOFOLLOW, mode)
    }

    /// The same for a path that is most often in the folder of the path before.
    fn open_nearby(&self, path: &str, flags: OFlags, mode: Mode) -> rustix::io::Result<OwnedFd> {
        let (above, name) = path::split(path);
        let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let is_new = flags.contains(OFlags::CREATE | OFlags::EXCL);
        let near = |folder: BorrowedFd<'_>| {
            // What was not there before is neither a link nor on another file system.
            if is_new {
                rustix::fs::openat(folder, name, flags, mode)
            } else {
                open_below(folder, name, flags, mode)
            }
        };
        let opened = self.nearby.within(above, || self.above(above), near);
        opened.unwrap_or_else(|| self.open(path, flags, mode))
    }

    fn above(&self, path: &str) -> rustix::io::Result<OwnedFd> {
        self.open(path, ENTER, Mode::empty())
    }

    /// Finds what it was on the way to `path`, or there, that could not be opened.
    fn obstacle(&self, path: &str) -> Result<Found, WriteError> {
        for at in path::folders(path).chain([path]) {
            match self.kind(at)? {
                None => return Ok(Found::Absent),
                Some(Kind::Folder) if at != path => {}
                Some(kind) => return Ok(Found::Obstacle(Obstacle { path: at.into(), kind })),
            }
        }
        Ok(Found::Absent)
    }
}

fn size_limit() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Fsize).current.unwrap_or(u64::MAX)
}

/// A file being written, which keeps to the limit on the size of files: the system would kill the process.
pub(crate) struct NewFile {
    file: File,
    left: u64,
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len() as u64) {
            None => Err(Errno::FBIG.into()),
            Some(left) => {
                self.left = left;
                self.file.write_all(bytes).map(|()| bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
