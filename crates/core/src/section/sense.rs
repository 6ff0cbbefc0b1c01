//! What is of the right form, and cannot be meant: sizes that nothing fits in, lists that leave nothing.

use hagen_kube::Quantity;

use super::Checker;
use crate::codes;
use crate::place::Place;

impl Checker<'_, '_> {
    /// Reports an amount of memory, or the size of a volume, that is below what the program needs to start at all.
    /// `keys` lead to it from the section; `why` says what does not fit, and ends the message.
    pub fn at_least(&mut self, keys: &[&str], size: &Quantity, mebibytes: u64, why: &str) {
        if size.units() >= u128::from(mebibytes) << 20 {
            return;
        }
        let path = keys.iter().fold(self.path().clone(), |path, key| path.key(key));
        let least = if mebibytes.is_multiple_of(1024) {
            format!("{}Gi", mebibytes / 1024)
        } else {
            format!("{mebibytes}Mi")
        };
        self.report_at(&codes::TOO_SMALL, Place::value(path), format!("`{size}` is too little: {why}"))
            .help = Some(format!("`{least}` at least"));
    }

    /// Reports a list or mapping that is written and empty, where nothing comes of it.
    pub fn not_empty(&mut self, key: &str, is_empty: bool, help: &str) {
        if is_empty && self.has(key) {
            self.report(&codes::EMPTY, key, format!("`{key}` is empty")).help = Some(help.to_owned());
        }
    }
}
