//! What has to hold between the keys of a section.

use hagen_core::bucket::S3;
use hagen_core::section::{Checker, Within};

use super::{Bucket, Engine, ObjectStorage};
use crate::codes;

const DAY: u64 = 86_400;

pub(super) fn bucket(bucket: &Bucket, checker: &mut Checker<'_, '_>) {
    if let Engine::External(s3) = &bucket.engine {
        external(s3, checker);
        return;
    }
    if let Some(age) = bucket.expire_after
        && (age.as_seconds() < DAY || age.as_seconds() > 1785 * DAY)
    {
        checker.report(&codes::EXPIRY, "expireAfter", format!("objects cannot expire after `{age}`")).help =
            Some("whole days, from `1d` to `1785d`".into());
    }
    if let Some(quota) = bucket.quota.as_ref().filter(|quota| quota.units() < 1 << 20) {
        checker.report(&codes::STORAGE, "quota", format!("a bucket of `{quota}` holds nothing")).help =
            Some("the server counts in Mi: `1Gi`".into());
    }
    if bucket.versioned && bucket.expire_after.is_some() {
        let message = "objects that expire leave no versions behind";
        checker.report(&codes::EXPIRY, "versioned", message).help = Some("leave one of the two out".into());
    }
}

fn external(s3: &S3, checker: &mut Checker<'_, '_>) {
    for key in ["quota", "expireAfter", "versioned"] {
        if checker.has(key) {
            let message = format!("`{key}` has no effect on a bucket that hagen does not make");
            checker.report(&codes::NOT_FOR_ENGINE, key, message).help =
                Some("set it where the bucket is".into());
        }
    }
    if s3.path.is_some() {
        let message = "consumers get the whole bucket: a folder in it has no effect";
        checker.report(&codes::NOT_FOR_ENGINE, "engine", message).help = Some("leave `path` out".into());
    }
    if s3.access_key_id.name != s3.secret_access_key.name {
        let message = "the two halves of the access key are in two secrets";
        checker.report(&codes::TWO_SECRETS, "engine", message).help = Some(format!(
            "put both into one: `{}/access-key-id` and `{0}/secret-access-key`",
            s3.access_key_id.name
        ));
    }
}

pub(super) fn object_storage(storage: &ObjectStorage, checker: &mut Checker<'_, '_>) {
    for (key, size) in [("storage", &storage.storage), ("index", &storage.index)] {
        if size.units() < 1 << 30 {
            checker.report(&codes::STORAGE, key, format!("`{size}` is too small a volume")).help =
                Some("1Gi at least".into());
        }
    }
    let Some(copies) = storage.copies.map(Within::get) else { return };
    if storage.servers.is_some_and(|servers| servers.get() < copies) {
        let message = format!("{copies} copies need {copies} servers");
        checker.report(&codes::FEW_SERVERS, "copies", message);
    } else if copies == 1 && storage.servers.is_some_and(|servers| servers.get() > 1) {
        let message = "one copy: the loss of a server's volume is the loss of its objects";
        checker.report(&codes::ONE_COPY, "copies", message).help = Some("two copies survive it".into());
    }
}
