//! Work that is done by the clock.

use hagen_core::section::{Checker, DAY, SECOND, Section, TimeWithin, Within};
use hagen_kube::{Cron, Duration, TimeZone};

use crate::codes;

const TIME_ZONE: &str = "Etc/UTC";
const START_WITHIN: Duration = Duration::seconds(300);
const TIME_LIMIT: Duration = Duration::seconds(3600);
const RETRIES: i64 = 3;

/// When an application is run that does its work and ends.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Cron, check = check)]
pub struct Schedule {
    /// Minute, hour, day of month, month, day of week.
    #[section(also = "schedule at crontab")]
    pub cron: Cron,
    /// The time zone of the schedule. In zones with daylight saving an hour may come twice, or not at all.
    #[section(default = TimeZone::known(TIME_ZONE), example = "Europe/Berlin", also = "tz zone")]
    pub time_zone: TimeZone,
    /// What happens when a run is due and the last one has not ended.
    #[section(default, also = "concurrencyPolicy")]
    pub concurrency: Concurrency,
    /// How late a run may start; one that is later is left out.
    #[section(default = START_WITHIN, also = "startingDeadlineSeconds")]
    pub start_within: Duration,
    /// How long a run may take, with all its retries.
    #[section(default = TimeWithin::new(TIME_LIMIT), also = "activeDeadlineSeconds timeout deadline")]
    pub time_limit: TimeWithin<SECOND, { 30 * DAY }>,
    /// How often a run is tried again. A run that was ended by the drain or the loss of a node does not count.
    #[section(default = Within::new(RETRIES), also = "backoffLimit restarts")]
    pub retries: Within<0, 20>,
}

impl From<Cron> for Schedule {
    fn from(cron: Cron) -> Self {
        Self {
            cron,
            time_zone: TimeZone::known(TIME_ZONE),
            concurrency: Concurrency::default(),
            start_within: START_WITHIN,
            time_limit: TimeWithin::new(TIME_LIMIT),
            retries: Within::new(RETRIES),
        }
    }
}

/// What happens when a run is due and the last one has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Concurrency {
    /// The new run is left out.
    #[default]
    Forbid,
    /// The last one is ended.
    Replace,
}

fn check(schedule: &Schedule, checker: &mut Checker<'_, '_>) {
    if schedule.start_within.as_seconds() < 10 {
        // The CronJob controller looks every ten seconds.
        let message = "a run that may not start ten seconds late may never start";
        checker.report(&codes::SCHEDULE, "startWithin", message);
    }
}
