//! What Longhorn does with volumes again and again.
//!
//! <https://longhorn.io/docs/latest/snapshots-and-backups/scheduling-backups-and-snapshots/>

use hagen_core::context::Context;
use hagen_core::section::Within;
use hagen_kube::{CustomResource, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use crate::section::Longhorn;

/// What `recurringJobSelector` of a StorageClass says for volumes that others keep copies of: they are trimmed, and
/// nothing else.
pub(crate) const KEPT_BY_ITSELF: &str = r#"[{"name":"kept-by-itself","isGroup":true}]"#;

const GROUP: &str = "kept-by-itself";
/// Volumes that name no job or group.
const DEFAULT: &str = "default";

/// Work on volumes by the clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct RecurringJob {
    name: &'static str,
    task: &'static str,
    cron: String,
    groups: Vec<&'static str>,
    retain: i64,
    concurrency: i64,
}

impl CustomResource for RecurringJob {
    const API_VERSION: &'static str = "longhorn.io/v1beta2";
    const KIND: &'static str = "RecurringJob";
}

/// Snapshots and trims, and backups where there is a place for them.
pub(crate) fn recurring_jobs(longhorn: &Longhorn, cx: &Context<'_>, metadata: &ObjectMeta) -> Vec<Manifest> {
    let job = |name, task, cron: &str, groups: &[&'static str], retain| RecurringJob {
        name,
        task,
        cron: cron.to_owned(),
        groups: groups.to_vec(),
        retain,
        // One volume at a time on a node: the others have the disk's time.
        concurrency: 1,
    };
    let snapshots = &longhorn.snapshots;
    let mut jobs = vec![
        job("snapshot", "snapshot", snapshots.schedule.as_str(), &[DEFAULT], Within::get(snapshots.keep)),
        // Deleted files give their space back.
        job("trim", "filesystem-trim", "15 4 * * 0", &[DEFAULT, GROUP], 0),
    ];
    jobs.extend(longhorn.backup.as_ref().map(|backup| {
        job("backup", "backup", backup.schedule.as_str(), &[DEFAULT], Within::get(backup.keep))
    }));
    let object = |job: &RecurringJob| {
        let name = Some(Name::known(job.name).to_string());
        let namespace = Some(cx.site.namespace.to_string());
        Manifest::custom(&ObjectMeta { name, namespace, ..metadata.clone() }, job)
    };
    jobs.iter().map(object).collect()
}
