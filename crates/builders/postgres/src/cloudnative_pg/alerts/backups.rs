//! Whether everything could be restored.

use hagen_observe::{Alert, Severity, minutes};

use super::Series;
use crate::runbooks;

/// `hours` is how old the last backup may be.
pub(super) fn alerts(series: &Series, hours: u64) -> Vec<Alert> {
    let Series { name, namespace, .. } = series;
    let last = series.of("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp");
    let failed = series.of("barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp");
    let look = look(namespace);
    vec![
        Alert {
            name: "PostgresBackupTooOld",
            severity: Severity::Critical,
            expr: format!("time() - max({last}) > {}", hours * 3600),
            hold: minutes(60),
            summary: format!(
                "the last base backup of {namespace}/{name} is {{{{ $value | humanizeDuration }}}} old"
            ),
            description: look.clone(),
            runbook: runbooks::BACKUP,
            ..Alert::default()
        },
        Alert {
            name: "PostgresBackupFailed",
            expr: format!("max({failed}) > max({last})"),
            summary: format!("the latest base backup of {namespace}/{name} has failed"),
            description: look,
            runbook: runbooks::BACKUP,
            ..Alert::default()
        },
        archiving(series),
    ]
}

fn archiving(series: &Series) -> Alert {
    let namespace = &series.namespace;
    let archived = series.of("cnpg_pg_stat_archiver_last_archived_time");
    let unarchived = series.of("cnpg_pg_stat_archiver_last_failed_time");
    let waiting = series.instances.clone().is("value", "ready").of("cnpg_collector_pg_wal_archive_status");
    Alert {
        name: "PostgresArchivingFails",
        severity: Severity::Critical,
        expr: format!("max by (pod) ({unarchived} - {archived}) > 1 or max by (pod) ({waiting}) > 60"),
        hold: minutes(10),
        summary: format!("{namespace}/{{{{ $labels.pod }}}} cannot archive its write-ahead log"),
        description: format!(
            "Until it can, nothing newer can be restored, and the log fills its volume. {}",
            look(namespace)
        ),
        runbook: runbooks::ARCHIVING,
        ..Alert::default()
    }
}

fn look(namespace: &str) -> String {
    format!(
        "`kubectl get backups -n {namespace}` and the log of the container `plugin-barman-cloud` of the instances say \
         why: most often the bucket, its credentials or the way to it."
    )
}
