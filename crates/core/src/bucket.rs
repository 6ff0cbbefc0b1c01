//! Buckets of S3 services: components of the blueprint, or outside of it.

mod access;
mod expiry;
mod outside;

use hagen_kube::Reference;
use hagen_yaml::{Node, NodeKind, Value};

pub use access::{Access, access_key};
pub use expiry::expired;
pub use outside::S3;

use crate::codes;
use crate::component::Link;
use crate::place::Path;
use crate::section::{Field, Reader, Section, Shape};

/// The section that buckets of the blueprint are in.
const SECTION: &str = "buckets";

/// The variable with the address of the service.
pub const ENDPOINT: &str = "AWS_ENDPOINT_URL";
/// The variable with the region.
pub const REGION: &str = "AWS_REGION";
/// The variable with the name of the bucket.
pub const NAME: &str = "BUCKET_NAME";
/// The variable with the id of the access key.
pub const ACCESS_KEY_ID: &str = "AWS_ACCESS_KEY_ID";
/// The variable with the access key itself.
pub const SECRET_ACCESS_KEY: &str = "AWS_SECRET_ACCESS_KEY";

/// A bucket that a component keeps its data in.
#[derive(Debug, Clone, PartialEq)]
pub enum Bucket {
    /// One of the blueprint: `buckets/logs`.
    Component(Reference),
    /// One that is there already: `{ s3: { … } }`.
    S3(S3),
}

/// A bucket outside the blueprint.
#[derive(Debug, Clone, PartialEq, Section)]
enum Outside {
    /// A bucket of an S3 service.
    S3(S3),
}

impl Bucket {
    /// The link to it, if it is a component. `path` is where the blueprint names it.
    pub fn link(&self, path: Path) -> Option<Link> {
        let Self::Component(to) = self else { return None };
        Some(Link { to: to.clone(), path, prefix: None })
    }
}

impl Field for Bucket {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        if !matches!(node.kind, NodeKind::String(_)) {
            return Outside::read(node, cx).map(|Outside::S3(s3)| Self::S3(s3));
        }
        let reference = Reference::read(node, cx)?;
        if reference.section == SECTION {
            return Some(Self::Component(reference));
        }
        let message = format!("`{reference}` is no bucket");
        cx.report(&codes::BAD_TEXT, node, message).help =
            Some("name one of `buckets`, as in `buckets/logs`, or an outside one: `{ s3: { … } }`".into());
        None
    }

    fn write(&self) -> Value {
        match self {
            Self::Component(reference) => reference.write(),
            Self::S3(s3) => Outside::S3(s3.clone()).write(),
        }
    }

    fn shape() -> Shape {
        Shape::Either(Reference::shape, Outside::shape)
    }
}
