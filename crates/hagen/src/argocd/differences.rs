//! Fields that someone in the cluster writes, and Git must not fight over.

use std::collections::BTreeSet;

use hagen_kube::custom::argocd::IgnoreDifference;

use crate::layout::ObjectKind;

const WEBHOOKS: &str = "admissionregistration.k8s.io";

/// The differences to ignore among objects of some kinds.
pub(super) fn ignored(kinds: impl Iterator<Item = ObjectKind>) -> Option<Vec<IgnoreDifference>> {
    let kinds: BTreeSet<(String, String)> =
        kinds.map(|kind| (kind.group.into_owned(), kind.kind.into_owned())).collect();
    let has = |group: &str, kind: &str| kinds.contains(&(group.to_owned(), kind.to_owned()));
    let mut ignored = Vec::new();
    for kind in ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"] {
        if has(WEBHOOKS, kind) {
            // The certificate comes from the operator behind the webhook, or from cert-manager.
            ignored.push(difference(WEBHOOKS, kind, ".webhooks[]?.clientConfig.caBundle"));
        }
    }
    if has("argoproj.io", "Rollout") && has("networking.istio.io", "VirtualService") {
        // A canary is a change of weights that Argo Rollouts makes.
        ignored.push(difference("networking.istio.io", "VirtualService", ".spec.http[]?.route[]?.weight"));
    }
    Some(ignored).filter(|ignored| !ignored.is_empty())
}

fn difference(group: &'static str, kind: &'static str, path: &'static str) -> IgnoreDifference {
    IgnoreDifference { group, kind, jq_path_expressions: vec![path] }
}
