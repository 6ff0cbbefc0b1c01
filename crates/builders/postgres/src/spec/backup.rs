//! Where backups go, and when.

use hagen_core::bucket::Bucket;
use hagen_core::section::{Checker, Section};
use hagen_kube::{Cron, Duration};

use super::retired;
use crate::codes;

/// Continuous archiving of the write-ahead log and base backups.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(retired = retired::BACKUP, check = check_backup)]
pub struct Backup {
    /// Where to: a bucket of the blueprint, or one that is there already.
    #[section(example = "buckets/backups")]
    pub to: Bucket,
    /// When a base backup is taken. Between two of them the log alone restores any moment.
    #[section(default = Cron::known("0 3 * * *"))]
    pub schedule: Cron,
    /// How far back a moment can be restored.
    #[section(default = Duration::days(30))]
    pub keep: Duration,
}

/// Restoring replays the log since the base backup before.
const LONGEST_GAP: u32 = 31;

fn check_backup(backup: &Backup, checker: &mut Checker<'_, '_>) {
    let gap = backup.schedule.longest_gap();
    let message = match backup.schedule.times_an_hour() {
        1 if gap <= LONGEST_GAP => None,
        1 => {
            Some(format!("there are {gap} days from one base backup to the next: restoring replays as many"))
        }
        times => Some(format!("{times} base backups an hour: each copies the whole database")),
    };
    if let Some(message) = message {
        checker.report(&codes::BACKUP_TIMES, "schedule", message).help =
            Some("once a day is enough, as the log is archived all the time: `0 3 * * *`".into());
    }
    if backup.keep.as_seconds() < 86_400 {
        checker.report(&codes::BACKUP, "keep", format!("`{}` is less than a day", backup.keep)).help =
            Some("backups are kept for whole days".into());
    }
}
