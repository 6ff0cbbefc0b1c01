//! Whether what runs by the clock does its work.

use hagen_observe::{Alert, Selector, minutes};

use super::{full_name, named};
use crate::runbooks;
use crate::workload::Workload;

pub(super) fn alerts(workload: &Workload<'_>) -> [Alert; 2] {
    [failed(workload), late(workload)]
}

/// The last run that failed began after the last one that succeeded: runs of long ago are of no concern.
fn failed(workload: &Workload<'_>) -> Alert {
    let (name, namespace) = (workload.name, workload.site().namespace);
    let jobs = Selector::namespace(namespace.as_str()).matches("job_name", &format!("{name}-[0-9]+"));
    let began = jobs.of("kube_job_status_start_time");
    let failed = jobs.is("condition", "true").of("kube_job_failed");
    let succeeded = named(workload, "cronjob").of("kube_cronjob_status_last_successful_time");
    Alert {
        name: "AppJobFailed",
        expr: format!(
            "max({began} and on (namespace, job_name) {failed} > 0) > (max({succeeded}) or vector(0))"
        ),
        hold: minutes(1),
        summary: format!("the last run of {} has failed", full_name(workload)),
        description: format!(
            "`kubectl logs -n {namespace} -l app.kubernetes.io/instance={name} --tail=100` has its last words."
        ),
        runbook: runbooks::JOB_FAILED,
        ..Alert::default()
    }
}

fn late(workload: &Workload<'_>) -> Alert {
    let of = named(workload, "cronjob");
    let (due, suspended) = (of.of("kube_cronjob_next_schedule_time"), of.of("kube_cronjob_spec_suspend"));
    let (name, namespace) = (workload.name, workload.site().namespace);
    Alert {
        name: "AppJobLate",
        expr: format!("time() - max({due}) > 3600 unless max({suspended}) > 0"),
        summary: format!("{} should have run {{{{ $value | humanizeDuration }}}} ago", full_name(workload)),
        description: format!(
            "`kubectl describe cronjob -n {namespace} {name}` says why it has not been started."
        ),
        runbook: runbooks::JOB_LATE,
        ..Alert::default()
    }
}
