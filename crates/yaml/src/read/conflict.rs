//! What Git leaves in a file that two sides changed.

use super::source::Source;
use super::{Problems, Stop};
use crate::problem::{Problem, ProblemKind};

const OURS: &str = "<<<<<<<";
const BETWEEN: &str = "=======";
const THEIRS: &str = ">>>>>>>";

/// Reports each conflict, at the mark that it begins with. `true`: there is one, and the text is of two minds.
pub(super) fn refuse(source: &Source<'_>, problems: &mut Problems) -> Result<bool, Stop> {
    let text = &*source.text;
    if !text.contains(OURS) && !text.contains(THEIRS) {
        return Ok(false);
    }
    let marks = marks(text, source.start);
    let mut is_open = false;
    let mut found = false;
    for (number, &(at, mark)) in marks.iter().enumerate() {
        let is_alone = mark == THEIRS && !is_open;
        is_open = mark == OURS || (is_open && mark != THEIRS);
        if mark != OURS && !is_alone {
            continue;
        }
        let span = |at: usize| source.span(at, at + text[at..].lines().next().map_or(0, str::len));
        let end = marks[number..].iter().find(|(_, mark)| *mark == THEIRS).filter(|(end, _)| *end != at);
        let problem = Problem::new(ProblemKind::Syntax, span(at), "a merge conflict of Git").help(format!(
            "choose between what stands before and behind `{BETWEEN}`, and delete the lines with the marks"
        ));
        problems.add(match end {
            Some((end, _)) => problem.other(span(*end), "it ends here"),
            None => problem,
        })?;
        found = true;
    }
    Ok(found)
}

/// The marks of the text: each at the beginning of a line, followed by a blank and a name, or by nothing.
fn marks(text: &str, start: usize) -> Vec<(usize, &'static str)> {
    let mut at = start;
    let mut found = Vec::new();
    for line in text[start..].split_inclusive('\n') {
        let mark = [OURS, BETWEEN, THEIRS].into_iter().find(|mark| {
            line.strip_prefix(mark).is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '))
        });
        found.extend(mark.map(|mark| (at, mark)));
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{FileId, Limits, read};

    fn problems(text: &str) -> Vec<(String, u32, u32)> {
        let reading = read(FileId(0), text, &Limits::default());
        reading.problems.into_iter().map(|it| (it.message, it.span.start, it.span.end)).collect()
    }

    #[test]
    fn each_conflict_is_one_problem() {
        let text = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> topic\nc: 4\n<<<<<<< HEAD\n=======\n>>>>>>> topic\n";
        let conflict = |start, end| ("a merge conflict of Git".to_owned(), start, end);
        assert_eq!(problems(text), [conflict(5, 17), conflict(55, 67)]);
        assert_eq!(problems(">>>>>>> topic\r\na: 1\r\n"), [conflict(0, 13)]);
        assert_eq!(problems("<<<<<<< HEAD"), [conflict(0, 12)]);
    }

    #[test]
    fn text_that_looks_like_one_is_none() {
        for text in ["a: |\n  <<<<<<< HEAD\n  =======\n", "a: '>>>>>>> x'\n", "a: <<<<<<<\n"] {
            assert_eq!(problems(text), [], "{text}");
        }
    }
}
