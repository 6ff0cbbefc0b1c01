//! What can keep the output from being written, and what each case is called.

use std::fmt;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The folder is one that hagen does not write into.
    #[error("`{path}` cannot be the output folder: {reason}")]
    Root {
        /// The folder as it was given.
        path: Utf8PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Another hagen is writing into the folder, or reading it while this one wants to write.
    #[error("another hagen is at work in `{0}`")]
    Busy(Utf8PathBuf),
    /// A path that is not plain and relative.
    #[error("`{path}` cannot be written: {reason}", path = path.escape_debug())]
    Path {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// One path was put twice.
    #[error("`{0}` is written twice")]
    Twice(String),
    /// Pairs of paths that a file system somewhere takes for one: they differ only in case or in Unicode
    /// normalisation, or one is a file and the other a folder.
    #[error("paths that cannot stand beside each other everywhere: {}", Pairs(.0))]
    Twins(Vec<(String, String)>),
    /// `hagen.lock`, or the journal of an interrupted run, is not as hagen writes it.
    #[error("`{path}` is broken{}: {damage}", Line(*.line))]
    Broken {
        /// The file.
        path: Utf8PathBuf,
        /// The line, from 1, where there is one to point to.
        line: Option<usize>,
        /// What is wrong with it.
        damage: Damage,
    },
    /// The folder is not as hagen left it. All the conflicts of the run, sorted by path.
    #[error("the output is not as hagen left it:{}", Lines(.0))]
    Conflicts(Vec<Conflict>),
    /// An earlier run was killed while it replaced files; only a run that writes can repair that.
    #[error("an earlier run in `{0}` was interrupted; the next `hagen render` repairs it")]
    Interrupted(Utf8PathBuf),
    /// Something failed while files were being replaced. The next run finishes what this one began.
    #[error("{0}; the output is partly old and partly new until the next run finishes it")]
    Unfinished(Box<WriteError>),
    /// `commit` after a `put` that failed.
    #[error("not everything could be staged")]
    Incomplete,
    /// The operating system refused.
    #[error("cannot {step} `{path}`: {source}")]
    Io {
        /// The file or folder it was about.
        path: Utf8PathBuf,
        /// What was to be done with it.
        step: Step,
        /// What the operating system said.
        source: io::Error,
    },
}

impl WriteError {
    /// The exit code of a program that stops for this reason.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Path { .. } | Self::Twice(_) | Self::Twins(_) => 3,
            Self::Root { .. } | Self::Broken { .. } | Self::Conflicts(_) | Self::Interrupted(_) => 4,
            Self::Incomplete | Self::Io { .. } => 5,
            Self::Busy(_) => 6,
            Self::Unfinished(error) => error.exit_code(),
        }
    }

    /// The same of a file that an interrupted run left.
    pub(crate) fn of_remains(self) -> Self {
        match self {
            Self::Broken { path, line, damage } => {
                Self::Broken { path, line, damage: Damage::Remains(damage.to_string()) }
            }
            other => other,
        }
    }

    pub(crate) fn broken(path: &Utf8Path, damage: Damage) -> Self {
        Self::Broken { path: path.to_owned(), line: None, damage }
    }
}

/// What is wrong with a file in which hagen keeps what it did. How it becomes whole depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// There is none.
    Absent,
    /// It holds the marks that Git leaves where two sides changed one place.
    MergeConflict,
    /// Its lines end in CRLF: Git converted them.
    LineEndings,
    /// It is left of an interrupted run, and not as that run left it.
    Remains(String),
    /// It is anything else that hagen does not write.
    Foreign(String),
}

impl From<&str> for Damage {
    fn from(reason: &str) -> Self {
        Self::Foreign(reason.to_owned())
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "it is not there",
            Self::MergeConflict => "it holds a merge conflict of Git",
            Self::LineEndings => "its lines end in CRLF, where hagen ends them in LF: Git converted it",
            Self::Remains(reason) | Self::Foreign(reason) => reason,
        })
    }
}

/// One thing in the output folder that hagen would have to destroy to go on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Conflict {
    /// A file that hagen wrote was edited by hand. `force` replaces it.
    Edited(String),
    /// A file that hagen did not write stands where one has to go. `force` replaces it.
    Foreign(String),
    /// A symbolic link stands at, or on the way to, one of hagen's paths.
    Symlink(String),
    /// Something other than a file, such as a folder with files that are not hagen's, stands where a file has to go.
    NotAFile(String),
    /// Something other than a folder stands where a folder has to go.
    NotAFolder(String),
    /// A file that is not hagen's differs from a path of hagen's only in case or in Unicode normalisation.
    CaseCollision {
        /// The path that hagen writes.
        path: String,
        /// The path that is there.
        existing: String,
    },
    /// There is no `hagen.lock`, but there are files at hagen's paths. `force` takes them over.
    LockMissing,
}

impl Conflict {
    /// Whether `Options::force` resolves it.
    pub fn yields_to_force(&self) -> bool {
        matches!(self, Self::Edited(_) | Self::Foreign(_) | Self::LockMissing)
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited(path) => write!(f, "`{path}` was edited by hand"),
            Self::Foreign(path) => write!(f, "`{path}` is not hagen's"),
            Self::Symlink(path) => write!(f, "`{path}` is a symbolic link"),
            Self::NotAFile(path) => {
                write!(f, "`{path}` has to be a file, and holds something that is not hagen's")
            }
            Self::NotAFolder(path) => write!(f, "`{path}` has to be a folder"),
            Self::CaseCollision { path, existing } => {
                write!(
                    f,
                    "`{path}` differs from `{existing}`, which is not hagen's, only in case or normalisation"
                )
            }
            Self::LockMissing => write!(f, "there are files, but no `hagen.lock` that says they are hagen's"),
        }
    }
}

/// What hagen does to a file or folder, in the order of a run. It stands in errors, and a test can stop a run at
/// each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Open the folder, or look at what is in it.
    Open,
    /// Lock the folder against other runs.
    Claim,
    /// Find out whether its files may be changed.
    Enter,
    /// Read a file to compare it.
    Read,
    /// Make a folder.
    MakeFolder,
    /// Make an empty file.
    Create,
    /// Fill it.
    Write,
    /// Wait until the disk has everything.
    Sync,
    /// Move a staged file or folder to its place.
    Rename,
    /// Delete a file.
    Remove,
    /// Delete an empty folder.
    RemoveFolder,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Claim => "lock",
            Self::Enter => "change the files in",
            Self::Read => "read",
            Self::MakeFolder => "make the folder",
            Self::Create => "create",
            Self::Write => "write",
            Self::Sync => "bring to the disk",
            Self::Rename => "move into place",
            Self::Remove => "delete",
            Self::RemoveFolder => "delete the folder",
        })
    }
}

struct Line(Option<usize>);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(f, " at line {line}"))
    }
}

struct Lines<'a>(&'a [Conflict]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|conflict| write!(f, "\n  {conflict}"))
    }
}

struct Pairs<'a>(&'a [(String, String)]);

impl fmt::Display for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (one, other)) in self.0.iter().enumerate() {
            write!(f, "{}`{one}` and `{other}`", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
