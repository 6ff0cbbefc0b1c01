//! Kubernetes vocabulary: checked names and quantities, labels, manifests. Knows no blueprint.

pub mod custom;
pub mod kafka;
mod labels;
mod manifest;
mod order;
mod regex;
pub mod template;
mod text;

pub use labels::{Identity, MANAGED_BY};
pub use manifest::{Custom, CustomResource, Manifest};
pub use order::rank;
pub use regex::go_regex;
pub use text::{
    AwsRegion, AwsRole, BucketFolder, BucketName, BucketRegion, Cidr, ClassName, Cron, Delay, Duration,
    EnvName, FileName, GcpProject, Host, HttpPath, HttpTarget, Image, Invalid, LabelValue, Line, Mailbox,
    Minor, MountPath, Name, Quantity, Reference, SecretRef, ServerAddress, StorageClassName, Text, TimeZone,
    Url, Uuid, Zone, digest, is_itself,
};
