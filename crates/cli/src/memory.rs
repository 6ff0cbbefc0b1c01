//! What a run remembers for the next one: which lock file came of which input. When nothing of the input has changed,
//! the next run need not compile; it compares the files of the output with their digests, as it always does.
//!
//! The memory of an output is one small file of digests in the user's cache folder. Whatever is wrong with it, or about
//! it, costs time and nothing else. What the input is: this very program, the day, the blueprint, and each file that it
//! names. What there was to say of it is said again.

mod said;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;
use std::{env, fs};

use camino::Utf8Path;
use hagen::Files;
use serde::{Deserialize, Serialize};

use crate::files::FolderFiles;
use crate::input::Input;
use crate::report::Report;
use crate::write::Digest;

/// Smaller outputs are compiled in the time in which they are compared.
const WORTH_IT: usize = 1000;

/// Where the memory of an output is.
pub(crate) struct Memory {
    file: PathBuf,
    /// What decides beside the texts: the program, and what it was asked.
    asked: String,
}

/// What is remembered.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    asked: String,
    blueprint: String,
    /// The files that the blueprint names, by their paths beside it.
    files: BTreeMap<String, String>,
    lock: String,
    said: Vec<said::Said>,
}

/// What a run has to remember.
pub(crate) struct Done<'a> {
    /// The text of the blueprint.
    pub(crate) blueprint: &'a [u8],
    /// The files that it names.
    pub(crate) files: &'a BTreeMap<String, Digest>,
    /// What there was to say.
    pub(crate) report: &'a Report,
    /// The digest of the lock file that came of it.
    pub(crate) lock: Digest,
    /// How many files that names.
    pub(crate) written: usize,
}

impl Memory {
    /// The memory of an output folder, for a program that is asked this; `None` where there is no place for it.
    pub(crate) fn of(out: &Utf8Path, asked: &str) -> Option<Self> {
        let name = Digest::of(fs::canonicalize(out).ok()?.as_os_str().as_encoded_bytes()).to_string();
        let file = folder()?.join(name.trim_start_matches("sha256:"));
        Some(Self { file, asked: format!("{} {asked}", program()?) })
    }

    /// The digest of the lock file that came of this input, and what there was to say.
    pub(crate) fn recall(&self, input: &Input) -> Option<(Digest, Report)> {
        let entry: Entry = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        let files = FolderFiles::new(&input.folder);
        let is_same = |(path, digest): (&String, &String)| {
            files.read(path).is_ok_and(|bytes| Digest::of(&bytes).to_string() == *digest)
        };
        let holds = entry.asked == self.asked
            && entry.blueprint == Digest::of(&input.source.text).to_string()
            && entry.files.iter().all(is_same);
        holds.then_some(())?;
        let report = said::report(entry.said, &input.source.name, &input.source.text)?;
        Some((entry.lock.parse().ok()?, report))
    }

    /// Remembers what came of an input.
    pub(crate) fn note(&self, done: &Done<'_>) {
        let Some(said) = said::of(done.report).filter(|_| done.written >= WORTH_IT) else { return };
        let files = done.files.iter().map(|(path, digest)| (path.clone(), digest.to_string())).collect();
        let blueprint = Digest::of(done.blueprint).to_string();
        let entry = Entry { asked: self.asked.clone(), blueprint, files, lock: done.lock.to_string(), said };
        // Without a memory the next run compiles.
        let _ = self.keep(&entry);
    }

    /// Another run sees the old entry or the new one.
    fn keep(&self, entry: &Entry) -> std::io::Result<()> {
        let text = serde_json::to_vec(entry)?;
        if fs::read(&self.file).is_ok_and(|known| known == text) {
            return Ok(());
        }
        fs::create_dir_all(self.file.parent().unwrap_or(&self.file))?;
        let draft = self.file.with_extension(std::process::id().to_string());
        fs::write(&draft, text)?;
        fs::rename(&draft, &self.file)
    }
}

/// The user's cache folder, by the convention of XDG.
fn folder() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let cache = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")))?;
    Some(cache.join("hagen").join("renders"))
}

/// Which program this is: another build has another length or another moment.
fn program() -> Option<String> {
    let found = fs::metadata(env::current_exe().ok()?).ok()?;
    let moment = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), found.len(), moment.as_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        folder: tempfile::TempDir,
        memory: Memory,
    }

    impl Case {
        /// A blueprint that names one file, remembered with the lock file `made`.
        fn new(written: usize) -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("app.conf"), "a = 1").unwrap();
            let memory =
                Memory { file: folder.path().join("cache/renders/1"), asked: "this program".to_owned() };
            let files = BTreeMap::from([("app.conf".to_owned(), Digest::of(b"a = 1"))]);
            let (report, lock) = (&Report::default(), Digest::of(b"made"));
            memory.note(&Done { blueprint: b"name: shop", files: &files, report, lock, written });
            Self { folder, memory }
        }

        fn recalls(&self, text: &str) -> Option<Digest> {
            let folder = Utf8Path::from_path(self.folder.path()).unwrap().to_owned();
            let source = hagen::Source { name: "blueprint.yaml".to_owned(), text: text.into() };
            self.memory.recall(&Input { source, folder }).map(|(lock, _)| lock)
        }
    }

    #[test]
    fn the_same_input_is_known_again() {
        let case = Case::new(WORTH_IT);
        assert_eq!(case.recalls("name: shop"), Some(Digest::of(b"made")));
        assert_eq!(case.recalls("name: shop\n"), None);
    }

    #[test]
    fn another_file_program_or_question_is_other_input() {
        let mut case = Case::new(WORTH_IT);
        case.memory.asked = "another program".to_owned();
        assert_eq!(case.recalls("name: shop"), None);
        case.memory.asked = "this program".to_owned();
        fs::write(case.folder.path().join("app.conf"), "a = 2").unwrap();
        assert_eq!(case.recalls("name: shop"), None);
        fs::remove_file(case.folder.path().join("app.conf")).unwrap();
        assert_eq!(case.recalls("name: shop"), None);
    }

    #[test]
    fn a_damaged_memory_is_none() {
        let case = Case::new(WORTH_IT);
        let whole = fs::read(&case.memory.file).unwrap();
        for damaged in [&whole[..whole.len() / 2], b"", b"{}", b"null"] {
            fs::write(&case.memory.file, damaged).unwrap();
            assert_eq!(case.recalls("name: shop"), None);
        }
    }

    #[test]
    fn little_is_not_worth_it() {
        let case = Case::new(WORTH_IT - 1);
        assert!(!case.memory.file.exists());
        assert_eq!(case.recalls("name: shop"), None);
    }
}
