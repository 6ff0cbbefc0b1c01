//! What people have to hear of Rollouts.

use hagen_core::context::Context;
use hagen_kube::custom::monitoring::{PrometheusRule, Rule, RuleGroup};
use hagen_kube::{Duration, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::RELEASE;

/// The alerts, when somebody evaluates them.
pub(crate) fn rule(cx: &Context<'_>) -> Option<Manifest> {
    cx.site.shared.prometheus.as_ref()?;
    let metadata = ObjectMeta {
        name: Some(RELEASE.into()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(RELEASE, Name::known(RELEASE)).labels()),
        ..ObjectMeta::default()
    };
    let group = RuleGroup { name: RELEASE.into(), interval: None, rules: rules() };
    Some(Manifest::custom(&metadata, &PrometheusRule { groups: vec![group] }))
}

fn rules() -> Vec<Rule> {
    let of = "{{ $labels.namespace }}/{{ $labels.name }}";
    // A scrape that adds the controller's own namespace leaves the rollout's under another name.
    let phase = |phase: &str| {
        format!(
            "label_replace(rollout_info{{phase=\"{phase}\"}}, \"namespace\", \"$1\", \"exported_namespace\", \
             \"(.+)\") == 1"
        )
    };
    vec![
        Rule::alert(
            "RolloutAborted",
            "warning",
            Duration::seconds(60),
            phase("Degraded"),
            format!("the new version of {of} was taken back"),
            "All traffic goes to the version before. `kubectl argo rollouts get rollout` shows which measurement \
             failed. Commit a version that mends it: Git still names the one that was taken back.",
        ),
        Rule::alert(
            "RolloutWaits",
            "warning",
            Duration::seconds(3600),
            phase("Paused"),
            format!("the new version of {of} waits for somebody"),
            "It waits for a person, or nothing told whether it does well: too few requests reached it. \
             `kubectl argo rollouts promote` lets it go on, `abort` takes it back.",
        ),
    ]
}
