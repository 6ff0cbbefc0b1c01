//! The file of the logs: lines are added at its end, and a full one makes room for a new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A file that lines are added to.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    limit: u64,
    file: Mutex<File>,
}

impl LogFile {
    /// Opens the file, or begins it.
    pub fn open(path: PathBuf, limit: u64) -> io::Result<Self> {
        let file = Mutex::new(begin(&path)?);
        Ok(Self { path, limit, file })
    }

    /// Adds a line, whole or not at all.
    pub fn append(&self, line: &str) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let length = line.len() as u64 + 1;
        let before = file.metadata()?.len();
        if before > 0 && before + length > self.limit {
            // The one before is what the archive has long since taken.
            fs::rename(&self.path, self.path.with_extension("log.1"))?;
            *file = begin(&self.path)?;
        }
        file.write_all(format!("{line}\n").as_bytes())
    }

    /// All lines of the file.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }
}

fn begin(path: &PathBuf) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}
