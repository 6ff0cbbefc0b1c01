//! Fields that someone in the cluster writes, and Git must not fight over.

use hagen_kube::custom::argocd::IgnoreDifference;

use crate::layout::ObjectKind;

const WEBHOOKS: &str = "admissionregistration.k8s.io";
const ISTIO: &str = "networking.istio.io";

/// The differences to ignore among objects of some kinds.
pub(super) fn ignored(kinds: impl Iterator<Item = ObjectKind>) -> Option<Vec<IgnoreDifference>> {
    let (mut mutating, mut validating, mut rollout, mut route) = (false, false, false, false);
    for kind in kinds {
        match (&*kind.group, &*kind.kind) {
            (WEBHOOKS, "MutatingWebhookConfiguration") => mutating = true,
            (WEBHOOKS, "ValidatingWebhookConfiguration") => validating = true,
            ("argoproj.io", "Rollout") => rollout = true,
            (ISTIO, "VirtualService") => route = true,
            _ => {}
        }
    }
    // The certificate comes from the operator behind the webhook, or from cert-manager.
    let bundle = ".webhooks[]?.clientConfig.caBundle";
    let all = [
        mutating.then(|| difference(WEBHOOKS, "MutatingWebhookConfiguration", bundle)),
        validating.then(|| difference(WEBHOOKS, "ValidatingWebhookConfiguration", bundle)),
        // A canary is a change of weights that Argo Rollouts makes.
        (rollout && route).then(|| difference(ISTIO, "VirtualService", ".spec.http[]?.route[]?.weight")),
    ];
    let ignored: Vec<IgnoreDifference> = all.into_iter().flatten().collect();
    Some(ignored).filter(|ignored| !ignored.is_empty())
}

fn difference(group: &'static str, kind: &'static str, path: &'static str) -> IgnoreDifference {
    IgnoreDifference { group, kind, jq_path_expressions: vec![path] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(group: &'static str, kind: &'static str) -> ObjectKind {
        ObjectKind { group: group.into(), kind: kind.into(), namespaced: true }
    }

    #[test]
    fn weights_are_left_to_rollouts() {
        let (route, rollout) = (kind(ISTIO, "VirtualService"), kind("argoproj.io", "Rollout"));
        assert_eq!(ignored([route.clone()].into_iter()), None);
        let weights = difference(ISTIO, "VirtualService", ".spec.http[]?.route[]?.weight");
        assert_eq!(ignored([route, rollout].into_iter()), Some(vec![weights]));
    }
}
