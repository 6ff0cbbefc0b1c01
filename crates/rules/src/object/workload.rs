//! Rules about workloads as a whole.

use hagen_yaml::Value;

use crate::codes;
use crate::facts::Amount;
use crate::finding::{IntoStep, steps};
use crate::judge::Judge;
use crate::pod::{Pod, items, text};

/// Judges a workload.
pub(super) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    match pod.kind {
        "Deployment" => rollout(judge, pod),
        "CronJob" => cron_job(judge, pod.workload),
        _ => {}
    }
    if matches!(pod.kind, "Deployment" | "Rollout" | "StatefulSet" | "DaemonSet" | "ReplicaSet") {
        selector(judge, pod);
    }
}

/// A16.
fn rollout(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    let single = !pod.may_scale() && pod.replicas() < 2;
    if text(pod.workload, &["strategy", "type"]) == Some("Recreate") {
        let has_claim = items(pod.spec.get("volumes")).any(|it| it.get("persistentVolumeClaim").is_some());
        if !single && !has_claim {
            judge.find(&codes::ROLLOUT, steps!["spec", "strategy", "type"], "is away during every rollout");
        }
        return;
    }
    let rolling = |key| pod.workload.at(&["strategy", "rollingUpdate", key]).and_then(Amount::of);
    let (away, more) = (rolling("maxUnavailable"), rolling("maxSurge"));
    let way = |key: &str| steps!["spec", "strategy", "rollingUpdate", key];
    let away_pods = away.unwrap_or(Amount::Percent(25)).of_all(pod.replicas());
    if matches!(more, Some(Amount::Number(0) | Amount::Percent(0))) {
        judge.find(&codes::ROLLOUT, way("maxSurge"), "goes below its replicas in every rollout");
    } else if away_pods > 1 || (away_pods == 1 && single) || matches!(away, Some(Amount::Percent(1..))) {
        judge.find(&codes::ROLLOUT, way("maxUnavailable"), "loses too many pods at once in a rollout");
    }
}

/// A29. That a selector selects the workload's own pods, the cluster itself sees to.
fn selector(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    let labels = pod.workload.at(&["selector", "matchLabels"]);
    if labels.is_some_and(|labels| labels.get("app.kubernetes.io/version").is_some()) {
        let way = steps!["spec", "selector", "matchLabels", "app.kubernetes.io/version"];
        judge.find(&codes::SELECTOR, way, "selects by version, which can never change then");
    }
}

const CRON_JOB: [&[&str]; 4] = [
    &["startingDeadlineSeconds"],
    &["jobTemplate", "spec", "activeDeadlineSeconds"],
    &["jobTemplate", "spec", "backoffLimit"],
    &["successfulJobsHistoryLimit"],
];

/// A27.
fn cron_job(judge: &mut Judge<'_>, spec: &Value) {
    let policy = text(spec, &["concurrencyPolicy"]);
    if !matches!(policy, Some("Forbid" | "Replace")) {
        let way = steps!["spec", "concurrencyPolicy"];
        judge.find(&codes::CRON_JOB, way, "starts again while an earlier run goes on");
    }
    for path in CRON_JOB {
        if spec.at(path).is_none() {
            let way = ["spec"].iter().chain(path).map(|key| key.step()).collect();
            judge.find(&codes::CRON_JOB, way, format!("has no {}", path.last().copied().unwrap_or_default()));
        }
    }
    let rules = items(spec.at(&["jobTemplate", "spec", "podFailurePolicy", "rules"]));
    let ignores = |rule: &Value| {
        text(rule, &["action"]) == Some("Ignore")
            && items(rule.get("onPodConditions"))
                .any(|condition| text(condition, &["type"]) == Some("DisruptionTarget"))
    };
    if !rules.into_iter().any(ignores) {
        let way = steps!["spec", "jobTemplate", "spec", "podFailurePolicy"];
        judge.find(&codes::CRON_JOB, way, "counts the drain of a node as a failure");
    }
}
