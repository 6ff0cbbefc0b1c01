//! Regular expressions of schemas.

use std::sync::{PoisonError, RwLock};

use regex_lite::Regex;

/// How many matches are remembered, and how long the longest of them is.
const MOST: usize = 16;
const LONGEST: usize = 32;

/// A regular expression, and short texts that are known to match it: thousands of objects hold the same few durations.
#[derive(Debug)]
pub(super) struct Pattern {
    regex: Regex,
    known: RwLock<Vec<Box<str>>>,
}

impl Pattern {
    /// Compiles a regular expression; `None` when it is beyond what hagen can match.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        Some(Self { regex: Regex::new(pattern).ok()?, known: RwLock::default() })
    }

    /// Whether a text contains what the expression describes.
    pub(super) fn matches(&self, text: &str) -> bool {
        let is_known = |known: &[Box<str>]| known.iter().any(|known| **known == *text);
        if is_known(&self.known.read().unwrap_or_else(PoisonError::into_inner)) {
            return true;
        }
        let matches = self.regex.is_match(text);
        if matches && text.len() <= LONGEST {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < MOST && !is_known(&known) {
                known.push(text.into());
            }
        }
        matches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded_and_right() {
        let pattern = Pattern::new("^[a-z]+[0-9]*$").unwrap();
        for round in 0..2 {
            for number in 0..2 * MOST {
                assert!(pattern.matches(&format!("a{number}")), "{round}");
                assert!(!pattern.matches(&format!("{number}a")), "{round}");
            }
            assert!(pattern.matches(&"a".repeat(LONGEST + 1)));
        }
        let known = pattern.known.read().unwrap();
        assert_eq!((known.len(), &*known[0]), (MOST, "a0"));
    }
}
