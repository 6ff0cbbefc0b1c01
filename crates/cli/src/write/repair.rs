//! What the next run does with what a killed run left: it finishes what had begun, and drops what had not.

use super::apply::{self, Delete, Deleted, Put, Ways};
use super::digest::Digest;
use super::disk::{Access, Folder, Found, Obstacle, Stamp};
use super::error::{Damage, Step, WriteError};
use super::journal::{Change, Journal};
use super::lock::{self, Lock};
use super::path::LOCK;
use super::stage::{self, AMENDED, FILES};

/// How far a run had come when it was killed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing had been staged, or everything is in place and cleared away but for the folder itself.
    Nothing,
    /// Nothing in the output had been touched.
    Staging,
    /// The output is partly old and partly new.
    Changing(Journal),
    /// The output is new; only the staging folder had not been cleared away.
    Done,
}

/// Finds out how far an interrupted run had come, from its staging folder and the output's lock file.
pub(crate) fn progress(home: &Folder, lock: &Lock) -> Result<Progress, WriteError> {
    Ok(match stage::journal(home)? {
        Some(journal) if lock.digest == Some(journal.new_lock) => Progress::Done,
        Some(journal) if lock.digest == journal.old_lock => Progress::Changing(journal),
        // Without a journal nothing was changed; with one for another lock file, such as after a checkout of another
        // commit, the output that the run had begun to change is not there any more.
        Some(_) => Progress::Staging,
        None if stage::has_files(home)? => Progress::Staging,
        None => Progress::Nothing,
    })
}

/// Brings the output to where the interrupted run, if there is one, would have brought it, or back to where it was.
pub(crate) fn repair(root: &Folder) -> Result<(), WriteError> {
    let Some(home) = stage::left_in(root)? else { return Ok(()) };
    let lock = stage::read_lock(root)?;
    match progress(&home, &lock)? {
        Progress::Nothing | Progress::Staging => stage::drop_all(root),
        Progress::Done => stage::finish(root, &home),
        Progress::Changing(journal) => finish(root, &home, &lock, &journal).map_err(|error| match error {
            broken @ WriteError::Broken { .. } => broken,
            other => WriteError::Unfinished(Box::new(other)),
        }),
    }
}

fn finish(root: &Folder, home: &Folder, old: &Lock, journal: &Journal) -> Result<(), WriteError> {
    let new = stage::read_lock(home).map_err(WriteError::of_remains)?;
    if new.digest != Some(journal.new_lock) {
        let reason =
            "the interrupted run cannot be finished; restore the output from git and delete `.hagen`";
        return Err(WriteError::broken(&home.name(LOCK), Damage::Remains(reason.to_owned())));
    }
    home.make_folders(FILES)?;
    let staged = home.folder(FILES)?;
    let rest = Rest::find(root, &staged, journal)?;
    let puts = rest.puts.iter().copied();
    apply::apply(root, &staged, puts, (&rest.first, &rest.last))?;
    if rest.given_up.is_empty() {
        stage::publish_lock(home, LOCK, root)?;
    } else {
        amend(home, old, &new, &rest.given_up)?;
        stage::publish_lock(home, AMENDED, root)?;
    }
    stage::finish(root, home)
}

/// Writes a lock file in which the files that were given up stand as they did before.
fn amend(home: &Folder, old: &Lock, new: &Lock, given_up: &[&str]) -> Result<(), WriteError> {
    let given_up_here = |path: &str| given_up.binary_search(&path).is_ok();
    let mut files: Vec<_> = new.files().filter(|(path, _)| !given_up_here(path)).collect();
    files.extend(old.files().filter(|(path, _)| given_up_here(path)));
    files.sort_unstable();
    home.remove(AMENDED)?;
    let target = home.create_file(AMENDED, Access::Data)?;
    let written = lock::write(std::io::BufWriter::new(target), &new.about, files.into_iter());
    written.map(|_| ()).map_err(|error| home.io(Step::Write, AMENDED, error))
}

/// What is left to do of a journal.
#[derive(Default)]
struct Rest<'a> {
    puts: Vec<Put<'a>>,
    first: Vec<Delete<'a>>,
    last: Vec<Delete<'a>>,
    /// Files that somebody else has changed since, or that are not in the staging folder any more.
    given_up: Vec<&'a str>,
}

impl<'a> Rest<'a> {
    fn find(root: &Folder, staged: &Folder, journal: &'a Journal) -> Result<Self, WriteError> {
        let mut rest = Self::default();
        let goes = rest.find_deletes(root, journal)?;
        let deleted = Deleted::new(goes.iter().map(|(path, _)| *path));
        for change in &journal.changes {
            if let Some(new) = change.new {
                rest.find_put((root, staged), change, new, &deleted)?;
            }
        }
        let ways = Ways::of(rest.puts.iter().map(|(path, _)| *path));
        (rest.first, rest.last) = goes.into_iter().partition(|(path, _)| ways.are_blocked_by(path));
        rest.puts.sort_unstable_by_key(|(path, _)| *path);
        rest.given_up.sort_unstable();
        Ok(rest)
    }

    /// The files that are still to be deleted, sorted.
    fn find_deletes(&mut self, root: &Folder, journal: &'a Journal) -> Result<Vec<Delete<'a>>, WriteError> {
        let mut deletes = Vec::new();
        for change in journal.changes.iter().filter(|change| change.new.is_none()) {
            match look(root, &change.path)? {
                There::File(digest, stamp) if Some(digest) == change.old => {
                    deletes.push((&*change.path, Some(stamp)));
                }
                There::File(..) => self.given_up.push(&change.path),
                // Its folder may still be there.
                There::Nothing => deletes.push((&*change.path, None)),
                There::Obstacle(_) => {}
            }
        }
        deletes.sort_unstable_by_key(|(path, _)| *path);
        Ok(deletes)
    }

    fn find_put(
        &mut self,
        (root, staged): (&Folder, &Folder),
        change: &'a Change,
        new: Digest,
        deleted: &Deleted<'_>,
    ) -> Result<(), WriteError> {
        let path = &*change.path;
        let over = match look(root, path)? {
            There::File(digest, _) if digest == new => return Ok(()),
            There::File(digest, stamp) if Some(digest) == change.old => Some(Some(stamp)),
            There::Nothing => Some(None),
            There::Obstacle(obstacle) if deleted.clears(root, &obstacle, path)? => Some(None),
            There::File(..) | There::Obstacle(_) => None,
        };
        let is_staged = matches!(look(staged, path)?, There::File(digest, _) if digest == new);
        match over {
            Some(over) if is_staged => self.puts.push((path, over)),
            _ => {
                self.given_up.push(path);
                drop_staged(staged, path)?;
            }
        }
        Ok(())
    }
}

/// Takes a file out of the staging folder, where it could be moved with the folder it is in.
fn drop_staged(staged: &Folder, path: &str) -> Result<(), WriteError> {
    match look(staged, path)? {
        There::File(..) => staged.remove(path),
        There::Nothing | There::Obstacle(_) => Ok(()),
    }
}

/// What is at a path.
enum There {
    Nothing,
    File(Digest, Stamp),
    Obstacle(Obstacle),
}

fn look(folder: &Folder, path: &str) -> Result<There, WriteError> {
    Ok(match folder.file(path)? {
        Found::Absent => There::Nothing,
        Found::Obstacle(obstacle) => There::Obstacle(obstacle),
        Found::File(file, stat) => {
            let digest = Digest::read(file).map_err(|error| folder.io(Step::Read, path, error))?;
            There::File(digest, Stamp::of(&stat))
        }
    })
}
