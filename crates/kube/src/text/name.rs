//! Names of objects, variables, labels and versions.

use super::{Invalid, text};

/// The name of an object: a DNS-1123 label of at most 63 characters. Names of Services must be of this form, and
/// pods, volumes and containers take theirs from the same names, so hagen asks for it everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);
text!(
    Name,
    "a name (lower-case letters, digits and `-`, at most 63)",
    "shop",
    "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$"
);

impl Name {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.is_empty() {
            return Err(Invalid::new("is empty"));
        }
        if text.len() > 63 {
            return Err(Invalid::new("is longer than 63 characters"));
        }
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if let Some(odd) = text.chars().find(|&c| !fits(c)) {
            let invalid =
                Invalid::new(format!("holds `{}`, which a Kubernetes name may not", odd.escape_debug()));
            return Err(match suggestion(text) {
                Some(name) => invalid.help(format!("`{name}` would do")),
                None => invalid,
            });
        }
        if !text.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(Invalid::new("does not start with a letter"));
        }
        if text.ends_with('-') {
            return Err(Invalid::new("ends with `-`"));
        }
        Ok(())
    }

    /// This name and `suffix` with a dash between them. A result over 63 characters is shortened and told apart by
    /// a digest of the whole, so that two long names stay two.
    #[must_use]
    pub fn join(&self, suffix: &str) -> Self {
        let whole = [self.0.as_str(), "-", suffix].concat();
        if whole.len() <= 63 {
            return Self(whole);
        }
        let digest = digest(&whole);
        Self(format!("{}-{digest}", whole[..54].trim_end_matches('-')))
    }
}

fn suggestion(text: &str) -> Option<String> {
    let lower: String = text
        .to_ascii_lowercase()
        .chars()
        .map(|c| if matches!(c, '_' | '.' | ' ' | '/') { '-' } else { c })
        .collect();
    let name = lower.trim_matches('-');
    // What is left as it was is as wrong as it was, and checking it would come back here.
    (name != text && Name::check(name).is_ok()).then(|| name.to_owned())
}

/// Eight hexadecimal digits (32 bit FNV-1a) that tell texts apart where a name has no room for the whole: stable over
/// releases, and not meant to resist anyone.
pub fn digest(text: &str) -> String {
    let hash =
        text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

/// The name of an environment variable, as shells know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvName(String);
text!(EnvName, "a variable name (letters, digits and `_`)", "LOG_LEVEL", "^[A-Za-z_][A-Za-z0-9_]*$");

impl EnvName {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.is_empty() {
            return Err(Invalid::new("is empty"));
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(Invalid::new("starts with a digit"));
        }
        match text.chars().find(|&c| !(c.is_ascii_alphanumeric() || c == '_')) {
            None => Ok(()),
            Some(odd) => {
                Err(Invalid::new(format!("holds `{}`, which a variable name may not", odd.escape_debug()))
                    .help(format!("`{}` would do", text.replace(['-', '.', ' '], "_"))))
            }
        }
    }
}

/// The key of a ConfigMap or Secret: a file name of letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(String);
text!(FileName, "a file name (letters, digits, `-`, `_` and `.`)", "app.toml", "^[-._a-zA-Z0-9]+$");

impl FileName {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.is_empty() || text.len() > 253 {
            return Err(Invalid::new("is not between 1 and 253 characters long"));
        }
        if text == "." || text.starts_with("..") {
            return Err(Invalid::new("is a path, not a file name"));
        }
        match text.chars().find(|&c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
            None => Ok(()),
            Some(odd) => Err(Invalid::new(format!("holds `{}`", odd.escape_debug()))),
        }
    }
}

/// A label value: at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelValue(String);
text!(LabelValue, "a label value", "blue", "^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$");

impl LabelValue {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.len() > 63 {
            return Err(Invalid::new("is longer than 63 characters"));
        }
        let ends = text.chars().next().into_iter().chain(text.chars().last());
        if text.chars().any(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
            return Err(Invalid::new("holds a character that a label value may not"));
        }
        if ends.into_iter().any(|c| !c.is_ascii_alphanumeric()) {
            return Err(Invalid::new("does not start and end with a letter or digit"));
        }
        Ok(())
    }
}

/// The value of a node's `topology.kubernetes.io/zone` label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(String);
text!(Zone, "a zone name", "eu-central-1a", "^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$");

impl Zone {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.is_empty() { Err(Invalid::new("is empty")) } else { LabelValue::check(text) }
    }
}

/// An absolute path inside a container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MountPath(String);
text!(MountPath, "an absolute path in the container", "/app/config", "^/[^:]*$");

impl MountPath {
    fn check(text: &str) -> Result<(), Invalid> {
        if !text.starts_with('/') {
            return Err(Invalid::new("is not absolute").help(format!("`/{text}` is")));
        }
        if text.contains(':') || text.chars().any(char::is_control) {
            return Err(Invalid::new("holds a character that a mount path may not"));
        }
        if text.len() > 1
            && text.split('/').skip(1).any(|part| part.is_empty() || part == "." || part == "..")
        {
            return Err(Invalid::new("has an empty, `.` or `..` part"));
        }
        Ok(())
    }
}

/// A minor version of Kubernetes, such as `1.36`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(u16);
super::common_traits!(Minor);

impl Minor {
    /// The version `1.<minor>`.
    pub const fn new(minor: u16) -> Self {
        Self(minor)
    }

    /// The number after the dot.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl super::Text for Minor {
    const WHAT: &'static str = "a Kubernetes minor version, in quotes";
    const EXAMPLE: &'static str = "1.36";
    const PATTERN: Option<&'static str> = Some("^1\\.[0-9]{2}$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        minor.map(Self).ok_or_else(|| {
            Invalid::new("is not a minor version").help("write major and minor only, for instance \"1.36\"")
        })
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        format!("1.{}", self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_wrong_name_gets_a_suggestion_where_there_is_one() {
        let help = |text| Name::parse(text).unwrap_err().help;
        assert_eq!(help("My_Shop").as_deref(), Some("`my-shop` would do"));
        assert_eq!(help("größe"), None);
        assert_eq!(help("Größe"), None);
    }
}
