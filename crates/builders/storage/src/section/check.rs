//! What cannot be true of storage.

use hagen_core::Place;
use hagen_core::bucket::Bucket;
use hagen_core::section::Checker;

use super::Longhorn;
use crate::codes;

/// More would begin before the ones before have ended.
const MOST_AN_HOUR: usize = 12;

pub(super) fn longhorn(longhorn: &Longhorn, checker: &mut Checker<'_, '_>) {
    data_path(longhorn, checker);
    let backup = longhorn.backup.as_ref().map(|backup| ("backup", &backup.schedule));
    for (key, schedule) in backup.into_iter().chain([("snapshots", &longhorn.snapshots.schedule)]) {
        let times = schedule.times_an_hour();
        if times > MOST_AN_HOUR {
            let place = Place::value(checker.path().key(key).key("schedule"));
            let message = format!("{times} times an hour: the next begins before the last has ended");
            checker.report_at(&codes::SCHEDULE, place, message).help =
                Some("once an hour: `0 * * * *`".into());
        }
    }
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

/// Copies of volumes have to outlive a restart of the node, in a folder that is theirs.
fn data_path(longhorn: &Longhorn, checker: &mut Checker<'_, '_>) {
    let path = longhorn.data_path.as_str();
    let is_in =
        |folder: &str| path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let why = if path == "/" {
        "is the node's own file system"
    } else if is_in("/dev") {
        "is a device, and no folder"
    } else if ["/tmp", "/run", "/var/run", "/var/tmp"].into_iter().any(is_in) {
        "is emptied when the node restarts"
    } else {
        return;
    };
    checker.report(&codes::DATA_PATH, "dataPath", format!("`{path}` {why}")).help =
        Some("mount the disk, and name a folder on it: `/var/lib/longhorn`".into());
}
