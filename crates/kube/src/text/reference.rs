//! References: to components of the blueprint and to keys of secrets.

use std::borrow::Cow;

use super::{FileName, Invalid, Name, Text, common_traits};

/// A reference to a component of the blueprint: `postgres/main`, `apps/auth`. The link pass finds what it names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The section of the blueprint: `postgres`.
    pub section: String,
    /// The name in that section.
    pub name: Name,
}
common_traits!(Reference);

impl Text for Reference {
    const WHAT: &'static str = "a reference such as `postgres/main`";
    const EXAMPLE: &'static str = "postgres/main";
    const PATTERN: Option<&'static str> = Some("^[a-z]+/[a-z]([-a-z0-9]{0,61}[a-z0-9])?$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let Some((section, name)) = text.split_once('/') else {
            let invalid = Invalid::new("names no section");
            return Err(match text.split_once([':', '.']) {
                Some((section, name)) => invalid.help(format!("write `{section}/{name}`")),
                None => invalid.help(format!("for instance `postgres/{text}` or `apps/{text}`")),
            });
        };
        if section.is_empty() || !section.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(
                Invalid::new("does not start with a section of the blueprint").help("postgres/, apps/, …")
            );
        }
        let whole = |invalid: Invalid| {
            let meant = format!("{section}/{name}").to_lowercase().replace(['_', '.', ' '], "-");
            let is_better = meant != text && Self::parse(&meant).is_ok();
            Invalid { help: is_better.then(|| format!("`{meant}` would do")), ..invalid }
        };
        Ok(Self { section: section.to_owned(), name: Name::parse(name).map_err(whole)? })
    }

    fn text(&self) -> Cow<'_, str> {
        format!("{}/{}", self.section, self.name).into()
    }
}

/// A key of a secret, by name: `shop-api/key`. Never a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretRef {
    /// The secret.
    pub name: Name,
    /// The key in it.
    pub key: FileName,
}
common_traits!(SecretRef);

impl Text for SecretRef {
    const WHAT: &'static str = "a secret reference of the form `name/key`";
    const EXAMPLE: &'static str = "shop-api/key";
    const SECRET: bool = true;
    const PATTERN: Option<&'static str> = Some("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?/[-._a-zA-Z0-9]+$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        // The text itself is never repeated: whoever puts a password here must not find it in a log.
        let Some((name, key)) = text.split_once('/') else {
            return Err(Invalid::new("is not of the form `name/key`")
                .help("a blueprint names secrets, it never holds one"));
        };
        let help = "a name is lower-case letters, digits and `-`; a key letters, digits, `-`, `_` and `.`; both stand for \
                    the secret, and neither is its value";
        let name = Name::parse(name)
            .map_err(|_| Invalid::new("has a name before the `/` that cannot be").help(help));
        let key = FileName::parse(key)
            .map_err(|_| Invalid::new("has a key behind the `/` that cannot be").help(help));
        Ok(Self { name: name?, key: key? })
    }

    fn text(&self) -> Cow<'_, str> {
        format!("{}/{}", self.name, self.key).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Reference, SecretRef};
    use crate::text::Text;

    #[test]
    fn a_wrong_reference_is_mended_as_a_whole() {
        let help = |text| Reference::parse(text).unwrap_err().help.unwrap_or_default();
        assert_eq!(help("postgres:main"), "write `postgres/main`");
        assert_eq!(help("Postgres/Main"), "`postgres/main` would do");
        assert_eq!(help("apps/web/x"), "");
    }

    #[test]
    fn a_wrong_secret_is_told_by_its_half() {
        let why = |text| SecretRef::parse(text).unwrap_err().why;
        assert_eq!(why("hunter2"), "is not of the form `name/key`");
        assert_eq!(why("my.secret/key"), "has a name before the `/` that cannot be");
        assert_eq!(why("vault/path/key"), "has a key behind the `/` that cannot be");
    }
}
