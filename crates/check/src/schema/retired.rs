//! API versions that are gone, going, or not served unless asked for.

use hagen_core::Step;

use super::checker::Checker;
use super::finding::{Finding, Problem};
use super::kind::Kind;
use super::path::Path;
use super::{Minor, Schemas};

/// An API version that was removed, by kind or (with no kinds) altogether.
struct Removed {
    api_version: &'static str,
    kinds: &'static [&'static str],
    since: Minor,
    use_instead: &'static str,
}

const fn removed(
    api_version: &'static str,
    kinds: &'static [&'static str],
    since: u8,
    use_instead: &'static str,
) -> Removed {
    Removed { api_version, kinds, since: Minor::of(since), use_instead }
}

/// By the deprecation guide of Kubernetes; the first entry that fits counts.
const REMOVED: &[Removed] = &[
    removed("extensions/v1beta1", &["NetworkPolicy"], 16, "networking.k8s.io/v1"),
    removed("extensions/v1beta1", &["Ingress"], 22, "networking.k8s.io/v1"),
    removed("extensions/v1beta1", &["PodSecurityPolicy"], 16, "the labels of Pod Security Admission"),
    removed("extensions/v1beta1", &[], 16, "apps/v1"),
    removed("apps/v1beta1", &[], 16, "apps/v1"),
    removed("apps/v1beta2", &[], 16, "apps/v1"),
    removed("admissionregistration.k8s.io/v1beta1", &WEBHOOKS, 22, "admissionregistration.k8s.io/v1"),
    removed("apiextensions.k8s.io/v1beta1", &[], 22, "apiextensions.k8s.io/v1"),
    removed("apiregistration.k8s.io/v1beta1", &[], 22, "apiregistration.k8s.io/v1"),
    removed("authentication.k8s.io/v1beta1", &["TokenReview"], 22, "authentication.k8s.io/v1"),
    removed("authorization.k8s.io/v1beta1", &[], 22, "authorization.k8s.io/v1"),
    removed("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 22, "certificates.k8s.io/v1"),
    removed("coordination.k8s.io/v1beta1", &["Lease"], 22, "coordination.k8s.io/v1"),
    removed("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], 22, "networking.k8s.io/v1"),
    removed("rbac.authorization.k8s.io/v1beta1", &[], 22, "rbac.authorization.k8s.io/v1"),
    removed("rbac.authorization.k8s.io/v1alpha1", &[], 23, "rbac.authorization.k8s.io/v1"),
    removed("scheduling.k8s.io/v1beta1", &["PriorityClass"], 22, "scheduling.k8s.io/v1"),
    removed("storage.k8s.io/v1beta1", &STORAGE, 22, "storage.k8s.io/v1"),
    removed("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 27, "storage.k8s.io/v1"),
    removed("batch/v1beta1", &[], 25, "batch/v1"),
    removed("batch/v2alpha1", &[], 21, "batch/v1"),
    removed("discovery.k8s.io/v1beta1", &[], 25, "discovery.k8s.io/v1"),
    removed("events.k8s.io/v1beta1", &[], 25, "events.k8s.io/v1"),
    removed("autoscaling/v2beta1", &[], 25, "autoscaling/v2"),
    removed("autoscaling/v2beta2", &[], 26, "autoscaling/v2"),
    removed("policy/v1beta1", &["PodSecurityPolicy"], 25, "the labels of Pod Security Admission"),
    removed("policy/v1beta1", &[], 25, "policy/v1"),
    removed("node.k8s.io/v1beta1", &[], 25, "node.k8s.io/v1"),
    removed("flowcontrol.apiserver.k8s.io/v1beta1", &[], 26, "flowcontrol.apiserver.k8s.io/v1"),
    removed("flowcontrol.apiserver.k8s.io/v1beta2", &[], 29, "flowcontrol.apiserver.k8s.io/v1"),
    removed("flowcontrol.apiserver.k8s.io/v1beta3", &[], 32, "flowcontrol.apiserver.k8s.io/v1"),
];

const WEBHOOKS: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const STORAGE: [&str; 4] = ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"];

/// API version, kind, the first minor that warns, what to use instead.
const DEPRECATED: &[(&str, &str, Minor, &str)] =
    &[("v1", "Endpoints", Minor::of(33), "discovery.k8s.io/v1 EndpointSlice")];

/// The group of an API version: empty for the core.
pub(super) fn group(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// The order of versions as Kubernetes prefers them: `v2` over `v1` over `v1beta2` over `v1beta1` over `v1alpha1`.
pub(super) fn rank(api_version: &str) -> (u8, u32, u32) {
    let version = api_version.rsplit('/').next().unwrap_or_default().trim_start_matches('v');
    let number = |text: &str| text.parse().unwrap_or(0);
    if let Some((major, minor)) = version.split_once("beta") {
        return (1, number(major), number(minor));
    }
    match version.split_once("alpha") {
        Some((major, minor)) => (0, number(major), number(minor)),
        None => (2, number(version), 0),
    }
}

impl Schemas {
    /// Why there is no such kind.
    pub(super) fn unknown(&self, api_version: &str, kind: &str) -> Finding {
        let fits = |entry: &&Removed| {
            entry.api_version == api_version && (entry.kinds.is_empty() || entry.kinds.contains(&kind))
        };
        let (field, problem, message) = match REMOVED.iter().find(fits) {
            Some(entry) => {
                let (since, use_instead) = (entry.since, entry.use_instead);
                let message =
                    format!("`{api_version}` of {kind} is gone since Kubernetes {since}: use {use_instead}");
                ("apiVersion", Problem::RemovedApi { since, use_instead }, message)
            }
            None => self.nowhere(api_version, kind),
        };
        Finding { path: vec![Step::Key(field.to_owned())], problem, message }
    }

    fn nowhere(&self, api_version: &str, kind: &str) -> (&'static str, Problem, String) {
        let nearest = self.nearest(api_version, kind);
        let suggestion = nearest.map(|known| (known.api_version().to_owned(), known.kind().to_owned()));
        let field = if nearest.is_some_and(|known| known.kind() == kind) { "apiVersion" } else { "kind" };
        if self.own.as_ref().is_some_and(|own| own.is_unserved(api_version, kind)) {
            let message = format!("`{api_version}` of {kind} is defined, but not served");
            return ("apiVersion", Problem::UnknownKind { suggestion }, message);
        }
        let hint = match (&suggestion, self.other_minors(api_version, kind)) {
            (_, Some(minors)) => format!(" in Kubernetes {}: there is in {minors}", self.minor()),
            (Some((meant, name)), None) => format!(", did you mean `{meant}` `{name}`"),
            (None, None) => String::new(),
        };
        (
            field,
            Problem::UnknownKind { suggestion },
            format!("there is no kind `{kind}` in `{api_version}`{hint}"),
        )
    }

    /// The minors that do have a kind which this one has not.
    fn other_minors(&self, api_version: &str, kind: &str) -> Option<String> {
        let entry = self.facts.find(api_version, kind)?;
        let minors = (0..self.facts.minor_count()).filter(|position| entry.root(*position).is_some());
        let minors: Vec<String> =
            minors.map(|position| format!("1.{}", self.facts.minor(position).0)).collect();
        Some(minors.join(", "))
    }
}

impl Checker<'_> {
    /// Warns of API versions that go, or that clusters do not serve unless told to.
    pub(super) fn lifecycle(&mut self, kind: &Kind<'_>) {
        if !self.built_in {
            return;
        }
        let (api_version, name) = (kind.api_version(), kind.kind());
        let minor = self.schemas.minor();
        let is_it = |entry: &&(&str, &str, Minor, &str)| {
            entry.0 == api_version && entry.1 == name && entry.2 <= minor
        };
        let path = Path::ROOT;
        let path = path.key("apiVersion");
        if let Some((.., since, use_instead)) = DEPRECATED.iter().find(is_it) {
            self.report(&path, || {
                let message = format!("{name} is deprecated since Kubernetes {since}: use {use_instead}");
                (Problem::DeprecatedApi { since: *since, use_instead }, message)
            });
        }
        if rank(api_version).0 < 2 {
            self.report(&path, || {
                let message =
                    format!("clusters do not serve `{api_version}` unless their API server is told to");
                (Problem::NotServedByDefault, message)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_the_order_of_kubernetes() {
        let mut versions = ["a/v1alpha2", "v1", "b/v2", "a/v1beta1", "a/v1beta2", "a/v1alpha1"];
        versions.sort_by_key(|version| rank(version));
        assert_eq!(versions, ["a/v1alpha1", "a/v1alpha2", "a/v1beta1", "a/v1beta2", "v1", "b/v2"]);
    }

    #[test]
    fn nothing_removed_is_still_there() {
        for minor in Minor::SUPPORTED {
            let schemas = Schemas::new(minor);
            for kind in schemas.kinds() {
                let fits = |entry: &&Removed| {
                    entry.api_version == kind.api_version()
                        && (entry.kinds.is_empty() || entry.kinds.contains(&kind.kind()))
                };
                assert!(REMOVED.iter().find(fits).is_none(), "{} {}", kind.api_version(), kind.kind());
            }
        }
    }
}
