//! Lists that hold each thing once.

use std::fmt::Display;

use super::Checker;
use crate::codes;
use crate::place::Place;

impl Checker<'_, '_> {
    /// Reports each element of a list that stands there twice, with the place of the first.
    pub fn distinct<T: PartialEq + Display>(&mut self, key: &str, elements: &[T]) {
        for (at, element) in elements.iter().enumerate() {
            let Some(first) = elements[..at].iter().position(|before| before == element) else { continue };
            let path = self.path().key(key);
            let found = self.report_at(
                &codes::REPEATED,
                Place::value(path.index(at)),
                format!("`{element}` is listed twice"),
            );
            found.help = Some("take it out, or write the one that was meant".into());
            found
                .labels
                .push(crate::Label { place: Place::value(path.index(first)), text: "here first".into() });
        }
    }
}
