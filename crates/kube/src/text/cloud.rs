//! What the clouds call their places and accounts.

use super::{Invalid, text};

/// A region of Amazon's cloud.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwsRegion(String);
text!(AwsRegion, "a region of AWS", "eu-central-1", "^[a-z]+(-[a-z]+)+-[0-9]+$");

/// What stands before the number of every region: new ones come with other countries alone.
const DIRECTIONS: [&str; 9] =
    ["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];

impl AwsRegion {
    fn check(text: &str) -> Result<(), Invalid> {
        let mut parts = text.split('-').rev();
        let is_number = |part: &str| matches!(part.as_bytes(), [b'1'..=b'9']);
        let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        if parts.next().is_some_and(is_number)
            && parts.next().is_some_and(|part| DIRECTIONS.contains(&part))
            && parts.clone().count() >= 1
            && parts.all(is_word)
        {
            return Ok(());
        }
        let invalid = Invalid::new("is no region of AWS");
        let zone = text.strip_suffix(|c: char| c.is_ascii_lowercase());
        Err(match zone.filter(|region| Self::check(region).is_ok()) {
            Some(region) => invalid.help(format!("it is a zone of the region `{region}`")),
            None => invalid.help("for instance `eu-central-1`"),
        })
    }
}

/// A role of Amazon's cloud, by its ARN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwsRole(String);
text!(
    AwsRole,
    "the ARN of a role",
    "arn:aws:iam::123456789012:role/dns",
    "^arn:aws[-a-z]*:iam::[0-9]{12}:role/.+$"
);

impl AwsRole {
    fn check(text: &str) -> Result<(), Invalid> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        match parts[..] {
            ["arn", partition, "iam", "", account, role]
                if partition.starts_with("aws")
                    && is_account(account)
                    && role.len() > 5
                    && role.starts_with("role/") =>
            {
                Ok(())
            }
            _ => {
                Err(Invalid::new("is no ARN of a role")
                    .help("it begins like `arn:aws:iam::123456789012:role/`"))
            }
        }
    }
}

/// The id of a project of Google's cloud.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GcpProject(String);
text!(GcpProject, "the id of a project", "example-dns", "^([a-z0-9.-]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$");

impl GcpProject {
    fn check(text: &str) -> Result<(), Invalid> {
        let id = text.rsplit(':').next().unwrap_or_default();
        let fits = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let ends = id.starts_with(|c: char| c.is_ascii_lowercase()) && !id.ends_with('-');
        if fits && ends && (6..=30).contains(&id.len()) {
            return Ok(());
        }
        let help = "the id, not the name: 6 to 30 lower-case letters, digits and `-`";
        Err(Invalid::new("is not the id of a project").help(help))
    }
}

/// An id of Azure: a UUID.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(String);
text!(
    Uuid,
    "an id such as `00000000-0000-0000-0000-000000000000`",
    "00000000-0000-0000-0000-000000000000",
    "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
);

impl Uuid {
    fn check(text: &str) -> Result<(), Invalid> {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let fits = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if fits && lengths == [8, 4, 4, 4, 12] {
            return Ok(());
        }
        Err(Invalid::new("is no id of Azure")
            .help("the id, not the name: 32 hexadecimal digits in five groups"))
    }
}

#[cfg(test)]
mod tests {
    use super::{AwsRegion, AwsRole, GcpProject, Uuid};
    use crate::text::Text;

    #[test]
    fn places_and_accounts() {
        for text in ["eu-central-1", "us-gov-west-1", "ap-southeast-7", "cn-north-1", "eusc-de-east-1"] {
            assert!(AwsRegion::parse(text).is_ok(), "{text}");
        }
        for text in ["Frankfurt", "eu-central", "eu-1", "EU-CENTRAL-1", "", "eu--central-1"] {
            assert!(AwsRegion::parse(text).is_err(), "{text}");
        }
        let zone = AwsRegion::parse("eu-central-1a").unwrap_err().help.unwrap();
        assert_eq!(zone, "it is a zone of the region `eu-central-1`");
        assert!(AwsRole::parse("arn:aws-cn:iam::123456789012:role/path/dns").is_ok());
        for text in [
            "dns",
            "arn:aws:iam::12:role/dns",
            "arn:aws:iam::123456789012:user/x",
            "arn:aws:iam::123456789012:role/",
        ] {
            assert!(AwsRole::parse(text).is_err(), "{text}");
        }
        assert!(GcpProject::parse("example.com:shop-prod").is_ok());
        for text in ["My Project", "abc", "1project", "shop-prod-"] {
            assert!(GcpProject::parse(text).is_err(), "{text}");
        }
        assert!(Uuid::parse("0a1B2c3d-0000-1111-2222-333333333333").is_ok());
        assert!(Uuid::parse("mysub").is_err() && Uuid::parse("0a1b2c3d00001111222233333333333333").is_err());
    }
}
