//! The user's files beside the blueprint: only real files, only below its folder, only of a sensible size.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use hagen::{FileError, Files};
use rustix::fs::{CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::input::plain;
use crate::write::Digest;

/// What a `ConfigMap` can hold, and so what a file can be delivered as.
const LARGEST: u64 = 1 << 20;

/// The files below one folder.
#[derive(Debug)]
pub(crate) struct FolderFiles(PathBuf);

impl FolderFiles {
    /// The files beside a blueprint.
    pub(crate) fn new(folder: &Utf8Path) -> Self {
        Self(folder.as_std_path().to_owned())
    }
}

impl Files for FolderFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        check(path).map_err(because)?;
        let real = self.real(path).map_err(because)?;
        let file = open(&real).map_err(because)?;
        let mut bytes = Vec::new();
        let outcome = file.take(LARGEST + 1).read_to_end(&mut bytes);
        outcome.map_err(|error| because(format!("cannot be read: {}", plain(&error))))?;
        if bytes.len() as u64 > LARGEST {
            return Err(because("is larger than 1 MiB, which is more than a ConfigMap can hold"));
        }
        Ok(bytes)
    }
}

/// Files, and a note of each that was read.
pub(crate) struct Noted<'a> {
    files: &'a FolderFiles,
    digests: Mutex<BTreeMap<String, Digest>>,
}

impl<'a> Noted<'a> {
    /// Files of which none has been read.
    pub(crate) fn new(files: &'a FolderFiles) -> Self {
        Self { files, digests: Mutex::default() }
    }

    /// The files that were read, by their paths.
    pub(crate) fn digests(self) -> BTreeMap<String, Digest> {
        self.digests.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for Noted<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let bytes = self.files.read(path)?;
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        digests.insert(path.to_owned(), Digest::of(&bytes));
        Ok(bytes)
    }
}

fn because(why: impl Into<String>) -> FileError {
    FileError { why: why.into() }
}

/// Refuses by its text alone what is not a plain path below the folder.
fn check(path: &str) -> Result<(), &'static str> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    if path.is_empty() {
        return Err("is empty: name a file beside the blueprint");
    }
    if path.contains("://") || path.starts_with("file:") {
        return Err("is an address: hagen reads only files beside the blueprint, so put the file there");
    }
    if path.starts_with('/') || path.starts_with('~') || drive {
        return Err("is an absolute path: name the file relative to the blueprint");
    }
    if path.contains('\\') {
        return Err("holds a backslash: folders are separated by `/`");
    }
    if path.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    if path.split('/').any(|name| name == "..") {
        return Err("leads out of the blueprint's folder by `..`");
    }
    Ok(())
}

impl FolderFiles {
    /// The path without links, which may lead anywhere within the folder.
    fn real(&self, path: &str) -> Result<PathBuf, String> {
        let root = self.0.canonicalize().map_err(|error| missing(&error))?;
        let real = root.join(path).canonicalize().map_err(|error| missing(&error))?;
        if real.starts_with(&root) {
            Ok(real)
        } else {
            Err("is a symbolic link that leads out of the blueprint's folder".into())
        }
    }
}

fn missing(error: &io::Error) -> String {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NOENT | Errno::NOTDIR) => "does not exist".to_owned(),
        Some(Errno::LOOP) => "is a symbolic link that leads in a circle".to_owned(),
        _ => format!("cannot be read: {}", plain(error)),
    }
}

/// Opens a file, and nothing else. Opening a pipe does not wait for who writes into it.
fn open(path: &std::path::Path) -> Result<File, String> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    let opened = rustix::fs::openat(CWD, path, flags, Mode::empty());
    let file = opened.map_err(|errno| match errno {
        // A socket, or a device that nobody serves.
        Errno::NXIO | Errno::NODEV => "is not a file".to_owned(),
        errno => missing(&errno.into()),
    })?;
    let found = rustix::fs::fstat(&file).map_err(|errno| missing(&errno.into()))?;
    match FileType::from_raw_mode(found.st_mode) {
        FileType::RegularFile => Ok(file.into()),
        FileType::Directory => Err("is a folder: name a file in it".to_owned()),
        FileType::Fifo => Err("is a pipe, not a file".to_owned()),
        FileType::CharacterDevice | FileType::BlockDevice => Err("is a device, not a file".to_owned()),
        _ => Err("is not a file".to_owned()),
    }
}

#[cfg(test)]
mod tests;
