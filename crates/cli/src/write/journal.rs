//! The journal: what a run is about to do to the output, complete before the first change, so that the next run can
//! finish what a killed one began.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::digest::{Digest, Digesting};
use super::path;

const HEAD: &str = "hagen journal 1";

/// A change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) path: Box<str>,
    /// What stood there before, if anything did.
    pub(crate) old: Option<Digest>,
    /// What is to stand there, if anything is.
    pub(crate) new: Option<Digest>,
}

/// What a run set out to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Journal {
    /// The digest of the lock file before, if there was one.
    pub(crate) old_lock: Option<Digest>,
    /// The digest of the lock file after.
    pub(crate) new_lock: Digest,
    /// Every file that differs between the two.
    pub(crate) changes: Vec<Change>,
}

/// Writes a journal; without its last line it counts for nothing.
pub(crate) fn write<'a>(
    target: impl Write,
    locks: (Option<Digest>, Digest),
    changes: impl Iterator<Item = (&'a str, Option<Digest>, Option<Digest>)>,
) -> io::Result<()> {
    let mut target = Digesting::new(target);
    writeln!(target, "{HEAD}\n{} {}", Side(locks.0), locks.1)?;
    let mut line = String::new();
    for (path, old, new) in changes {
        line.clear();
        // A text takes everything; the digest of many small pieces is slow.
        let _ = std::fmt::Write::write_fmt(&mut line, format_args!("{} {} {path}\n", Side(old), Side(new)));
        target.write_all(line.as_bytes())?;
    }
    let digest = target.digest();
    writeln!(target, "end {digest}")?;
    target.flush()
}

/// Reads a journal; `None` when it is not complete and as it was written.
pub(crate) fn read(source: impl Read) -> io::Result<Option<Journal>> {
    let mut source = BufReader::new(source);
    let mut hash = Digesting::new(io::sink());
    let (mut line, mut lines) = (Vec::new(), Vec::new());
    while source.read_until(b'\n', &mut line)? > 0 {
        let Ok(text) = str::from_utf8(&line) else { return Ok(None) };
        if let Some(digest) = text.strip_prefix("end ") {
            let whole = digest.strip_suffix('\n').is_some_and(|digest| digest == hash.digest().to_string());
            return Ok(if whole { parse(&lines) } else { None });
        }
        hash.write_all(&line)?;
        lines.push(text.trim_end_matches('\n').into());
        line.clear();
    }
    Ok(None)
}

fn parse(lines: &[Box<str>]) -> Option<Journal> {
    let [head, locks, changes @ ..] = lines else { return None };
    let (old_lock, new_lock) = locks.split_once(' ')?;
    let journal = Journal {
        old_lock: side(old_lock)?.0,
        new_lock: new_lock.parse().ok()?,
        changes: changes.iter().map(|line| change(line)).collect::<Option<_>>()?,
    };
    (**head == *HEAD).then_some(journal)
}

fn change(line: &str) -> Option<Change> {
    let mut parts = line.splitn(3, ' ');
    let (Side(old), Side(new), path) = (side(parts.next()?)?, side(parts.next()?)?, parts.next()?);
    path::check(path).ok()?;
    Some(Change { path: path.into(), old, new })
}

fn side(text: &str) -> Option<Side> {
    if text == "-" { Some(Side(None)) } else { text.parse().ok().map(|digest| Side(Some(digest))) }
}

/// What is, or is to be, at a path: a digest, or `-` for nothing.
struct Side(Option<Digest>);

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(digest) => digest.fmt(f),
            None => f.write_str("-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (Vec<u8>, Journal) {
        let [old_lock, new_lock, old, new] = [b"1", b"2", b"3", b"4"].map(|text| Digest::of(text));
        let changes = [("a b/c", Some(old), Some(new)), ("d", None, Some(new)), ("e", Some(old), None)];
        let mut text = Vec::new();
        write(&mut text, (Some(old_lock), new_lock), changes.into_iter()).unwrap();
        let changes = changes.map(|(path, old, new)| Change { path: path.into(), old, new }).to_vec();
        (text, Journal { old_lock: Some(old_lock), new_lock, changes })
    }

    #[test]
    fn is_read_as_it_was_written() {
        let (text, journal) = example();
        assert_eq!(read(&text[..]).unwrap(), Some(journal));
    }

    #[test]
    fn counts_for_nothing_when_cut_off_or_changed_anywhere() {
        let (text, _) = example();
        for at in 0..text.len() {
            assert_eq!(read(&text[..at]).unwrap(), None, "cut off after {at} bytes");
            let mut changed = text.clone();
            changed[at] ^= 1;
            assert_eq!(read(&changed[..]).unwrap(), None, "changed at byte {at}");
        }
    }
}
