//! The calls that differ between systems.

use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::Errno;

use crate::write::path;

/// How a folder is opened on the way to something in it.
#[cfg(target_os = "linux")]
pub(super) const ENTER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY);
#[cfg(not(target_os = "linux"))]
pub(super) const ENTER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY);

/// Opens a path below a folder without following a link or leaving the file system.
#[cfg(target_os = "linux")]
pub(super) fn open_below(
    folder: BorrowedFd<'_>,
    path: &str,
    flags: OFlags,
    mode: Mode,
) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::ResolveFlags;

    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV;
    match rustix::io::retry_on_intr(|| rustix::fs::openat2(folder, path, flags, mode, resolve)) {
        // Kernels before 5.6 do not have the call, and sandboxes that do not know it forbid it.
        Err(Errno::NOSYS | Errno::PERM) => open_by_steps(folder, path, flags, mode),
        opened => opened,
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn open_below(
    folder: BorrowedFd<'_>,
    path: &str,
    flags: OFlags,
    mode: Mode,
) -> rustix::io::Result<OwnedFd> {
    open_by_steps(folder, path, flags, mode)
}

/// Opens `path` name by name, which every Unix can do without following a link.
fn open_by_steps(
    folder: BorrowedFd<'_>,
    path: &str,
    flags: OFlags,
    mode: Mode,
) -> rustix::io::Result<OwnedFd> {
    let enter = ENTER | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let (above, name) = path::split(path);
    let mut at = rustix::fs::openat(folder, ".", enter, Mode::empty())?;
    let device = rustix::fs::fstat(&at)?.st_dev;
    for (name, flags) in above.split('/').map(|name| (name, enter)).chain([(name, flags)]) {
        at = rustix::io::retry_on_intr(|| rustix::fs::openat(&at, name, flags, mode))?;
        if rustix::fs::fstat(&at)?.st_dev != device {
            return Err(Errno::XDEV);
        }
    }
    Ok(at)
}

/// Waits until the disk has everything that was written to a folder's file system.
#[cfg(target_os = "linux")]
pub(super) fn sync_file_system(folder: BorrowedFd<'_>) -> rustix::io::Result<()> {
    rustix::fs::syncfs(folder)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync_file_system(_: BorrowedFd<'_>) -> rustix::io::Result<()> {
    rustix::fs::sync();
    Ok(())
}

/// Renames unless something has the new name already.
pub(super) fn rename_to_nothing(
    from: BorrowedFd<'_>,
    name: &str,
    to: BorrowedFd<'_>,
    new_name: &str,
) -> rustix::io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    match rustix::fs::renameat_with(from, name, to, new_name, rustix::fs::RenameFlags::NOREPLACE) {
        // The kernel or this file system cannot; a look beforehand has to do.
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => {}
        renamed => return renamed,
    }
    match rustix::fs::statat(to, new_name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => rustix::fs::renameat(from, name, to, new_name),
        Err(other) => Err(other),
    }
}
