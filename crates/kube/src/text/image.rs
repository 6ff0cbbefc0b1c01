//! Container image references.

use super::{Invalid, text};

/// A container image with a tag, a digest or both: `registry.example.com/shop:1.4.2@sha256:…`. Without either it
/// would be `latest`, which changes under a running system, so that is refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Image(String);
text!(Image, "an image with a tag or a digest", "registry.example.com/shop:1.4.2");

/// The longest name that runtimes take, registry and repository together.
const LONGEST: usize = 255;

impl Image {
    fn check(text: &str) -> Result<(), Invalid> {
        let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
        let slash = rest.rfind('/').map_or(0, |at| at + 1);
        let (name, tag) = match rest[slash..].find(':') {
            Some(at) => (&rest[..slash + at], Some(&rest[slash + at + 1..])),
            None => (rest, None),
        };
        check_repository(name)?;
        if let Some(digest) = digest {
            check_digest(digest)?;
        }
        match tag {
            Some("latest") if digest.is_none() => {
                Err(Invalid::new("has the tag `latest`, which means something else tomorrow")
                    .help("name a version"))
            }
            Some(tag) => check_tag(tag),
            None if digest.is_none() => {
                Err(Invalid::new("has neither tag nor digest").help("name a version, for instance `:1.4.2`"))
            }
            None => Ok(()),
        }
    }

    /// The tag, if there is one.
    pub fn tag(&self) -> Option<&str> {
        let rest = self.0.split('@').next().unwrap_or_default();
        rest.rsplit('/').next()?.split_once(':').map(|(_, tag)| tag)
    }

    /// Whether the image is pinned by a digest, so that the registry cannot change what runs.
    pub fn has_digest(&self) -> bool {
        self.0.contains('@')
    }

    /// Registry and repository, without tag and digest.
    pub fn repository(&self) -> &str {
        let rest = self.0.split('@').next().unwrap_or_default();
        let slash = rest.rfind('/').map_or(0, |at| at + 1);
        rest[slash..].find(':').map_or(rest, |at| &rest[..slash + at])
    }
}

fn check_repository(name: &str) -> Result<(), Invalid> {
    if name.contains("://") {
        return Err(Invalid::new("is an address, not an image").help("leave the scheme out"));
    }
    if name.len() > LONGEST {
        return Err(Invalid::new(format!("has a name of more than {LONGEST} characters")));
    }
    let mut parts: Vec<&str> = name.split('/').collect();
    let is_host = |part: &str| part.contains('.') || part.contains(':') || part == "localhost";
    if parts.len() > 1 && is_host(parts[0]) {
        check_registry(parts.remove(0))?;
    }
    match parts.into_iter().find(|part| !is_repository_part(part)) {
        None => Ok(()),
        Some("") => Err(Invalid::new("has nothing between two `/`, or before the tag")),
        Some(part) => Err(Invalid::new(format!("has the repository part `{}`", part.escape_debug())).help(
            "repositories are lower-case letters and digits, with single `.`, `_` or `-` between them",
        )),
    }
}

