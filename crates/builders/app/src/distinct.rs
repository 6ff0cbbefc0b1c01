//! Names made of paths, where two paths may give the same name.

use std::collections::BTreeSet;

/// The names in their order, each one that was there before with a number.
pub(crate) fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let free = |name: String| {
        let numbered = (2..).map(|number: u32| format!("{name}-{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        let free = candidates.find(|name| !taken.contains(name)).expect("there is always a next number");
        taken.insert(free.clone());
        free
    };
    names.into_iter().map(free).collect()
}

#[cfg(test)]
mod tests {
    use super::distinct;

    #[test]
    fn numbers_what_was_there_before() {
        let names = ["a-b", "c", "a-b", "a-b-2", "a-b"].map(str::to_owned);
        assert_eq!(distinct(names), ["a-b", "c", "a-b-2", "a-b-2-2", "a-b-3"]);
    }
}
