//! What delivers, and what rolls out.

use super::{Affinity, Budgeted, COMPONENT, CONTROLLER, INSTANCE, Made, NAME, Workload};
use crate::pods::{Handover, Identity, Promise};

pub(super) const ARGO_CD: &[Workload] = &[
    Workload {
        name: "*-application-controller",
        identity: Identity::Sticky,
        at: &["controller"],
        replicas_at: &["controller", "replicas"],
        resources_at: &["controller", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-application-controller")],
        budget: Budgeted::At(&["controller", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-server",
        at: &["server"],
        replicas_at: &["server", "replicas"],
        resources_at: &["server", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-server")],
        budget: Budgeted::At(&["server", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-repo-server",
        at: &["repoServer"],
        replicas_at: &["repoServer", "replicas"],
        resources_at: &["repoServer", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-repo-server")],
        budget: Budgeted::At(&["repoServer", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-applicationset-controller",
        at: &["applicationSet"],
        replicas_at: &["applicationSet", "replicas"],
        resources_at: &["applicationSet", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-applicationset-controller")],
        budget: Budgeted::At(&["applicationSet", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-redis-ha-server",
        identity: Identity::Sticky,
        at: &["redis-ha"],
        replicas_at: &["redis-ha", "replicas"],
        replicas: 3,
        resources_at: &["redis-ha", "redis", "resources"],
        labels: &[("app", "redis-ha"), ("release", "*")],
        affinity: Affinity::Hard("hardAntiAffinity", true),
        budget: Budgeted::At(&["redis-ha", "podDisruptionBudget"], None),
        made_if: &[(&["redis-ha", "enabled"], Made::OffUnlessTrue)],
        promise: Promise::Quorum,
        leader: Some(Handover { lost: 20, stepped_down: 5 }),
        ..CONTROLLER
    },
    Workload {
        name: "*-redis-ha-haproxy",
        at: &["redis-ha", "haproxy"],
        replicas_at: &["redis-ha", "haproxy", "replicas"],
        replicas: 3,
        resources_at: &["redis-ha", "haproxy", "resources"],
        labels: &[("app", "redis-ha-haproxy"), ("release", "*"), (NAME, "argocd-redis-ha-haproxy")],
        strategy_at: &["redis-ha", "haproxy", "deploymentStrategy"],
        affinity: Affinity::Hard("hardAntiAffinity", true),
        budget: Budgeted::At(&["redis-ha", "haproxy", "podDisruptionBudget"], None),
        made_if: &[(&["redis-ha", "enabled"], Made::OffUnlessTrue)],
        ..CONTROLLER
    },
];

pub(super) const ARGO_ROLLOUTS: &[Workload] = &[Workload {
    at: &["controller"],
    replicas_at: &["controller", "replicas"],
    resources_at: &["controller", "resources"],
    labels: &[(INSTANCE, "*"), (NAME, "argo-rollouts"), (COMPONENT, "rollouts-controller")],
    budget: Budgeted::At(&["controller", "pdb"], None),
    ..CONTROLLER
}];
