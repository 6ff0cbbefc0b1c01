//! What an S3 service calls its buckets and places.

use super::{Invalid, text};

/// The bare name of a bucket.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketName(String);
text!(BucketName, "the name of a bucket", "shop-backups", "^[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]$");

impl BucketName {
    fn check(text: &str) -> Result<(), Invalid> {
        let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = (3..=63).contains(&text.len())
            && text.chars().all(|c| is_inner(c) || matches!(c, '-' | '.'))
            && text.starts_with(is_inner)
            && text.ends_with(is_inner)
            && !text.contains("..")
            && text.parse::<std::net::Ipv4Addr>().is_err();
        if fits {
            return Ok(());
        }
        Err(Invalid::new("is not a name of a bucket").help(match meant(text) {
            Some(name) => format!("`{name}` is one"),
            None => "its bare name: 3 to 63 lower-case letters, digits, `-` and `.`".to_owned(),
        }))
    }
}

/// The name that an address, or a name in another style, holds.
fn meant(text: &str) -> Option<String> {
    let bare = text.strip_prefix("s3://").or_else(|| text.strip_prefix("arn:aws:s3:::")).unwrap_or(text);
    let bare = bare.trim_end_matches('/').to_ascii_lowercase().replace('_', "-");
    (bare != text && BucketName::check(&bare).is_ok()).then_some(bare)
}

/// A folder in a bucket: names with `/` between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketFolder(String);
text!(BucketFolder, "a folder of a bucket", "eu/production", "^[^/]+(/[^/]+)*$");

impl BucketFolder {
    fn check(text: &str) -> Result<(), Invalid> {
        if !text.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Ok(());
        }
        let names: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        Err(Invalid::new("is not a folder of a bucket").help(if names.is_empty() {
            "folder names with `/` between them; without this key it is the bucket itself, or a folder of its own"
                .to_owned()
        } else {
            format!("folder names with `/` between them: `{}`", names.join("/"))
        }))
    }
}

/// A region of an S3 service. Others than Amazon name theirs more freely.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketRegion(String);
text!(BucketRegion, "a region", "eu-central-1", "^[-_.A-Za-z0-9]+$");

impl BucketRegion {
    fn check(text: &str) -> Result<(), Invalid> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !text.is_empty() && text.chars().all(fits) {
            return Ok(());
        }
        Err(Invalid::new("is no region").help("for instance `eu-central-1`"))
    }
}

#[cfg(test)]
mod tests {
    use super::{BucketFolder, BucketName, BucketRegion};
    use crate::text::Text;

    #[test]
    fn buckets_and_their_places() {
        for text in ["abc", "shop.backups", "0-1", &"a".repeat(63)] {
            assert!(BucketName::parse(text).is_ok(), "{text}");
        }
        for text in ["ab", "-ab", "ab-", "a..b", "10.0.0.1", "Shop", "shop/x", &"a".repeat(64)] {
            assert!(BucketName::parse(text).is_err(), "{text}");
        }
        let bucket = |text| BucketName::parse(text).unwrap_err().help.unwrap();
        assert_eq!(bucket("s3://My_Bucket/"), "`my-bucket` is one");
        assert_eq!(bucket("a"), "its bare name: 3 to 63 lower-case letters, digits, `-` and `.`");
        let folder = |text| BucketFolder::parse(text).unwrap_err().help.unwrap();
        assert_eq!(folder("/eu//shop/"), "folder names with `/` between them: `eu/shop`");
        assert!(folder("/").contains("without this key"));
        assert!(BucketFolder::parse("eu/shop.d/x y").is_ok());
        assert!(BucketRegion::parse("fsn1").is_ok() && BucketRegion::parse("US_EAST.1").is_ok());
        assert!(BucketRegion::parse("Frankfurt Main").is_err() && BucketRegion::parse("").is_err());
    }
}
