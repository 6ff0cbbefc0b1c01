//! What is on the disk at a path.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Take;

use rustix::fs::{FileType, Stat};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
    Symlink,
    /// A pipe, socket or device.
    Other,
}

/// What opening a file for reading found.
pub(crate) enum Found {
    Absent,
    /// A file, to be read as far as it went when it was opened.
    File(Take<File>, Stat),
    /// Something else is there, or at a folder on the way there.
    Obstacle(Obstacle),
}

/// What keeps a path from being a file.
#[derive(Debug, Clone)]
pub(crate) struct Obstacle {
    /// Where it is: the path itself or one of the folders above.
    pub(crate) path: Box<str>,
    pub(crate) kind: Kind,
}

/// Tells one state of a file from another without reading it. A hash, because a run may hold one for every file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp(u64);

impl Stamp {
    pub(crate) fn of(stat: &Stat) -> Self {
        let modified = (stat.st_mtime, stat.st_mtime_nsec);
        let changed = (stat.st_ctime, stat.st_ctime_nsec);
        let mut hasher = DefaultHasher::new();
        (stat.st_dev, stat.st_ino, stat.st_size, modified, changed).hash(&mut hasher);
        Self(hasher.finish())
    }
}

pub(super) fn kind(stat: &Stat) -> Kind {
    kind_of(FileType::from_raw_mode(stat.st_mode))
}

pub(super) fn kind_of(file_type: FileType) -> Kind {
    match file_type {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Symlink,
        _ => Kind::Other,
    }
}

/// How many bytes a file holds.
pub(super) fn size(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or(0)
}
