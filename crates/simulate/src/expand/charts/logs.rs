//! Logs, traces, and what collects them.

use super::{
    Affinity, Budgeted, COMPONENT, CONTROLLER, DEPLOYMENT, INSTANCE, Made, NAME, ONE_MAY_GO, PER_NODE,
    STATEFUL, Workload,
};
use crate::pods::{Keeps, Promise};

pub(super) const LOKI: &[Workload] = &[
    Workload {
        at: &["singleBinary"],
        replicas_at: &["singleBinary", "replicas"],
        replicas: 0,
        resources_at: &["singleBinary", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "loki"), (COMPONENT, "single-binary")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::At(&["singleBinary", "podDisruptionBudget"], ONE_MAY_GO),
        claims: &[&["singleBinary", "persistence", "storageClass"]],
        promise: Promise::Quorum,
        may_stop: Some("one replica, as the blueprint has it: collectors hold what they have meanwhile"),
        ..STATEFUL
    },
    Workload {
        name: "*-gateway",
        at: &["gateway"],
        replicas_at: &["gateway", "replicas"],
        resources_at: &["gateway", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "loki"), (COMPONENT, "gateway")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::At(&["gateway", "podDisruptionBudget"], ONE_MAY_GO),
        strategy_at: &["gateway", "deploymentStrategy"],
        made_if: &[(&["gateway", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("one replica, as the blueprint has it: collectors hold what they have meanwhile"),
        ..DEPLOYMENT
    },
    Workload {
        name: "*-chunks-cache",
        at: &["chunksCache"],
        replicas_at: &["chunksCache", "replicas"],
        labels: &[
            (INSTANCE, "*"),
            (NAME, "loki"),
            (COMPONENT, "memcached-chunks-cache"),
            ("name", "memcached-chunks-cache"),
        ],
        budget: Budgeted::Always(Keeps::AllBut(1)),
        made_if: &[(&["chunksCache", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("queries are slower without it"),
        is_optional: true,
        serves: false,
        ..STATEFUL
    },
    Workload {
        name: "*-results-cache",
        at: &["resultsCache"],
        replicas_at: &["resultsCache", "replicas"],
        labels: &[
            (INSTANCE, "*"),
            (NAME, "loki"),
            (COMPONENT, "memcached-results-cache"),
            ("name", "memcached-results-cache"),
        ],
        budget: Budgeted::Always(Keeps::AllBut(1)),
        made_if: &[(&["resultsCache", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("queries are slower without it"),
        is_optional: true,
        serves: false,
        ..STATEFUL
    },
    Workload {
        name: "*-canary",
        at: &["lokiCanary"],
        replicas_at: &["lokiCanary", "replicas"],
        resources_at: &["lokiCanary", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "loki"), (COMPONENT, "canary")],
        budget: Budgeted::Never,
        made_if: &[
            (&["lokiCanary", "enabled"], Made::OnUnlessFalse),
            (&["lokiCanary", "kind"], Made::Word("Deployment")),
        ],
        may_stop: Some("it only watches the logs"),
        ..CONTROLLER
    },
];

pub(super) const TEMPO: &[Workload] = &[Workload {
    resources_at: &["tempo", "resources"],
    labels: &[(INSTANCE, "*"), (NAME, "tempo")],
    budget: Budgeted::Never,
    claims: &[&["persistence", "storageClassName"]],
    promise: Promise::Quorum,
    may_stop: Some("one replica, as the blueprint has it: collectors hold what they have meanwhile"),
    ..STATEFUL
}];

pub(super) const COLLECTOR: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "opentelemetry-collector")],
    strategy_at: &["rollout"],
    ..DEPLOYMENT
}];

pub(super) const K8S_MONITORING: &[Workload] = &[
    Workload {
        name: "*-alloy-operator",
        at: &["alloy-operator"],
        replicas_at: &["alloy-operator", "replicaCount"],
        resources_at: &["alloy-operator", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "alloy-operator")],
        budget: Budgeted::At(&["alloy-operator", "podDisruptionBudget"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-events",
        at: &["collectors", "events", "controller"],
        resources_at: &["collectors", "events", "alloy", "resources"],
        labels: &[(NAME, "alloy-events")],
        budget: Budgeted::Never,
        made_if: &[(&["clusterEvents", "enabled"], Made::OffUnlessTrue)],
        may_stop: Some("two would write every event twice; the API server keeps events for an hour"),
        ..CONTROLLER
    },
    Workload {
        name: "*-logs",
        at: &["collectors", "logs", "controller"],
        resources_at: &["collectors", "logs", "alloy", "resources"],
        ..PER_NODE
    },
];
