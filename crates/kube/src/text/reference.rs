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
            return Err(Invalid::new("names no section")
                .help(format!("for instance `postgres/{text}` or `apps/{text}`")));
        };
        if section.is_empty() || !section.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(
                Invalid::new("does not start with a section of the blueprint").help("postgres/, apps/, …")
            );
        }
        Ok(Self { section: section.to_owned(), name: Name::parse(name)? })
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
        let form = || {
            Invalid::new("is not of the form `name/key`")
                .help("a blueprint names secrets, it never holds one")
        };
        let (name, key) = text.split_once('/').ok_or_else(form)?;
        match (Name::parse(name), FileName::parse(key)) {
            (Ok(name), Ok(key)) => Ok(Self { name, key }),
            _ => Err(form()),
        }
    }

    fn text(&self) -> Cow<'_, str> {
        format!("{}/{}", self.name, self.key).into()
    }
}
