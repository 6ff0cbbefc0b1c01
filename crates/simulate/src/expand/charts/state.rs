//! What keeps things, and Nextcloud.

use super::{
    Affinity, Budgeted, COMPONENT, CONTROLLER, DEPLOYMENT, INSTANCE, Made, NAME, PER_NODE, STATEFUL, Workload,
};
use crate::pods::{Handover, Promise};

pub(super) const OPENBAO: &[Workload] = &[Workload {
    at: &["server"],
    replicas_at: &["server", "ha", "replicas"],
    resources_at: &["server", "resources"],
    labels: &[(INSTANCE, "*"), (NAME, "openbao"), ("component", "server")],
    affinity: Affinity::HardUnlessWritten,
    budget: Budgeted::At(&["server", "ha", "disruptionBudget"], None),
    claims: &[&["server", "dataStorage", "storageClass"]],
    promise: Promise::Quorum,
    leader: Some(Handover { lost: 15, stepped_down: 5 }),
    may_stop: Some("secrets that were fetched stay; new ones wait"),
    ..STATEFUL
}];

pub(super) const SEAWEEDFS: &[Workload] = &[
    Workload {
        name: "*-master",
        at: &["master"],
        replicas_at: &["master", "replicas"],
        resources_at: &["master", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "master")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::Never,
        claims: &[&["master", "data", "storageClass"]],
        promise: Promise::Quorum,
        leader: Some(Handover { lost: 15, stepped_down: 5 }),
        may_stop: Some("one replica, as the blueprint has it"),
        ..STATEFUL
    },
    Workload {
        name: "*-volume",
        at: &["volume"],
        replicas_at: &["volume", "replicas"],
        resources_at: &["volume", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "volume")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::Never,
        claims: &[&["volume", "dataDirs", "storageClass"]],
        promise: Promise::Copies { factor: 2, needed: 1, zonal: false },
        may_stop: Some("one replica, as the blueprint has it"),
        ..STATEFUL
    },
    Workload {
        name: "*-filer",
        at: &["filer"],
        replicas_at: &["filer", "replicas"],
        resources_at: &["filer", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "filer")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::Never,
        claims: &[&["filer", "data", "storageClass"]],
        may_stop: Some("one replica, as the blueprint has it"),
        ..STATEFUL
    },
    Workload {
        name: "*-s3",
        at: &["s3"],
        replicas_at: &["s3", "replicas"],
        resources_at: &["s3", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "s3")],
        budget: Budgeted::Never,
        strategy_at: &["s3", "strategy"],
        made_if: &[(&["s3", "enabled"], Made::OffUnlessTrue)],
        may_stop: Some("one replica, as the blueprint has it"),
        ..DEPLOYMENT
    },
];

pub(super) const LONGHORN: &[Workload] = &[
    Workload { name: "longhorn-manager", ..PER_NODE },
    // Longhorn's default of `guaranteedInstanceManagerCPU`.
    Workload { name: "instance-manager", node_share: 12, ..PER_NODE },
    Workload {
        name: "longhorn-ui",
        replicas_at: &["longhornUI", "replicas"],
        replicas: 2,
        labels: &[("app", "longhorn-ui")],
        budget: Budgeted::Never,
        may_stop: Some("people look at it; volumes do without"),
        is_optional: true,
        ..CONTROLLER
    },
    Workload {
        name: "longhorn-driver-deployer",
        labels: &[("app", "longhorn-driver-deployer")],
        budget: Budgeted::Never,
        ..CONTROLLER
    },
];

pub(super) const NEXTCLOUD: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "nextcloud"), (COMPONENT, "app")],
    budget: Budgeted::Never,
    ..DEPLOYMENT
}];
