//! Container image references.

use super::{Invalid, text};

/// A container image with a tag, a digest or both: `registry.example.com/shop:1.4.2@sha256:…`. Without either it
/// would be `latest`, which changes under a running system, so that is refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Image(String);
text!(Image, "an image with a tag or a digest", "registry.example.com/shop:1.4.2");

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
            Some("latest") => Err(Invalid::new("has the tag `latest`, which means something else tomorrow")
                .help("name a version")),
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
    let mut parts: Vec<&str> = name.split('/').collect();
    let is_host = |part: &str| part.contains('.') || part.contains(':') || part == "localhost";
    if parts.len() > 1 && is_host(parts[0]) {
        parts.remove(0);
    }
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    for part in parts {
        if !edge(part.chars().next()) || !edge(part.chars().last()) || !part.chars().all(fits) {
            return Err(Invalid::new(format!("has the repository part `{}`", part.escape_debug()))
                .help("repositories are lower-case letters, digits, `.`, `_` and `-`"));
        }
    }
    Ok(())
}

fn check_tag(tag: &str) -> Result<(), Invalid> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let first = tag.chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if first && tag.len() <= 128 && tag.chars().all(fits) {
        return Ok(());
    }
    Err(Invalid::new(format!("has the tag `{}`", tag.escape_debug())))
}

fn check_digest(digest: &str) -> Result<(), Invalid> {
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    if hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Ok(());
    }
    Err(Invalid::new("has a digest that is not `sha256:` and 64 hexadecimal digits"))
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
        ] {
            assert!(Image::parse(text).is_err(), "{text}");
        }
    }
}