/// A host with its port, if it has one.
fn check_registry(registry: &str) -> Result<(), Invalid> {
    let port = if registry.ends_with(']') { None } else { registry.rsplit_once(':') };
    let (host, port) = port.map_or((registry, None), |(host, port)| (host, Some(port)));
    let fits = |part: &str| {
        let dash = part.starts_with('-') || part.ends_with('-');
        !part.is_empty() && !dash && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !host.starts_with('[') && !host.split('.').all(fits) {
        return Err(Invalid::new(format!("has the registry `{}`, which is no host", host.escape_debug())));
    }
    match port {
        Some(port) if port.parse::<u16>().map_or(true, |port| port == 0) => {
            Err(Invalid::new(format!("has a registry with the port `{}`", port.escape_debug()))
                .help("ports go from 1 to 65535"))
        }
        _ => Ok(()),
    }
}

/// Whether the registry's grammar takes it: letters and digits, between them one `.`, one or two `_`, or any number of `-`.
fn is_repository_part(part: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = part.starts_with(is_word) && part.ends_with(is_word);
    let between =
        |between: &str| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-');
    ends && part.split(is_word).all(between)
}

fn check_tag(tag: &str) -> Result<(), Invalid> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let first = tag.chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if first && tag.len() <= 128 && tag.chars().all(fits) {
        return Ok(());
    }
    let invalid = match tag.chars().find(|&c| !fits(c)) {
        Some(odd) => {
            Invalid::new(format!("has a tag with `{}`, which no registry takes", odd.escape_debug()))
        }
        None if tag.is_empty() => Invalid::new("has nothing behind the `:`"),
        None if !first => Invalid::new("has a tag that begins with `.` or `-`"),
        None => Invalid::new("has a tag of more than 128 characters"),
    };
    Err(match tag {
        _ if tag.contains(['$', '{', '<', '%']) => {
            invalid.help("write the version itself: nothing is filled in here")
        }
        _ if tag.contains('+') => invalid.help(format!("builders write `{}` for it", tag.replace('+', "_"))),
        _ => invalid,
    })
}

fn check_digest(digest: &str) -> Result<(), Invalid> {
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    if hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Ok(());
    }
    let invalid = Invalid::new("has a digest that is not `sha256:` and 64 hexadecimal digits");
    Err(match hex.len() {
        0 => invalid,
        64 => invalid.help("the digits are 0 to 9 and a to f, in lower case"),
        length => invalid.help(format!("it has {length} digits")),
    })
}

#[cfg(test)]
mod tests {
    use super::Image;
    use crate::text::Text;

    #[test]
    fn takes_apart() {
        let digest = "a".repeat(64);
        let image =
            Image::parse(&format!("registry.example.com:5000/team/shop:1.4.2@sha256:{digest}")).unwrap();
        assert_eq!(image.tag(), Some("1.4.2"));
        assert_eq!(image.repository(), "registry.example.com:5000/team/shop");
        assert!(image.has_digest());
        assert_eq!(Image::known("nginx:1.29").repository(), "nginx");
    }

    #[test]
    fn takes_what_is_unusual() {
        let digest = "a".repeat(64);
        let pinned = format!("registry.example.com/shop:latest@sha256:{digest}");
        for text in [
            pinned.as_str(),
            "my_team/a--b__c.d:1",
            "localhost:5000/shop:1",
            "[fd00::1]:5000/shop:1",
            "h.example:80/a:_1",
        ] {
            assert!(Image::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let said = |text: &str| {
            let invalid = Image::parse(text).unwrap_err();
            format!("{}; {}", invalid.why, invalid.help.unwrap_or_default())
        };
        assert_eq!(
            said("a/b:${TAG}"),
            "has a tag with `$`, which no registry takes; write the version itself: nothing is filled in here"
        );
        assert_eq!(
            said("a/b:1.0+7"),
            "has a tag with `+`, which no registry takes; builders write `1.0_7` for it"
        );
        assert_eq!(
            said("r.example.com:99999/b:1"),
            "has a registry with the port `99999`; ports go from 1 to 65535"
        );
        assert_eq!(
            said("a@sha256:12"),
            "has a digest that is not `sha256:` and 64 hexadecimal digits; it has 2 digits"
        );
    }

    #[test]
    fn refuses() {
        for text in [
            "nginx",
            "nginx:latest",
            "Shop:1",
            "shop:",
            "a/b@sha256:12",
            "https://x/y:1",
            "",
            "shop:1 2",
            "a//b:1",
            "a..b:1",
            "a._b:1",
            "r.example.com:0/b:1",
            "my_registry.example.com/b:1",
        ] {
            assert!(Image::parse(text).is_err(), "{text}");
        }
        for text in [format!("r.example.com/{}:1", "a".repeat(250)), format!("a:{}", "1".repeat(129))] {
            let text = text.as_str();
            assert!(Image::parse(text).is_err(), "{text}");
        }
    }
}
