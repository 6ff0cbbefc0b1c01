//! Checked text: names, ports, quantities and the like. What exists is valid; what is wrong says why.

mod address;
mod bucket;
mod cloud;
mod cron;
mod duration;
mod image;
mod line;
mod name;
mod object_name;
mod quantity;
mod reference;
mod server_address;
mod url;

use std::borrow::Cow;
use std::fmt;

pub use address::{Cidr, Host, HttpPath, HttpTarget, is_itself};
pub use bucket::{BucketFolder, BucketName, BucketRegion};
pub use cloud::{AwsRegion, AwsRole, GcpProject, Uuid};
pub use cron::Cron;
pub use duration::{Delay, Duration};
pub use image::Image;
pub use line::{Line, Mailbox};
pub use name::{EnvName, FileName, LabelValue, Minor, MountPath, Name, TimeZone, Zone, digest};
pub use object_name::{ClassName, StorageClassName};
pub use quantity::Quantity;
pub use reference::{Reference, SecretRef};
pub use server_address::ServerAddress;
pub use url::Url;

/// Text of a known form. The trait is what the blueprint reader, its schema and its messages know about a form.
pub trait Text: Sized {
    /// What a value of this form is, for a message: `a DNS-1123 label`.
    const WHAT: &'static str;
    /// A regular expression (ECMA 262) that every valid text matches, for editors.
    const PATTERN: Option<&'static str> = None;
    /// A text of this form that a user might write.
    const EXAMPLE: &'static str;
    /// Whether a wrong text may be a secret that went astray, so that no message repeats it.
    const SECRET: bool = false;

    /// Reads the text.
    fn parse(text: &str) -> Result<Self, Invalid>;

    /// The text as it is written.
    fn text(&self) -> Cow<'_, str>;
}

/// Why a text is not of the form it should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong, to stand after the text in a message: "is longer than 63 characters".
    pub why: String,
    /// What was probably meant, or what to do.
    pub help: Option<String>,
    /// Whether the text may hold a secret, so that no message repeats it.
    pub is_secret: bool,
}

impl Invalid {
    /// A reason without advice.
    pub fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), help: None, is_secret: false }
    }

    /// The same reason with advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same reason, of a text that nobody may see.
    #[must_use]
    pub fn secret(self) -> Self {
        Self { is_secret: true, ..self }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Invalid {}

impl Text for String {
    const WHAT: &'static str = "text";
    const EXAMPLE: &'static str = "info";

    fn parse(text: &str) -> Result<Self, Invalid> {
        Ok(text.to_owned())
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// Gives a newtype over `String` what all checked texts have in common.
macro_rules! text {
    ($type:ident, $what:literal, $example:literal $(, $pattern:literal)?) => {
        impl crate::text::Text for $type {
            const WHAT: &'static str = $what;
            const EXAMPLE: &'static str = $example;
            $(const PATTERN: Option<&'static str> = Some($pattern);)?

            fn parse(text: &str) -> Result<Self, crate::text::Invalid> {
                Self::check(text)?;
                Ok(Self(text.to_owned()))
            }

            fn text(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(&self.0)
            }
        }

        impl $type {
            /// The text as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A value that the program itself knows to be valid.
            ///
            /// # Panics
            /// When it is not: a slip in hagen, not of a user.
            pub fn known(text: &str) -> Self {
                match <Self as crate::text::Text>::parse(text) {
                    Ok(value) => value,
                    Err(invalid) => panic!("`{text}` {invalid}"),
                }
            }
        }

        crate::text::common_traits!($type);
    };
}

/// `Display`, `FromStr`, `AsRef<str>` and `Serialize` from [`Text`].
macro_rules! common_traits {
    ($type:ident) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&crate::text::Text::text(self))
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::text::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as crate::text::Text>::parse(text)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&crate::text::Text::text(self))
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> String {
                crate::text::Text::text(&value).into_owned()
            }
        }

        impl From<&$type> for String {
            fn from(value: &$type) -> String {
                crate::text::Text::text(value).into_owned()
            }
        }

        impl From<$type> for hagen_yaml::Value {
            fn from(value: $type) -> hagen_yaml::Value {
                hagen_yaml::Value::from(String::from(value))
            }
        }

        impl From<&$type> for hagen_yaml::Value {
            fn from(value: &$type) -> hagen_yaml::Value {
                hagen_yaml::Value::from(String::from(value))
            }
        }
    };
}

pub(crate) use {common_traits, text};
