//! Which Kubernetes a cluster runs.

use std::fmt;
use std::str::FromStr;

/// A minor version of Kubernetes, like 1.36. Parsed from text it is one that hagen knows; the default is the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Minor(u8);

impl Minor {
    /// The minors whose API hagen knows, oldest first.
    pub const SUPPORTED: [Self; 5] = [Self(32), Self(33), Self(34), Self(35), Self(36)];

    /// The newest minor whose API hagen knows.
    pub const NEWEST: Self = Self::SUPPORTED[Self::SUPPORTED.len() - 1];

    /// Any minor, for tables that tell history.
    pub(super) const fn of(number: u8) -> Self {
        Self(number)
    }

    /// The number after `1.`.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl Default for Minor {
    fn default() -> Self {
        Self::NEWEST
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

/// The text is not the version of a Kubernetes that hagen knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMinor(String);

impl fmt::Display for UnknownMinor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [oldest, .., newest] = Minor::SUPPORTED;
        write!(f, "`{}` is not a Kubernetes version from {oldest} to {newest}", self.0)
    }
}

impl std::error::Error for UnknownMinor {}

/// From `1.36`, and from the forms that clusters print: `v1.36`, `1.36.3`, `v1.36.3+k3s1`.
impl FromStr for Minor {
    type Err = UnknownMinor;

    fn from_str(text: &str) -> Result<Self, UnknownMinor> {
        let unknown = || UnknownMinor(text.to_owned());
        let rest = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.").ok_or_else(unknown)?;
        let number =
            rest.split('.').next().and_then(|number| number.parse::<u8>().ok()).ok_or_else(unknown)?;
        Self::SUPPORTED.into_iter().find(|minor| minor.0 == number).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_that_clusters_print() {
        for text in ["1.34", "v1.34", "1.34.7", "v1.34.7+k3s1"] {
            assert_eq!(text.parse::<Minor>(), Ok(Minor(34)), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["1.12", "1.99", "2.34", "34", "1.x", ""] {
            assert!(text.parse::<Minor>().is_err(), "{text}");
        }
        let message = "1.12".parse::<Minor>().unwrap_err().to_string();
        assert_eq!(message, "`1.12` is not a Kubernetes version from 1.32 to 1.36");
    }
}
