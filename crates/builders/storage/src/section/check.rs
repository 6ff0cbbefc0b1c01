//! What cannot be true of storage.

use hagen_core::bucket::Bucket;
use hagen_core::section::Checker;

use super::Longhorn;
use crate::codes;

pub(super) fn longhorn(longhorn: &Longhorn, checker: &mut Checker<'_, '_>) {
    match longhorn.backup.as_ref().map(|backup| &backup.to) {
        Some(Bucket::Component(bucket)) => {
            let message = format!("`{bucket}` would be lost with the volumes");
            checker.report(&codes::BACKUP_INSIDE, "backup", message).help =
                Some("name a bucket outside the cluster: `to: { s3: { … } }`".into());
        }
        Some(Bucket::S3(s3)) if s3.access_key_id.name != s3.secret_access_key.name => {
            let message = "Longhorn reads both parts of the access key from one secret";
            checker.report(&codes::BACKUP_KEYS, "backup", message).help =
                Some(format!("keep the key beside its id: `secretAccessKey: {}/…`", s3.access_key_id.name));
        }
        _ => {}
    }
}
