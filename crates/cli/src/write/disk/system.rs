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
#[allow(clippy::unnecessary_wraps, reason = "on Linux it can fail")]
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::fd::AsFd;
    use std::os::unix::fs::symlink;

    use rustix::fs::CWD;

    use super::*;

    /// What opening a path for reading gives, by either way.
    fn both_ways(folder: &std::path::Path, path: &str) -> [Result<u64, Errno>; 2] {
        let folder = rustix::fs::openat(CWD, folder, ENTER, Mode::empty()).expect("the folder is there");
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        [open_below, open_by_steps].map(|open| {
            let opened = open(folder.as_fd(), path, flags, Mode::empty())?;
            Ok(rustix::fs::fstat(opened)?.st_ino)
        })
    }

    #[test]
    fn both_ways_of_opening_find_and_refuse_the_same() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("in");
        std::fs::create_dir_all(path.join("a/b")).unwrap();
        std::fs::create_dir_all(scratch.path().join("outside")).unwrap();
        for file in ["in/file", "in/a/b/file", "outside/file"] {
            std::fs::write(scratch.path().join(file), file).unwrap();
        }
        symlink(scratch.path().join("outside"), path.join("link")).unwrap();
        symlink("file", path.join("a/b/link")).unwrap();
        symlink("b", path.join("a/link")).unwrap();
        for found in [".", "a", "a/b", "file", "a/b/file"] {
            let [one, other] = both_ways(&path, found);
            assert!(one.is_ok() && one == other, "{found}: {one:?} {other:?}");
        }
        for refused in
            ["none", "a/none", "none/file", "link", "link/file", "a/link/file", "a/b/link", "file/x"]
        {
            let [one, other] = both_ways(&path, refused);
            assert!(one.is_err() && other.is_err(), "{refused}: {one:?} {other:?}");
            let absent = [&one, &other].map(|error| *error == Err(Errno::NOENT));
            assert_eq!(absent[0], absent[1], "{refused}");
        }
    }

    #[test]
    fn neither_way_of_opening_leaves_the_file_system() {
        let below = std::path::Path::new("/proc").is_dir() && std::path::Path::new("/proc/self").exists();
        if below {
            let ways = both_ways(std::path::Path::new("/"), "proc/version");
            assert_eq!(ways, [Err(Errno::XDEV), Err(Errno::XDEV)]);
        }
    }
}
