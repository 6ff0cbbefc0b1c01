//! The folders that were looked into last: files come a folder at a time, and the way there is most of the work.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Mutex;

use rustix::io::Errno;

/// Threads that have a folder each; more share them.
const THREADS: usize = 16;

/// For each of some threads the folder that it used last.
#[derive(Default)]
pub(super) struct Nearby([Mutex<Option<(String, OwnedFd)>>; THREADS]);

impl Nearby {
    /// Does something in the folder `path`, which is opened unless it was the last one of this thread. `None` when it
    /// is there and cannot be opened, or when another thread is at it.
    pub(super) fn within<T>(
        &self,
        path: &str,
        open: impl FnOnce() -> rustix::io::Result<OwnedFd>,
        work: impl FnOnce(BorrowedFd<'_>) -> rustix::io::Result<T>,
    ) -> Option<rustix::io::Result<T>> {
        let at = rayon::current_thread_index().unwrap_or_default() % THREADS;
        let mut last = self.0[at].try_lock().ok()?;
        if last.as_ref().is_none_or(|(known, _)| known != path) {
            // Closed first: with it, no more files are open than without.
            *last = None;
            *last = match open() {
                Ok(fd) => Some((path.to_owned(), fd)),
                Err(Errno::NOENT) => return Some(Err(Errno::NOENT)),
                Err(_) => return None,
            };
        }
        last.as_ref().map(|(_, fd)| work(fd.as_fd()))
    }
}
