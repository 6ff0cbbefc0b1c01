//! How a pod goes without losing a request, and how soon a replacement comes for one whose node is lost.

use hagen_kube::Duration;
use k8s_openapi::api::core::v1::{Lifecycle, LifecycleHandler, SleepAction, Toleration};

/// How long it takes until no proxy and no node sends traffic to a pod that is going: endpoints are spread to every
/// node after the pod was told to stop, not before.
pub const PROPAGATION: Duration = Duration::seconds(15);

/// How long a pod may take to finish its requests when nobody says.
pub const DRAIN: Duration = Duration::seconds(25);

/// What is left between the end of the drain and the kill.
const MARGIN: u64 = 5;

/// Keeps a container serving while its endpoints are taken back.
pub fn serve_on() -> Lifecycle {
    Lifecycle {
        pre_stop: Some(LifecycleHandler {
            sleep: Some(SleepAction { seconds: seconds(PROPAGATION.as_seconds()) }),
            ..LifecycleHandler::default()
        }),
        ..Lifecycle::default()
    }
}

/// The grace period of pods that serve: [`serve_on`], then the drain.
pub fn grace_of_server(drain: Duration) -> i64 {
    seconds(PROPAGATION.as_seconds() + drain.as_seconds() + MARGIN)
}

/// The grace period of pods that nobody sends traffic to.
pub fn grace_of_worker(drain: Duration) -> i64 {
    seconds(drain.as_seconds() + MARGIN)
}

/// Leaves a node that is not ready or cannot be reached after 30 seconds. Without these, Kubernetes waits 300.
pub fn leave_lost_nodes() -> Vec<Toleration> {
    ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
        .map(|key| Toleration {
            key: Some(key.into()),
            operator: Some("Exists".into()),
            effect: Some("NoExecute".into()),
            toleration_seconds: Some(30),
            value: None,
        })
        .into()
}

fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).expect("durations end at ten years")
}
