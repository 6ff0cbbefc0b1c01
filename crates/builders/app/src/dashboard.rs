//! What the people behind an application want to see of it.

use hagen_observe::dashboard::{Color, Unit};
use hagen_observe::{Dashboard, Panel, Row, Selector, Target, pods as volume_rows, slo};

use crate::objectives::{objectives, owner};
use crate::observed::{claims, pods};
use crate::requests::{Requests, requests};
use crate::scale::Scale;
use crate::workload::{Shape, Workload};

/// Long enough for four scrapes, whatever the range of time that is looked at.
const RATE: &str = "$__rate_interval";

pub(crate) fn dashboard(workload: &Workload<'_>) -> Dashboard {
    let requests = requests(workload);
    let objectives = objectives(workload);
    let mut rows = vec![now(workload, requests.as_ref())];
    rows.extend((!objectives.is_empty()).then(|| slo::row(&owner(workload), &objectives)));
    rows.extend(requests.as_ref().map(traffic));
    match workload.shape {
        Shape::CronJob => rows.push(runs(workload)),
        _ => rows.push(replicas(workload)),
    }
    rows.push(pods(workload).resources());
    let namespace = workload.site().namespace;
    rows.extend(claims(workload).map(|claims| volume_rows::volumes(namespace.as_str(), &claims)));
    rows.extend(workload.site().shared.logs.as_ref().map(|_| log(workload)));
    Dashboard { title: workload.name.to_string(), tags: vec!["app"], rows, ..Dashboard::default() }
}

fn now(workload: &Workload<'_>, requests: Option<&Requests>) -> Row {
    let of = pods(workload).selector();
    let ready = of.clone().is("condition", "true").of("kube_pod_status_ready");
    let restarts = of.over("kube_pod_container_status_restarts_total", "1h");
    let mut panels = Vec::new();
    if workload.shape != Shape::CronJob {
        panels.push(
            Panel::stat("Ready", Unit::Short, format!("sum({ready}) or vector(0)"))
                .describe("Replicas that take requests."),
        );
    }
    panels.push(
        Panel::stat("Restarts within an hour", Unit::Short, format!("sum(increase({restarts}))"))
            .threshold(1.0, Color::Yellow)
            .threshold(5.0, Color::Red),
    );
    if let Some(requests) = requests {
        let failed = format!("{} / {}", requests.failed("5m"), requests.all("5m"));
        panels.extend([
            Panel::stat("Requests", Unit::RequestsPerSecond, requests.all("5m")),
            Panel::stat("Failing", Unit::Share, failed)
                .threshold(0.01, Color::Yellow)
                .threshold(0.05, Color::Red),
            Panel::stat("99 of 100 within", Unit::Seconds, requests.quantile(0.99, "5m")),
        ]);
    }
    Row::new("Now", panels)
}

/// Rate, errors, duration.
fn traffic(requests: &Requests) -> Row {
    let statuses = requests.by_status(RATE).into_iter().map(|(expr, legend)| Target::new(expr, legend));
    let failing = format!("{} / {}", requests.failed(RATE), requests.all(RATE));
    let times = [(0.5, "half"), (0.95, "95 of 100"), (0.99, "99 of 100")];
    let times = times.map(|(quantile, legend)| Target::new(requests.quantile(quantile, RATE), legend));
    Row::new(
        "Traffic",
        [
            Panel::stacked("Requests by status", Unit::RequestsPerSecond, statuses).min(0.0),
            Panel::line("Failing", Unit::Share, failing, "500 and above")
                .threshold(0.05, Color::Red)
                .min(0.0),
            Panel::time_series("Answered within", Unit::Seconds, times)
                .describe("Told from the buckets of a histogram: no more exact than these are.")
                .min(0.0),
        ],
    )
}

fn replicas(workload: &Workload<'_>) -> Row {
    let of = pods(workload).selector();
    let ready = of.clone().is("condition", "true").of("kube_pod_status_ready");
    let phases = of.of("kube_pod_status_phase");
    let waiting = of.of("kube_pod_container_status_waiting_reason");
    let mut count = vec![Target::new(format!("sum({ready})"), "ready")];
    if let Scale::Auto { .. } = workload.scale {
        let scaler = Selector::namespace(workload.site().namespace.as_str())
            .is("horizontalpodautoscaler", workload.name.as_str());
        let max = |metric| format!("max({})", scaler.of(metric));
        count.extend([
            Target::new(max("kube_horizontalpodautoscaler_status_desired_replicas"), "wanted"),
            Target::new(max("kube_horizontalpodautoscaler_spec_min_replicas"), "least"),
            Target::new(max("kube_horizontalpodautoscaler_spec_max_replicas"), "most"),
        ]);
    }
    Row::new(
        "Replicas",
        [
            Panel::time_series("Number", Unit::Short, count).min(0.0),
            Panel::stacked(
                "Phases",
                Unit::Short,
                [Target::new(format!("sum by (phase) ({phases})"), "{{phase}}")],
            )
            .min(0.0),
            Panel::line(
                "Waiting",
                Unit::Short,
                format!("sum by (pod, reason) ({waiting})"),
                "{{pod}} {{reason}}",
            )
            .describe("Containers that do not run, and why.")
            .min(0.0),
        ],
    )
}

/// What runs by the clock.
fn runs(workload: &Workload<'_>) -> Row {
    let (name, namespace) = (workload.name.as_str(), workload.site().namespace.as_str());
    let cron_job = Selector::namespace(namespace).is("cronjob", name);
    let jobs = Selector::namespace(namespace).matches("job_name", &format!("{name}-[0-9]+"));
    let since = |metric| format!("time() - max({})", cron_job.of(metric));
    let took = format!(
        "{} - on (namespace, job_name) {}",
        jobs.of("kube_job_status_completion_time"),
        jobs.of("kube_job_status_start_time")
    );
    Row::new(
        "Runs",
        [
            Panel::line("Going on", Unit::Short, cron_job.of("kube_cronjob_status_active"), "runs").min(0.0),
            Panel::time_series(
                "Since the last run",
                Unit::Seconds,
                [
                    Target::new(since("kube_cronjob_status_last_schedule_time"), "started"),
                    Target::new(since("kube_cronjob_status_last_successful_time"), "succeeded"),
                ],
            )
            .min(0.0),
            Panel::line("Took", Unit::Seconds, took, "{{job_name}}").min(0.0),
        ],
    )
}

fn log(workload: &Workload<'_>) -> Row {
    let of = Selector::namespace(workload.site().namespace.as_str()).is("container", workload.name.as_str());
    Row::closed("Log", [Panel::logs("Log", of.to_string())])
}
