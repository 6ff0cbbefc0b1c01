//! What the writer refuses, as findings with advice.

use crate::codes;
use crate::exit::Exit;
use crate::input::plain;
use crate::report::Finding;
use crate::write::{Conflict, Damage, WriteError};

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
        WriteError::Broken { path, damage: Damage::Absent, .. } => {
            Finding::about(path.as_str(), &codes::NO_LOCK, format!("there is no `{path}`"))
                .help(restoring(&Damage::Absent))
        }
        WriteError::Broken { path, damage, .. } => {
            Finding::about(path.as_str(), &codes::BROKEN, message).help(restoring(damage))
        }
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

/// How a broken record becomes whole.
fn restoring(damage: &Damage) -> &'static str {
    match damage {
        Damage::Absent => "`hagen render` writes it; a lost one comes back by `git checkout`",
        Damage::MergeConflict => {
            "take the whole output folder of either side (`git checkout --ours -- out` or `--theirs`), merge the blueprint, and run \
             `hagen render`: nobody merges what is rendered"
        }
        Damage::LineEndings => {
            "write `* -text` into `out/.gitattributes`, or set `git config core.autocrlf input`; then `git rm --cached -r out && git checkout -- out`"
        }
        Damage::Remains(_) => {
            "hagen keeps what it is about to write there: look into it, then delete the folder `.hagen`"
        }
        Damage::Foreign(_) => "restore it from git; or delete the output folder, and render it anew",
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

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::write::Step;

    fn said(error: &WriteError) -> (Exit, Vec<(&'static str, Option<String>)>) {
        let findings = findings(error, "out");
        assert!(findings.iter().all(|finding| finding.diagnostic.is_error()));
        let said = findings.into_iter().map(|finding| (finding.diagnostic.code.id, finding.file));
        (exit(error), said.collect())
    }

    #[test]
    fn every_conflict_is_told_with_its_file_and_what_to_do() {
        let at = |path: &str| Some(format!("out/{path}"));
        let conflicts = vec![
            Conflict::Edited("a.yaml".into()),
            Conflict::Foreign("b.yaml".into()),
            Conflict::Symlink("c".into()),
            Conflict::NotAFile("d.yaml".into()),
            Conflict::NotAFolder("e".into()),
            Conflict::CaseCollision { path: "f.yaml".into(), existing: "F.yaml".into() },
            Conflict::LockMissing,
        ];
        let error = WriteError::Conflicts(conflicts);
        let expected = vec![
            ("HG0903", at("a.yaml")),
            ("HG0904", at("b.yaml")),
            ("HG0905", at("c")),
            ("HG0905", at("d.yaml")),
            ("HG0905", at("e")),
            ("HG0906", at("F.yaml")),
            ("HG0907", Some("out".to_owned())),
        ];
        assert_eq!(said(&error), (Exit::Output, expected));
        assert!(findings(&error, "out").iter().all(|finding| finding.diagnostic.help.is_some()));
    }

    #[test]
    fn what_the_disk_refuses_is_told_without_numbers() {
        let full = || WriteError::Io {
            path: "out/a.yaml".into(),
            step: Step::Write,
            source: io::Error::from_raw_os_error(rustix::io::Errno::NOSPC.raw_os_error()),
        };
        assert_eq!(said(&full()), (Exit::Io, vec![("HG0912", None)]));
        let message = &findings(&full(), "out")[0].diagnostic.message;
        assert_eq!(message, "cannot write `out/a.yaml`: no space left on device");
        let finding = &findings(&WriteError::Unfinished(Box::new(full())), "out")[0].diagnostic;
        assert!(finding.help.as_deref().unwrap().contains("partly old and partly new"));
    }

    #[test]
    fn paths_and_runs_have_codes_of_their_own() {
        let twins = WriteError::Twins(vec![("a".into(), "A".into()), ("b".into(), "b/".into())]);
        assert_eq!(said(&twins), (Exit::Blueprint, vec![("HG0911", None); 2]));
        assert_eq!(said(&WriteError::Twice("a".into())), (Exit::Blueprint, vec![("HG0911", None)]));
        assert_eq!(said(&WriteError::Busy("out".into())), (Exit::Busy, vec![("HG0909", None)]));
        let interrupted = WriteError::Interrupted("out".into());
        assert_eq!(said(&interrupted), (Exit::Output, vec![("HG0910", Some("out".to_owned()))]));
    }
}
