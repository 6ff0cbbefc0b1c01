//! What people have to hear of Rollouts.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::Name;
use hagen_observe::{Alert, Group, Runbook, Severity, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::RELEASE;

/// The alerts, when somebody evaluates them.
pub(crate) fn artifacts(cx: &Context<'_>) -> Vec<Artifact> {
    let metadata = ObjectMeta {
        name: Some(RELEASE.into()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(RELEASE, Name::known(RELEASE)).labels()),
        ..ObjectMeta::default()
    };
    rules::artifacts(cx, &metadata, &[Group::new(RELEASE, [aborted(), waits()])])
}

const OF: &str = "{{ $labels.namespace }}/{{ $labels.name }}";

/// A scrape that adds the controller's own namespace leaves the rollout's under another name.
fn phase(phase: &str) -> String {
    format!(
        "label_replace(rollout_info{{phase=\"{phase}\"}}, \"namespace\", \"$1\", \"exported_namespace\", \
         \"(.+)\") == 1"
    )
}

fn aborted() -> Alert {
    Alert {
        name: "RolloutAborted",
        severity: Severity::Warning,
        expr: phase("Degraded"),
        hold: minutes(1),
        summary: format!("The new version of {OF} was taken back"),
        description: "All requests go to the version before. Git still names the one that was taken back."
            .into(),
        runbook: Runbook {
            meaning: "A measurement of the new version was bad too often, or its replicas did not become ready in time. Argo \
                      Rollouts has given all requests back to the version before, so that users notice no more of it.",
            look: "`kubectl argo rollouts get rollout <name> -n <namespace>` shows the step at which it was aborted, and \
                   `kubectl get analysisruns -n <namespace>` with `describe` the measurements and their values.",
            mend: "Commit a version that mends it, or the image of the version before, so that Git tells again what runs. \
                   `kubectl argo rollouts retry rollout <name>` tries the same version again, when the cause was elsewhere.",
        },
        ..Alert::default()
    }
}

fn waits() -> Alert {
    Alert {
        name: "RolloutWaits",
        severity: Severity::Warning,
        expr: phase("Paused"),
        hold: minutes(60),
        summary: format!("The new version of {OF} waits for somebody"),
        description:
            "It has waited for an hour: for a person who lets it go on, or because nothing tells how it does."
                .into(),
        runbook: Runbook {
            meaning: "The rollout waits for a person (`promotion: manual`), or its analysis came to no conclusion, since too \
                      few requests reached the new version. Both versions run.",
            look: "`kubectl argo rollouts get rollout <name> -n <namespace>` shows the step and the reason.",
            mend: "`kubectl argo rollouts promote <name> -n <namespace>` lets it go on, `abort` takes it back.",
        },
        ..Alert::default()
    }
}
