//! Keys that a mapping has twice.

use crate::node::Entry;
use crate::problem::{Problem, ProblemKind, shown};

/// Mappings up to this size are searched by walking.
const SMALL: usize = 12;

/// Takes out the later entries of keys that a mapping has more than once, and reports each.
pub(in crate::read) fn remove<E>(
    entries: &mut Vec<Entry>,
    mut report: impl FnMut(Problem) -> Result<(), E>,
) -> Result<(), E> {
    let repeated = if entries.len() <= SMALL { walk(entries) } else { sort(entries) };
    if repeated.is_empty() {
        return Ok(());
    }
    let reported =
        repeated.iter().try_for_each(|&(first, again)| report(problem(&entries[first], &entries[again])));
    let mut later = repeated.into_iter().map(|(_, again)| again).peekable();
    let mut place = 0;
    entries.retain(|_| {
        let is_later = later.next_if_eq(&place).is_some();
        place += 1;
        !is_later
    });
    reported
}

fn walk(entries: &[Entry]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (again, entry) in entries.iter().enumerate() {
        if let Some(first) = entries[..again].iter().position(|earlier| earlier.key == entry.key) {
            found.push((first, again));
        }
    }
    found
}

/// Pairs in the order of the later entry, like [`walk`].
fn sort(entries: &[Entry]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&left, &right| entries[left].key.cmp(&entries[right].key));
    let mut found = Vec::new();
    let mut first = 0;
    for place in 1..order.len() {
        if entries[order[place]].key == entries[order[first]].key {
            found.push((order[first], order[place]));
        } else {
            first = place;
        }
    }
    found.sort_unstable_by_key(|&(_, again)| again);
    found
}

fn problem(first: &Entry, again: &Entry) -> Problem {
    let message = format!("the key `{}` is given twice", shown(&again.key));
    Problem::new(ProblemKind::DuplicateKey, again.key_span, message)
        .other(first.key_span, "first given here")
        .help("remove one of the two")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::{Node, Span};

    fn entries(keys: impl Iterator<Item = String>) -> Vec<Entry> {
        keys.map(|key| Entry { key, key_span: Span::NONE, value: Node::default() }).collect()
    }

    #[test]
    fn both_searches_find_the_same() {
        for count in [0, 1, 5, 40] {
            let entries = entries((0..count).map(|number| format!("k{}", number * number % 11)));
            assert_eq!(walk(&entries), sort(&entries));
        }
    }

    #[test]
    fn the_first_entry_stays() {
        let mut entries = entries(["a", "b", "a", "c", "a"].map(str::to_owned).into_iter());
        let mut places = Vec::new();
        let report = |problem: Problem| {
            places.push(problem.message);
            Ok::<(), ()>(())
        };
        assert_eq!(remove(&mut entries, report), Ok(()));
        assert_eq!(places.len(), 2);
        assert_eq!(entries.iter().map(|entry| &*entry.key).collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
