//! `hagen.lock`: every path that hagen owns in the output, with the digest it was written with.
//!
//! It is a small, fixed form of YAML, one line for one file, sorted by path, so that a change of one file is a change
//! of one line. Reading it is strict: what is not exactly as hagen writes it is refused, because it decides what
//! hagen may delete.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};

use super::digest::{Digest, Digesting};
use super::error::Damage;
use super::path;

const HEAD: &str =
    "# Written by hagen: the files below are its own, each with the digest it was written with.";
const VERSION: u32 = 1;
/// A line holds a path of at most 4000 bytes, perhaps escaped, and a digest.
const LONGEST_LINE: u64 = 32 * 1024;

/// What a lock file says.
#[derive(Debug, Default)]
pub(crate) struct Lock {
    /// What stands in it beside the files, such as the versions of charts.
    pub(crate) about: BTreeMap<String, String>,
    /// Of the whole lock file; `None` when there is none.
    pub(crate) digest: Option<Digest>,
    paths: String,
    entries: Vec<Entry>,
}

/// Kept small: a tree of 90,000 files has as many.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    len: u16,
    digest: Digest,
}

/// Why a lock file is refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It could not be read.
    Io(io::Error),
    /// It is not what hagen writes: the line from 1, and what is wrong with it.
    Line(usize, Damage),
}

impl Lock {
    /// Reads a lock file.
    pub(crate) fn read(source: impl Read) -> Result<Self, Refusal> {
        let mut lines = Lines {
            source: BufReader::new(source),
            line: String::new(),
            at: 0,
            hash: Digesting::new(io::sink()),
        };
        lines.expect(HEAD)?;
        lines.version()?;
        let mut lock = Self::default();
        if lines.next()? == Some("about:") {
            while let Some(line) = lines.next()?.filter(|line| *line != "files:") {
                let added = lock.add_about(line);
                added.map_err(|reason| lines.wrong(reason))?;
            }
        }
        if lines.line != "files:\n" {
            return Err(lines.wrong("`files:` is missing"));
        }
        while let Some(line) = lines.next()? {
            let added = lock.add_file(line);
            added.map_err(|reason| lines.wrong(reason))?;
        }
        lock.digest = Some(lines.hash.digest());
        Ok(lock)
    }

    /// How many files it names.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The files, sorted by path.
    pub(crate) fn files(&self) -> impl ExactSizeIterator<Item = (&str, Digest)> {
        self.entries.iter().map(|entry| (self.path_of(entry), entry.digest))
    }

    /// The file at a place in [`Self::files`].
    pub(crate) fn file(&self, at: usize) -> (&str, Digest) {
        (self.path_of(&self.entries[at]), self.entries[at].digest)
    }

    /// Where in [`Self::files`] the path is.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| self.path_of(entry).cmp(path)).ok()
    }

    fn path_of(&self, entry: &Entry) -> &str {
        let start = entry.start as usize;
        &self.paths[start..start + usize::from(entry.len)]
    }

    fn add_about(&mut self, line: &str) -> Result<(), &'static str> {
        let (key, value) = entry(line)?;
        let value: String = serde_json::from_str(value).map_err(|_| "the value is not a quoted string")?;
        if self.about.last_key_value().is_some_and(|(last, _)| **last >= *key) {
            return Err("the keys are not sorted, or one is there twice");
        }
        self.about.insert(key.into_owned(), value);
        Ok(())
    }

    fn add_file(&mut self, line: &str) -> Result<(), &'static str> {
        let (path, digest) = entry(line)?;
        let digest = digest.parse()?;
        path::check(&path)?;
        if self.entries.last().is_some_and(|last| self.path_of(last) >= &*path) {
            return Err("the paths are not sorted, or one is there twice");
        }
        let start = u32::try_from(self.paths.len()).map_err(|_| "there are too many files")?;
        let len = u16::try_from(path.len()).expect("a checked path is short");
        self.paths.push_str(&path);
        self.entries.push(Entry { start, len, digest });
        Ok(())
    }
}

