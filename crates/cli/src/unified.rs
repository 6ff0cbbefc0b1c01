//! The difference of two texts as `diff -u` shows it.

use similar::{ChangeTag, TextDiff};

use crate::style;

/// The lines that differ with some around them. A file that is not there is `/dev/null`.
pub(crate) fn diff(name: &str, old: Option<&[u8]>, new: Option<&[u8]>, context: usize) -> String {
    let (strong, dim) = (style::STRONG, style::DIM);
    let side = |letter: char, bytes: Option<&[u8]>| {
        if bytes.is_some() { format!("{letter}/{name}") } else { "/dev/null".to_owned() }
    };
    let mut text =
        format!("{strong}--- {}{strong:#}\n{strong}+++ {}{strong:#}\n", side('a', old), side('b', new));
    let (old, new) = (lossy(old), lossy(new));
    let diff = TextDiff::from_lines(&old, &new);
    for hunk in diff.unified_diff().context_radius(context).iter_hunks() {
        text.push_str(&format!("{dim}{}{dim:#}\n", hunk.header().to_string().trim_end()));
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', style::REMOVED),
                ChangeTag::Insert => ('+', style::ADDED),
                ChangeTag::Equal => (' ', anstyle::Style::new()),
            };
            text.push_str(&format!("{style}{sign}{}{style:#}\n", visible(change.value())));
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

fn lossy(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

/// The line without its end, and without anything that a terminal would obey: a file may have been edited by anyone.
fn visible(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let mut shown = String::with_capacity(line.len());
    for letter in line.chars() {
        if letter.is_control() && letter != '\t' {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(old: Option<&str>, new: Option<&str>, context: usize) -> String {
        let text = diff("out/a.yaml", old.map(str::as_bytes), new.map(str::as_bytes), context);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn shows_changed_lines_with_context() {
        let (old, new) = ("a: 1\nb: 2\nc: 3\nd: 4\n", "a: 1\nb: 2\nc: 5\nd: 4\n");
        let expected = "--- a/out/a.yaml\n+++ b/out/a.yaml\n@@ -2,3 +2,3 @@\n b: 2\n-c: 3\n+c: 5\n d: 4\n";
        assert_eq!(plain(Some(old), Some(new), 1), expected);
    }

    #[test]
    fn shows_new_and_removed_files_whole() {
        let expected = "--- /dev/null\n+++ b/out/a.yaml\n@@ -0,0 +1 @@\n+a: 1\n";
        assert_eq!(plain(None, Some("a: 1\n"), 3), expected);
        let expected = "--- a/out/a.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a: 1\n";
        assert_eq!(plain(Some("a: 1\n"), None, 3), expected);
    }

    #[test]
    fn obeys_nothing_that_stands_in_a_file() {
        let text = diff("x", Some(b"\x1b]0;title\x07\r\nb\xff"), Some(b"b\n"), 3);
        assert!(!text.contains("\u{1b}]") && !text.contains('\r'), "{text:?}");
        assert!(text.contains("\\u{1b}]0;title\\u{7}\\r"), "{text:?}");
        assert!(text.contains("\\ No newline at end of file\n"), "{text:?}");
    }
}
