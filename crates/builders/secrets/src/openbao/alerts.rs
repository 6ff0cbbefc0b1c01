//! When somebody has to come.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::{Alert, Group, Runbook, Severity, minutes, rules};

use super::{RELEASE, metadata};

pub(super) fn artifacts(cx: &Context<'_>) -> Vec<Artifact> {
    let group = Group::new(RELEASE, [gone(cx), not_ready(cx)]);
    rules::artifacts(cx, &metadata(cx, RELEASE), &[group])
}

fn gone(cx: &Context<'_>) -> Alert {
    let namespace = cx.site.namespace;
    Alert {
        name: "OpenBaoSealed",
        severity: Severity::Critical,
        expr: format!(
            "max(vault_core_unsealed{{namespace=\"{namespace}\"}}) == 0 or \
             absent(vault_core_unsealed{{namespace=\"{namespace}\"}})"
        ),
        summary: "Nobody can read a secret from OpenBao".into(),
        description:
            "No server of OpenBao is open and active. What runs goes on with the secrets it has; what starts \
                      anew, or needs a secret that is new, waits."
                .into(),
        runbook: Runbook {
            meaning: "No server of OpenBao is unsealed and active. Secrets that were copied into namespaces stay there, so \
                      that running pods do not notice; new ones are not copied, and changed ones not renewed.",
            look: "`kubectl -n openbao get pods` shows who is not ready; `kubectl -n openbao exec openbao-0 -c openbao -- bao \
                   status` tells whether that one is sealed. After a loss of power all of them are.",
            mend: "Unseal them as `runbooks/openbao.md` says. If a majority of the volumes is lost, restore a snapshot: \
                   the same runbook tells how.",
        },
        ..Alert::default()
    }
}

fn not_ready(cx: &Context<'_>) -> Alert {
    let namespace = cx.site.namespace;
    Alert {
        name: "OpenBaoServerSealed",
        severity: Severity::Warning,
        expr: format!(
            "kube_pod_status_ready{{namespace=\"{namespace}\",pod=~\"{RELEASE}-[0-9]+\",condition=\"true\"}} == 0"
        ),
        hold: minutes(15),
        summary: "{{ $labels.pod }} is sealed or down".into(),
        description:
            "The others serve, and one more of them that goes takes the store with it. A server that was \
                      started anew is sealed until somebody opens it."
                .into(),
        runbook: Runbook {
            meaning: "One server of OpenBao does not serve. The others hold the quorum, with no room for another loss.",
            look: "`kubectl -n openbao exec <pod> -c openbao -- bao status`: `Sealed true` is the usual reason after a restart.",
            mend: "Unseal it with the threshold of key shares, as `runbooks/openbao.md` says.",
        },
        ..Alert::default()
    }
}
