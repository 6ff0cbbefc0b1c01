//! The CronJob of an application that does its work by the clock and ends.

use hagen_core::workload::job::disruptions_do_not_count;
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobSpec, JobTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::pod::pod_template;
use crate::spec::{Concurrency, Schedule};
use crate::workload::Workload;

/// How many ended runs are kept to look at.
const HISTORY: i32 = 3;

pub(crate) fn cron_job(workload: &Workload<'_>, schedule: &Schedule) -> CronJob {
    CronJob {
        metadata: workload.runner_metadata(),
        spec: Some(CronJobSpec {
            schedule: schedule.cron.to_string(),
            time_zone: Some(schedule.time_zone.to_string()),
            concurrency_policy: Some(concurrency(schedule.concurrency).into()),
            starting_deadline_seconds: i64::try_from(schedule.start_within.as_seconds()).ok(),
            successful_jobs_history_limit: Some(HISTORY),
            failed_jobs_history_limit: Some(HISTORY),
            job_template: JobTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(workload.release_labels()),
                    ..ObjectMeta::default()
                }),
                spec: Some(job(workload, schedule)),
            },
            ..CronJobSpec::default()
        }),
        ..CronJob::default()
    }
}

fn concurrency(concurrency: Concurrency) -> &'static str {
    match concurrency {
        Concurrency::Forbid => "Forbid",
        Concurrency::Replace => "Replace",
    }
}

fn job(workload: &Workload<'_>, schedule: &Schedule) -> JobSpec {
    JobSpec {
        active_deadline_seconds: i64::try_from(schedule.time_limit.as_seconds()).ok(),
        backoff_limit: Some(schedule.retries.i32()),
        pod_failure_policy: Some(disruptions_do_not_count()),
        template: pod_template(workload),
        ..JobSpec::default()
    }
}
