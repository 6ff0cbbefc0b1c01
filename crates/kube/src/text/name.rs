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
                let invalid =
                    Invalid::new(format!("holds `{}`, which a variable name may not", odd.escape_debug()));
                let name = text.replace(['-', '.', ' ', '/', ':'], "_");
                Err(if Self::check_letters(&name) {
                    invalid.help(format!("`{name}` would do"))
                } else {
                    invalid
                })
            }
        }
    }

    fn check_letters(text: &str) -> bool {
        text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
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
            let plain = text.trim_end_matches('/');
            let invalid = Invalid::new("has an empty, `.` or `..` part");
            return Err(if plain != text && Self::check(plain).is_ok() {
                invalid.help(format!("`{plain}` would do"))
            } else {
                invalid
            });
        }
        // The runtime makes these anew for every container, and refuses whatever would lie there.
        let kernel = |folder: &&str| {
            text == *folder || text.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        if let Some(folder) = ["/proc", "/sys"].into_iter().find(kernel) {
            return Err(Invalid::new(format!("lies in `{folder}`, which is the kernel's")));
        }
        Ok(())
    }
}

/// A time zone of the IANA database: the name that Kubernetes looks up for a CronJob.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeZone(String);
text!(TimeZone, "the name of a time zone", "Europe/Berlin");

/// All names of the database, in their order.
const TIME_ZONES: &str = include_str!("time_zones.txt");

impl TimeZone {
    fn check(text: &str) -> Result<(), Invalid> {
        if TIME_ZONES.lines().any(|zone| zone == text) {
            return Ok(());
        }
        let invalid = Invalid::new("is not the name of a time zone");
        Err(match TIME_ZONES.lines().find(|zone| Self::is_meant(zone, text)) {
            Some(zone) => invalid.help(format!("did you mean `{zone}`?")),
            None => invalid.help("for instance `Etc/UTC` or `Europe/Berlin`"),
        })
    }

    /// Whether a text is a zone but for its case and its area, or for one letter: `berlin`, `Europe/Berln`.
    fn is_meant(zone: &str, text: &str) -> bool {
        let city = zone.rsplit('/').next().unwrap_or(zone);
        let whole = zone.eq_ignore_ascii_case(text);
        whole
            || city.eq_ignore_ascii_case(text)
            || (text.contains('/') && strsim::damerau_levenshtein(zone, text) <= 2)
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

    #[test]
    fn a_variable_gets_a_suggestion_that_is_one() {
        let help = |text| EnvName::parse(text).unwrap_err().help;
        assert_eq!(help("my-var").as_deref(), Some("`my_var` would do"));
        assert_eq!(help("A=B"), None);
    }

    #[test]
    fn a_time_zone_is_one_of_the_database() {
        for zone in
            ["Etc/UTC", "UTC", "Europe/Berlin", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "EST"]
        {
            assert!(TimeZone::parse(zone).is_ok(), "{zone}");
        }
        let help = |text| TimeZone::parse(text).unwrap_err().help.unwrap();
        assert_eq!(help("Europe/Berln"), "did you mean `Europe/Berlin`?");
        assert_eq!(help("europe/berlin"), "did you mean `Europe/Berlin`?");
        assert_eq!(help("Berlin"), "did you mean `Europe/Berlin`?");
        for text in ["CEST", "Local", "+02:00", "", "Europe", "Factory"] {
            assert!(help(text).starts_with("for instance"), "{text}");
        }
    }

    #[test]
    fn nothing_is_mounted_over_the_kernel() {
        for path in ["/proc", "/sys/fs/x", "/data/", "/a/../b", "//", "/a//"] {
            assert!(MountPath::parse(path).is_err(), "{path}");
        }
        assert!(MountPath::parse("/process").is_ok());
    }
}
