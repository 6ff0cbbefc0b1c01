//! What the writer refuses, as findings with advice.

use crate::codes;
use crate::exit::Exit;
use crate::input::plain;
use crate::report::Finding;
use crate::write::{Conflict, WriteError};

/// How a run ends that the writer stopped.
pub(crate) fn exit(error: &WriteError) -> Exit {
    match error.exit_code() {
        3 => Exit::Blueprint,
        4 => Exit::Output,
        6 => Exit::Busy,
        _ => Exit::Io,
    }
}

/// Everything that a refusal says, each with what to do.
pub(crate) fn findings(error: &WriteError, out: &str) -> Vec<Finding> {
    match error {
        WriteError::Conflicts(conflicts) => conflicts.iter().map(|it| conflict(it, out)).collect(),
        WriteError::Twins(pairs) => pairs
            .iter()
            .map(|(one, other)| {
                let message = format!("`{one}` and `{other}` cannot stand beside each other everywhere");
                Finding::new(&codes::BAD_PATH, message)
                    .help("some file systems take them for one name: rename one of the two in the blueprint")
            })
            .collect(),
        other => vec![single(other, out)],
    }
}

fn single(error: &WriteError, out: &str) -> Finding {
    let message = error.to_string();
    match error {
        WriteError::Root { .. } => {
            Finding::new(&codes::FOLDER, message).help("give hagen a folder of its own: `-o out`")
        }
        WriteError::Busy(_) => {
            Finding::new(&codes::BUSY, message).help("wait until it has finished, then run again")
        }
        WriteError::Broken { path, .. } if !path.exists() => {
            Finding::about(path.as_str(), &codes::NO_LOCK, format!("there is no `{path}`"))
                .help("`hagen render` writes it; a lost one comes back by `git checkout`")
        }
        WriteError::Broken { path, .. } => Finding::about(path.as_str(), &codes::BROKEN, message)
            .help("restore it from git; or delete the output folder, and render it anew"),
        WriteError::Unfinished(cause) => Finding::new(&codes::DISK, single(cause, out).diagnostic.message)
            .help("the output is partly old and partly new: the next `hagen render` finishes it"),
        WriteError::Interrupted(_) => Finding::about(out, &codes::INTERRUPTED, message),
        WriteError::Io { path, step, source } => {
            let message = format!("cannot {step} `{path}`: {}", plain(source));
            Finding::new(&codes::DISK, message).help("the output is as it was")
        }
        _ => Finding::new(&codes::BAD_PATH, message),
    }
}

/// A conflict in the output folder.
pub(crate) fn conflict(conflict: &Conflict, out: &str) -> Finding {
    let message = conflict.to_string();
    let at = |path: &str, code| Finding::about(format!("{out}/{path}"), code, &*message);
    match conflict {
        Conflict::Edited(path) => at(path, &codes::EDITED).help(
            "move the change into the blueprint (`patches`, `values`), then `--force` replaces the file; `hagen diff` shows what would be lost",
        ),
        Conflict::Foreign(path) => {
            at(path, &codes::FOREIGN).help("move it out of the output folder; `--force` replaces it")
        }
        Conflict::Symlink(path) => {
            at(path, &codes::IN_THE_WAY).help("delete the link: hagen writes through none")
        }
        Conflict::NotAFile(path) | Conflict::NotAFolder(path) => {
            at(path, &codes::IN_THE_WAY).help("move it out of the output folder")
        }
        Conflict::CaseCollision { existing, .. } => at(existing, &codes::CASE)
            .help("on some file systems the two are one file: move the one that is not hagen's away"),
        Conflict::LockMissing => Finding::about(out, &codes::NO_LOCK, message)
            .help("restore `hagen.lock` from git, or take the files over with `--force`"),
    }
}
