//! Which paths hagen writes: plain, relative, portable, and no two that some file system takes for one.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The folder inside the root in which a run stages its files and keeps its journal.
pub(crate) const HOME: &str = ".hagen";
/// The file in the root that names everything hagen owns there.
pub(crate) const LOCK: &str = "hagen.lock";

/// What common file systems allow for one name, and Linux for one path.
const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 4000;

/// Refuses, with the reason, a path that is not plain and relative or that belongs to hagen itself or to git.
pub(crate) fn check(path: &str) -> Result<(), &'static str> {
    if path.len() > LONGEST_PATH {
        return Err("it is longer than 4000 bytes");
    }
    if path.starts_with('/') {
        return Err("it is absolute");
    }
    // One look at the bytes settles it for nearly every path, and there are very many.
    if !path.bytes().all(|byte| matches!(byte, b' '..=b'[' | b']'..=b'~'))
        && let Some(found) = path.chars().find(|c| c.is_control() || *c == '\\')
    {
        return Err(if found == '\\' { "it holds a backslash" } else { "it holds a control character" });
    }
    let mut names = path.split('/');
    let first = names.next().unwrap_or(path);
    check_name(first)?;
    names.try_for_each(check_name)?;
    if first.eq_ignore_ascii_case(HOME) || path.eq_ignore_ascii_case(LOCK) {
        return Err("hagen keeps its own records there");
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), &'static str> {
    match name {
        "" => Err("it holds an empty name"),
        "." | ".." => Err("it holds `.` or `..`"),
        _ if name.len() > LONGEST_NAME => Err("it holds a name longer than 255 bytes"),
        _ if name.ends_with(['.', ' ']) => Err("it holds a name that ends in a dot or space"),
        _ if is_device(name) => Err("it holds a name that stands for a device on Windows"),
        _ if name.eq_ignore_ascii_case(".git") => Err("it is inside a `.git` folder"),
        _ => Ok(()),
    }
}

/// `nul`, `com1` and their kind, also with an ending.
fn is_device(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let Some((word, number)) = stem.split_at_checked(3) else { return false };
    let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    match number.as_bytes() {
        [] => is(&["aux", "con", "nul", "prn"]),
        [b'1'..=b'9'] => is(&["com", "lpt"]),
        _ => false,
    }
}

/// `path` as the most forgetful file system sees it: two paths with one fold cannot both be checked out everywhere.
pub(crate) fn fold(path: &str) -> Cow<'_, str> {
    // Nearly every path is its own fold, and there are very many.
    let is_other = path.bytes().fold(false, |is, byte| is | !byte.is_ascii() | byte.is_ascii_uppercase());
    if !is_other {
        return path.into();
    }
    // Upper case first, because that is where `ß` and `ss`, and the long and final letters, meet.
    path.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkd().collect()
}

/// The folder that holds `path`, and the name in it. The root is `.`.
pub(crate) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

/// The folders above `path`, outermost first: `a` and `a/b` for `a/b/c`.
pub(crate) fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_relative_paths_pass() {
        for path in [
            "root.yaml",
            "in-cluster/platform/cnpg/values.yaml",
            "größe/a b.yaml",
            ".gitlab-ci.yml",
            "a/hagen.lock",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let long = "x".repeat(256);
        let deep = "a/".repeat(2001) + "a";
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a/./b",
            "a//b",
            "a/",
            "a\\b",
            "a\0b",
            "a\nb",
            "a\u{85}b",
            ".hagen",
            ".HAGEN/journal",
            "hagen.lock",
            "Hagen.Lock",
            ".git/config",
            "a/.GIT/hooks/x",
            "a./b",
            "a /b",
            &long,
            &deep,
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn twins_fold_to_one() {
        for (one, other) in [
            ("App/x", "app/X"),
            ("gr\u{f6}\u{df}e", "GRO\u{308}SSE"),
            ("\u{212a}elvin", "kelvin"),
            ("σ", "ς"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("größe"), fold("grosse"));
    }

    #[test]
    fn folders_come_outermost_first() {
        assert_eq!(folders("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!((split("a/b/c"), split("c")), (("a/b", "c"), (".", "c")));
    }
}
