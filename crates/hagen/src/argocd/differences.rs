//! Fields that someone in the cluster writes, and Git must not fight over.

use std::collections::BTreeSet;

use hagen_kube::custom::argocd::IgnoreDifference;

use crate::layout::ObjectKind;

const WEBHOOKS: &str = "admissionregistration.k8s.io";
const ISTIO: &str = "networking.istio.io";

/// The group, the kind, and the field. The certificate of a webhook comes from the operator behind it, or from
/// cert-manager.
const ALWAYS: [(&str, &str, &str); 2] = [
    (WEBHOOKS, "MutatingWebhookConfiguration", ".webhooks[]?.clientConfig.caBundle"),
    (WEBHOOKS, "ValidatingWebhookConfiguration", ".webhooks[]?.clientConfig.caBundle"),
];

const VERSIONS_OF_ISTIO: &str = "select(.metadata.labels[\"app.kubernetes.io/component\"] == \"versions\") | .spec.http[]?.route[]?.weight";
const VERSIONS_OF_TRAEFIK: &str = "select(.metadata.labels[\"app.kubernetes.io/component\"] == \"versions\") | .spec.weighted.services[]?.weight";

/// What Argo Rollouts writes: the weights of the versions, and which of them a Service selects.
///
/// Only of objects that hagen has marked as such: where an Application holds those of many components, some have weights
/// that Git decides.
const WITH_ROLLOUT: [(&str, &str, &str); 3] = [
    (ISTIO, "VirtualService", VERSIONS_OF_ISTIO),
    ("traefik.io", "TraefikService", VERSIONS_OF_TRAEFIK),
    ("", "Service", ".spec.selector[\"rollouts-pod-template-hash\"]"),
];

/// The differences to ignore among objects of some kinds.
pub(super) fn ignored(kinds: impl Iterator<Item = ObjectKind>) -> Option<Vec<IgnoreDifference>> {
    let kinds: BTreeSet<(String, String)> =
        kinds.map(|kind| (kind.group.to_string(), kind.kind.to_string())).collect();
    let has = |group: &str, kind: &str| kinds.contains(&(group.to_owned(), kind.to_owned()));
    let has_rollout = has("argoproj.io", "Rollout");
    let always = ALWAYS.iter();
    let with_rollout = WITH_ROLLOUT.iter().filter(|_| has_rollout);
    let present = always.chain(with_rollout).filter(|(group, kind, _)| has(group, kind));
    let ignored: Vec<IgnoreDifference> =
        present.map(|&(group, kind, path)| difference(group, kind, path)).collect();
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
        let weights = difference(ISTIO, "VirtualService", VERSIONS_OF_ISTIO);
        assert_eq!(ignored([route, rollout.clone()].into_iter()), Some(vec![weights]));
        let (service, traefik) = (kind("", "Service"), kind("traefik.io", "TraefikService"));
        assert_eq!(ignored([service.clone(), traefik.clone()].into_iter()), None);
        let found = ignored([rollout, service, traefik].into_iter()).expect("two kinds that it writes");
        assert_eq!(found.iter().map(|it| it.kind).collect::<Vec<_>>(), ["TraefikService", "Service"]);
    }
}