/// Writes a lock file and tells its digest. The files come sorted by path.
pub(crate) fn write<'a>(
    target: impl Write,
    about: &BTreeMap<String, String>,
    files: impl Iterator<Item = (&'a str, Digest)>,
) -> io::Result<Digest> {
    let mut target = Digesting::new(target);
    writeln!(target, "{HEAD}\nversion: {VERSION}")?;
    if !about.is_empty() {
        writeln!(target, "about:")?;
    }
    for (key, value) in about {
        writeln!(target, "  {}: {}", Key(key), quoted(value))?;
    }
    writeln!(target, "files:")?;
    let mut line = String::new();
    for (path, digest) in files {
        line.clear();
        // A text takes everything; the digest of many small pieces is slow.
        let _ = std::fmt::Write::write_fmt(&mut line, format_args!("  {}: {digest}\n", Key(path)));
        target.write_all(line.as_bytes())?;
    }
    target.flush()?;
    Ok(target.digest())
}

/// A key of a line: bare where every reader of YAML takes it for the same string, otherwise quoted.
struct Key<'a>(&'a str);

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if is_bare(self.0) { f.write_str(self.0) } else { f.write_str(&quoted(self.0)) }
    }
}

/// With a slash in it, it is neither a number nor a word like `no`.
fn is_bare(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'/' | b'-');
    key.contains('/')
        && key.bytes().all(plain)
        && key.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is always JSON")
}

