//! Many changes in few folders: the folder of the last one is kept open.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Access, AtFlags, Stat};
use rustix::io::Errno;

use super::system::rename_to_nothing;
use super::{Folder, Replace};
use crate::write::error::{Step, WriteError};
use crate::write::path;

/// A folder, and the one below it that was used last. Paths that come sorted find it open most of the time.
pub(crate) struct Near<'a> {
    folder: &'a Folder,
    path: String,
    fd: Option<OwnedFd>,
}

impl<'a> Near<'a> {
    pub(crate) fn new(folder: &'a Folder) -> Self {
        Self { folder, path: String::new(), fd: None }
    }

    /// What is at `path`; `None` when nothing is there.
    pub(crate) fn stat(&mut self, path: &str) -> Result<Option<Stat>, WriteError> {
        let (above, name) = path::split(path);
        let stat = self.above(above).and_then(|fd| rustix::fs::statat(fd, name, AtFlags::SYMLINK_NOFOLLOW));
        match stat {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT) => Ok(None),
            Err(other) => Err(self.folder.failed(Step::Read, path)(other)),
        }
    }

    /// Moves `from` in this folder to `to` in another one of the same file system.
    pub(crate) fn rename(
        &mut self,
        from: &str,
        target: &mut Self,
        to: &str,
        replace: Replace,
    ) -> Result<(), WriteError> {
        let ((old_above, old_name), (new_above, new_name)) = (path::split(from), path::split(to));
        let folder = target.folder;
        let failed = folder.failed(Step::Rename, to);
        let old = self.above(old_above).map_err(&failed)?;
        let new = target.above(new_above).map_err(&failed)?;
        folder.ask(Step::Rename, to)?;
        let renamed = match replace {
            Replace::Nothing => rename_to_nothing(old, old_name, new, new_name),
            Replace::Anything => rustix::fs::renameat(old, old_name, new, new_name),
        };
        renamed.map_err(failed)
    }

    /// Deletes a file, if it is there.
    pub(crate) fn remove(&mut self, path: &str) -> Result<(), WriteError> {
        let (above, name) = path::split(path);
        let folder = self.folder;
        let failed = folder.failed(Step::Remove, path);
        let fd = match self.above(above) {
            Err(Errno::NOENT | Errno::NOTDIR) => return Ok(()),
            fd => fd.map_err(&failed)?,
        };
        folder.ask(Step::Remove, path)?;
        match rustix::fs::unlinkat(fd, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(other) => Err(failed(other)),
        }
    }

    /// Fails unless files may be made and deleted in the folder `path`.
    pub(crate) fn enter(&mut self, path: &str) -> Result<(), WriteError> {
        if self.fd.is_some() && self.path == path {
            return Ok(());
        }
        let folder = self.folder;
        let allowed = self.above(path).and_then(|fd| {
            let change = Access::WRITE_OK | Access::EXEC_OK;
            rustix::fs::accessat(fd, ".", change, AtFlags::EACCESS)
        });
        match allowed {
            // Kernels before 5.8 cannot tell for another user than the real one.
            Ok(()) | Err(Errno::NOSYS | Errno::INVAL) => Ok(()),
            Err(other) => Err(folder.failed(Step::Enter, path)(other)),
        }
    }

    fn above(&mut self, path: &str) -> rustix::io::Result<BorrowedFd<'_>> {
        if self.path != path {
            self.fd = None;
        }
        if self.fd.is_none() {
            self.fd = Some(self.folder.above(path)?);
            path.clone_into(&mut self.path);
        }
        Ok(self.fd.as_ref().expect("it was just opened").as_fd())
    }
}
