//! How Applications are synced.

use hagen_kube::custom::argocd::{Automated, Backoff, Retry, SyncPolicy};

/// The annotation with the place in the order of the sync.
pub(super) const WAVE: &str = "argocd.argoproj.io/sync-wave";
/// The annotation that names the folders whose change concerns an Application: a commit to one component then costs
/// nothing for the thousand others.
pub(super) const FOLDERS: &str = "argocd.argoproj.io/manifest-generate-paths";
/// The annotation with options of the sync.
pub(super) const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";
/// The annotation with options of the comparison.
pub(super) const COMPARE_OPTIONS: &str = "argocd.argoproj.io/compare-options";
/// Has the API server say what would change: defaults and conversions are no difference.
pub(super) const SERVER_SIDE_DIFF: &str = "ServerSideDiff=true";

/// How many old revisions an Application remembers.
pub(super) const HISTORY: u32 = 5;

/// Whether custom resources are among the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Custom {
    /// Kinds of Kubernetes only.
    No,
    /// Kinds whose definitions another Application brings.
    Yes,
}

/// By themselves, again and again for half an hour, never down to nothing.
pub(super) fn sync_policy(custom: Custom) -> SyncPolicy {
    let mut sync_options = vec![
        "ApplyOutOfSyncOnly=true",
        "CreateNamespace=false",
        "FailOnSharedResource=true",
        "PruneLast=true",
        "RespectIgnoreDifferences=true",
        "ServerSideApply=true",
    ];
    if custom == Custom::Yes {
        sync_options.push("SkipDryRunOnMissingResource=true");
    }
    SyncPolicy {
        automated: Automated { prune: true, self_heal: true, allow_empty: false },
        sync_options,
        retry: Retry {
            limit: 10,
            refresh: true,
            backoff: Backoff { duration: "10s", factor: 2, max_duration: "5m" },
        },
    }
}
