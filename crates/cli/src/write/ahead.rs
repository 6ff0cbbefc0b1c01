//! A look at the lock file before its folder is claimed, beside other work.

use camino::Utf8Path;

use super::disk::{Folder, Stamp};
use super::lock::Lock;
use super::{root, stage};

/// A lock file that was read early. It counts only where it is still the one that is there once the folder is claimed.
pub struct Ahead {
    stamp: Stamp,
    lock: Lock,
}

impl Ahead {
    /// Reads the lock file of an output folder. `None` when there is none that can be read: what is the matter with it is
    /// for the run itself to find.
    pub fn read(out: &Utf8Path) -> Option<Self> {
        let folder = root::look(out)?;
        let stamp = stage::lock_stamp(&folder).ok()??;
        Some(Self { stamp, lock: stage::read_lock(&folder).ok()? }).filter(|_| is_at(&folder, stamp))
    }

    /// The lock file, if it is the one of this stamp.
    pub(crate) fn lock(self, stamp: Option<Stamp>) -> Option<Lock> {
        (Some(self.stamp) == stamp).then_some(self.lock)
    }
}

/// Whether nobody put another lock file there while it was read.
fn is_at(folder: &Folder, stamp: Stamp) -> bool {
    stage::lock_stamp(folder).is_ok_and(|now| now == Some(stamp))
}