/// Takes a line `  key: value` apart, refusing a key that is not written as hagen writes it.
fn entry(line: &str) -> Result<(Cow<'_, str>, &str), &'static str> {
    const FORM: &str = "it is not of the form `  key: value`";
    let line = line.strip_prefix("  ").ok_or(FORM)?;
    let (key, value) = if line.starts_with('"') {
        let mut keys = serde_json::Deserializer::from_str(line).into_iter::<String>();
        let key: String = keys.next().and_then(Result::ok).ok_or(FORM)?;
        (Cow::Owned(key), line[keys.byte_offset()..].strip_prefix(": ").ok_or(FORM)?)
    } else {
        let (key, value) = line.split_once(": ").ok_or(FORM)?;
        (Cow::Borrowed(key), value)
    };
    let canonical = is_bare(&key) != line.starts_with('"');
    if canonical { Ok((key, value)) } else { Err("the key is not quoted as hagen quotes it") }
}

struct Lines<R> {
    source: BufReader<R>,
    line: String,
    at: usize,
    hash: Digesting<io::Sink>,
}

impl<R: Read> Lines<R> {
    /// The next line, without its end.
    fn next(&mut self) -> Result<Option<&str>, Refusal> {
        self.line.clear();
        self.at += 1;
        let read = (&mut self.source).take(LONGEST_LINE).read_line(&mut self.line);
        if let Err(error) = read {
            let not_text = error.kind() == io::ErrorKind::InvalidData;
            return Err(if not_text { self.wrong("it is not UTF-8") } else { Refusal::Io(error) });
        }
        if self.line.is_empty() {
            return Ok(None);
        }
        self.hash.write_all(self.line.as_bytes()).map_err(Refusal::Io)?;
        if !self.line.ends_with('\n') {
            return Err(self.wrong("it is cut off"));
        }
        Ok(Some(&self.line[..self.line.len() - 1]))
    }

    fn expect(&mut self, expected: &str) -> Result<(), Refusal> {
        let found = self.next()? == Some(expected);
        if found { Ok(()) } else { Err(self.wrong(&format!("`{expected}` is missing"))) }
    }

    fn version(&mut self) -> Result<(), Refusal> {
        let version = self.next()?.and_then(|line| line.strip_prefix("version: ")?.parse::<u32>().ok());
        match version {
            Some(VERSION) => Ok(()),
            Some(newer) if newer > VERSION => Err(self.wrong("a newer hagen wrote it")),
            _ => Err(self.wrong(&format!("`version: {VERSION}` is missing"))),
        }
    }

    fn wrong(&self, reason: &str) -> Refusal {
        Refusal::Line(self.at, by_git(&self.line).unwrap_or_else(|| reason.into()))
    }
}

/// What Git did to the file, where a line tells.
fn by_git(line: &str) -> Option<Damage> {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    if marks.iter().any(|mark| line.starts_with(mark)) {
        return Some(Damage::MergeConflict);
    }
    line.ends_with("\r\n").then_some(Damage::LineEndings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(about: &[(&str, &str)], files: &[(&str, &str)]) -> String {
        let about = about.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let files = files.iter().map(|(path, text)| (*path, Digest::of(text.as_bytes())));
        let mut text = Vec::new();
        write(&mut text, &about, files).unwrap();
        String::from_utf8(text).unwrap()
    }

    fn refusal(text: &str) -> (usize, Damage) {
        match Lock::read(text.as_bytes()) {
            Err(Refusal::Line(line, damage)) => (line, damage),
            other => panic!("{text:?} gives {other:?}"),
        }
    }

    #[test]
    fn is_read_as_it_was_written() {
        let files =
            [("7", "seven"), ("a\": x/c", "quote"), ("a/b.yaml", "b"), ("größe/x", "size"), ("no", "word")];
        let about = [("a\": b", "c\": d"), ("charts/argo-cd", "9.1.0"), ("hagen", "a \"b\"\nc")];
        let text = print(&about, &files);
        let lock = Lock::read(text.as_bytes()).unwrap();
        let expected: Vec<_> =
            files.iter().map(|(path, text)| (*path, Digest::of(text.as_bytes()))).collect();
        assert_eq!(lock.files().collect::<Vec<_>>(), expected);
        let read: Vec<_> = lock.about.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(read, about);
        assert_eq!(lock.digest, Some(Digest::of(text.as_bytes())));
        assert_eq!(lock.find("größe/x"), Some(3));
        assert_eq!(lock.find("a"), None);
    }

    #[test]
    fn is_yaml() {
        let text = print(&[("charts/argo-cd", "9.1.0")], &[("1e3", "number"), ("a/b", "b"), ("on", "word")]);
        let value: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(value["about"]["charts/argo-cd"], "9.1.0");
        assert_eq!(value["files"]["1e3"], Digest::of(b"number").to_string());
        assert_eq!(value["files"]["on"], Digest::of(b"word").to_string());
    }

    #[test]
    fn an_entry_that_could_reach_outside_is_refused() {
        for path in [
            "../x",
            "/etc/passwd",
            "a/../../x",
            ".git/config",
            "hagen.lock",
            ".hagen/journal",
            "a\\b",
            "a\0b",
        ] {
            let (line, _) = refusal(&print(&[], &[(path, "x")]));
            assert_eq!(line, 4, "{path}");
        }
    }

    #[test]
    fn what_hagen_does_not_write_is_refused() {
        let good = print(&[("k/1", "v")], &[("a/b", "b"), ("a/c", "c")]);
        let entry = good.lines().nth(5).unwrap();
        for (bad, line) in [
            (String::new(), 1),
            (good.replace("version: 1", "version: one"), 2),
            (good.replace("files:", "file:"), 5),
            (good.replace("  a/c", "a/c"), 7),
            (good.replace("  a/c", "  \"a/c\""), 7),
            (good.replace("a/c", "a/a"), 7),
            (good.replace("a/c", "a/b"), 7),
            (good.replace("  a/b", "<<<<<<< HEAD\n  a/b"), 6),
            (good.replace("\"v\"", "v"), 4),
            (good.replace('\n', "\r\n"), 1),
            (good.replace(entry, &entry[..40]), 6),
            (good[..good.len() - 1].to_owned(), 7),
            (format!("{good}\n"), 8),
            (format!("{good}  b/c: {}", "x".repeat(40_000)), 8),
        ] {
            assert_eq!(refusal(&bad).0, line, "{bad}");
        }
    }

    #[test]
    fn what_git_did_to_it_is_named() {
        let good = print(&[], &[("a/b", "b")]);
        assert_eq!(refusal(&good.replace('\n', "\r\n")), (1, Damage::LineEndings));
        assert_eq!(refusal(&good.replace("files:\n", "files:\r\n")), (3, Damage::LineEndings));
        for mark in ["<<<<<<< HEAD", "=======", ">>>>>>> topic"] {
            let conflict = good.replace("  a/b", &format!("{mark}\n  a/b"));
            assert_eq!(refusal(&conflict), (4, Damage::MergeConflict), "{mark}");
        }
    }

    #[test]
    fn a_newer_version_is_named() {
        let newer = print(&[], &[]).replace("version: 1", "version: 2");
        assert_eq!(refusal(&newer), (2, "a newer hagen wrote it".into()));
    }
}
