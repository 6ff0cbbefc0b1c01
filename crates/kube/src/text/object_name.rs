//! Names of objects that are there already, which may be of any form that Kubernetes takes.

use super::{Invalid, text};

/// The name of a StorageClass: a DNS-1123 subdomain, which may have dots and begin with a digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorageClassName(String);
text!(
    StorageClassName,
    "the name of a StorageClass (lower-case letters, digits, `-` and `.`)",
    "fast-ssd",
    "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
);

impl StorageClassName {
    fn check(text: &str) -> Result<(), Invalid> {
        subdomain(text)
    }
}

/// The name of a GatewayClass or an IngressClass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassName(String);
text!(
    ClassName,
    "the name of a class (lower-case letters, digits, `-` and `.`)",
    "cilium",
    "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
);

impl ClassName {
    fn check(text: &str) -> Result<(), Invalid> {
        subdomain(text)
    }
}

fn subdomain(text: &str) -> Result<(), Invalid> {
    if text.is_empty() {
        return Err(Invalid::new("is empty"));
    }
    if text.len() > 253 {
        return Err(Invalid::new("is longer than 253 characters"));
    }
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-');
    let invalid = match text.chars().find(|&c| !fits(c)) {
        Some(odd) => Invalid::new(format!("holds `{}`, which no object has in its name", odd.escape_debug())),
        None if text.split('.').all(is_part) => return Ok(()),
        None => Invalid::new("has a part between dots that does not begin and end with a letter or digit"),
    };
    let meant = text.to_ascii_lowercase().replace(['_', ' '], "-");
    let is_better = meant != text && subdomain(&meant).is_ok();
    Err(if is_better { invalid.help(format!("`{meant}` would do")) } else { invalid })
}

#[cfg(test)]
mod tests {
    use super::StorageClassName;
    use crate::text::Text;

    #[test]
    fn any_name_that_an_object_may_have() {
        for text in ["fast-ssd", "csi.example.com-nvme", "2-replicas", "gp3", "a.b.c"] {
            assert!(StorageClassName::parse(text).is_ok(), "{text}");
        }
        for text in ["", "fast_ssd", "a..b", "-a", "a-", "a.-b", "ssd/fast", "größe"] {
            assert!(StorageClassName::parse(text).is_err(), "{text}");
        }
        assert_eq!(StorageClassName::parse("Fast_SSD").unwrap_err().help.unwrap(), "`fast-ssd` would do");
    }
}
